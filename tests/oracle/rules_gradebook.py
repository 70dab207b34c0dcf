"""Gradebook: OR-GRD, OR-REF-19 and D-GRD; what only 1.2 knows is in rules_scales."""

import re
from datetime import date

from oracle.report import Report
from oracle.roster import Roster
from oracle.rules_links import repeated
from oracle.rules_values import day

LINE_ITEMS, RESULTS = "lineItems.csv", "results.csv"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MONDAY_TO_FRIDAY = range(5)


def number(value: str) -> float | None:
    return float(value) if NUMBER.fullmatch(value) else None


def check_line_items(roster: Roster, report: Report) -> None:
    items = roster.bundle.table(LINE_ITEMS)
    session = "gradingPeriodSourcedId" if "gradingPeriodSourcedId" in items.columns else "academicSessionSourcedId"
    names = ("resultValueMin", "resultValueMax", "assignDate", "dueDate", session)
    for line, low, high, assigned, due, period in zip(items.lines, *map(items.column, names), strict=True):
        least, most = number(low), number(high)
        if least is not None and most is not None and least > most:
            report.add("OR-GRD-01", LINE_ITEMS, line, f"resultValueMin {low} is above resultValueMax {high}")
        first, last, span = day(assigned), day(due), roster.session_spans.get(period)
        if first and last and first > last:
            report.add("OR-GRD-06", LINE_ITEMS, line, f"assigned {assigned}, due {due}")
        elif span and not all(span[0] <= moment < span[1] for moment in (first, last) if moment):
            report.add("OR-GRD-06", LINE_ITEMS, line, f"{assigned} to {due} is not within the session")
        if any(date.fromordinal(moment).weekday() not in MONDAY_TO_FRIDAY for moment in (first, last) if moment):
            report.add("D-GRD-01", LINE_ITEMS, line, f"assigned {assigned}, due {due}: a weekend")


def check_results(roster: Roster, report: Report) -> None:
    items, results = roster.bundle.table(LINE_ITEMS), roster.bundle.table(RESULTS)
    lows, highs, classes = (items.column(name) for name in ("resultValueMin", "resultValueMax", "classSourcedId"))
    names = ("lineItemSourcedId", "studentSourcedId", "score")
    pairs = [" ".join(pair) for pair in zip(*map(results.column, names[:2]), strict=True)]
    twice = repeated(pairs)
    members = [roster.students_of(row) for row in range(len(roster.classes))]
    for line, pair, item, student, score in zip(results.lines, pairs, *map(results.column, names), strict=True):
        if pair in twice:
            report.add("OR-GRD-07", RESULTS, line, "several results of one student for one line item")
        user, row, value = roster.users.index.get(student), items.index.get(item), number(score)
        if user is not None and "student" not in roster.duties[user]:
            report.add("OR-REF-19", RESULTS, line, f"the user is a {roster.user_roles[user]}")
        if row is None:
            continue
        low, high = number(lows[row]), number(highs[row])
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            report.add("OR-GRD-02", RESULTS, line, f"score {score} is not within {lows[row]} to {highs[row]}")
        class_row = roster.classes.index.get(classes[row])
        if user is not None and class_row is not None and user not in members[class_row]:
            report.add("OR-GRD-05", RESULTS, line, "the student is not in the class of the line item")
