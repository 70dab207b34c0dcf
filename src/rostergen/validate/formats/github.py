"""A report as workflow commands, which GitHub shows beside the files of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec.rules import RULES
from rostergen.validate.formats.safe import clean, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.validate.finding import Group, Report

_MOST_CHARACTERS = 200
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def as_github(report: Report) -> Iterator[str]:
    """Yield an annotation for each finding that was kept, and one for those that were folded away."""
    for group in report.groups:
        yield from _annotations(report, group)


def _annotations(report: Report, group: Group) -> Iterator[str]:
    rule = RULES[group.code]
    zipped = report.path.lower().endswith(".zip")
    for finding in (short(finding, _MOST_CHARACTERS) for finding in group.examples):
        place = {"file": _file(report.path, finding.file)}
        message = f"{finding.message}. {finding.advice[:1].upper()}{finding.advice[1:]}"
        if zipped:  # of which a line cannot be shown
            line = "" if finding.line is None else f":{finding.line}"
            message = f"{finding.file}{line}: {message}" if finding.file else message
        elif finding.line is not None:
            place["line"] = str(finding.line)
        yield _command(_COMMANDS[rule.severity], place | {"title": f"{rule.code} {rule.title}"}, message)
    if more := group.count - len(group.examples):
        place = {"file": _file(report.path, clean(group.file)), "title": f"{rule.code} {rule.title}"}
        yield _command(_COMMANDS[rule.severity], place, f"and {more:,} more like this")


def _file(path: str, file: str) -> str:
    path = clean(path)
    return path if path.lower().endswith(".zip") or not file else f"{path.rstrip('/')}/{file}"


def _command(command: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {listed}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
