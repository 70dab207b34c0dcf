"""A report for programs: one JSON document, or a JSON object a line. docs/validate.md describes both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rostergen import __version__
from rostergen.spec.rules import RULES, SEVERITIES
from rostergen.validate.formats.safe import cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.validate.finding import Finding, Group, Report

SCHEMA = 1
"""Counts up when something is renamed, removed or given another meaning, not when something is added."""

_MOST_CHARACTERS = 1000


def as_json(report: Report) -> str:
    """Return the report as one JSON object, all ASCII."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "rostergen": __version__,
            "path": _text(report.path),
            "oneroster": report.version,
            "valid": report.ok,
            "counts": {severity: report.count(severity) for severity in SEVERITIES},
            "rows": dict(report.rows),
            "unjudged": list(report.unjudged),
            "groups": [_group(group) for group in report.groups],
        },
        indent=2,
    )


def as_jsonl(report: Report) -> Iterator[str]:
    """Yield a JSON object for each finding that was kept, and one with the number of those that were folded away."""
    for group in report.groups:
        head = _head(group)
        for finding in group.examples:
            yield json.dumps(head | _finding(finding))
        if folded := group.count - len(group.examples):
            yield json.dumps(head | {"folded": folded})


def _group(group: Group) -> dict[str, Any]:
    rule = RULES[group.code]
    return {
        **_head(group),
        "title": rule.title,
        "count": group.count,
        "findings": [_finding(finding) for finding in group.examples],
    }


def _head(group: Group) -> dict[str, Any]:
    rule = RULES[group.code]
    return {
        "code": rule.code,
        "severity": rule.severity,
        "basis": rule.basis,
        "file": _text(group.file) or None,
        "column": _text(group.column) or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "line": finding.line,
        "value": None if finding.value is None else _text(finding.value),
        "message": _text(finding.message),
        "advice": _text(finding.advice),
    }


def _text(text: str) -> str:
    # Half of a surrogate pair is no Unicode, and not every reader of JSON takes it.
    return cut(text, _MOST_CHARACTERS).encode("utf-8", "backslashreplace").decode("utf-8")
