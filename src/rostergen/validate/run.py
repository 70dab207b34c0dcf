"""The front door of the judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.errors import UsageError
from rostergen.scratch import scratch_folder
from rostergen.validate.database import Database

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from rostergen.validate.finding import Report

MOST_EXAMPLES = 100_000
"""DuckDB keeps less than a million of the least of anything."""


def validate_bundle(
    path: str | PathLike[str],
    *,
    oneroster: str | None = None,
    strict: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    max_per_rule: int = 20,
    base: str | PathLike[str] | None = None,
) -> Report:
    """Judge a OneRoster CSV bundle, a folder or a zip.

    Args:
        path: the bundle.
        oneroster: "1.1" or "1.2"; what the manifest says when left out.
        strict: only the rules that the standard states.
        select: codes of rules, or beginnings of codes, to judge by; all when empty.
        ignore: codes of rules, or beginnings of codes, to leave out.
        max_per_rule: how many findings of one rule in one column of one file are kept, 100,000 at most; the others are
            counted.
        base: an earlier bulk bundle, to which the references of a delta may lead.

    Raises:
        UsageError: a version, a code or a number that cannot be.
        InputError: `path` or `base` cannot be read, or is not a bundle.
        OutputError: the folder that TMPDIR names cannot be written.

    """
    with scratch_folder() as folder, Database(folder) as database:
        # Not before now: the database starts in the meantime.
        from rostergen.spec import VERSIONS
        from rostergen.validate.choice import chosen_rules
        from rostergen.validate.collector import Collector
        from rostergen.validate.judge import judge

        if oneroster is not None and oneroster not in VERSIONS:
            raise UsageError(f"oneroster: found '{oneroster}'; allowed {' or '.join(VERSIONS)}")
        if not str(path):
            raise UsageError("found '' for the path of a bundle; allowed the name of a folder or of a zip")
        if isinstance(select, str) or isinstance(ignore, str):
            raise UsageError("select and ignore are lists of codes, not one text")
        if not isinstance(max_per_rule, int) or not 1 <= max_per_rule <= MOST_EXAMPLES:
            raise UsageError(f"max_per_rule: found {max_per_rule}; allowed a whole number from 1 to {MOST_EXAMPLES}")
        wanted = chosen_rules(strict=strict, select=select, ignore=ignore)
        collector = Collector(wanted, max_per_rule)
        earlier = None if base is None else Path(base)
        return judge(str(path), collector, database, folder, version=oneroster, base=earlier)
