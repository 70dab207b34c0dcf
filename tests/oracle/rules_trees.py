"""The trees of orgs and sessions: OR-ORG, OR-SES and D-ORG, D-SES."""

from datetime import date
from itertools import pairwise

from oracle.reading import Bundle, Table
from oracle.report import Report
from oracle.roster import Roster
from oracle.rules_links import report_repeated
from oracle.rules_values import day, split_list

ORGS, SESSIONS = "orgs.csv", "academicSessions.csv"


def parents_of(table: Table) -> list[int | None]:
    """Row -> row of its parent."""
    return [table.index.get(parent) for parent in table.column("parentSourcedId")]


def _report_cycles(table: Table, rule: str, report: Report) -> bool:
    parents, sound = parents_of(table), True
    for row in range(len(table)):
        seen, above = {row}, parents[row]
        while above is not None and above not in seen:
            seen.add(above)
            above = parents[above]
        if above == row:
            sound = False
            report.add(rule, table.name, table.lines[row], "is its own parent, directly or around a cycle")
    return sound


def check_orgs(bundle: Bundle, report: Report) -> None:
    orgs = bundle.table(ORGS)
    sound = _report_cycles(orgs, "OR-ORG-02", report)
    types, parents = orgs.column("type"), parents_of(orgs)
    names = orgs.column("parentSourcedId")
    for row, line in enumerate(orgs.lines):
        kind, above = types[row], parents[row]
        parent_kind = types[above] if above is not None and above != row else ""
        rank, parent_rank = bundle.standard.ORG_RANK.get(kind), bundle.standard.ORG_RANK.get(parent_kind)
        upside_down = rank is not None and parent_rank is not None and parent_rank >= rank
        if (sound and upside_down) or (kind == "department" and above is None and not names[row]):
            report.add("OR-ORG-01", ORGS, line, f"a {kind} beneath a {parent_kind or 'nothing'}")
        if kind == "school" and not names[row] and "district" in types:
            report.add("OR-ORG-04", ORGS, line, "a school without a parent, although there is a district")


def check_sessions(bundle: Bundle, report: Report) -> None:
    sessions = bundle.table(SESSIONS)
    if not _report_cycles(sessions, "OR-SES-03", report):
        return
    types, years, parents = sessions.column("type"), sessions.column("schoolYear"), parents_of(sessions)
    starts, ends = map(day, sessions.column("startDate")), map(day, sessions.column("endDate"))
    spans = list(zip(starts, ends, strict=True))
    children: dict[int, list[int]] = {}
    for row, line in enumerate(sessions.lines):
        above = parents[row]
        if above is not None:
            children.setdefault(above, []).append(row)
        parent_kind = types[above] if above is not None else ""
        if types[row] == "schoolYear" and above is not None:
            report.add("OR-SES-04", SESSIONS, line, f"a schoolYear beneath a {parent_kind}")
        elif types[row] in ("term", "semester") and parent_kind not in ("schoolYear", "semester", "term"):
            report.add("OR-SES-04", SESSIONS, line, f"a {types[row]} beneath {parent_kind or 'nothing'}")
        elif types[row] == "gradingPeriod" and parent_kind not in ("schoolYear", "semester", "term"):
            report.add("OR-SES-04", SESSIONS, line, f"a gradingPeriod beneath {parent_kind or 'nothing'}")
        first, last = spans[row]
        is_year = types[row] == "schoolYear" and len(years[row]) == 4
        if is_year and last and str(date.fromordinal(last - 1).year) != years[row]:
            report.add("OR-SES-02", SESSIONS, line, f"schoolYear {years[row]}, but the year does not end in it")
        if above is not None and years[row] != years[above]:
            report.add("OR-SES-02", SESSIONS, line, f"schoolYear {years[row]}, but {years[above]} above")
        if above is not None and first and last:
            start, end = spans[above]
            if (start and first < start) or (end and last > end):
                report.add("OR-SES-05", SESSIONS, line, "lies outside its parent")
    _check_siblings(sessions, children, spans, report)
    districts = bundle.table(ORGS).column("type").count("district")
    _check_promised_sessions(sessions, children, max(districts, 1), report)


def _check_siblings(
    sessions: Table, children: dict[int, list[int]], spans: list[tuple[int | None, int | None]], report: Report
) -> None:
    types, inclusive, exclusive = sessions.column("type"), [], 0
    for above, rows in children.items():
        for kind in {types[row] for row in rows}:
            dated = [(*spans[row], row) for row in rows if types[row] == kind]
            ordered = sorted((first, last, row) for first, last, row in dated if first and last)
            for (_, last, _), (first, _, row) in pairwise(ordered):
                if first < last:
                    report.add("OR-SES-05", SESSIONS, sessions.lines[row], f"overlaps another {kind} beside it")
                inclusive += [row] if first == last + 1 else []
                exclusive += first == last
            end = spans[above][1]
            if end and ordered and ordered[-1][1] == end - 1:
                report.add(
                    "OR-SES-01", SESSIONS, sessions.lines[ordered[-1][2]], "ends a day before its parent: inclusive?"
                )
    if inclusive and not exclusive:  # a gap of a day everywhere: last days were written, not the days after
        for row in inclusive:
            report.add("OR-SES-01", SESSIONS, sessions.lines[row], "starts a day after the endDate before: inclusive?")


def _check_promised_sessions(sessions: Table, children: dict[int, list[int]], districts: int, report: Report) -> None:
    types, lines = sessions.column("type"), sessions.lines
    if types.count("schoolYear") != districts:
        found = types.count("schoolYear")
        report.add("D-SES-01", SESSIONS, 0, f"{found} sessions of type schoolYear, {districts} districts")
    terms = [row for row, kind in enumerate(types) if kind in ("term", "semester")]
    if len(types) and not terms:
        report.add("D-SES-02", SESSIONS, 0, "no term")
    for row in terms:
        below = [types[child] for child in children.get(row, [])]
        if not below or not {"gradingPeriod", "term", "semester"} & set(below):
            report.add("D-SES-02", SESSIONS, lines[row], f"a {types[row]} without grading periods")


def check_promised_orgs(bundle: Bundle, report: Report) -> None:
    orgs = bundle.table(ORGS)
    types, parents, identifiers = orgs.column("type"), parents_of(orgs), orgs.column("identifier")
    states, districts = types.count("state"), types.count("district")
    if not districts or (districts > 1 and states != 1):
        report.add("D-ORG-01", ORGS, 0, f"{districts} districts beneath {states} states")
    populated = _orgs_with_students(bundle)
    for row, line in enumerate(orgs.lines):
        kind, above = types[row], parents[row]
        parent_kind = "" if above is None else types[above]
        if kind in ("district", "school"):
            wanted = {"school": ("district", ""), "district": ("state" if states else "",)}[kind]
            if parent_kind not in wanted:
                report.add("D-ORG-03", ORGS, line, f"a {kind} beneath {parent_kind or 'nothing'}")
        elif kind != "state" or states > 1 or parent_kind:
            report.add("D-ORG-02", ORGS, line, f"an org of type {kind}")
        rule, digits = {"state": ("D-ORG-05", 2), "district": ("D-ORG-05", 7), "school": ("D-ORG-06", 12)}.get(
            kind, ("", 0)
        )
        beginning = identifiers[above] if above is not None and parent_kind in ("district", "state") else ""
        if rule and not (_is_nces(identifiers[row], digits) and identifiers[row].startswith(beginning)):
            report.add(rule, ORGS, line, f"identifier {identifiers[row]!r} of a {kind}")
        if kind == "school" and orgs.column("sourcedId")[row] not in populated:
            report.add("D-ORG-08", ORGS, line, "a school without students")
    _report_namesakes(orgs, parents, report)
    report_repeated(orgs, "identifier", "D-ORG-07", report)


def _report_namesakes(orgs: Table, parents: list[int | None], report: Report) -> None:
    seen = set()
    for named in zip(parents, orgs.column("name"), orgs.lines, strict=True):
        if named[:2] in seen:
            report.add("D-ORG-04", ORGS, named[2], f"name {named[1]!r} is that of another org beneath its parent")
        seen.add(named[:2])


def _is_nces(identifier: str, digits: int) -> bool:
    return len(identifier) == digits and identifier.isascii() and identifier.isdigit()


def _orgs_with_students(bundle: Bundle) -> set[str]:
    roster = Roster(bundle)
    return {org for student in roster.students for org in split_list(roster.user_orgs[student])}
