"""A report as JUnit XML, which CI servers show as tests: a suite for each file, a test for each rule broken in it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from rostergen.spec.rules import RULES, SEVERITIES
from rostergen.validate.formats.safe import clean, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.spec.rules import Severity
    from rostergen.validate.finding import Group, Report

_MOST_CHARACTERS = 500


def as_junit(report: Report, *, fail_on: Severity = "error") -> str:
    """Return the report as XML. What is below `fail_on` is a test that passes, with the findings as its output.

    A file in which nothing was found has one test, which passes: some servers take a run without tests for a failure.
    """
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    by_file: dict[str, list[Group]] = {"": [], **{f"{name}.csv": [] for name in report.rows}}
    for group in report.groups:
        by_file.setdefault(group.file, []).append(group)
    suites = [_Suite(file, groups, failing) for file, groups in by_file.items()]
    tests, failures = sum(len(suite.cases) for suite in suites), sum(suite.failures for suite in suites)
    name = quoteattr(clean(f"OneRoster {report.version}: {report.path}"))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name={name} tests="{tests}" failures="{failures}">')
    for suite in suites:
        lines.extend(suite.lines())
    return "\n".join([*lines, "</testsuites>", ""])


class _Suite:
    def __init__(self, file: str, groups: Sequence[Group], failing: Sequence[Severity]) -> None:
        self.name = clean(file) or "bundle"
        self.cases = [(code, list(alike)) for code, alike in groupby(groups, key=lambda group: group.code)]
        self.failing = failing
        self.failures = sum(self._fails(code) for code, _ in self.cases)
        if not self.cases:
            self.cases = [("", [])]

    def _fails(self, code: str) -> bool:
        return RULES[code].severity in self.failing

    def lines(self) -> Iterator[str]:
        """Yield the elements of the suite."""
        name = quoteattr(self.name)
        yield f'  <testsuite name={name} tests="{len(self.cases)}" failures="{self.failures}">'
        for code, groups in self.cases:
            title = f"{code} {RULES[code].title}" if code else "nothing found"
            case = f"    <testcase classname={name} name={quoteattr(title)}"
            if not code:
                yield f"{case}/>"
                continue
            yield f"{case}>"
            yield from self._details(code, groups)
            yield "    </testcase>"
        yield "  </testsuite>"

    def _details(self, code: str, groups: Sequence[Group]) -> Iterator[str]:
        rule = RULES[code]
        text = escape("\n".join(_told(groups)))
        if self._fails(code):
            count = sum(group.count for group in groups)
            message = quoteattr(f"{count:,} found. {rule.fix}")
            yield f"      <failure type={quoteattr(rule.severity)} message={message}>{text}</failure>"
        else:
            yield f"      <system-out>{text}</system-out>"


def _told(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        for finding in (short(finding, _MOST_CHARACTERS) for finding in group.examples):
            line = "" if finding.line is None else f"line {finding.line}: "
            yield f"{line}{finding.message}{f'; {finding.hint}' if finding.hint else ''}"
        if more := group.count - len(group.examples):
            yield f"and {more:,} more in {clean(group.column) or clean(group.file) or 'the bundle'}"
