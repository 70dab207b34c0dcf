"""The strict YAML reader: what stays text, what is refused, and where."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rostergen.errors import ProfileError
from rostergen.profile import strict_yaml
from rostergen.profile.strict_yaml import MAX_BYTES, MAX_DEPTH, Tree, parse, parse_value, read_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["compiled", "pure Python"], autouse=True)
def each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure Python":
        monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)


def value_of(text: str) -> Any:
    return parse(f"key: {text}\n", "f.yaml").value["key"]


def problems_of(text: str) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        parse(text, "f.yaml")
    assert all("\n" not in problem for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    "text",
    [
        *["01", "08", "0x1F", "0o17", "1_000", "8,000", "1.2.3", "+-1", ".inf", "-.inf", ".nan", "1e999"],
        *["NO", "yes", "on", "Off", "TRUE", "Null", "KG", "1:30", "2026-01-01", "08-20"],
    ],
)
def test_what_only_some_readers_take_for_something_else_stays_text(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("0", 0), ("42", 42), ("-7", -7), ("+5", 5)],
        *[("0.5", 0.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-2.5e-3", -0.0025)],
        *[("true", True), ("false", False), ("null", None), ("~", None), ("", None)],
    ],
)
def test_plain_numbers_and_constants_are_converted(text: str, value: object) -> None:
    assert value_of(text) == value
    assert type(value_of(text)) is type(value)


@pytest.mark.parametrize("quoted", ["'5'", '"5"', '"true"', "'null'", "''", "'~'"])
def test_what_is_in_quotes_is_text(quoted: str) -> None:
    assert value_of(quoted) == quoted[1:-1]


def test_a_number_of_a_hundred_digits_is_a_number_and_a_longer_one_text() -> None:
    assert value_of("9" * 100) == 10**100 - 1
    assert value_of("9" * 5000) == "9" * 5000


def test_keys_are_text() -> None:
    assert value_of("{1: 55, 01: 2, true: 3, ~: 4, '5': 6}") == {"1": 55, "01": 2, "true": 3, "~": 4, "5": 6}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "{}", "\ufeff{}"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    assert parse(text, "f.yaml") == Tree({}, {(): ("f.yaml", 1)})


def test_every_key_and_item_has_its_line() -> None:
    tree = parse("a: 1\n\nb:\n  c: {d: 2,\n      e: 3}\n  f:\n  - x\n  - - y\n", "f.yaml")
    assert tree.value == {"a": 1, "b": {"c": {"d": 2, "e": 3}, "f": ["x", ["y"]]}}
    lines = {path: line for path, (_, line) in tree.lines.items()}
    assert lines == {
        (): 1, ("a",): 1, ("b",): 3, ("b", "c"): 4, ("b", "c", "d"): 4, ("b", "c", "e"): 5,
        ("b", "f"): 6, ("b", "f", 0): 7, ("b", "f", 1): 8, ("b", "f", 1, 0): 8,
    }  # fmt: skip
    assert {file for file, _ in tree.lines.values()} == {"f.yaml"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n", "f.yaml:1: found a list; allowed a mapping of keys to values (key: value)"),
        ("hello", "f.yaml:1: found a single value; allowed a mapping of keys to values (key: value)"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "f.yaml:4: the key 'c' is already in line 3; keep one of the two"),
        ("{a: 1, 'a': 2}", "f.yaml:1: the key 'a' is already in line 1; keep one of the two"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: a second document starts here; allowed one document a file"),
        ("a:\n\t- 1\n", "f.yaml:2: a tab; indent with spaces"),
        ("a: 1\n\tb: 2\n", "f.yaml:2: a tab; indent with spaces"),
        ("a: !!str 5\n", "f.yaml:1: tags (!) are not allowed; put text in quotes to keep it text"),
        ("a: !python/object:os.system {}\n", "f.yaml:1: tags (!) are not allowed; put text in quotes to keep it text"),
        ("? [a]\n: 1\n", "f.yaml:1: a key must be plain text"),
        ("\na: b\x07\n", "f.yaml:2: the character U+0007 is not text; remove it"),
        ("a: b\0\n", "f.yaml:1: the character U+0000 is not text; remove it"),
        ("a: b\u2028c\n", "f.yaml:1: the character U+2028 is not text; remove it"),
        ("a: \ud800\n", "f.yaml:1: the character U+D800 is not text; remove it"),
        ('\na: "b\\x00"\n', "f.yaml:2: the text holds the character U+0000; remove it"),
    ],
)
def test_refused(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2),
        ("a:\n  b: 1\n c: 2\n", 3),
        ("a: 'x\n", 1),
        ("a: b: c\n", 1),
        ("a: @x\n", 1),
        ("\n}\n", 2),
    ],
)
def test_broken_yaml_is_one_problem_with_its_line(text: str, line: int) -> None:
    [problem] = problems_of(text)
    assert problem.startswith(f"f.yaml:{line}: not valid YAML: ")


def test_what_can_be_named_together_is_named_together() -> None:
    assert problems_of("a: &x 1\na: *x\nb: !t 5\nc:\n  <<: {d: 1}\n") == [
        "f.yaml:1: the anchor &x; anchors and aliases are not allowed, write the values out",
        "f.yaml:2: the key 'a' is already in line 1; keep one of the two",
        "f.yaml:3: tags (!) are not allowed; put text in quotes to keep it text",
        "f.yaml:5: merge keys (<<) are not allowed; write the keys out, or use extends",
    ]


def test_anchors_that_explode_do_not() -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    start = time.perf_counter()
    [problem] = problems_of("\n".join(["a0: &a0 lol", *levels]))
    assert problem == "f.yaml:1: the anchor &a0; anchors and aliases are not allowed, write the values out"
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting_is_refused_without_a_recursion_error(opening: str) -> None:
    assert problems_of(opening * 20_000) == [f"f.yaml:1: nested more than {MAX_DEPTH} levels deep"]


def test_the_limit_of_a_library_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        mark = yaml.Mark("f.yaml", 0, 2, 0, None, 0)
        raise yaml.scanner.ScannerError(None, None, "exceeded maximum nesting depth", mark)

    monkeypatch.setattr(yaml, "parse", refuse)
    assert problems_of("a: 1\n\n- [") == [f"f.yaml:3: nested more than {MAX_DEPTH} levels deep"]


def test_nesting_up_to_the_limit_is_read() -> None:
    value = value_of("[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))
    for _ in range(MAX_DEPTH - 2):
        [value] = value
    assert value == []


def test_too_long_a_text_is_refused_before_it_is_parsed() -> None:
    assert problems_of("#" * (MAX_BYTES + 1)) == ["f.yaml: larger than 1 MiB, the most a profile may have"]


def test_a_single_value_of_any_kind() -> None:
    assert parse_value("30", "--set x=30") == 30
    assert parse_value("{dist: normal, mean: 3}", "--set x") == {"dist": "normal", "mean": 3}
    assert parse_value("[01, b]", "--set x") == ["01", "b"]
    assert parse_value("", "--set x=") is None
    with pytest.raises(ProfileError, match=r"^--set x=\[a: not valid YAML: "):
        parse_value("[a", "--set x=[a")


def read_or_refused(text: str) -> Tree | list[str]:
    try:
        return parse(text, "f.yaml")
    except ProfileError as error:
        return error.problems


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    outcome = read_or_refused(text)
    assert outcome
    assert isinstance(outcome, Tree) or all(problem.startswith(("f.yaml:", "and ")) for problem in outcome)


@given(st.text(alphabet="ab01:-[]{},&*!|>'\"%#?~ \n\t."))
def test_any_text_of_yaml_signs_is_read_or_refused(text: str) -> None:
    assert read_or_refused(text)


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes("\ufeffname: Peñasco\r\n".encode())
    assert parse(read_text(tmp_path / "f.yaml"), "f.yaml").value == {"name": "Peñasco"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def problem_of(path: Path) -> str:
        with pytest.raises(ProfileError) as caught:
            read_text(path)
        [problem] = caught.value.problems
        assert problem.startswith(str(path))
        return problem.removeprefix(str(path))

    assert problem_of(tmp_path / "missing.yaml") == ": cannot be read: no such file or directory"
    assert problem_of(tmp_path) == ": cannot be read: is a directory"
    (tmp_path / "latin1.yaml").write_bytes(b"a: 1\nname: Pe\xf1asco\n")
    assert problem_of(tmp_path / "latin1.yaml") == ":2: not UTF-8 text; save the file as UTF-8"
    with (tmp_path / "large.yaml").open("wb") as large:
        large.truncate(100_000_000)
    start = time.perf_counter()
    assert problem_of(tmp_path / "large.yaml") == ": larger than 1 MiB, the most a profile may have"
    assert time.perf_counter() - start < 0.1
