"""`rostergen faults` and `rostergen grade`: what can be broken, and how well an importer sees it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rostergen.cli.output import one_line, put, say
from rostergen.cli.texts import one_of
from rostergen.cli.validate import VERSIONS
from rostergen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.faults.key import Key
    from rostergen.faults.model import Fault

_FORMATS = ("text", "json", "junit")
_WANTING = 1


def faults(
    name: Annotated[str | None, typer.Argument(metavar="NAME|LEVEL", help="A fault to explain, or a level.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print them as one JSON array.")] = False,
    oneroster: Annotated[str | None, typer.Option(metavar="1.1|1.2", help="Only the faults of this version.")] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the answer key instead.")] = False,
) -> None:
    """List the faults that break can inject, or explain one.

    For each: its level, the severity of its rule, that rule, what an importer should do, what it imitates.
    """
    if oneroster is not None:
        one_of("--oneroster", oneroster, VERSIONS)
    if schema:
        from rostergen.faults.key import schema as key_schema

        put(key_schema())
        return
    from rostergen.faults.catalogue import FAULTS
    from rostergen.faults.model import LEVELS
    from rostergen.faults.wishes import fault_called

    chosen = list(FAULTS.values())
    if name in LEVELS:
        chosen = [fault for fault in chosen if fault.level == name]
    elif name is not None:
        chosen = [fault_called(name)]
    chosen = [fault for fault in chosen if oneroster in (None, *fault.versions)]
    if not chosen:
        raise UsageError(f"OneRoster {oneroster} has no rule that '{name}' could break; leave out --oneroster")
    if json:
        put(_as_json(chosen))
    elif name is not None and name not in LEVELS:
        put("\n\n".join(map(_explained, chosen)))
    else:
        put("\n".join(_listed(chosen)))


def grade(
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT", help="The importer's report: CSV or JSON with file, line or sourcedId, and message."
        ),
    ],
    *,
    key: Annotated[str, typer.Option(metavar="FILE", help="The faults.json that break wrote.")],
    before: Annotated[
        str | None,
        typer.Option(metavar="REPORT", help="Its report on the bundle as it was, which is not held against it."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(_FORMATS), help="For people, for programs or for a CI server.")
    ] = "text",
) -> None:
    """Hold an importer's error report against the answer key of a broken bundle.

    Says what was found, what was missed, and which reports are false alarms. The report may be the JSON of validate.

    Exits with 0 if nothing is missed and there is no false alarm, 1 if there is, 3 if something cannot be read.
    """
    form = one_of("--format", form, _FORMATS)
    from rostergen.faults import scores
    from rostergen.faults.grade import grade as graded
    from rostergen.faults.key import load_key
    from rostergen.faults.reported import load_report

    known = load_report(Path(before)).rows if before is not None else []
    answers, read = load_key(Path(key)), load_report(Path(report))
    for doubt in _doubts(answers, Path(key), read.bundle):
        say(one_line(f"Note: {doubt}"))
    score = graded(answers, read.rows, known)
    put({"text": scores.as_text, "json": scores.as_json, "junit": scores.as_junit}[form](score))
    if not score.ok:
        raise typer.Exit(_WANTING)


def _doubts(answers: Key, key: Path, told: str) -> Iterator[str]:
    """Yield what speaks against it that the key and the report are of one bundle."""
    from rostergen.faults.key import fingerprint

    bundle = key.parent / answers.bundle
    with suppress(OSError, ValueError):
        if bundle.exists() and fingerprint(bundle) != answers.contents:
            yield f"{bundle} is not the bundle that {key} is of, or was changed since"
    if told:
        try:
            same = Path(told).samefile(bundle)
        except (OSError, ValueError):  # one of the two lies elsewhere by now
            same = Path(told).name == bundle.name
        if not same:
            yield f"the report is on {told}, the key of {bundle}"


def _as_json(chosen: Sequence[Fault]) -> str:
    import json

    return json.dumps([_described(fault) for fault in chosen], indent=2)


def _described(fault: Fault) -> dict[str, object]:
    return {
        "name": fault.name,
        "level": fault.level,
        "severity": fault.severity,
        "rules": fault.rules,
        "versions": fault.versions,
        "imitates": fault.imitates,
        "importer": fault.importer,
        "consequences": fault.also,
        "zipOnly": fault.zip_only,
        "alone": fault.alone,
        "againstBase": fault.against_base,
    }


def _explained(fault: Fault) -> str:
    from rostergen.spec.rules import RULES

    lines = [f"{fault.name}  {fault.imitates}", ""]
    lines += [f"level      {fault.level}", f"severity   {fault.severity}", f"importer   {fault.importer}"]
    lines += [f"breaks     {code}  {RULES[code].title}" for code in fault.rules]
    lines += [f"and so     {code}  {RULES[code].title}" for code in fault.also]
    lines.append(f"OneRoster  {', '.join(fault.versions)}")
    if fault.zip_only:
        lines.append("only in a zip")
    if fault.alone:
        lines.append("only alone in its bundle")
    if fault.against_base:
        lines.append("shows only against the bundle before: validate --base")
    return "\n".join(lines)


def _listed(chosen: Sequence[Fault]) -> list[str]:
    rows = [("fault", "level", "severity", "breaks", "importer", "imitates")]
    rows += [(f.name, f.level, f.severity, "/".join(f.rules), f.importer, f.imitates) for f in chosen]
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return ["  ".join([*map(str.ljust, row, widths), row[-1]]) for row in rows]
