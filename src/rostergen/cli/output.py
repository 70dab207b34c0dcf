"""Two streams: data on stdout, talk on stderr."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from typing import TextIO


_talking = Lock()
if hasattr(os, "register_at_fork"):  # a process forked in the middle of a word would wait for its end for ever
    os.register_at_fork(before=_talking.acquire, after_in_parent=_talking.release, after_in_child=_talking.release)


def say(text: str, *, end: str = "\n") -> None:
    """Print talk on stderr, whatever thread has to say it. If nobody can hear it, the work still counts."""
    if sys.stderr is None:
        return
    with _talking:
        try:
            sys.stderr.write(f"{text}{end}")
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
