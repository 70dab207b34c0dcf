"""A score as a table for people, as JSON for programs and as JUnit XML for CI servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.grade import Mark, Score
    from rostergen.faults.key import Injected
    from rostergen.faults.reported import Reported

SCHEMA = 1
"""Counts up when something is renamed, removed or given another meaning, not when something is added."""
_MOST_ALARMS = 20


def as_text(score: Score) -> str:
    """Return a table of faults, what was missed, and the false alarms."""
    return "\n".join(_lines(score))


def _lines(score: Score) -> Iterator[str]:
    by_fault: dict[str, list[Mark]] = {}
    for mark in score.marks:
        by_fault.setdefault(mark.injected.fault, []).append(mark)
    width = max([len("fault"), *map(len, by_fault)])
    yield f"{'fault':<{width}}  injected  found  missed"
    for name, marks in by_fault.items():
        found = sum(mark.found for mark in marks)
        missed = sum(mark.asked and not mark.found for mark in marks)
        yield f"{name:<{width}}  {len(marks):>8,}  {found:>5,}  {missed or '-':>6}"
    if score.missed:
        yield "\nmissed"
        yield from (f"  {_place(injected)}: {injected.fault} ({injected.rule})" for injected in score.missed)
    if score.false_alarms:
        yield "\nfalse alarms"
        yield from (f"  {_alarm(row)}" for row in score.false_alarms[:_MOST_ALARMS])
        if (more := len(score.false_alarms) - _MOST_ALARMS) > 0:
            yield f"  and {more:,} more"
    yield f"\n{verdict(score)}"


def verdict(score: Score) -> str:
    """Return the score in a line."""
    n, asked = len(score.marks), sum(mark.asked for mark in score.marks)
    share = 100 * (asked - len(score.missed)) // asked if asked else 100
    return (
        f"{score.found:,} of {n:,} faults found, {len(score.missed):,} missed of {asked:,} to be reported ({share} %), "
        f"{len(score.false_alarms):,} false alarm{'s' * (len(score.false_alarms) != 1)}"
    )


def _place(injected: Injected) -> str:
    line = "" if injected.line is None else f" line {injected.line}"
    return f"{injected.file or 'the bundle'}{line}"


def _alarm(row: Reported) -> str:
    place = " ".join(filter(None, (row.file, row.line is not None and f"line {row.line}", row.sourced_id)))  # type: ignore[arg-type]
    return f"{place or 'the bundle'}: {' '.join(row.message.split())[:200]}"


def as_json(score: Score) -> str:
    """Return the score as one JSON object."""
    return json.dumps(
        {
            "schema": SCHEMA,
            "bundle": score.key.bundle,
            "ok": score.ok,
            "injected": len(score.marks),
            "found": score.found,
            "missed": len(score.missed),
            "falseAlarms": [
                {"file": r.file, "line": r.line, "sourcedId": r.sourced_id, "code": r.rule, "message": r.message}
                for r in score.false_alarms
            ],
            "faults": [
                {
                    "fault": mark.injected.fault,
                    "rule": mark.injected.rule,
                    "severity": mark.injected.severity,
                    "importer": mark.injected.importer,
                    "file": mark.injected.file,
                    "line": mark.injected.line,
                    "sourcedId": mark.injected.sourced_id,
                    "found": mark.found,
                    "missed": mark.asked and not mark.found,
                }
                for mark in score.marks
            ],
        },
        indent=2,
    )


def as_junit(score: Score) -> str:
    """Return the score as XML: a test for each fault, which fails if it was missed, and one for the false alarms."""
    failures = len(score.missed) + bool(score.false_alarms)
    name, tests = quoteattr(_clean(score.key.bundle)), len(score.marks) + 1
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites tests="{tests}" failures="{failures}">')
    lines.append(f'  <testsuite name={name} tests="{tests}" failures="{failures}">')
    for mark in score.marks:
        injected = mark.injected
        title = quoteattr(_clean(f"{_place(injected)}: {injected.rule}"))
        case = f"    <testcase classname={quoteattr(injected.fault)} name={title}"
        if mark.asked and not mark.found:
            message = quoteattr(f"missed; what an importer should do: {injected.importer}")
            lines.append(f"{case}><failure message={message}/></testcase>")
        else:
            lines.append(f"{case}/>")
    alarms = '    <testcase classname="grade" name="no false alarms"'
    if score.false_alarms:
        text = escape(_clean("\n".join(map(_alarm, score.false_alarms))))
        lines.append(f'{alarms}><failure message="{len(score.false_alarms)} false alarms">{text}</failure></testcase>')
    else:
        lines.append(f"{alarms}/>")
    return "\n".join([*lines, "  </testsuite>", "</testsuites>", ""])


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(
        c if c in "\n\t" or " " <= c < "\ud800" or "\ue000" <= c <= "\ufffd" or c > "\uffff" else "?" for c in text
    )
