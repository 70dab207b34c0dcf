"""Short ways to judge a bundle made by a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rostergen.validate.run import validate_bundle

from .bundles import write_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from .bundles import Files

Place = tuple[str, str, int | None, str]
Judged = Callable[[str, "Files"], list[Place]]
"""What is found in the files of a bundle of a version."""


def places(path: Path, **options: object) -> list[Place]:
    """Return code, file, line and column of everything that is found in the bundle at a path."""
    report = validate_bundle(path, **options)  # type: ignore[arg-type]
    for finding in report:
        assert finding.message, finding
    return [(finding.code, finding.file, finding.line, finding.column) for finding in report]


def judge(folder: Path, version: str, files: Files, **options: object) -> list[Place]:
    """Write files as a bundle and return what is found."""
    return places(write_bundle(folder / "bundle", version, files), **options)
