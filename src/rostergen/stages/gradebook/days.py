"""School days: weekdays that are no holiday of common US practice. The calendar of sessions does not know holidays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rostergen.world import Calendar, Session

_MONDAY, _THURSDAY = 0, 3


def school_days(calendar: Calendar, session: Session) -> np.ndarray:
    """Return the school days of a session (int32, ascending); its weekdays if it lies in holidays altogether."""
    days = np.arange(session.start, session.end, dtype=np.int32)
    weekdays = days[_weekday(days) < 5]
    open_days = weekdays[~np.isin(weekdays, _holidays(calendar.school_year))]
    return open_days if len(open_days) else weekdays


def _weekday(days: np.ndarray) -> np.ndarray:
    return (days + 3) % 7  # 1970-01-01 was a Thursday


def _holidays(year: int) -> np.ndarray:
    """Return the days off of the school year that ends in `year`: Labor Day to Memorial Day, with the breaks."""
    thanksgiving = _nth(year - 1, 11, _THURSDAY, 4)
    spring_break = _nth(year, 4, _MONDAY, 1) - 7
    return np.concatenate(
        [
            [_nth(year - 1, 9, _MONDAY, 1), thanksgiving, thanksgiving + 1],
            np.arange(_day(year - 1, 12, 23), _day(year, 1, 3)),
            [_nth(year, 1, _MONDAY, 3), _nth(year, 2, _MONDAY, 3)],
            np.arange(spring_break, spring_break + 5),
            [_nth(year, 6, _MONDAY, 1) - 7],
        ]
    )


def _day(year: int, month: int, day: int) -> int:
    return int(np.datetime64(f"{year}-{month:02}-{day:02}", "D").astype(np.int64))


def _nth(year: int, month: int, weekday: int, n: int) -> int:
    """Return the n-th Monday (0) or other weekday of a month."""
    first = _day(year, month, 1)
    return first + (weekday - (first + 3)) % 7 + 7 * (n - 1)
