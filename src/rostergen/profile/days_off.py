"""Days without school, as a profile names them: a holiday, a day or a span of days."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from rostergen.profile.fields import Form, day_of_school_year

_MONDAY, _THURSDAY = 0, 3


class Holiday(NamedTuple):
    """The days from `after` days behind the n-th `weekday` (Monday 0) of a month on."""

    month: int
    weekday: int
    n: int
    after: int = 0
    days: int = 1


HOLIDAYS = {
    "labor_day": Holiday(9, _MONDAY, 1),
    "columbus_day": Holiday(10, _MONDAY, 2),
    "thanksgiving": Holiday(11, _THURSDAY, 4, days=2),
    "thanksgiving_week": Holiday(11, _THURSDAY, 4, after=-3, days=5),
    "martin_luther_king_day": Holiday(1, _MONDAY, 3),
    "presidents_day": Holiday(2, _MONDAY, 3),
    "spring_break": Holiday(4, _MONDAY, 1, after=-7, days=5),
    "memorial_day": Holiday(6, _MONDAY, 1, after=-7),
}
"""Holidays without a fixed day. That spring break is the last week that begins in March is judgment (2026)."""
USUAL = (
    "labor_day",
    "thanksgiving",
    "12-23 to 01-02",
    "martin_luther_king_day",
    "presidents_day",
    "spring_break",
    "memorial_day",
)
_TO = " to "


def _day_off(text: str) -> str:
    if text in HOLIDAYS:
        return text
    days = text.split(_TO)
    digits = all(len(day) == 5 and day[2] == "-" and (day[:2] + day[3:]).isdecimal() and day.isascii() for day in days)
    if len(days) > 2 or not digits:
        raise ValueError(f"'{text}' is not {_WORDS}")
    if day_of_school_year(days[0]) > day_of_school_year(days[-1]):
        raise ValueError(f"'{text}' runs backwards; a school year runs July to June")
    return text


def first_and_last(text: str) -> tuple[str, str]:
    """Return the first and the last day, MM-DD, of a day or a span of days that is valid."""
    first, _, last = text.partition(_TO)
    return first, last or first


_WORDS = f"a day (11-11), a span of days (12-23 to 01-02) or one of {', '.join(HOLIDAYS)}"
DayOff = Annotated[str, AfterValidator(_day_off), Form(_WORDS)]
