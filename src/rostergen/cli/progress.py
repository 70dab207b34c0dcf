"""How the work goes, on stderr: a bar while that is a terminal, lines of JSON if asked for, and nothing elsewhere.

The work counts, and a thread shows what was counted at a steady pace: so there is something to see also while what is
at work has nothing to count.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from threading import Event, Thread, Timer
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from rostergen.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.bundle.tasks import Step

Unit = Literal["rows", "bytes", "bundles"]

Waiting = Callable[[str, str], AbstractContextManager[None]]
"""`waiting`, but for whether anybody wants to hear it."""

_SECONDS_BETWEEN = 5.0
"""Two lines of JSON are so far apart, and the first one from the start of the run; so long we wait without a word."""
_SECONDS_BETWEEN_BARS = 0.2
_SECONDS_OF_A_GUESS = 3.0
"""What is left of a phase is not foretold from less, nor from less than a hundredth of it."""
_FIGURES = "  100%  0:00:00 left  99,999,999 rows/s  99,999 MB"
"""There is room for these behind a bar, which so stays as long as it is while they grow."""
_SHORTEST_BAR, _LONGEST_BAR = 6, 40
_USUAL_WIDTH = 80


class _Phase:
    """A phase of the work, and how much of it is done."""

    def __init__(self, text: str, total: int | None = None, unit: Unit = "rows") -> None:
        self.text, self.total, self.unit = text, total, unit
        self.done = self.size = 0
        self.began = perf_counter()

    def a_second(self, count: int, now: float) -> int:
        """Return how many of a count there were in a second."""
        return round(count / max(now - self.began, 1e-9))

    def seconds_left(self, now: float) -> int | None:
        """Return how long the rest takes at the pace of all that is done, None while that is a guess."""
        seconds = now - self.began
        if not self.total or self.done * 100 < self.total or seconds < _SECONDS_OF_A_GUESS:
            return None
        return round(max(self.total - self.done, 0) * seconds / self.done)


class Progress:
    """Hears how the work goes and counts it. `since` is when it began, now if left out."""

    def __init__(self, since: float | None = None) -> None:
        self.at = _Phase("starting")
        self.since = self.at.began if since is None else since
        self._packing = False

    def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
        """Begin a phase of the work: `total` of its unit, or who knows how many."""
        self.at = _Phase(text, total, unit)

    def expect(self, total: int) -> None:
        """Learn how many the phase will have, more exactly than before."""
        self.at.total = total

    def advance(self, done: int, size: int = 0) -> None:
        """Count what was done of the phase: so many of its unit, and of rows the bytes."""
        self.at.done += done
        self.at.size += size

    def wrote(self, step: Step) -> None:
        """Count rows that were written."""
        self.advance(step.rows, step.size)

    def packed(self, size: int, total: int) -> None:
        """Count bytes that were added to a zip, a phase of its own that begins with the first of them."""
        if not self._packing:
            self._packing = True
            self.phase("putting the zip together", total, unit="bytes")
        self.advance(size)


def as_line(shown: Progress, now: float) -> str:
    """Return how the work goes as JSON."""
    phase = shown.at
    line: dict[str, object] = {"phase": phase.text, "seconds": round(now - shown.since, 1)}
    counts = {phase.unit: phase.done} if phase.done or phase.total else {}
    for unit, count in (counts | ({"bytes": phase.size} if phase.size else {})).items():
        line[unit] = count
        if unit != "bundles":  # so few a second that the number would say nothing
            line[f"{unit}ASecond"] = phase.a_second(count, now)
    if phase.total:
        line[f"{phase.unit}InAll"] = phase.total
    if (left := phase.seconds_left(now)) is not None:
        line["secondsLeft"] = left
    return json.dumps(line)


def as_bar(shown: Progress, now: float, width: int) -> str:
    """Return how the work goes in a line of ASCII, which every terminal has, without what it is too narrow for."""
    phase = shown.at
    text, figures = phase.text, []
    if phase.total:
        share = min(phase.done / phase.total, 1.0)
        figures.append(f"{share:4.0%}")
        length = min(width - len(text) - len(" []") - len(_FIGURES), _LONGEST_BAR)
        if length >= _SHORTEST_BAR:
            text += f" [{'#' * int(share * length):-<{length}}]"
    left = phase.seconds_left(now)
    figures.append(_clock(now - shown.since) if left is None else f"{_clock(left)} left")
    if phase.unit == "bundles" and phase.total:
        figures.append(f"bundle {min(phase.done + 1, phase.total):,} of {phase.total:,}")
    elif phase.unit == "rows" and phase.done:
        figures += [f"{phase.a_second(phase.done, now):,} rows/s", f"{phase.size / 1e6:,.0f} MB"]
    elif phase.unit == "bytes":
        figures.append(f"{phase.a_second(phase.done, now) / 1e6:,.1f} MB/s")
    while figures and len("  ".join([text, *figures])) > width:
        figures.pop()
    return "  ".join([text, *figures])[:width]


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


@contextmanager
def progress(*, wanted: bool, lines: bool = False, since: float | None = None) -> Iterator[Progress]:
    """Yield what hears of the progress, and shows it if that is wanted: on a terminal, or as `lines` of JSON."""
    shown = Progress(since)
    if wanted and lines:
        with _every(_SECONDS_BETWEEN, shown.since, lambda: say(as_line(shown, perf_counter()))):
            yield shown
    elif wanted and _on_terminal():
        with _bar(shown):
            yield shown
    else:
        yield shown


@contextmanager
def _bar(shown: Progress) -> Iterator[None]:
    """Keep a bar up to date, and leave nothing of it."""
    before = ""

    def write(text: str) -> None:
        nonlocal before
        say(f"\r{text:<{len(before)}}", end="")
        before = text

    try:
        # A line as wide as the terminal would begin another one.
        with _every(_SECONDS_BETWEEN_BARS, shown.since, lambda: write(as_bar(shown, perf_counter(), _width() - 1))):
            yield
    finally:
        if before:
            write("")
            say("\r", end="")


@contextmanager
def _every(seconds: float, since: float, do: Callable[[], None]) -> Iterator[None]:
    """Do something every so many seconds since a time, beside what the block does."""
    over = Event()

    def keep_doing() -> None:
        if hasattr(signal, "pthread_sigmask"):  # who holds back a signal for a while would get it by way of this thread
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while not over.wait(seconds - (perf_counter() - since) % seconds):
            do()

    thread = Thread(target=keep_doing, daemon=True)
    try:
        thread.start()
        yield
    finally:
        over.set()
        if thread.is_alive():  # it is not where an interrupt was quicker
            thread.join()


@contextmanager
def waiting(what: str, to_do: str, *, wanted: bool, lines: bool = False, since: float | None = None) -> Iterator[None]:
    """Say what the block waits for if it takes long, and what to do then; no terminal is needed for that."""
    if lines:
        with progress(wanted=wanted, lines=True, since=since) as shown:
            shown.phase(f"waiting for {what}")
            yield
        return
    timer = Timer(_SECONDS_BETWEEN, say, [f"Waiting for {what}; if it never answers, {to_do}"])
    timer.daemon = True
    if wanted:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    except (OSError, ValueError):  # no terminal any more
        return _USUAL_WIDTH
