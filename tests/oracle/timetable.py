"""The timetable: nobody and no room in two classes at once, and full days (D-TT)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from oracle.report import Report
from oracle.roster import HIGH, MIDDLE, NO_PERIODS, NOBODY, WEEKDAYS, Meeting, Roster, Spans, clipped
from oracle.rules_values import split_list

ENROLLMENTS, CLASSES, USERS = "enrollments.csv", "classes.csv", "users.csv"

Booking = tuple[int, Meeting, Spans]  # class row, when, days of the year
Pattern = tuple[tuple[tuple[str, ...], Spans], ...]  # of each class, its periods and days


def clashes(bookings: Iterable[tuple[int, Booking]]) -> Iterator[tuple[int, int, str]]:
    """Pairs of rows, each (row, booking), that take one period of one day for two different classes."""
    by_period: defaultdict[str, list[tuple[int, Booking]]] = defaultdict(list)
    for row, booking in bookings:
        by_period[booking[1][0]].append((row, booking))
    for period, booked in by_period.items():
        if len(booked) > 1:
            found = {pair for weekday in WEEKDAYS for pair in _overlaps(booked, weekday)}
            yield from ((*pair, period) for pair in sorted(found))


def _overlaps(booked: list[tuple[int, Booking]], weekday: str) -> Iterator[tuple[int, int]]:
    days = sorted(
        (start, end, row, class_row)
        for row, (class_row, (_, weekdays), spans) in booked
        if weekday in weekdays
        for start, end in spans
    )
    latest = days[0] if days else (0, 0, NOBODY, NOBODY)
    for start, end, row, class_row in days[1:]:
        if start < latest[1] and class_row != latest[3]:
            yield row, latest[2]
        if end > latest[1]:
            latest = (start, end, row, class_row)


def check_people(roster: Roster, report: Report) -> None:
    """D-TT-01 and D-TT-02: each person, in each role, is in one place at a time."""
    meetings, spans, class_of = roster.class_meetings, roster.spans, roster.class_of
    for role, rule in (("student", "D-TT-01"), ("teacher", "D-TT-02")):
        for rows in roster.by_user.values():
            bookings = [
                (row, (class_of[row], meeting, spans[row]))
                for row in rows
                if roster.roles[row] == role and class_of[row] != NOBODY
                for meeting in meetings[class_of[row]]
            ]
            for row, other, period in clashes(bookings):
                lines = roster.enrollments.lines
                message = f"{role} has another class in period {period!r}: line {lines[other]}"
                report.add(rule, ENROLLMENTS, lines[row], message)


def check_rooms(roster: Roster, report: Report) -> None:
    """D-TT-03."""
    rooms: defaultdict[tuple[str, str], list[tuple[int, Booking]]] = defaultdict(list)
    places = zip(roster.class_schools, roster.classes.column("location"), strict=True)
    for row, (school, location) in enumerate(places):
        for meeting in roster.class_meetings[row] if location else ():
            rooms[school, location].append((row, (row, meeting, roster.class_spans[row])))
    for (_, location), bookings in rooms.items():
        for row, other, period in clashes(bookings):
            lines = roster.classes.lines
            message = f"{location!r} holds another class in period {period!r}: line {lines[other]}"
            report.add("D-TT-03", CLASSES, lines[row], message)


def check_days(roster: Roster, report: Report) -> None:
    """D-TT-04: on every day of instruction, all secondary students of a school fill as many periods as the fullest."""
    stretches = _stretches(roster)
    known: dict[Pattern, list[int]] = {}  # many students share a pattern
    patterns: list[tuple[int, str, Pattern]] = []  # student, school, his classes there
    fullest: defaultdict[str, int] = defaultdict(int)
    for student in roster.students:
        if roster.user_grades[student] in MIDDLE + HIGH:
            for school, pattern in _patterns_by_school(roster, student).items():
                if pattern not in known:
                    known[pattern] = _filled_periods(pattern, stretches)
                patterns.append((student, school, pattern))
                fullest[school] = max(fullest[school], *known[pattern], 0)
    for student, school, pattern in patterns:
        for (first, _), count in zip(stretches, known[pattern], strict=True):
            if 0 <= count < fullest[school]:
                part = f"the part of the year from {date.fromordinal(first)}"
                message = f"student fills {count} of {fullest[school]} periods in {part}"
                report.add("D-TT-04", USERS, roster.users.lines[student], message)
                break


def _stretches(roster: Roster) -> list[tuple[int, int]]:
    """The days of instruction, cut at every first and last day of a session that a class names."""
    sessions = {term for listed in set(roster.classes.column("termSourcedIds")) for term in split_list(listed)}
    spans = [roster.session_spans[term] for term in sessions if term in roster.session_spans]
    innermost = roster.innermost_sessions
    cuts = sorted({edge for span in [*spans, *innermost] for edge in span})
    return [
        (first, last)
        for first, last in pairwise(cuts)
        if _within(first, last, spans) and _within(first, last, innermost)
    ]


def _within(first: int, last: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= first and last <= end for start, end in spans)


def _patterns_by_school(roster: Roster, student: int) -> dict[str, Pattern]:
    schools: defaultdict[str, list[tuple[tuple[str, ...], Spans]]] = defaultdict(list)
    for row in roster.by_user.get(student, []):
        class_row = roster.class_of[row]
        if roster.roles[row] == "student" and class_row != NOBODY and roster.spans[row]:
            schools[roster.class_schools[class_row]].append((roster.class_periods[class_row], roster.spans[row]))
    return {school: tuple(sorted(classes)) for school, classes in schools.items()}


def _filled_periods(pattern: Pattern, stretches: list[tuple[int, int]]) -> list[int]:
    """For each stretch, the periods filled on all its days from arrival to departure; -1 if there are none."""
    arrival = min(spans[0][0] for _, spans in pattern)
    departure = max(spans[-1][1] for _, spans in pattern)
    filled = []
    for begin, stop in stretches:
        first, last = max(begin, arrival), min(stop, departure)
        days: defaultdict[str, int] = defaultdict(int)
        for periods, spans in pattern:
            taken = sum(end - start for start, end in clipped(spans, first, last))
            for period in periods:
                days[period] += taken
        days.pop(NO_PERIODS, None)
        filled.append(sum(taken >= last - first for taken in days.values()) if first < last else -1)
    return filled


def check_attendance(roster: Roster, report: Report) -> None:
    """D-TT-05 and D-TT-06."""
    kinds = roster.classes.column("classType")
    for student in roster.students:
        rows = [row for row in roster.by_user.get(student, []) if roster.class_of[row] != NOBODY]
        line = roster.users.lines[student]
        if not rows:
            report.add("D-TT-05", USERS, line, "student without a class")
        elif roster.level(roster.user_grades[student]) == "elementary" and not any(
            kinds[roster.class_of[row]] == "homeroom" for row in rows
        ):
            report.add("D-TT-06", USERS, line, "elementary student without a homeroom")
