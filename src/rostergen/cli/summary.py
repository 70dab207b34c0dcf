"""What was made: a few lines for people, or one JSON object for programs."""

from __future__ import annotations

import json
import os
import shlex
from typing import TYPE_CHECKING

from rostergen.cli.output import one_line

if TYPE_CHECKING:
    from rostergen.cli.target import Target
    from rostergen.pipeline import Summary


def as_json(summary: Summary, seconds: float, out: Target) -> str:
    """Return the summary as a JSON object, all ASCII."""
    return json.dumps(
        {
            "path": out.url or os.path.abspath(out.name),  # noqa: PTH100 - a Path would keep its ".."
            "format": out.form,
            "oneroster": summary.oneroster,
            "seed": summary.seed,
            "schoolYear": summary.school_year,
            "bundles": summary.bundles,
            "districts": summary.districts,
            "schools": summary.schools,
            "students": summary.students,
            "persons": summary.persons,
            "rows": summary.rows,
            "bytes": summary.bytes,
            "seconds": round(seconds, 3),
            "versions": summary.versions,
        },
        indent=2,
    )


def as_text(summary: Summary, seconds: float, out: Target, *, year_given: bool, again: list[str]) -> str:
    """Return the summary for people; `again` are the options that make the same district, but for seed and year."""
    year = f"{summary.school_year} ({summary.school_year - 1}-{summary.school_year % 100:02})"
    chosen = "" if year_given else ", the one that contains today"
    schools, students = _count(summary.schools, "school"), _count(summary.students, "student")
    made = f"{schools} and {students}"
    if summary.districts > 1:
        made = f"{_count(summary.districts, 'district')}, {made}"
    seed_and_year = ["--seed", str(summary.seed), "--school-year", str(summary.school_year)]
    command = shlex.join(["rostergen", *again, *seed_and_year])
    return "\n".join(
        [
            f"Wrote {made} as {_bundles(summary, out)}: {one_line(out.name)}",
            "",
            *_rows(summary, out.ending),
            "",
            f"{_size(summary.bytes)} in {seconds:.1f} s, seed {summary.seed}, school year {year}{chosen}",
            f"The same again: {one_line(command)}",
            *["It is in the memory of this process, which ends now: nothing is kept"] * out.fleeting,
        ]
    )


def gradebook_to_come(results: int, size: int, *, packed: bool) -> str:
    """Return what is said before a gradebook is written: about how large it will be."""
    if not results:
        return "The gradebook will have next to no results: no class has graded work, or none of it by its day"
    unpacked = " before packing" if packed else ""
    return f"The gradebook will have about {_rounded(results):,} results, {_size(_rounded(size))}{unpacked}"


def _rounded(n: int) -> int:
    """Return a number with two digits and zeros behind them."""
    return round(n, 2 - len(str(n)))


def _bundles(summary: Summary, out: Target) -> str:
    if summary.bundles == 1:
        return f"a OneRoster {summary.oneroster} {out.noun}"
    return f"{summary.bundles:,} OneRoster {summary.oneroster} bundles with an index.json"


def _rows(summary: Summary, ending: str) -> list[str]:
    rows = summary.rows
    lines = [(f"{name}{ending}", f"{n:,}") for name, n in rows.items()] + [("rows in all", f"{sum(rows.values()):,}")]
    names, numbers = (max(len(line[column]) for line in lines) for column in (0, 1))
    # In 1.1 a person in two roles is two users.
    notes = {f"users{ending}": f"  ({_count(summary.persons, 'person')})"} if summary.persons != rows["users"] else {}
    return [f"  {name:<{names}}  {number:>{numbers}}{notes.get(name, '')}" for name, number in lines]


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _size(n: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if n < 1000:
            return f"{n:.0f} {unit}" if unit == "bytes" else f"{n:.1f} {unit}"
        n /= 1000
    return f"{n:.1f} GB"
