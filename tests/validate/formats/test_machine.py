"""The report for programs."""

from __future__ import annotations

import json
from typing import Any

from rostergen import __version__
from rostergen.validate.formats.machine import as_json, as_jsonl

from .reports import broken_report, clean_report, hostile_report


def test_one_document() -> None:
    document = json.loads(as_json(broken_report()))
    assert list(document) == [
        "schema",
        "rostergen",
        "path",
        "oneroster",
        "valid",
        "counts",
        "rows",
        "unjudged",
        "groups",
    ]
    assert (document["schema"], document["rostergen"], document["valid"]) == (1, __version__, False)
    assert document["counts"] == {"error": 1_000_014, "warning": 1, "info": 1}
    assert document["rows"] == {"orgs": 4, "users": 1_200_000, "enrollments": 0}
    assert document["unjudged"] == ["who is where"]
    assert document["groups"][0]["file"] is None
    group = next(group for group in document["groups"] if group["code"] == "OR-REF-09")
    assert group["count"] == 1_000_000
    assert len(group.pop("findings")) == 3
    assert group == {
        "code": "OR-REF-09",
        "severity": "error",
        "basis": "standard",
        "file": "enrollments.csv",
        "column": "userSourcedId",
        "title": "enrollments.classSourcedId names a class, enrollments.userSourcedId a user",
        "count": 1_000_000,
    }


def test_findings_have_line_value_message_and_advice() -> None:
    groups = json.loads(as_json(broken_report()))["groups"]
    (finding,) = next(group for group in groups if group["code"] == "OR-MAN-03")["findings"]
    assert finding == {
        "line": 2,
        "value": "1",
        "message": "manifest.version is '1' instead of 1.0",
        "advice": "write 1.0",
    }


def test_a_clean_bundle_is_valid() -> None:
    document = json.loads(as_json(clean_report()))
    assert document["valid"]
    assert document["groups"] == []
    assert list(as_jsonl(clean_report())) == []


def test_a_finding_a_line() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in as_jsonl(broken_report())]
    assert sum("folded" not in line for line in lines) == 3 + 3 + 2 + 1 + 1 + 1 + 1
    assert [line["folded"] for line in lines if "folded" in line] == [7, 999_997]
    assert sum(line.get("folded", 1) for line in lines) == 1_000_016


def test_values_are_text_of_bounded_length() -> None:
    text = as_json(hostile_report())
    assert text.isascii()
    value = next(g for g in json.loads(text)["groups"] if g["code"] == "OR11-ENUM-05")["findings"][0]["value"]
    assert value.startswith("\x1b[31mred")
    value.encode("utf-8")
    assert len(value) < 1100
    assert all("\n" not in line and len(line) < 20_000 for line in as_jsonl(hostile_report()))
