"""docs/validate.md: the schema of the JSON report is that of the reports."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from doc_blocks import ROOT, blocks, run

from rostergen.validate.collector import Collector
from rostergen.validate.finding import Report
from rostergen.validate.formats.machine import SCHEMA, as_json, as_jsonl

FOREIGN = ROOT.parent / "shared" / "bundles"
PAGE = (ROOT / "docs" / "validate.md").read_text(encoding="utf-8")


def report() -> Report:
    found = Collector(max_examples=1)
    found.add("OR-PKG-03", "")
    for line in (2, 3):
        found.add("OR11-ENUM-05", "users.csv", line, "role", "Teacher", hint="write teacher")
    return Report("b", "1.1", {"users": 2}, found.groups(["users.csv"]))


def check(value: Any, schema: dict[str, Any]) -> None:
    """Check a value against as much of JSON Schema as the page uses, and that no key is left out of it."""
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        assert isinstance(value, tuple(kinds[name] for name in names)), (value, schema)
    assert value in schema.get("enum", [value])
    assert value == schema.get("const", value)
    if isinstance(value, dict):
        assert set(schema.get("required", value)) == set(value)
        assert set(schema.get("properties", value)) == set(value)
        for key, item in value.items():
            check(item, schema.get("properties", {}).get(key) or schema["additionalProperties"])
    elif isinstance(value, list):
        for item in value:
            check(item, schema["items"])


def test_the_schema_on_the_page_describes_a_report() -> None:
    (text,) = [block.text for block in blocks(PAGE) if block.language == "json"]
    schema = json.loads(text)
    assert schema["properties"]["schema"]["const"] == SCHEMA
    check(json.loads(as_json(report())), schema)


def test_the_keys_of_a_line_are_named() -> None:
    _, _, text = PAGE.partition("### jsonl\n")
    for line in as_jsonl(report()):
        for key in json.loads(line):
            assert f"`{key}`" in text.partition("```")[0], key


def test_every_format_and_exit_code_is_explained() -> None:
    for form in ("json", "jsonl", "github", "junit"):
        assert f"\n### {form}\n" in PAGE
    codes = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert codes == ["0", "1", "2", "3", "70"]


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="bundles of others are not part of the project")
def test_the_worked_example_is_what_the_judge_says() -> None:
    (text,) = [block.text for block in blocks(PAGE) if block.language == "text"]
    command, _, shown = text.partition("\n")
    done = run(command.removeprefix("$ ").split(), FOREIGN)
    assert done.returncode == 1
    assert done.stdout == shown
