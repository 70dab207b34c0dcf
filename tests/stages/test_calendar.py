"""The school year: terms and grading periods that nest without gaps, the inner ones from Monday on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from rostergen.profile.days_off import HOLIDAYS, USUAL
from rostergen.profile.model import Profile
from rostergen.stages.calendar import make_calendar

if TYPE_CHECKING:
    from rostergen.world import Calendar, Session

EPOCH = date(1970, 1, 1)
STRUCTURES = {"semesters": 2, "trimesters": 3, "quarters": 4}


def calendar_of(year: int = 2027, **keys: Any) -> Calendar:
    return make_calendar(Profile.model_validate({"calendar": keys}), year)


def day(number: int) -> date:
    return EPOCH + timedelta(days=number)


def dates(session: Session) -> tuple[str, str]:
    return day(session.start).isoformat(), day(session.end).isoformat()


def test_semesters_by_hand() -> None:
    calendar = calendar_of(start="08-20", end="06-05", structure="semesters", grading_periods_per_term=2)
    assert [(s.title, s.type, *dates(s), s.parent) for s in calendar.sessions] == [
        ("2026-2027", "schoolYear", "2026-08-20", "2027-06-05", -1),
        ("Fall Semester 2026-2027", "semester", "2026-08-20", "2027-01-11", 0),
        ("Spring Semester 2026-2027", "semester", "2027-01-11", "2027-06-05", 0),
        ("Quarter 1 2026-2027", "gradingPeriod", "2026-08-20", "2026-11-02", 1),
        ("Quarter 2 2026-2027", "gradingPeriod", "2026-11-02", "2027-01-11", 1),
        ("Quarter 3 2026-2027", "gradingPeriod", "2027-01-11", "2027-03-29", 2),
        ("Quarter 4 2026-2027", "gradingPeriod", "2027-03-29", "2027-06-05", 2),
    ]
    assert (calendar.school_year, calendar.n_terms) == (2027, 2)
    assert [day(number).isoformat() for number in calendar.starts.tolist()] == [
        "2026-08-20",
        "2026-08-20",
        "2027-01-11",
    ]
    assert [day(number).isoformat() for number in calendar.ends.tolist()] == ["2027-06-05", "2027-01-11", "2027-06-05"]


def test_the_last_day_is_exclusive() -> None:
    # 5 June 2026 is a Friday, the last day of school; the session ends the day after.
    assert dates(calendar_of(2026, start="08-20", end="06-05").sessions[0])[1] == "2026-06-06"


@pytest.mark.parametrize(
    ("year", "start", "first"),
    [(2027, "08-20", "2026-08-20"), (2027, "08-22", "2026-08-24"), (2027, "08-23", "2026-08-24")],
)
def test_a_year_that_would_start_on_a_weekend_starts_on_monday(year: int, start: str, first: str) -> None:
    assert dates(calendar_of(year, start=start, end="06-05").sessions[0])[0] == first


@pytest.mark.parametrize(("end", "after"), [("06-04", "2027-06-05"), ("06-05", "2027-06-05"), ("06-06", "2027-06-05")])
def test_a_year_that_would_end_on_a_weekend_ends_on_friday(end: str, after: str) -> None:
    assert dates(calendar_of(2027, start="08-20", end=end).sessions[0])[1] == after


@pytest.mark.parametrize(
    ("structure", "per_term", "types", "titles"),
    [
        ("semesters", 1, ["semester"] * 2, ["Grading Period 1", "Grading Period 2"]),
        ("semesters", 3, ["semester"] * 2, [f"Six Weeks {i}" for i in range(1, 7)]),
        ("trimesters", 2, ["term"] * 3, [f"Six Weeks {i}" for i in range(1, 7)]),
        ("trimesters", 1, ["term"] * 3, [f"Grading Period {i}" for i in range(1, 4)]),
        ("quarters", 1, ["term"] * 4, [f"Grading Period {i}" for i in range(1, 5)]),
        ("quarters", 3, ["term"] * 4, [f"Grading Period {i}" for i in range(1, 13)]),
    ],
)
def test_structures(structure: str, per_term: int, types: list[str], titles: list[str]) -> None:
    calendar = calendar_of(2027, structure=structure, grading_periods_per_term=per_term)
    terms, periods = calendar.sessions[1 : 1 + len(types)], calendar.sessions[1 + len(types) :]
    assert [term.type for term in terms] == types
    assert [period.title for period in periods] == [f"{title} 2026-2027" for title in titles]
    assert len({session.title for session in calendar.sessions}) == len(calendar.sessions)


def test_school_does_not_begin_on_labor_day() -> None:
    assert dates(calendar_of(2027, start="09-05").sessions[0])[0] == "2026-09-08"  # 5 September 2026 is a Saturday
    assert dates(calendar_of(2027, start="09-07").sessions[0])[0] == "2026-09-08"
    assert dates(calendar_of(2027, start="09-14").sessions[0])[0] == "2026-09-14"


def test_days_off_move_the_first_and_the_last_day() -> None:
    first, after = dates(calendar_of(2027, start="09-07", end="05-31", days_off=["05-29 to 05-31"]).sessions[0])
    assert (first, after) == ("2026-09-07", "2027-05-29")  # Labor Day is not among them; 28 May 2027 is a Friday
    first, after = dates(calendar_of(2027, start="08-20", days_off=["07-01 to 06-30"]).sessions[0])
    assert (first, after) == ("2026-08-20", "2027-06-05")  # no school at all: as if there were no days off


HOLIDAYS_OF_2027 = {
    "labor_day": ("2026-09-07", "2026-09-07"),
    "columbus_day": ("2026-10-12", "2026-10-12"),
    "11-11": ("2026-11-11", "2026-11-11"),
    "thanksgiving": ("2026-11-26", "2026-11-27"),
    "thanksgiving_week": ("2026-11-23", "2026-11-27"),
    "12-23 to 01-02": ("2026-12-23", "2027-01-02"),
    "martin_luther_king_day": ("2027-01-18", "2027-01-18"),
    "presidents_day": ("2027-02-15", "2027-02-15"),
    "spring_break": ("2027-03-29", "2027-04-02"),
    "memorial_day": ("2027-05-31", "2027-05-31"),
}


def test_every_holiday_by_hand() -> None:
    assert set(HOLIDAYS_OF_2027) >= {*HOLIDAYS, *USUAL}
    for name, (first, last) in HOLIDAYS_OF_2027.items():
        off = calendar_of(2027, days_off=[name]).days_off.tolist()
        assert (day(off[0]).isoformat(), day(off[-1]).isoformat()) == (first, last)
        assert off == list(range(off[0], off[-1] + 1))
    assert calendar_of(2027, days_off=[]).days_off.tolist() == []
    assert day(int(calendar_of(2024, days_off=["memorial_day"]).days_off[0])).isoformat() == "2024-05-27"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("easter", "'easter' is not a day"),
        ("12-23 to", "'12-23 to' is not a day"),
        ("12-23 to 01-02 to 01-03", "is not a day"),
        ("1-2", "'1-2' is not a day"),
        ("02-29", "'02-29' is not a day of the year"),
        ("06-01 to 08-01", "'06-01 to 08-01' runs backwards"),
    ],
)
def test_what_is_no_day_off(text: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        calendar_of(days_off=[text])


def test_quarters_are_called_so() -> None:
    calendar = calendar_of(2027, structure="quarters")
    assert [term.title for term in calendar.sessions[1:5]] == [f"Quarter {i} 2026-2027" for i in range(1, 5)]


days = st.dates(date(2025, 7, 1), date(2026, 6, 30)).map(lambda each: each.strftime("%m-%d"))


@given(
    days,
    days.filter(lambda day: day < "07"),
    st.sampled_from(sorted(STRUCTURES)),
    st.integers(1, 3),
    st.one_of(st.integers(1980, 2200), st.sampled_from([2000, 2024, 2028, 2100, 2196])),
)
def test_any_calendar(start: str, end: str, structure: str, per_term: int, year: int) -> None:
    try:
        calendar = calendar_of(year, start=start, end=end, structure=structure, grading_periods_per_term=per_term)
    except ValidationError:
        assume(False)
    whole, *inner = calendar.sessions
    n_terms = STRUCTURES[structure]
    terms, periods = inner[:n_terms], inner[n_terms:]
    assert calendar.n_terms == n_terms
    assert len(periods) == n_terms * per_term
    assert day(whole.start).year in (year - 1, year)
    assert all(session.start < session.end for session in calendar.sessions)
    assert day(whole.start).weekday() < 5
    assert day(whole.end - 1).weekday() < 5
    assert [term.parent for term in terms] == [0] * n_terms
    check_run(whole, terms)
    for number, term in enumerate(terms, 1):
        own = [period for period in periods if period.parent == number]
        assert len(own) == per_term
        check_run(term, own)
    lengths = [term.end - term.start for term in terms]
    assert max(lengths) - min(lengths) <= 13  # a boundary moves by six days at most


def check_run(outer: Session, inner: list[Session]) -> None:
    """The inner sessions fill the outer one; all but the first start on a Monday."""
    assert inner[0].start == outer.start
    assert inner[-1].end == outer.end
    assert all(one.end == two.start for one, two in pairwise(inner))
    assert all(day(each.start).weekday() == 0 for each in inner[1:])
