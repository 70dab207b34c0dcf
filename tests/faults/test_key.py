from __future__ import annotations

import csv
import io
import json
from dataclasses import fields
from typing import TYPE_CHECKING, get_args

import pytest

from rostergen.errors import InputError
from rostergen.faults.key import (
    KEY_VERSION,
    Consequence,
    Copy,
    Injected,
    Key,
    Touched,
    as_csv,
    as_json,
    load_key,
    schema,
    shortened,
)
from rostergen.faults.model import LEVELS, Importer, Scope
from rostergen.spec.rules import SEVERITIES

if TYPE_CHECKING:
    from pathlib import Path

INJECTED = Injected(
    *("null-word", "form", "OR-CSV-12", "error", "reject row", "row", "users.csv"),
    line=7,
    column="middleName",
    sourced_id="u-7",
    before="Änn",
    after='say "NULL"\n',
    touched=(Touched("users.csv", 7), Touched("roles.csv")),
    copies=(Copy("users.csv", 7, 3),),
    consequences=(Consequence("OR-ID-01", "users.csv", 8, "sourcedId"),),
)
KEY = Key("broken.zip", "1.1", 5, "0" * 32, (INJECTED,))


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(as_json(KEY, "0.1.0"), encoding="utf-8")
    assert load_key(path) == KEY


def test_the_schema_says_what_a_key_has() -> None:
    data, described = json.loads(as_json(KEY, "0.1.0")), json.loads(schema())
    fault = described["$defs"]["fault"]
    assert set(data) == set(described["required"]) == set(described["properties"])
    assert set(data["faults"][0]) == set(fault["required"]) == set(fault["properties"])
    for name in ("touched", "consequences"):
        assert set(data["faults"][0][name][0]) == set(fault["properties"][name]["items"]["required"])
    assert described["properties"]["version"]["const"] == KEY_VERSION
    allowed = {"level": LEVELS, "severity": SEVERITIES, "importer": get_args(Importer), "scope": get_args(Scope)}
    for name, values in allowed.items():
        assert fault["properties"][name]["enum"] == list(values), name
    assert len(fault["properties"]) == len(fields(Injected))


def test_a_key_as_csv() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(KEY), newline=""))
    assert (row["file"], row["line"], row["sourcedId"], row["after"]) == ("users.csv", "7", "u-7", 'say "NULL"\n')
    assert (row["touched"], row["consequences"]) == ("users.csv:7,roles.csv", "OR-ID-01")
    assert row["copies"] == "users.csv:7=3"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "faults": []}', "[" * 100_000])
def test_what_is_no_key_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="key"):
        load_key(path)


def test_a_key_with_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "faults.json"
    path.write_text(as_json(KEY, "0.1.0").replace('"line": 7', '"line": "7"', 1), encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        load_key(path)


def test_long_values_are_cut() -> None:
    assert shortened("x" * 5000) == f"{'x' * 200}… (5,000 characters)"
    assert shortened(None) is None
