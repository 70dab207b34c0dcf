"""The school year with its terms and grading periods."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from rostergen.profile.days_off import HOLIDAYS, first_and_last
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
    days_off = [day for text in profile.calendar.days_off for day in _days_off(text, school_year)]
    start = _school_day(_day(profile.calendar.start, school_year), 1, days_off)
    end = _school_day(_day(profile.calendar.end, school_year), -1, days_off) + timedelta(days=1)
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
    off = np.array(sorted({_number(day) for day in days_off}), np.int32)
    return Calendar(school_year, [year, *terms, *periods], len(terms), off)


def _days_off(text: str, school_year: int) -> list[date]:
    """Return the days of a holiday, a day or a span of days."""
    if text not in HOLIDAYS:
        first, last = (_day(day, school_year) for day in first_and_last(text))
        return [first + timedelta(days=i) for i in range((last - first).days + 1)]
    month, weekday, n, after, days = HOLIDAYS[text]
    first = _day(f"{month:02}-01", school_year)
    first += timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1) + after)
    return [first + timedelta(days=i) for i in range(days)]


def _school_day(day: date, step: int, days_off: list[date]) -> date:
    """Return the first weekday from `day` on that is no day off; of three weeks without one the first weekday."""
    weekdays = [at for i in range(21) if (at := day + timedelta(days=step * i)).weekday() < 5]
    return next((at for at in weekdays if at not in days_off), weekdays[0])


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
