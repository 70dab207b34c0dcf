"""Two streams: data on stdout, talk on stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from typing import TextIO


def say(text: str) -> None:
    """Print a line or more of talk on stderr. If nobody can hear it, the work still counts."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def put(text: str) -> None:
    """Print data on stdout, in UTF-8 wherever it goes: the files that people redirect it to have to be.

    Raises BrokenPipeError if the reader went away, OutputError for any other trouble.
    """
    if sys.stdout is None:
        raise OutputError("cannot write to standard output: it is closed")
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        silence(sys.stdout)
        raise OutputError(f"cannot write to standard output: {(error.strerror or str(error)).lower()}") from error


def silence(stream: TextIO | None) -> None:
    """Send what is left in the buffer of a broken stream nowhere, or Python would complain about it at its exit."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr]
        os.close(nowhere)


def one_line(text: str) -> str:
    """Return a text with its line breaks and other things that cannot be printed escaped, so that it stays one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
