"""`rostergen validate`: judge a bundle, whoever made it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rostergen.cli.output import put, say
from rostergen.cli.texts import here, one_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager

    from rostergen.cli.progress import Progress
    from rostergen.spec.rules import Severity
    from rostergen.validate.finding import Report

VERSIONS = ("1.1", "1.2")

_FORMATS = ("text", "json", "jsonl", "github", "junit")
_THRESHOLDS: tuple[Severity, ...] = ("error", "warning")
_FOUND = 1


def validate(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A bundle: a zip, or a folder of CSV files.")],
    *,
    oneroster: Annotated[
        str | None,
        typer.Option(metavar="1.1|1.2", help="Judge it as this version. [default: what the manifest says]"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Only the rules that the standard states.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="CODES", help="Only these rules: codes or beginnings of codes, as in OR-REF,RG."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CODES", help="Not these rules; the more exact of the two wins.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(metavar="error|warning", help="From which severity on to exit with 1.")
    ] = "error",
    max_per_rule: Annotated[
        str,
        typer.Option(metavar="N", help="So many findings of one rule in one column are shown, the others counted."),
    ] = "20",
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="|".join(_FORMATS), help="For people, for programs, for GitHub or a CI server."
        ),
    ] = "text",
    base: Annotated[
        str | None,
        typer.Option(metavar="BULK", help="The bundle that the receiver has: a delta may refer to what is in it."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Of text only the verdict, else no verdict on stderr.")
    ] = False,
) -> None:
    """Judge a OneRoster CSV bundle.

    Says what is wrong with it, where, whether it matters, and what to do.

    \b
      rostergen validate oneroster.zip
      rostergen validate export --strict --format json

    Exits with 0 if nothing is found at or above --fail-on, 1 if something is, 3 if it cannot be read.
    'rostergen rules' lists the rules.
    """  # noqa: D301 - \b is typer's mark for lines that are not to be refilled
    oneroster = oneroster and one_of("--oneroster", oneroster, VERSIONS)
    form = one_of("--format", form, _FORMATS)
    threshold = one_of("--fail-on", fail_on, _THRESHOLDS)
    from rostergen.validate.run import MOST_EXAMPLES, validate_bundle

    n_examples = whole("--max-per-rule", max_per_rule, 1, MOST_EXAMPLES)
    report = validate_bundle(
        here("PATH", path),
        oneroster=oneroster,
        strict=strict,
        select=_codes(select),
        ignore=_codes(ignore),
        max_per_rule=n_examples,
        base=None if base is None else here("--base", base),
    )
    _show(report, form, threshold, quiet=quiet)
    if reaches(report, threshold):
        raise typer.Exit(_FOUND)


def check_written(paths: Sequence[str], watched: AbstractContextManager[Progress], *, quiet: bool, name: str) -> None:
    """Judge bundles that were just written, and say so on stderr; exit if there is anything at warning or above.

    `name` is what a single bundle is called: what went to a URL is judged by the copy from which it went.
    """
    from dataclasses import replace

    from rostergen.validate.formats.text import as_text, verdict
    from rostergen.validate.run import validate_bundle

    alone = len(paths) == 1
    with watched as shown:
        shown.phase("checking it", None if alone else len(paths), unit="bundles")
        for path in paths:
            report = validate_bundle(path)
            if reaches(report, "warning"):
                break
            shown.advance(1)
    if alone:
        report = replace(report, path=name)
    if reaches(report, "warning"):
        say(as_text(report, colour=_in_colour(sys.stderr)))
        raise typer.Exit(_FOUND)
    if not quiet:
        judged = f"{len(paths):,} bundles judged: no errors, no warnings"
        say(verdict(report, colour=_in_colour(sys.stderr)) if alone else judged)


def reaches(report: Report, threshold: Severity) -> bool:
    """Return whether anything was found at or above a severity."""
    from rostergen.spec.rules import SEVERITIES

    return any(report.count(severity) for severity in SEVERITIES[: SEVERITIES.index(threshold) + 1])


def _codes(options: Sequence[str] | None) -> list[str]:
    """Return the codes of an option that may be repeated, each with commas in it."""
    return [code.strip() for option in options or () for code in option.split(",")]


def _show(report: Report, form: str, fail_on: Severity, *, quiet: bool) -> None:
    from rostergen.validate.formats.text import as_text, verdict

    if form == "text":
        show = verdict if quiet else as_text
        put(show(report, colour=_in_colour(sys.stdout)))
        return
    for text in _rendered(report, form, fail_on):
        put(text)
    if not quiet:
        say(verdict(report, colour=_in_colour(sys.stderr)))


def _rendered(report: Report, form: str, fail_on: Severity) -> Iterable[str]:
    if form == "junit":
        from rostergen.validate.formats.junit import as_junit

        return [as_junit(report, fail_on=fail_on)]
    if form == "github":
        from rostergen.validate.formats.github import as_github

        return as_github(report)
    from rostergen.validate.formats.machine import as_json, as_jsonl

    return [as_json(report)] if form == "json" else as_jsonl(report)


def _in_colour(stream: object) -> bool:
    """Return whether a stream is a terminal whose owner did not ask for plain text."""
    terminal = getattr(stream, "isatty", lambda: False)()
    return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
