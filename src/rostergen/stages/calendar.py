"""The school year with its terms and grading periods."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rostergen.world import Calendar, Session

if TYPE_CHECKING:
    from rostergen.profile.model import Profile

_EPOCH = date(1970, 1, 1)
_TERMS = {
    "semesters": ("semester", ("Fall Semester", "Spring Semester")),
    "trimesters": ("term", ("Trimester 1", "Trimester 2", "Trimester 3")),
    "quarters": ("term", ("Quarter 1", "Quarter 2", "Quarter 3", "Quarter 4")),
}


def make_calendar(profile: Profile, school_year: int) -> Calendar:
    """Lay out the school year that ends in `school_year`; every session starts on a weekday."""
    start = _day(profile.calendar.start, school_year)
    start += timedelta(days={5: 2, 6: 1}.get(start.weekday(), 0))
    if start.month == 9 and start.weekday() == 0 and start.day <= 7:  # Labor Day
        start += timedelta(days=1)
    last = _day(profile.calendar.end, school_year)
    last -= timedelta(days={5: 1, 6: 2}.get(last.weekday(), 0))
    end = last + timedelta(days=1)
    kind, titles = _TERMS[profile.calendar.structure]
    per_term = profile.calendar.grading_periods_per_term
    word = {4: "Quarter", 6: "Six Weeks"}.get(len(titles) * per_term, "Grading Period")
    if len(titles) == 4:  # quarters are the terms themselves
        word = "Grading Period"

    year = Session(f"{school_year - 1}-{school_year}", "schoolYear", _number(start), _number(end), -1)
    bounds = _cut(start, end, len(titles))
    terms = [
        Session(f"{title} {school_year - 1}-{school_year}", kind, _number(first), _number(after), 0)
        for title, first, after in zip(titles, bounds, bounds[1:], strict=False)
    ]
    periods: list[Session] = []
    for parent, (first, after) in enumerate(itertools.pairwise(bounds), 1):
        inner = _cut(first, after, per_term)
        for begin, stop in itertools.pairwise(inner):
            title = f"{word} {len(periods) + 1} {school_year - 1}-{school_year}"
            periods.append(Session(title, "gradingPeriod", _number(begin), _number(stop), parent))
    return Calendar(school_year, [year, *terms, *periods], len(terms))


def _day(month_day: str, school_year: int) -> date:
    month, day = int(month_day[:2]), int(month_day[3:])
    return date(school_year - 1 if month >= 7 else school_year, month, day)


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _cut(start: date, end: date, parts: int) -> list[date]:
    """Return `parts + 1` boundaries; the inner ones are Mondays."""
    days = (end - start).days
    inner = (start + timedelta(days=days * i // parts) for i in range(1, parts))
    return [start, *(day + timedelta(days=-day.weekday() % 7) for day in inner), end]
