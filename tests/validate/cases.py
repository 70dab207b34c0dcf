"""What a case of a rule is: the valid bundle, broken in one place, and where that has to be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .bundles import add, as_delta, drop, row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from .bundles import Files
    from .judging import Place

    Change = Callable[[Files], object]
    Spoil = Callable[[Path], Path | None]
    At = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A smallest bundle that breaks one rule."""

    version: str
    at: At
    """The file with its ending, the physical line and the column of the finding."""

    change: Change | None = None
    """What is done to the rows of the valid bundle."""

    spoil: Spoil | None = None
    """What is done to the written folder; it returns the path to judge where that is another one."""

    patch: Callable[[pytest.MonkeyPatch], object] | None = None
    """What is done to the machine."""

    based: bool = False
    """Whether the valid bundle is given as the base."""

    consequences: tuple[Place, ...] = ()
    """What has to be found as well, since the rule cannot be broken without it."""


def all_as_delta(files: Files) -> None:
    """Make every row a delta row."""
    for rows in files.values():
        as_delta(rows)


def cell(file: str, sourced_id: str, column: str, value: str) -> Change:
    """Return the change of one cell."""
    return cells(file, sourced_id, {column: value})


def cells(file: str, sourced_id: str, values: dict[str, str]) -> Change:
    """Return the change of some cells of a row."""
    return lambda files: row(files, file, sourced_id).update(values)


def added(file: str, like: str, sourced_id: str, **changes: str) -> Change:
    """Return the change that appends a copy of a row."""
    return lambda files: add(files, file, like, sourced_id, **changes)


def dropped(file: str, *sourced_ids: str) -> Change:
    """Return the change that removes rows."""
    return lambda files: drop(files, file, *sourced_ids)


def without(*names: str) -> Change:
    """Return the change that removes files."""
    return lambda files: [files.pop(name) for name in names]


def together(*changes: Change) -> Change:
    """Return the change that makes several."""
    return lambda files: [change(files) for change in changes]
