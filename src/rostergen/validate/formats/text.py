"""A report for people: file by file, the worst first; then a table of all files, and last the verdict."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rostergen.spec.rules import RULES, SEVERITIES
from rostergen.validate.formats.safe import clean, cut, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.spec.rules import Rule, Severity
    from rostergen.validate.finding import Finding, Group, Report

_MOST_CHARACTERS = 80
"""Of a value; where one is longer, its beginning tells which it is."""
_MOST_FILES = 60
_MOST_GROUPS = 60
"""In one file. Real bundles stay far below both; a hostile one may have a million names."""
_MOST_LINES = 8
"""Line numbers in a row, where the same can be said of all of them."""

_COLOURS = {"error": "31", "warning": "33", "info": "36", "file": "1", "fix": "2", "good": "32"}


def as_text(report: Report, *, colour: bool = False) -> str:
    """Return the report as text, in colour if the terminal shows it."""
    return "\n".join(_lines(report, _Ink(colour)))


def verdict(report: Report, *, colour: bool = False) -> str:
    """Return what is to be said in one line."""
    counts = [(report.count(severity), severity) for severity in SEVERITIES]
    found = ", ".join(_counted(n, severity) for n, severity in counts if n) or "nothing to complain about"
    ink = _Ink(colour)
    word = ink("good", "valid") if report.ok else ink("error", "not valid")
    rows = _counted(sum(report.rows.values()), "row")
    return f"{clean(report.path)}: {word} as OneRoster {report.version}, {found} in {rows}"


class _Ink:
    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted

    def __call__(self, what: str, text: str) -> str:
        return f"\x1b[{_COLOURS[what]}m{text}\x1b[0m" if self._wanted else text


def _lines(report: Report, ink: _Ink) -> Iterator[str]:
    files = [(file, list(groups)) for file, groups in groupby(report.groups, key=lambda group: group.file)]
    for file, groups in files[:_MOST_FILES]:
        yield ink("file", _name(file))
        for code, alike in groupby(groups[:_MOST_GROUPS], key=lambda group: group.code):
            yield from _rule(RULES[code], list(alike), ink)
        if more := groups[_MOST_GROUPS:]:
            yield f"  and {sum(group.count for group in more):,} more findings in {len(more):,} more columns"
        yield ""
    if more_files := files[_MOST_FILES:]:
        count = sum(group.count for _, groups in more_files for group in groups)
        yield f"and {count:,} more findings in {len(more_files):,} more files\n"
    yield from _table(report, ink)
    yield ""
    for what in report.unjudged:
        yield f"not judged: {what}"
    if report.unjudged:
        yield ""
    yield verdict(report, colour=ink("good", "") != "")


def _rule(rule: Rule, groups: Sequence[Group], ink: _Ink) -> Iterator[str]:
    """Yield what is to be said of one rule in one file: what must hold, where it does not, what to do."""
    count = sum(group.count for group in groups)
    times = "" if count == 1 else f", {count:,} times"
    yield f"  {ink(rule.severity, rule.severity)} {rule.code}{times}: {rule.title}"
    hinted = True
    for group in groups:
        # What is only good to know is known by the first of them.
        kept = group.examples[:1] if rule.severity == "info" else group.examples
        examples = [short(finding, _MOST_CHARACTERS) for finding in kept]
        hinted = hinted and all(finding.hint for finding in examples)
        yield from _places(group, examples)
    if not hinted:
        yield ink("fix", f"    > {rule.fix}")


def _places(group: Group, examples: Sequence[Finding]) -> Iterator[str]:
    shown = 0
    for (message, hint), alike in groupby(examples, key=lambda finding: (finding.message, finding.hint)):
        where, n_shown = _where(list(alike))
        shown += n_shown
        yield f"    {where}{message}{f'; {hint}' if hint else ''}"
    if more := group.count - shown:
        place = f" in {clean(cut(group.column, _MOST_CHARACTERS))}" if group.column else ""
        yield f"    and {more:,} more{place}"


def _where(alike: Sequence[Finding]) -> tuple[str, int]:
    """Return how to say in which lines, and how many findings that covers."""
    lines = [f"{finding.line}" for finding in alike if finding.line is not None]
    if not lines:
        return "", len(alike)
    shown = lines[:_MOST_LINES]
    return f"line{'s' if len(shown) > 1 else ''} {', '.join(shown)}: ", len(shown)


def _table(report: Report, ink: _Ink) -> Iterator[str]:
    counts: dict[str, dict[Severity, int]] = {f"{name}.csv": {} for name in report.rows}
    for group in report.groups:
        of_file = counts.setdefault(group.file, {})
        severity = RULES[group.code].severity
        of_file[severity] = of_file.get(severity, 0) + group.count
    order = sorted(counts, key=lambda file: file.removesuffix(".csv") in report.rows)  # bundle and manifest first
    shown = order[:_MOST_FILES]
    width = max(len(_name(file)) for file in (*shown, ""))
    yield f"{'':<{width}}  {'rows':>12} {'errors':>12} {'warnings':>12} {'infos':>12}"
    for file in shown:
        rows = report.rows.get(file.removesuffix(".csv")) if file.endswith(".csv") else None
        cells = [f"{'' if rows is None else format(rows, ','):>12}"]
        for severity in SEVERITIES:
            n = counts[file].get(severity, 0)
            cells.append(ink(severity, f"{n:>12,}") if n else f"{'-':>12}")
        yield f"{_name(file):<{width}}  {' '.join(cells)}"
    if len(order) > len(shown):
        yield f"and {len(order) - len(shown):,} more files"


def _name(file: str) -> str:
    return clean(cut(file, _MOST_CHARACTERS)) or "the bundle"


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
