"""How one profile changes another: what merges, what replaces and what removes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rostergen.profile.merge import extend, put
from rostergen.profile.strict_yaml import Tree, parse

if TYPE_CHECKING:
    from rostergen.profile.problems import Problem

BASE = """\
schools: 3
district: {name: Old Town, state: IL}
levels:
  high: {grades: 09-12, share: 1}
  middle: {grades: 06-08, share: 1}
class_sizes:
  high:
    target: {dist: normal, mean: 23, sd: 3}
    cap: 30
staffing:
  shared_departments: [[music, theatre], [business]]
names:
  locales: {en_US: 60, es_MX: 40}
  by_group: {asian: {en_IN: 100}, black: {en_US: 100}}
courses:
  ALG: {title: Algebra, size: 30}
  BIO: {title: Biology, size: 20}
"""


def changed(over: str) -> dict[str, Any]:
    problems: list[Problem] = []
    tree = extend(parse(BASE, "base.yaml"), parse(over, "over.yaml"), problems)
    assert problems == []
    return tree.value


def test_what_is_not_stated_stays() -> None:
    assert changed("") == parse(BASE, "base.yaml").value


def test_sections_merge_key_by_key() -> None:
    assert changed("district: {state: TX}")["district"] == {"name": "Old Town", "state": "TX"}
    assert changed("class_sizes: {high: {cap: 35}}")["class_sizes"]["high"]["target"]["mean"] == 23


def test_entries_are_added_and_changed_key_by_key() -> None:
    courses = changed("courses: {ALG: {size: 25}, CHEM: {title: Chemistry}}")["courses"]
    assert courses["ALG"] == {"title": "Algebra", "size": 25}
    assert list(courses) == ["ALG", "BIO", "CHEM"]


def test_null_removes_an_entry() -> None:
    assert list(changed("courses: {ALG: null}")["courses"]) == ["BIO"]
    assert list(changed("levels: {middle: }")["levels"]) == ["high"]
    assert list(changed("names: {by_group: {asian: null}}")["names"]["by_group"]) == ["black"]


def test_null_is_a_value_for_a_key_of_a_section() -> None:
    assert changed("district: {name: null}")["district"]["name"] is None
    assert changed("courses: {ALG: {size: null}}")["courses"]["ALG"]["size"] is None


def test_shares_and_lists_are_replaced_as_a_whole() -> None:
    assert changed("names: {locales: {de_DE: 100}}")["names"]["locales"] == {"de_DE": 100}
    assert changed("names: {by_group: {asian: {vi_VN: 100}}}")["names"]["by_group"]["asian"] == {"vi_VN": 100}
    assert changed("staffing: {shared_departments: []}")["staffing"]["shared_departments"] == []


@pytest.mark.parametrize(
    ("over", "target"),
    [
        ("{mean: 25}", {"dist": "normal", "mean": 25, "sd": 3}),
        ("{dist: normal, mean: 25}", {"dist": "normal", "mean": 25}),
        ("{dist: lognormal, median: 20}", {"dist": "lognormal", "median": 20}),
        ("24", 24),
    ],
)
def test_a_distribution_merges_unless_it_names_its_kind(over: str, target: object) -> None:
    assert changed(f"class_sizes: {{high: {{target: {over}}}}}")["class_sizes"]["high"]["target"] == target


def test_nothing_is_lost_where_the_kinds_differ() -> None:
    assert changed("district: 5")["district"] == 5
    assert changed("schools: {a: 1}")["schools"] == {"a": 1}
    assert changed("unknown: {a: 1}")["unknown"] == {"a": 1}


def test_a_place_is_where_a_key_was_stated_last() -> None:
    tree = extend(parse(BASE, "base.yaml"), parse("\n\ndistrict:\n  state: TX\n", "over.yaml"), [])
    assert tree.lines["district", "state"] == ("over.yaml", 4)
    assert tree.lines["district", "name"] == ("base.yaml", 2)
    assert tree.lines[()] == ("over.yaml", 1)


def test_removing_what_is_not_there_is_a_problem() -> None:
    problems: list[Problem] = []
    extend(parse(BASE, "base.yaml"), parse("courses:\n  ALGG: null\n", "over.yaml"), problems)
    assert [str(each) for each in problems] == [
        "over.yaml:2: courses.ALGG: there is no 'ALGG' to remove; did you mean 'ALG'?"
    ]


def test_removing_what_the_defaults_have_is_none_even_where_it_is_gone() -> None:
    problems: list[Problem] = []
    tree = extend(parse("levels: {high: {}}", "base.yaml"), parse("levels: {middle: null}", "over.yaml"), problems)
    assert problems == []
    assert list(tree.value["levels"]) == ["high"]


def with_put(path: str, value: object) -> Tree:
    return put(parse(BASE, "base.yaml"), tuple(path.split(".")), value, f"--set {path}", [])


def test_put_changes_one_key_however_deep() -> None:
    assert with_put("schools", 5).value["schools"] == 5
    assert with_put("class_sizes.high.target.mean", 25).value["class_sizes"]["high"]["target"]["mean"] == 25
    assert with_put("courses.CHEM.title", "Chemistry").value["courses"]["CHEM"] == {"title": "Chemistry"}
    assert with_put("class_sizes.high.target", {"mean": 25}).value["class_sizes"]["high"]["target"]["sd"] == 3


def test_put_reaches_into_what_a_file_replaces_as_a_whole() -> None:
    assert with_put("names.locales.es_MX", 30).value["names"]["locales"] == {"en_US": 60, "es_MX": 30}
    assert with_put("names.locales.es_MX", None).value["names"]["locales"] == {"en_US": 60}


def test_put_takes_over_the_places_at_and_below_its_key() -> None:
    lines = with_put("class_sizes.high", {"cap": 1}).lines
    assert lines["class_sizes", "high"] == ("--set class_sizes.high", 0)
    assert ("class_sizes", "high", "cap") not in lines
    assert lines["schools",] == ("base.yaml", 1)


def test_the_base_is_not_touched() -> None:
    base = parse(BASE, "base.yaml")
    extend(base, parse("district: {state: TX}\ncourses: {ALG: null}", "over.yaml"), [])
    put(base, ("district", "state"), "TX", "--set", [])
    assert base == parse(BASE, "base.yaml")
