"""How the tests of checks are written: a change of the valid bundle, and what is found then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..bundles import row, valid_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..bundles import Files
    from ..judging import Judged, Place


class Breaking(Protocol):
    """Judge the valid bundle of a version after some cells were changed, and more was done to it."""

    def __call__(
        self,
        version: str,
        cells: dict[tuple[str, str, str], str] | None = None,
        more: Callable[[Files], object] | None = None,
    ) -> list[Place]:
        """Change cells, given by file, sourcedId and column; return what is found."""


def breaking(judged: Judged) -> Breaking:
    """Return a function that judges broken bundles."""

    def judge_broken(
        version: str,
        cells: dict[tuple[str, str, str], str] | None = None,
        more: Callable[[Files], object] | None = None,
    ) -> list[Place]:
        files = valid_bundle(version)
        for (file, sourced_id, column), value in (cells or {}).items():
            row(files, file, sourced_id)[column] = value
        if more is not None:
            more(files)
        return judged(version, files)

    return judge_broken
