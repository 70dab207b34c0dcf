"""The words for what is wrong in a profile: place, key, what was found, what is allowed, the nearest known key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rostergen.errors import ProfileError
from rostergen.profile.load import load_profile
from rostergen.profile.outline import all_keys, outline
from rostergen.profile.strict_yaml import MAX_PROBLEMS

if TYPE_CHECKING:
    from pathlib import Path

JARGON = re.compile(r"pydantic|https?://|Input should|Value error|valid (string|integer|dict)|Extra inputs|type=")


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def problems_of(text: str) -> list[str]:
    with open("x.yaml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    with pytest.raises(ProfileError) as caught:
        load_profile("x.yaml")
    for problem in caught.value.problems:
        assert "\n" not in problem
        assert not JARGON.search(problem), problem
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("schools: 0", "schools: found 0; allowed a whole number from 1 to 50000"),
        ("schools: -3", "schools: found -3; allowed a whole number from 1 to 50000"),
        ("schools: 2.5", "schools: found 2.5; allowed a whole number from 1 to 50000"),
        ("schools: '12'", "schools: found '12'; allowed a whole number from 1 to 50000"),
        ("schools: true", "schools: found true; allowed a whole number from 1 to 50000"),
        ("schools:", "schools: found nothing; allowed a whole number from 1 to 50000"),
        ("students: 8,000", "students: found '8,000'; allowed a whole number from 1 to 20000000"),
        ("students: [1]", "students: found a list; allowed a whole number from 1 to 20000000"),
        ("movers: {late_entry: 101}", "movers.late_entry: found 101; allowed a number from 0 to 100"),
        ("movers: {late_entry: .nan}", "movers.late_entry: found '.nan'; allowed a number from 0 to 100"),
        ("movers: {late_entry: 1e999}", "movers.late_entry: found '1e999'; allowed a number from 0 to 100"),
        ("description: 5", "description: found 5; allowed text of at most 200 characters"),
        ("calendar: {start: 8-20}", "calendar.start: found '8-20'; allowed a day of the year as MM-DD, such as 09-01"),
        ("calendar: {end: 02-30}", "calendar.end: '02-30' is not a day of the year (MM-DD, without 02-29)"),
        (
            "calendar: {structure: semestres}",
            "calendar.structure: found 'semestres'; allowed one of semesters, trimesters, quarters; "
            "did you mean 'semesters'?",
        ),
        (
            "calendar:",
            "calendar: found nothing; allowed the keys start, end, structure, grading_periods_per_term, days_off",
        ),
        (
            "names: 5",
            "names: found 5; allowed the keys locales, by_group, middle, hyphenated, apostrophes, diacritics, "
            "preferred",
        ),
        ("levels: {high: {optional: yes}}", "levels.high.optional: found 'yes'; allowed true or false"),
        ("levels: {high: {grades: 12-09}}", "levels.high.grades: '12-09' runs backwards; write 09-12"),
        (
            "accounts: {area_code: 117}",
            "accounts.area_code: found '117'; allowed 3 digits, the first of them 2 to 9, or null",
        ),
        ("district: {state: ZZ}", "district.state: 'ZZ' is not the postal abbreviation of a US state"),
        ("class_sizes: {high: {target: {min: 40}}}", "class_sizes.high.target: min 40 is above max 30"),
        (
            "names: {locales: {en_US: 50}}",
            "names.locales: the shares add up to 50, not to 100 (1 more or less is rounding)",
        ),
        (
            "staffing: {shared_departments: [[a], [b, 5]]}",
            "staffing.shared_departments[1][1]: found 5; allowed a name of small letters, digits and _, "
            "with a letter first, such as visual_arts",
        ),
        (
            "class_sizes: {high: {target: {dist: choices, weights: {0: 10, 25: 90}}}}",
            "class_sizes.high.target: a class of 0 students is none; the smallest has 1",
        ),
        (
            "courses: {ENG09: {size: 12}}",
            "courses.ENG09.size: a course of kind core has classes as class_sizes says for its grades; "
            "leave it out, or state size: null",
        ),
        (
            "courses: {'a b': {title: A, grades: 09-12, sced: '01001', department: english}}",
            "courses: found the key 'a b'; allowed as a key: "
            "a course code: at most 20 letters, digits, - and _, such as MATH-101",
        ),
        (
            "courses: {NEW: {title: A, grades: 09-12, sced: '01001'}}",
            "courses.NEW.department: this key is missing; it holds a name of small letters, digits and _, "
            "with a letter first, such as visual_arts",
        ),
        (
            "calendar: {start: 06-01, end: 05-01}",
            "calendar: the year ends (05-01) before it starts (06-01); a school year runs July to June",
        ),
        (
            "calendar: {start: 07-01, end: 12-20}",
            "calendar: the year ends (12-20) before 01-01; a school year is called by the calendar year it ends in",
        ),
        ("levels: {elementary: null, middle: null, high: null}", "levels: found no entries; allowed one or more"),
        (
            "levels: {elementary: {grades: KG-05}}",
            "levels.elementary.optional_grades: PK is not among the grades KG-05; "
            "state optional_grades: {} if no grade is optional",
        ),
        ("{schools: 9, students: 5}", "students: 5 students are fewer than the 9 schools; every school needs one"),
    ],
)
def test_a_value_that_cannot_be(text: str, problem: str) -> None:
    assert problems_of(text) == [f"x.yaml:1: {problem}"]


@pytest.mark.parametrize("text", ["a\\tb", "a\\nb", "a\\n", "a ", " a", "\\xA0a", "", " "])
@pytest.mark.parametrize(
    ("key", "tree"),
    [
        ("district.name", "district: {name: TEXT}"),
        ("levels.high.title", "levels: {high: {title: TEXT}}"),
        ("courses.ENG09.title", "courses: {ENG09: {title: TEXT}}"),
        ("courses.ENG09.sced_title", "courses: {ENG09: {sced_title: TEXT}}"),
    ],
)
def test_a_text_is_one_line_without_blanks_at_its_ends(key: str, tree: str, text: str) -> None:
    [problem] = problems_of(tree.replace("TEXT", f'"{text}"'))
    assert problem.startswith(f"x.yaml:1: {key}: found ")


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        (
            "{dist: norml, mean: 3, sd: 1}",
            ".dist: found 'norml'; allowed one of normal, lognormal, choices, constant; did you mean 'normal'?",
        ),
        ("{dist: normal, mean: 23}", ".sd: this key is missing; it holds a number of at least 0"),
        ("{dist: normal, mean: 23, sd: -1}", ".sd: found -1; allowed a number of at least 0"),
        ("{median: 23}", ".median: unknown key; allowed min, max, dist, mean, sd; did you mean 'mean'?"),
        ("{dist: choices, weights: {20: 50, x: 50}}", ".weights: found the key 'x'; allowed as a key: a number"),
        ("{dist: choices, weights: {20: 50, 20.0: 50}}", ".weights: the value 20.0 is given twice"),
        ("{dist: choices, weights: {20: 50, nan: 50}}", ".weights: found the key 'nan'; allowed as a key: a number"),
        (
            "many",
            ": found 'many'; allowed a number, {dist: normal, mean: 23, sd: 3, min: 8, max: 30}, "
            "{dist: lognormal, median: 430, sigma: 0.45} or {dist: choices, weights: {1: 60, 2: 40}}",
        ),
    ],
)
def test_a_distribution_that_cannot_be(target: str, problem: str) -> None:
    text = f"class_sizes:\n  high:\n    target: {target}\n"
    assert problems_of(text) == [f"x.yaml:3: class_sizes.high.target{problem}"]


def test_a_distribution_without_its_kind_where_a_number_was() -> None:
    [problem] = problems_of("levels: {new: {grades: 09-12, size: {mean: 5}}}")
    assert problem == (
        "x.yaml:1: levels.new.size.dist: this key is missing; it names the distribution, "
        "one of normal, lognormal, choices, constant"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("calender: {}", "calender: unknown key; did you mean 'calendar'?"),
        ("Schools: 5", "Schools: unknown key; did you mean 'schools'?"),
        ("extend: rural", "extend: unknown key; did you mean 'extends'?"),
        ("state: TX", "state: unknown key; did you mean 'district.state'?"),
        (
            "class_sizes: {high: {capp: 3}}",
            "class_sizes.high.capp: unknown key; allowed target, cap; did you mean 'cap'?",
        ),
        ("periods: {xyz: 3}", "periods.xyz: unknown key; allowed elementary, middle, high"),
    ],
)
def test_an_unknown_key_comes_with_the_nearest_known_one(text: str, hint: str) -> None:
    assert problems_of(text) == [f"x.yaml:1: {hint}"]


def test_all_problems_come_at_once_sorted_by_line() -> None:
    text = "calender: {}\nstudents: many\nmovers:\n  late_entry: -1\n  leave: 3\ndistrict: {state: ZZ}\nschools: 0\n"
    assert [problem.split(": ")[:2] for problem in problems_of(text)] == [
        ["x.yaml:1", "calender"],
        ["x.yaml:2", "students"],
        ["x.yaml:4", "movers.late_entry"],
        ["x.yaml:5", "movers.leave"],
        ["x.yaml:6", "district.state"],
        ["x.yaml:7", "schools"],
    ]


def test_a_long_or_awkward_value_stays_on_its_line() -> None:
    [problem] = problems_of(f"schools: {'9' * 400}")
    assert len(problem) < 150
    assert "999...'; allowed" in problem
    [problem] = problems_of('calendar: {start: "a\\nb"}')
    assert "found 'a\\nb'" in problem


def test_a_flood_of_problems_is_cut() -> None:
    unknown_keys = "\n".join(f"key{n}: {n}" for n in range(5000))
    unknown_courses = "courses:\n" + "".join(f"  key{n}: null\n" for n in range(5000))
    for text in (unknown_keys, unknown_courses):
        problems = problems_of(text)
        assert len(problems) == MAX_PROBLEMS + 1
        assert problems[-1] == "and more problems"


SINGLE_KEYS = [path for path, _ in all_keys(outline()) if "NAME" not in path]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(SINGLE_KEYS),
    st.sampled_from(
        ["[]", "{}", "-1", "1e300", "'text'", "true", "null", "[[1]]", "{a: {b: 1}}", "{dist: x}", "1" * 99]
    ),
)
def test_every_wrong_value_of_every_key_is_explained_in_plain_words(path: tuple[str, ...], value: str) -> None:
    text = "".join(f"{'  ' * depth}{name}:\n" for depth, name in enumerate(path)).rstrip("\n") + f" {value}\n"
    with open("x.yaml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    try:
        load_profile("x.yaml")
        problems = []
    except ProfileError as error:
        problems = error.problems
    for problem in problems:
        assert re.match(r"x\.yaml:[1-9]: [a-z_.]+", problem)
        assert not JARGON.search(problem), problem
        assert not problem.endswith(("allowed ", "; "))
