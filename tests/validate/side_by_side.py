"""Many small districts in one bundle, judged at once: to plan the questions takes longer than to answer them.

Each district keeps its rows together and has sourcedIds and names of its own, so that nothing is found of one because
of another, and every finding in a row is of the district whose row it is.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING
from unittest.mock import patch

from rostergen.spec import VERSIONS
from rostergen.validate.engine import Engine

from .bundles import write_bundle
from .judging import places

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rostergen.spec import FileSpec
    from rostergen.validate.values import Condition

    from .bundles import Files
    from .judging import Place

_TOGETHER = 20
"""Districts of a bundle: few enough that hardly any two are broken alike."""
_OWN = {
    "users": ("username", "email", "identifier", "userMasterIdentifier"),
    "resources": ("vendorResourceId",),
}
"""What tells people and things apart, besides sourcedIds."""
_USUAL = re.compile(r"(?=.*[a-z])[\w.@-]{1,40}")
"""Names and addresses of which the form, or the length, is not what a test is about."""


def judged_side_by_side(folder: Path, version: str, districts: Sequence[Files]) -> list[list[Place] | None]:
    """Return what is found in each of some bundles, as if it were judged alone; None where it has to be."""
    alike: dict[object, list[int]] = {}
    for number, files in enumerate(districts):
        alike.setdefault(_outline(files), []).append(number)
    found: list[list[Place] | None] = [None] * len(districts)
    for numbers in alike.values():
        bundles = -(-len(numbers) // _TOGETHER)
        for first in range(bundles):
            # Cases that stand next to each other in a test are much alike, and may not hide one another.
            some = numbers[first::bundles]
            with suppress(Exception):  # whoever it is then falls alone, and under the name of its test
                of_each = _judged(folder / f"{some[0]}", version, [districts[number] for number in some])
                for number, own in zip(some, of_each, strict=True):
                    found[number] = own
    return found


def _outline(files: Files) -> object:
    """Return what is told of the files as such: which there are, and which of them are deltas."""
    return frozenset((name, any(row.get("status") for row in rows)) for name, rows in files.items() if rows)


def _judged(folder: Path, version: str, districts: Sequence[Files]) -> list[list[Place]]:
    own = [_with_own_names(version, files, f"{number}-") for number, files in enumerate(districts)]
    names = [name for name, rows in own[0].items() if rows]
    path = write_bundle(folder, version, {name: [row for files in own for row in files[name]] for name in names})
    first = {f"{name}.csv": [*accumulate((len(files[name]) for files in own), initial=2)] for name in names}
    found: list[list[Place]] = [[] for _ in own]
    with patch("rostergen.validate.judge.Engine", _Watched):
        everything = places(path, max_per_rule=10_000)
    for code, file, line, column in everything:
        for number, mine in enumerate(found):
            start, end = first[file][number : number + 2] if file in first else (0, 0)
            if line is None or line < 2 or not end:
                mine.append((code, file, line, column))  # of the files as such, which are the same for all
            elif start <= line < end:
                mine.append((code, file, line - start + 2, column))
    return found


class _Watched(Engine):
    """An engine that reads a file again, as it would have to if each of the wrong rows were the only one."""

    def check_rows(self, spec: FileSpec, conditions: Sequence[Condition]) -> None:
        super().check_rows(spec, conditions)
        seen = {line for (line,) in self.run(f'SELECT line FROM "{spec.name}" WHERE wrong')}
        for noted in self._pending[spec.name]:
            assert seen >= set(noted.fields), f"the scan saw nothing wrong with all the rows that break {noted.code}"


def _with_own_names(version: str, files: Files, prefix: str) -> Files:
    """Return the files with other sourcedIds, which are referred to as before; each has a nowhere of its own."""
    ids = {row["sourcedId"] for rows in files.values() for row in rows if row["sourcedId"]} | {"nowhere"}

    def renamed(name: str, column: str, cell: str) -> str:
        if column in _OWN.get(name, ()):
            return prefix + cell if _USUAL.fullmatch(cell) else cell
        if not kinds[name][column].startswith("guid"):
            return cell
        if cell in ids:
            return prefix + cell
        return re.sub(r"[\w.-]+", lambda match: prefix * (match[0] in ids) + match[0], cell)

    kinds = {spec.name: {column.name: column.type for column in spec.columns} for spec in VERSIONS[version].files}
    return {
        name: [{column: renamed(name, column, cell) for column, cell in row.items()} for row in rows]
        for name, rows in files.items()
    }
