"""Trees of sessions and their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ..bundles import add, drop, row, valid_bundle

if TYPE_CHECKING:
    from ..bundles import Files
    from .breaking import Breaking

pytestmark = pytest.mark.parametrize("version", ["1.1", "1.2"])
F = "academicSessions"


def test_last_days_in_place_of_the_days_after_them(broken_alone: Breaking, version: str) -> None:
    cells = {
        (F, "fall", "endDate"): "2027-01-10",
        (F, "quarter-1", "endDate"): "2026-10-25",
        (F, "quarter-2", "endDate"): "2027-01-10",
    }
    assert broken_alone(version, cells) == [
        ("OR-SES-01", f"{F}.csv", 3, "endDate"),
        ("OR-SES-01", f"{F}.csv", 5, "endDate"),
    ]


def test_one_free_day_between_sessions_is_no_slip_where_others_touch(broken_alone: Breaking, version: str) -> None:
    assert broken_alone(version, {(F, "quarter-1", "endDate"): "2026-10-25"}) == []


def test_a_school_year_is_the_one_in_which_it_ends(broken: Breaking, version: str) -> None:
    years = {(F, session["sourcedId"], "schoolYear"): "2026" for session in valid_bundle(version)[F]}
    assert broken(version, years) == [("OR-SES-02", f"{F}.csv", 2, "schoolYear")]


def test_a_school_year_is_the_same_in_the_whole_tree(broken: Breaking, version: str) -> None:
    assert broken(version, {(F, "quarter-1", "schoolYear"): "2026"}) == [("OR-SES-02", f"{F}.csv", 5, "schoolYear")]


def test_a_school_year_of_a_calendar_year_ends_on_its_last_day(broken: Breaking, version: str) -> None:
    def add_year(files: Files) -> None:
        add(files, F, "year", "south", startDate="2027-02-01", endDate="2028-01-01")

    assert broken(version, more=add_year) == []


@pytest.mark.parametrize("parent", ["year", "spring", "quarter-1"])
def test_no_session_is_above_itself(broken: Breaking, version: str, parent: str) -> None:
    def turn_round(files: Files) -> None:
        row(files, F, "year")["parentSourcedId"] = parent

    circle = {"year": [2], "spring": [2, 4], "quarter-1": [2, 3, 5]}[parent]
    assert broken(version, more=turn_round) == [("OR-SES-03", f"{F}.csv", n, "parentSourcedId") for n in circle]


@pytest.mark.parametrize(
    ("sourced_id", "column", "value"),
    [("spring", "parentSourcedId", "quarter-1"), ("quarter-1", "parentSourcedId", "")],
)
def test_sessions_are_nested_from_the_year_down(
    broken: Breaking, version: str, sourced_id: str, column: str, value: str
) -> None:
    found = broken(version, {(F, sourced_id, column): value})
    places = {"spring": 4, "quarter-1": 5}
    assert [each for each in found if each[0] not in ("OR-SES-05", "OR-SES-06")] == [
        ("OR-SES-04", f"{F}.csv", places[sourced_id], "type")
    ]


def test_a_year_is_below_nothing(broken: Breaking, version: str) -> None:
    def add_year(files: Files) -> None:
        add(files, F, "year", "inner", parentSourcedId="year", startDate="2026-08-18")

    assert broken(version, more=add_year) == [("OR-SES-04", f"{F}.csv", 7, "type")]


def test_a_session_lies_within_its_parent(broken: Breaking, version: str) -> None:
    found = broken(version, {(F, "quarter-1", "startDate"): "2026-08-01", (F, "quarter-2", "endDate"): "2027-02-01"})
    assert found == [("OR-SES-05", f"{F}.csv", 6, "endDate"), ("OR-SES-05", f"{F}.csv", 5, "startDate")]


def test_siblings_of_one_type_do_not_overlap(broken: Breaking, version: str) -> None:
    found = broken(version, {(F, "quarter-2", "startDate"): "2026-10-25"})
    assert found == [("OR-SES-05", f"{F}.csv", 6, "startDate")]


def test_years_of_schools_may_overlap(broken: Breaking, version: str) -> None:
    def add_year(files: Files) -> None:
        add(files, F, "year", "year-of-another-school")

    assert broken(version, more=add_year) == []


def test_an_unusual_number_of_terms(broken: Breaking, version: str) -> None:
    def add_term(files: Files) -> None:
        add(files, F, "spring", "summer", startDate="2027-06-01", endDate="2027-06-05")
        _end_spring_earlier(files)

    assert broken(version, more=add_term) == [("OR-SES-06", f"{F}.csv", 2, "type")]


@pytest.mark.parametrize("number", [3, 4])
def test_three_or_four_terms_are_usual(broken: Breaking, version: str, number: int) -> None:
    def terms(files: Files) -> None:
        for semester in ("fall", "spring"):
            row(files, F, semester)["type"] = "term"
        for n in range(number - 2):
            add(files, F, "spring", f"term-{n}", startDate=f"2027-06-0{n + 1}", endDate=f"2027-06-0{n + 2}")
        _end_spring_earlier(files)

    assert broken(version, more=terms) == []


def _end_spring_earlier(files: Files) -> None:
    row(files, F, "spring")["endDate"] = "2027-06-01"
    for enrollment in files["enrollments"]:
        enrollment["endDate"] = ""


def test_a_holiday_between_two_semesters_is_no_slip(broken: Breaking, version: str) -> None:
    def only_semesters(files: Files) -> None:
        drop(files, F, "quarter-1", "quarter-2")
        for file in ("lineItems", "results", "resultScoreScales", "lineItemScoreScales"):
            files.pop(file, None)
        row(files, F, "fall")["endDate"] = "2027-01-10"

    assert "OR-SES-01" not in {each[0] for each in broken(version, more=only_semesters)}


def test_a_holiday_is_no_slip_where_others_lie_further_apart(broken: Breaking, version: str) -> None:
    cells = {(F, "fall", "endDate"): "2027-01-10", (F, "quarter-1", "endDate"): "2026-10-20"}
    assert "OR-SES-01" not in {each[0] for each in broken(version, cells)}
