"""A folder for what is made here and then goes elsewhere: to a URL, or into a database."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from rostergen.bundle.target import output_errors
from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def temporary_folder(whose: str) -> Iterator[Path]:
    """Yield a temporary folder; what cannot be written there is told of the place for such folders.

    `whose` goes on behind "with TMPDIR", the variable that says where they are. Raises OutputError.
    """
    elsewhere = f"with TMPDIR{whose}"
    try:
        place = Path(gettempdir())
    except OSError as error:
        raise OutputError(
            f"cannot write temporary files: none of the usual folders takes them; choose one {elsewhere}"
        ) from error
    with (
        output_errors(place, elsewhere),
        TemporaryDirectory(prefix="rostergen-", ignore_cleanup_errors=True) as folder,
    ):
        yield Path(folder)
