"""A folder for temporary files, in the place that the environment names and in no other."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLES = ("TMPDIR", "TEMP", "TMP")
"""In the order in which Python's tempfile asks for them."""

_TROUBLES = {
    errno.ENOENT: "there is no such folder; make it",
    errno.ENOTDIR: "it is no folder; remove what is there",
    errno.EACCES: "permission denied; see that it may be written to",
    errno.EROFS: "the file system is read-only; let it be written to",
    errno.ENOSPC: "the disk is full; free some space",
}


@contextmanager
def scratch_folder(whose: str = "") -> Iterator[Path]:
    """Yield an empty folder for temporary files, which goes at the end with all that is in it.

    The first of TMPDIR, TEMP and TMP that is set says where. tempfile alone would go elsewhere without a word if that
    place cannot be written, as /tmp, which may be too small or not meant for this. `whose` goes on behind "with TMPDIR"
    in the message.

    Raises:
        OutputError: the folder cannot be made.

    """
    with _made(f"with {variable()}{whose}") as name:
        yield Path(name)


def variable() -> str:
    """Return the variable that says where temporary files are, or the one to set where none does."""
    return next((name for name in _VARIABLES if os.environ.get(name)), _VARIABLES[0])


def _made(elsewhere: str) -> TemporaryDirectory[str]:
    named = os.environ.get(variable())
    try:
        place = str(Path(named).absolute()) if named else gettempdir()
    except OSError as error:
        raise OutputError(
            f"cannot write temporary files: none of the usual folders takes them; choose one {elsewhere}"
        ) from error
    try:
        return TemporaryDirectory(prefix="rostergen-", dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        what = _TROUBLES.get(error.errno or 0, f"{(error.strerror or str(error)).lower()}; mend that")
        if Path(place).is_dir() and error.errno == errno.ENOENT:  # as /proc says
            what = "no folder can be made there; mend that"
        shown = place if place.isprintable() else ascii(place)
        message = f"cannot write temporary files to {shown}: {what}, or choose another place {elsewhere}"
        raise OutputError(message) from error
