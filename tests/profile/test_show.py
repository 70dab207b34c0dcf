"""A profile as YAML: it loads back to an equal profile, here and with other YAML readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rostergen.errors import ProfileError
from rostergen.profile.builtin import builtin_names
from rostergen.profile.load import load_profile
from rostergen.profile.model import Profile
from rostergen.profile.outline import all_keys, outline
from rostergen.profile.plain import flow
from rostergen.profile.show import profile_tree, template, to_yaml
from rostergen.profile.strict_yaml import parse, parse_value


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def loaded(text: str) -> Profile:
    Path("x.yaml").write_text(text, encoding="utf-8")
    return load_profile("x.yaml")


def with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): with_text_keys(each) for name, each in value.items()}
    return [with_text_keys(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", builtin_names())
def test_a_built_in_profile_loads_back(name: str) -> None:
    profile = load_profile(name)
    back = loaded(to_yaml(profile))
    assert back == profile
    assert list(back.courses) == list(profile.courses)
    assert loaded(json.dumps(profile_tree(profile))) == profile


@pytest.mark.parametrize("name", builtin_names())
def test_other_yaml_readers_see_the_same(name: str) -> None:
    text = to_yaml(load_profile(name))
    assert with_text_keys(yaml.safe_load(text)) == parse(text, "x.yaml").value


def test_every_key_is_there_with_its_meaning() -> None:
    text = to_yaml(Profile())
    words = " ".join(text.replace("#", " ").split())
    for path, key in all_keys(outline()):
        assert f"{path[-1]}:" in text
        assert key.meaning in words, path


def test_values_are_compact() -> None:
    lines = to_yaml(loaded("levels: {high: {size: 300}}\nmovers: {late_entry: 2.5}")).splitlines()
    assert "    size: 300" in lines
    assert "  late_entry: 2.5" in lines
    assert "    target: {dist: normal, mean: 16, sd: 1.5, min: 10, max: 20}" in lines
    assert "    optional_grades: {PK: 40}" in lines
    assert '  HR-01: {title: Grade 1, grades: "01", sced: "73031", department: elementary, kind: homeroom}' in lines


def test_what_was_removed_stays_removed() -> None:
    profile = loaded(
        "levels: {middle: null, high: {grades: 06-12}}\ncourses: {ART1: null}\nnames: {by_group: {asian: null}}"
    )
    lines = to_yaml(profile).splitlines()
    assert {"  middle: null", "  ART1: null", "    asian: null"} <= set(lines)
    assert loaded(to_yaml(profile)) == profile


def test_a_key_of_a_course_that_was_cleared_stays_cleared() -> None:
    code, course = next((code, course) for code, course in Profile().courses.items() if course.size is not None)
    profile = loaded(f"courses: {{{code}: {{size: null, length: {course.length}}}}}")
    assert profile.courses[code].size is None
    assert loaded(to_yaml(profile)) == profile


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30) | st.sampled_from(
    [
        "NO",
        "yes",
        "0x1F",
        "1:30",
        "08",
        "1e3",
        "~",
        "null",
        "true",
        "a: b",
        "a #b",
        "- a",
        "[a]",
        "{a}",
        "*a",
        "&a",
        "!a",
        "@a",
    ]
)
NUMBERS = st.floats(0, 100) | st.integers(0, 100)


@given(st.recursive(NUMBERS | TEXTS | st.none() | st.booleans(), lambda v: st.lists(v) | st.dictionaries(TEXTS, v)))
def test_any_value_on_one_line_is_read_the_same_by_both_readers(value: Any) -> None:
    text = flow(value)
    try:
        read = parse_value(text, "x")
    except ProfileError:
        assume(False)  # a character that the strict reader refuses
    assert read == value
    assert yaml.safe_load(text) == value


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    description=TEXTS,
    title=TEXTS,
    share=st.floats(0.001, 99.999),
    late=st.floats(0, 25),
    mean=st.floats(10, 30),
    weights=st.dictionaries(st.integers(1, 9) | st.floats(1, 9), st.just(1), min_size=1, max_size=5),
    removed=st.sets(st.sampled_from(["ART1", "DRAW", "BAND"])),
)
def test_any_profile_loads_back(
    description: str, title: str, share: float, late: float, mean: float, weights: dict[float, int], removed: set[str]
) -> None:
    tree = {
        "description": description,
        "names": {"locales": {"en_US": share, "es_MX": 100 - share}},
        "movers": {"late_entry": late},
        "class_sizes": {"high": {"target": {"dist": "normal", "mean": mean, "sd": late, "max": 40}}},
        "families": {"children": {"dist": "choices", "weights": {key: 100 / len(weights) for key in weights}}},
        "levels": {"high": {"title": title}},
        "courses": dict.fromkeys(removed),
    }
    try:
        profile = loaded(json.dumps(tree, ensure_ascii=False))
    except ProfileError:
        assume(False)
    assert loaded(to_yaml(profile)) == profile


@pytest.mark.parametrize("name", builtin_names())
def test_a_template_is_valid_and_has_the_values_of_its_base(name: str) -> None:
    base, profile = load_profile(name), loaded(template(name))
    assert (profile.district.name is None) == (profile.districts.number > 1)
    assert len(profile.courses) == len(base.courses) + 1
    changed = {"description": base.description, "district": base.district, "courses": base.courses}
    assert profile.model_copy(update=changed) == base


def test_a_template_shows_the_commonest_keys_and_is_short() -> None:
    text = template()
    assert len(text.splitlines()) < 50
    stated = parse(text, "x.yaml").value
    assert {"extends", "description", "schools", "students", "district", "calendar", "periods"} <= set(stated)
    assert {"class_sizes", "names", "demographics", "courses"} <= set(stated)
