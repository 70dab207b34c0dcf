"""School days: no weekend and no holiday."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from rostergen.profile.model import Profile
from rostergen.stages.calendar import make_calendar
from rostergen.stages.gradebook.days import school_days
from rostergen.world import Session

EPOCH = date(1970, 1, 1)


def days_of(year: int) -> list[date]:
    calendar = make_calendar(Profile(), year)
    return [EPOCH + timedelta(days=int(day)) for day in school_days(calendar, calendar.sessions[0])]


@pytest.mark.parametrize("year", [1980, 2027, 2028, 2200])
def test_about_as_many_as_a_school_year_has(year: int) -> None:
    days = days_of(year)
    assert 170 <= len(days) <= 190
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(
    "day",
    ["2026-09-07", "2026-11-26", "2026-11-27", "2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15", "2027-03-29",
     "2027-04-02", "2027-05-31"],
)  # fmt: skip
def test_holidays(day: str) -> None:
    """Labor Day, Thanksgiving, the breaks, Martin Luther King Day, Presidents' Day, Memorial Day of 2026-27."""
    assert date.fromisoformat(day) not in days_of(2027)


@pytest.mark.parametrize("day", ["2026-09-08", "2026-12-22", "2027-01-04", "2027-03-26", "2027-04-05", "2027-05-28"])
def test_the_days_around_them(day: str) -> None:
    assert date.fromisoformat(day) in days_of(2027)


def test_a_session_of_holidays_has_its_weekdays() -> None:
    start = (date(2026, 12, 24) - EPOCH).days
    session = Session("Break", "gradingPeriod", start, start + 7, 0)
    calendar = make_calendar(Profile(), 2027)
    assert school_days(calendar, session).tolist() == [start, start + 1, start + 4, start + 5, start + 6]
    assert school_days(calendar, session).dtype == np.int32
