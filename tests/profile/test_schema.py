"""The JSON Schema of a profile file, for editors."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rostergen.profile.builtin import builtin_names, read_builtin
from rostergen.profile.outline import all_keys, outline
from rostergen.profile.schema import json_schema
from rostergen.profile.show import template
from rostergen.profile.strict_yaml import parse

SCHEMA = json_schema()


def at(path: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema at a path; NAME is a key of the user's choice."""
    schema = SCHEMA
    for name in path:
        schema = schema["additionalProperties"]["anyOf"][0] if name == "NAME" else schema["properties"][name]
    return schema


def test_it_is_plain_json_of_draft_2020_12() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_is_there_and_explained() -> None:
    for path, key in all_keys(outline()):
        schema = at(path)
        assert key.meaning in schema["description"], path
        assert key.unit in schema["description"], path
        assert schema["title"] == ".".join(path)


def test_no_key_has_to_be_there_and_no_other_may() -> None:
    text = json.dumps(SCHEMA)
    assert '"required"' not in text
    assert SCHEMA["additionalProperties"] is False
    assert at(("class_sizes", "high"))["additionalProperties"] is False


def test_extends_offers_the_built_in_profiles() -> None:
    assert SCHEMA["properties"]["extends"]["examples"] == builtin_names()


def test_ranges_choices_and_defaults() -> None:
    assert at(("schools",)) | {"title": 0, "description": 0} == {
        "title": 0, "description": 0, "type": "integer", "minimum": 1, "maximum": 50000, "default": 12,
    }  # fmt: skip
    assert at(("calendar", "structure"))["enum"] == ["semesters", "trimesters", "quarters"]
    assert at(("class_sizes", "high", "cap"))["default"] == 35
    assert at(("class_sizes", "high", "target"))["default"]["mean"] == 23.3
    assert at(("courses", "NAME", "uptake"))["exclusiveMinimum"] == 0
    assert "default" not in at(("courses", "NAME", "title"))


def test_patterns_allow_their_defaults() -> None:
    for path, _ in all_keys(outline()):
        schema = at(path)
        if schema.get("type") == "string" and "pattern" in schema and "default" in schema:
            assert re.search(schema["pattern"], schema["default"]), path


def test_a_distribution_is_a_number_or_a_mapping() -> None:
    assert at(("families", "children"))["$ref"] == "#/$defs/distribution"
    number, *kinds = SCHEMA["$defs"]["distribution"]["anyOf"]
    assert number == {"type": "number"}
    assert {kind["properties"]["dist"]["const"] for kind in kinds} == {"constant", "normal", "lognormal", "choices"}


@pytest.mark.parametrize("path", [("courses",), ("levels",), ("names", "by_group")])
def test_null_removes_an_entry(path: tuple[str, ...]) -> None:
    assert at(path)["additionalProperties"]["anyOf"][1]["type"] == "null"


def test_codes_may_be_written_as_numbers() -> None:
    assert {"type": "integer"} in at(("courses", "NAME", "sced"))["anyOf"]
    assert {"type": "integer"} in at(("levels", "NAME", "grades"))["anyOf"]


@pytest.mark.parametrize("text", [*map(read_builtin, builtin_names()), template()])
def test_the_keys_of_shipped_profiles_are_in_it(text: str) -> None:
    def check(value: dict[str, Any], schema: dict[str, Any]) -> None:
        for name, each in value.items():
            if "properties" in schema:
                assert name in schema["properties"]
            inner = schema.get("properties", {}).get(name) or schema["additionalProperties"]
            inner = inner["anyOf"][0] if "anyOf" in inner else inner
            if isinstance(each, dict) and "$ref" not in inner:
                check(each, inner)

    check(parse(text, "x.yaml").value, SCHEMA)
