"""A folder for temporary files, in the place that the environment names and in no other."""

from __future__ import annotations

import errno
import io
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from _typeshed import ReadableBuffer

_VARIABLES = ("TMPDIR", "TEMP", "TMP")
"""In the order in which Python's tempfile asks for them."""

_TROUBLES = {
    errno.ENOENT: "there is no such folder; make it",
    errno.ENOTDIR: "it is no folder; remove what is there",
    errno.EACCES: "permission denied; see that it may be written to",
    errno.EROFS: "the file system is read-only; let it be written to",
    errno.ENOSPC: "the disk is full; free some space",
}

_BUFFER = 1 << 18


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


def scratch_file(path: Path) -> BinaryIO:
    """Create a file in such a folder, to be written; OutputError is raised where that fails, also by its methods.

    Who reads something else in the meantime would take an OSError for a fault of what is read.
    """
    with _errors():
        return io.BufferedWriter(_ScratchFile(path, "w"), _BUFFER)


class _ScratchFile(io.FileIO):
    def write(self, data: ReadableBuffer, /) -> int:
        with _errors():
            return super().write(data)

    def close(self) -> None:
        with _errors():  # a disk on the network may tell only now that it is full
            super().close()


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        what = "somebody removed our folder there; try again"
        raise _told(_place(), what, f"with {variable()}") from error
    except OSError as error:
        raise _told(_place(), _trouble(error), f"with {variable()}") from error


def _place() -> str:
    named = os.environ.get(variable())
    return str(Path(named).absolute()) if named else gettempdir()


def _made(elsewhere: str) -> TemporaryDirectory[str]:
    try:
        place = _place()
    except OSError as error:
        raise OutputError(
            f"cannot write temporary files: none of the usual folders takes them; choose one {elsewhere}"
        ) from error
    try:
        return TemporaryDirectory(prefix="rostergen-", dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        if error.errno == errno.ENOENT and Path(place).is_dir():  # as /proc says
            raise _told(place, "no folder can be made there; mend that", elsewhere) from error
        raise _told(place, _trouble(error), elsewhere) from error


def _trouble(error: OSError) -> str:
    return _TROUBLES.get(error.errno or 0, f"{(error.strerror or str(error)).lower()}; mend that")


def _told(place: str, what: str, elsewhere: str) -> OutputError:
    shown = place if place.isprintable() else ascii(place)
    return OutputError(f"cannot write temporary files to {shown}: {what}, or choose another place {elsewhere}")
