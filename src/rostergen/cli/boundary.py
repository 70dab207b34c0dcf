"""The one place where whatever goes wrong becomes a line on stderr and an exit code.

  0  done
  1  a bundle was judged and found wanting
  2  a mistake in the options or the profile
  3  something cannot be written (or read)
 70  a defect of rostergen; ROSTERGEN_DEBUG=1 shows its traceback
130  Ctrl-C; 129 and 143 likewise for SIGHUP and SIGTERM
141  the reader of our output went away, as with `| head`; nothing is said
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rostergen import __version__
from rostergen.cli.output import one_line, say, silence
from rostergen.errors import EXIT_DEFECT, EXIT_INTERRUPTED, OutputError, ProfileError, RostergenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

DEBUG = "ROSTERGEN_DEBUG"

_EXIT_READER_GONE = 141
_STOPPING: dict[int, int] = {
    getattr(signal, name): code
    for name, code in (("SIGINT", EXIT_INTERRUPTED), ("SIGTERM", 143), ("SIGHUP", 129))
    if hasattr(signal, name)  # Windows has no SIGHUP
}
"""Signals that ask a program to stop, with the exit code of one that did."""


def guarded(command: Callable[[], int]) -> int:
    """Run a command to its end, whichever that is; return the exit code, its own if it comes to one."""
    with _stoppable() as stopped_by:
        try:
            return command()
        except BaseException as error:
            if stopped_by:
                # Judged by the signal: an import that it hit may have made another error of the KeyboardInterrupt.
                what_remains = str(error) if isinstance(error, KeyboardInterrupt) else ""
                return _stopped(stopped_by[0], what_remains)
            return _failed(error)


def _stopped(by: int, what_remains: str) -> int:
    done = "interrupted" if by == signal.SIGINT else f"stopped by {signal.Signals(by).name}"
    say(f"rostergen: {done}; {what_remains or 'nothing was written'}")
    return _STOPPING[by]


def _failed(error: BaseException) -> int:
    """Say what went wrong; return the exit code."""
    if isinstance(error, ProfileError):
        return _report(error.problems, error.exit_code)
    if isinstance(error, RostergenError):
        return _report([str(error)], error.exit_code)
    if isinstance(error, KeyboardInterrupt):  # not by a signal that we heard: a test, or somebody else's handler
        return _stopped(signal.SIGINT, str(error))
    if isinstance(error, BrokenPipeError):
        silence(sys.stdout)
        return _EXIT_READER_GONE
    if not isinstance(error, Exception):
        raise error
    return _unforeseen(error)


def _unforeseen(error: Exception) -> int:
    if os.environ.get(DEBUG, "0") not in {"", "0"}:
        from traceback import format_exception

        say("".join(format_exception(error)).rstrip())
    if isinstance(error, MemoryError):
        return _report(["out of memory; ask for fewer students"], EXIT_DEFECT)
    if isinstance(error, OSError):
        silence(sys.stdout)
        what = (error.strerror or str(error)).lower()
        # What has no name is a stream, and stderr says nothing of its own troubles.
        place = f"{error.filename}: " if error.filename else "cannot write to standard output: "
        return _report([f"{place}{what}"], OutputError.exit_code)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    place = f" ({_place(error)})" if _place(error) else ""
    hint = f"please report this line and the command ({DEBUG}=1 shows more)"
    return _report([f"a defect of rostergen {__version__}: {what}{place}; {hint}"], EXIT_DEFECT)


def _place(error: Exception) -> str:
    """Return file and line of the innermost frame of our own."""
    place, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if trace.tb_frame.f_globals.get("__name__", "").startswith("rostergen."):
            place = f"{os.path.basename(code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119 - a text, not a path
        trace = trace.tb_next
    return place


def _report(problems: list[str], exit_code: int) -> int:
    for problem in problems:
        say(f"rostergen: {one_line(problem)}")
    return exit_code


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """Let every signal that asks us to stop raise KeyboardInterrupt; yield the list where they are noted.

    A signal that is ignored (nohup, a job in the background) or that somebody else handles is left as it is.
    """
    heard: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        raise KeyboardInterrupt

    replaced = {}
    if threading.current_thread() is threading.main_thread():  # elsewhere Python sets no handlers
        for number in _STOPPING:
            if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
                replaced[number] = signal.signal(number, stop)
    try:
        yield heard
    finally:
        for number, handler in replaced.items():
            signal.signal(number, handler)
