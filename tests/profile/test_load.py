"""Loading a profile: names and files, `extends`, options, counts in proportion, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rostergen.profile
from rostergen.errors import ProfileError, ProfileReadError, UsageError
from rostergen.profile.builtin import builtin_names
from rostergen.profile.districts import MAX_DISTRICT_SCHOOLS as MAX_SCHOOLS
from rostergen.profile.districts import MAX_DISTRICT_STUDENTS as MAX_STUDENTS
from rostergen.profile.load import load_profile
from rostergen.profile.model import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str) -> str:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def problems_of(source: str | Path = "suburban", **options: object) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        load_profile(source, **options)  # type: ignore[arg-type]
    assert all("\n" not in problem for problem in caught.value.problems)
    return caught.value.problems


def test_the_front_door_is_the_package() -> None:
    assert rostergen.profile.load_profile is load_profile
    assert rostergen.profile.Profile is Profile
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        rostergen.profile.nothing  # noqa: B018


def test_suburban_is_the_default() -> None:
    assert load_profile() == load_profile("suburban")


def test_an_empty_file_is_the_model_with_its_defaults() -> None:
    assert load_profile(write("x.yaml", "")) == Profile()


def test_files_are_told_from_names() -> None:
    write("rural.yaml", "schools: 7")
    write("folder/profile", "schools: 8")
    write("plain", "schools: 9")
    assert load_profile("rural").schools != 7
    assert load_profile("rural.yaml").schools == 7
    assert load_profile(os.path.join("folder", "profile")).schools == 8  # noqa: PTH118
    assert load_profile(Path("plain")).schools == 9


def test_codes_and_grades_need_no_quotes() -> None:
    text = """\
levels: {high: {grades: 10-12}, middle: {grades: 06-09}}
grade_shares: {09: 5, 10: 6, "11": 7}
accounts: {area_code: 312}
courses:
  LATIN: {title: Latin, grades: 10, sced: 24342, department: world_language, kind: elective}
  GREEK: {title: Greek, grades: 09, sced: 06601, department: world_language, kind: elective}
"""
    profile = load_profile(write("x.yaml", text))
    assert profile.levels["high"].grades == "10-12"
    assert [profile.grade_shares[grade] for grade in ("09", "10", "11")] == [5, 6, 7]
    assert profile.accounts.area_code == "312"
    assert (profile.courses["LATIN"].grades, profile.courses["LATIN"].sced) == ("10", "24342")
    assert (profile.courses["GREEK"].grades, profile.courses["GREEK"].sced) == ("09", "06601")


def test_distributions_are_written_in_every_form() -> None:
    text = """\
families:
  children: {dist: choices, weights: {1: 50, 2: 50}}
  guardians: 2
levels:
  high: {size: {median: 700}}
"""
    profile = load_profile(write("x.yaml", text))
    assert profile.families.children.expected == 1.5
    assert profile.families.guardians.expected == 2
    assert profile.levels["high"].size.model_dump() | {"median": 650} == Profile().levels["high"].size.model_dump()


def test_a_profile_changes_the_defaults_of_the_model() -> None:
    profile = load_profile(write("x.yaml", "class_sizes: {high: {cap: 31}}\nlevels: {middle: {share: 20}}"))
    default = Profile()
    assert profile.class_sizes.high.target == default.class_sizes.high.target
    assert profile.levels["middle"].size == default.levels["middle"].size
    assert list(profile.levels) == list(default.levels)


def test_courses_of_the_default_catalogue_are_added_to_and_removed() -> None:
    default = Profile().courses
    code = next(code for code, course in default.items() if course.kind == "elective")
    text = (
        f"courses:\n  {code}:\n  NEW: {{title: New, grades: 09-12, sced: 22999, department: support, kind: elective}}\n"
    )
    courses = load_profile(write("x.yaml", text)).courses
    assert set(courses) == set(default) - {code} | {"NEW"}


def test_a_district_with_only_high_schools() -> None:
    profile = load_profile(write("x.yaml", "levels: {elementary: null, middle: null}"))
    assert profile.served_grades == [10, 11, 12, 13]


def test_extends_a_built_in_profile() -> None:
    profile = load_profile(write("x.yaml", "extends: rural\nschools: 5\n"))
    assert profile == load_profile("rural").model_copy(update={"schools": 5})


def test_extends_files_from_the_folder_of_the_extending_one() -> None:
    write("below/base.yaml", "extends: ../top.yaml\nschools: 5\n")
    write("top.yaml", "extends: urban\nstudents: 9000\nschools: 6\n")
    profile = load_profile(write("below/x.yaml", "extends: base.yaml\ndescription: Mine"))
    assert (profile.schools, profile.students, profile.description) == (5, 9000, "Mine")
    assert profile.levels == load_profile("urban").levels


def test_problems_are_placed_in_the_file_that_has_them() -> None:
    write("base.yaml", "students: 100\nschools: many\ncalendar: {start: x}\n")
    write("x.yaml", "extends: base.yaml\ncalendar: {start: y}\nmovers: {late_entry: -1}\n")
    assert [problem.split(": ")[:2] for problem in problems_of("x.yaml")] == [
        ["base.yaml:2", "schools"],
        ["x.yaml:2", "calendar.start"],
        ["x.yaml:3", "movers.late_entry"],
    ]


def test_a_problem_with_what_a_built_in_profile_states_is_placed_in_the_file_on_top() -> None:
    [problem] = problems_of(write("x.yaml", "extends: suburban\nclass_sizes:\n  high:\n    cap: 10\n"))
    assert problem == "x.yaml:3: class_sizes.high: the target of 24.3 is not between 1 and the cap of 10"


def test_extends_that_cannot_be() -> None:
    known = f"the built-in profiles are {', '.join(builtin_names())}; the name of a file ends in .yaml"
    assert problems_of(write("x.yaml", "\nextends: subrban")) == [
        f"x.yaml:2: extends: unknown profile 'subrban'; {known}; did you mean 'suburban'?"
    ]
    assert problems_of(write("x.yaml", "extends: y.yaml")) == [
        "x.yaml:1: extends: y.yaml: cannot be read: no such file or directory"
    ]
    assert problems_of(write("x.yaml", "extends: [rural]")) == [
        "x.yaml:1: extends: found a list; allowed the name of a built-in profile, or of a file that ends in .yaml"
    ]


def test_profiles_that_extend_each_other() -> None:
    write("b.yaml", "extends: ./a.yaml")
    assert problems_of(write("a.yaml", "extends: b.yaml")) == [
        "b.yaml:1: extends: profiles extend each other in a circle: a.yaml > b.yaml > a.yaml"
    ]
    assert "in a circle: c.yaml > c.yaml" in problems_of(write("c.yaml", "extends: c.yaml"))[0]


def test_sources_that_cannot_be() -> None:
    known = f"the built-in profiles are {', '.join(builtin_names())}; the name of a file ends in .yaml"
    assert problems_of("urbna") == [f"unknown profile 'urbna'; {known}; did you mean 'urban'?"]
    assert problems_of("") == [f"unknown profile ''; {known}"]
    assert problems_of("missing.yaml") == ["missing.yaml: cannot be read: no such file or directory"]
    assert problems_of(Path("rural")) == ["rural: cannot be read: no such file or directory"]
    assert problems_of("./") == [".: cannot be read: is a directory"]
    assert problems_of("a\0b.yaml") == ["a\\0b.yaml: cannot be read: embedded null byte"]
    assert problems_of(write("x.yaml", "- a")) == [
        "x.yaml:1: found a list; allowed a mapping of keys to values (key: value)"
    ]


def test_settings_win_over_the_file() -> None:
    chosen = [
        "class_sizes.high.cap=33",
        "district.name=North Side",
        "levels.high.size={median: 800}",
        "courses.ART1=null",
    ]
    profile = load_profile(write("x.yaml", "class_sizes: {high: {cap: 31}}"), settings=chosen)
    assert profile.class_sizes.high.cap == 33
    assert profile.district.name == "North Side"
    assert profile.levels["high"].size.expected == 800
    assert "ART1" not in profile.courses


def test_settings_add_up() -> None:
    settings = ["names.locales={en_US: 60, es_MX: 40}", "names.locales.en_US=70", "names.locales.es_MX=30"]
    assert load_profile(settings=settings).names.locales == {"en_US": 70, "es_MX": 30}


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ("schools=0", "found 0; allowed a whole number from 1 to 50000"),
        ("calender.start=08-01", "unknown key; did you mean 'calendar'?"),
        ("levels.high={share: x}", "levels.high.share: found 'x'; allowed a number from 0 to 1000"),
        ("class_sizes.high.cap=10", "the target of 24.3 is not between 1 and the cap of 10"),
        ("courses.NOPE=null", "there is no 'NOPE' to remove"),
        ("district.name=[a", "not valid YAML: did not find expected ',' or ']'"),
        ("extends=rural", "what a profile extends can only be stated in a file"),
        ("schools", "write key.path=value, such as class_sizes.high.cap=30"),
        ("=5", "write key.path=value, such as class_sizes.high.cap=30"),
        ("a..b=5", "write key.path=value, such as class_sizes.high.cap=30"),
        (f"{'a.' * 50_000}a=5", "write key.path=value, such as class_sizes.high.cap=30"),
    ],
)
def test_a_setting_that_cannot_be(setting: str, problem: str) -> None:
    [line] = problems_of(settings=[setting])
    assert line.startswith(f"setting {setting}: ")
    assert line.endswith(problem)


def test_a_setting_that_the_whole_does_not_allow() -> None:
    [line] = problems_of(settings=["periods.high=12", "periods.middle=2"])
    assert line.startswith("setting periods.high=12 setting periods.middle=2: courses: grade 06 has")


@pytest.mark.parametrize(
    ("options", "schools", "students"),
    [
        ({}, 12, 8000),
        ({"schools": 24}, 24, 16_000),
        ({"schools": 1}, 1, 667),
        ({"students": 4000}, 6, 4000),
        ({"students": 1}, 1, 1),
        ({"schools": 3, "students": 60}, 3, 60),
        ({"schools": 1, "students": 1}, 1, 1),
        ({"schools": MAX_SCHOOLS}, MAX_SCHOOLS, MAX_STUDENTS),
        ({"students": MAX_STUDENTS}, 3000, MAX_STUDENTS),
        ({"students": 500, "settings": ["schools=20"]}, 20, 500),
        ({"settings": ["schools=20"]}, 20, 8000),
        ({"districts": 1}, 12, 8000),
        ({"districts": 10}, 120, 80_000),
        ({"districts": 10, "schools": 24}, 24, 16_000),
        ({"districts": 10, "students": 3000}, 10, 3000),
        ({"districts": 10, "students": 3000, "schools": 40}, 40, 3000),
        ({"districts": 10, "settings": ["schools=40"]}, 40, 8000),
        ({"districts": 9000}, 50_000, 20_000_000),
    ],
)
def test_counts_are_exact_and_the_one_left_out_is_in_proportion(
    options: dict[str, int], schools: int, students: int
) -> None:
    profile = load_profile(write("x.yaml", "schools: 12\nstudents: 8000"), **options)  # type: ignore[arg-type]
    assert (profile.schools, profile.students) == (schools, students)


@given(st.integers(1, MAX_SCHOOLS), st.integers(1, MAX_STUDENTS))
@settings(max_examples=25, deadline=None)
def test_any_count_alone_is_possible(schools: int, students: int) -> None:
    for name in ("rural", "urban"):
        assert load_profile(name, schools=schools).schools == schools
        assert load_profile(name, students=students).students == students


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({"schools": 0}, ["schools = 0: found 0; allowed a whole number from 1 to 50000"]),
        ({"schools": 50_001}, ["schools = 50001: found 50001; allowed a whole number from 1 to 50000"]),
        ({"students": -1}, ["students = -1: found -1; allowed a whole number from 1 to 20000000"]),
        ({"students": 10**20}, [f"students = {10**20}: found {10**20}; allowed a whole number from 1 to 20000000"]),
        (
            {"schools": 0, "students": 0},
            [
                "schools = 0: found 0; allowed a whole number from 1 to 50000",
                "students = 0: found 0; allowed a whole number from 1 to 20000000",
            ],
        ),
        ({"schools": 5001}, ["schools = 5001: 5001 are over 5000 a district; ask for more districts"]),
        (
            {"schools": 500, "students": 2_000_001},
            ["students = 2000001: 2000001 are over 2000000 a district; ask for more districts"],
        ),
        ({"districts": 0}, ["districts = 0: found 0; allowed a whole number from 1 to 10000"]),
        (
            {"districts": 20, "schools": 12},
            ["schools = 12: 12 schools are fewer than the 20 districts; every district needs one"],
        ),
        (
            {"schools": 12, "students": 5},
            ["students = 5: 5 students are fewer than the 12 schools; every school needs one"],
        ),
        (
            {"schools": 1, "students": 20_001},
            ["students = 20001: 20001 in 1 school(s) are over 20000 a school; ask for more schools"],
        ),
    ],
)
def test_counts_that_cannot_be(options: dict[str, int], problems: list[str]) -> None:
    assert problems_of("suburban", **options) == problems


def test_counts_in_proportion_to_a_broken_profile_do_not_hide_what_is_wrong() -> None:
    assert problems_of(write("x.yaml", "schools: many\nstudents: 0"), students=5) == [
        "x.yaml:1: schools: found 'many'; allowed a whole number from 1 to 50000"
    ]


KEYS = st.sampled_from(
    ["extends", *Profile.model_fields, "high", "target", "dist", "mean", "grades", "weights", "ALG1"]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["rural", "09-12"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


def loaded_or_refused(chosen: Sequence[str] = ()) -> Profile | list[str]:
    try:
        return load_profile("x.yaml", settings=chosen)
    except ProfileError as error:
        return error.problems


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(KEYS, JUNK, max_size=5), st.lists(st.text(max_size=20), max_size=2))
def test_any_junk_is_a_profile_or_a_profile_error(tree: dict[str, object], settings: list[str]) -> None:
    write("x.yaml", json.dumps(tree))
    outcome = loaded_or_refused(settings)
    assert outcome
    assert isinstance(outcome, Profile) or all(problem and "\n" not in problem for problem in outcome)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_profile_or_a_profile_error(content: bytes) -> None:
    Path("x.yaml").write_bytes(content)
    assert loaded_or_refused()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "names:\n  locales:\n    en_US: 60\n    en_UK: 40\n",
            "x.yaml:4: names.locales.en_UK: 'en_UK' is not a locale that Faker knows; did you mean 'en_US'?",
        ),
        ("families:\n  guardians: 9\n", "x.yaml:2: families.guardians: 9 is not a whole number from 0 to 8"),
        (
            "families:\n  children: {dist: choices, weights: {0: 50, 2: 50}}\n",
            "x.yaml:2: families.children: 0 is not a whole number from 1 to 12",
        ),
        (
            "families:\n  children: {dist: normal, mean: 2, sd: 1}\n",
            "x.yaml:2: families.children: state min and max, from 1 to 12",
        ),
    ],
)
def test_values_that_only_their_meaning_forbids(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text)
    with pytest.raises(ProfileError) as caught:
        load_profile(file)
    assert [line.removeprefix(f"{tmp_path}/") for line in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"settings": [1]}, "settings: found a list; allowed a list of texts key.path=value"),
        ({"settings": "a.b=5"}, "settings: found 'a.b=5'; allowed a list of texts key.path=value"),
        ({"source": 5}, "source: found 5; allowed the name of a profile, or the path of a YAML file"),
    ],
)
def test_arguments_of_another_type(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_profile(**arguments)
    assert str(caught.value) == problem


def test_the_name_of_a_file_may_end_in_capitals() -> None:
    assert load_profile(write("X.YAML", "schools: 7")).schools == 7
    with pytest.raises(ProfileReadError):
        load_profile("none.YML")
