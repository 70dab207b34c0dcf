"""What rows of several files show together: each module asks its questions as SQL over the tables of `engine`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.spec import Version
    from rostergen.validate.engine import Check, Step


def all_questions(version: Version) -> Iterator[Check | Step]:
    """Yield every check of a version, with the tables they read before them."""
    yield from ()
