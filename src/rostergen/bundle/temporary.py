"""A folder for what is made here and then goes elsewhere: to a URL, or into a database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rostergen.bundle.target import output_errors
from rostergen.scratch import scratch_folder, variable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def temporary_folder(whose: str) -> Iterator[Path]:
    """Yield a temporary folder; what cannot be written there is told of the place for such folders.

    `whose` goes on behind "with TMPDIR", the variable that says where they are. Raises OutputError.
    """
    with scratch_folder(whose) as folder, output_errors(folder.parent, f"with {variable()}{whose}"):
        yield folder
