"""Gradebook, for the bundles of others: OR-GRD and OR-REF-19."""

import re

from oracle.report import Report
from oracle.roster import Roster
from oracle.rules_links import repeated
from oracle.rules_values import day

LINE_ITEMS, RESULTS = "lineItems.csv", "results.csv"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _number(value: str) -> float | None:
    return float(value) if NUMBER.fullmatch(value) else None


def check_line_items(roster: Roster, report: Report) -> None:
    items = roster.bundle.table(LINE_ITEMS)
    names = ("resultValueMin", "resultValueMax", "assignDate", "dueDate", "gradingPeriodSourcedId")
    for line, low, high, assigned, due, period in zip(items.lines, *map(items.column, names), strict=True):
        least, most = _number(low), _number(high)
        if least is not None and most is not None and least > most:
            report.add("OR-GRD-01", LINE_ITEMS, line, f"resultValueMin {low} is above resultValueMax {high}")
        first, last, span = day(assigned), day(due), roster.session_spans.get(period)
        if first and last and first > last:
            report.add("OR-GRD-06", LINE_ITEMS, line, f"assigned {assigned}, due {due}")
        elif span and not all(span[0] <= moment < span[1] for moment in (first, last) if moment):
            report.add("OR-GRD-06", LINE_ITEMS, line, f"{assigned} to {due} is not within the grading period")


def check_results(roster: Roster, report: Report) -> None:
    items, results = roster.bundle.table(LINE_ITEMS), roster.bundle.table(RESULTS)
    lows, highs, classes = (items.column(name) for name in ("resultValueMin", "resultValueMax", "classSourcedId"))
    names = ("lineItemSourcedId", "studentSourcedId", "score")
    pairs = [" ".join(pair) for pair in zip(*map(results.column, names[:2]), strict=True)]
    twice = repeated(pairs)
    for line, pair, item, student, score in zip(results.lines, pairs, *map(results.column, names), strict=True):
        if pair in twice:
            report.add("OR-GRD-07", RESULTS, line, "several results of one student for one line item")
        user, row, value = roster.users.index.get(student), items.index.get(item), _number(score)
        if user is not None and roster.user_roles[user] != "student":
            report.add("OR-REF-19", RESULTS, line, f"the user is a {roster.user_roles[user]}")
        if row is None:
            continue
        low, high = _number(lows[row]), _number(highs[row])
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            report.add("OR-GRD-02", RESULTS, line, f"score {score} is not within {lows[row]} to {highs[row]}")
        class_row = roster.classes.index.get(classes[row])
        if user is not None and class_row is not None and user not in roster.students_of(class_row):
            report.add("OR-GRD-05", RESULTS, line, "the student is not in the class of the line item")
