"""Progress for people: a bar on stderr while it is a terminal, and nothing anywhere else."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Literal

from rostergen.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from rostergen.bundle.tasks import Step

Unit = Literal["rows", "bytes"]

Waiting = Callable[[str, str], AbstractContextManager[None]]
"""`waiting`, but for whether anybody wants to hear it."""

_SECONDS_BETWEEN = 5.0
"""Two lines of JSON are so far apart, and the first one from the start; so long we wait without a word."""


class Progress:
    """Hears how the work goes and keeps it to itself."""

    _packing = False

    def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
        """Begin a phase of the work: `total` rows or bytes, or who knows how many."""

    def expect(self, total: int) -> None:
        """Learn how many the phase will have, more exactly than before."""

    def advance(self, done: int, size: int = 0) -> None:
        """Count what was done of the phase: so many of its unit, and if that is not bytes, the bytes of them."""

    def wrote(self, step: Step) -> None:
        """Count rows that were written."""
        self.advance(step.rows, step.size)

    def packed(self, size: int, total: int) -> None:
        """Count bytes that were added to a zip, a phase of its own that begins with the first of them."""
        if not self._packing:
            self._packing = True
            self.phase("putting the zip together", total, unit="bytes")
        self.advance(size)


class _Bar(Progress):
    def __init__(self, rich: RichProgress) -> None:
        self._rich = rich
        self._task: TaskID | None = None
        self._size = 0

    def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
        if self._task is not None:
            self._rich.remove_task(self._task)
        self._size = 0
        self._task = self._rich.add_task(text, total=total, unit=unit, size=0)

    def expect(self, total: int) -> None:
        if self._task is not None:
            self._rich.update(self._task, total=total)

    def advance(self, done: int, size: int = 0) -> None:
        if self._task is not None:
            self._size += size
            self._rich.update(self._task, advance=done, size=self._size)


class _Lines(Progress):
    """Says how it goes in lines of JSON, the first one after some seconds, for whoever watches a long run."""

    def __init__(self) -> None:
        self._said = monotonic()
        self.phase("")

    def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
        self._text, self._total, self._unit = text, total, unit
        self._done = self._size = 0
        self._began = monotonic()

    def expect(self, total: int) -> None:
        self._total = total

    def advance(self, done: int, size: int = 0) -> None:
        self._done += done
        self._size += size
        now = monotonic()
        if now - self._said < _SECONDS_BETWEEN:
            return
        self._said = now
        seconds = max(now - self._began, 1e-9)
        line: dict[str, object] = {"phase": self._text, "seconds": round(seconds, 1)}
        counts = {self._unit: self._done} | ({"bytes": self._size} if self._size else {})
        for unit, count in counts.items():
            line |= {unit: count, f"{unit}ASecond": round(count / seconds)}
        if self._total and self._done * 100 >= self._total:  # what is left is a guess before
            left = max(self._total - self._done, 0)
            line |= {f"{self._unit}InAll": self._total, "secondsLeft": round(left * seconds / self._done)}
        say(json.dumps(line))


@contextmanager
def progress(*, wanted: bool, lines: bool = False) -> Iterator[Progress]:
    """Yield what hears of the progress, and shows it if that is wanted: on a terminal, or as `lines` of JSON."""
    if wanted and lines:
        yield _Lines()
        return
    if not (wanted and _on_terminal()):
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Speed(ProgressColumn):
        """Rows a second and what they take, or megabytes a second of an upload."""

        def render(self, task: Task) -> Text:
            speed = task.speed or 0.0
            if task.fields["unit"] == "bytes":
                return Text(f"{speed / 1e6:,.1f} MB/s" if speed else "")
            size = task.fields["size"]
            return Text(f"{speed:,.0f} rows/s {size / 1e6:,.0f} MB" if speed else "")

    columns = (
        SpinnerColumn("line"),  # of ASCII, which every terminal has
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        Speed(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with RichProgress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as rich:
        yield _Bar(rich)


@contextmanager
def waiting(what: str, to_do: str, *, wanted: bool, lines: bool = False) -> Iterator[None]:
    """Say what the block waits for if it takes long, and what to do then; no terminal is needed for that."""
    line = json.dumps({"phase": f"waiting for {what}", "seconds": _SECONDS_BETWEEN})
    timer = Timer(_SECONDS_BETWEEN, say, [line if lines else f"Waiting for {what}; if it never answers, {to_do}"])
    timer.daemon = True
    if wanted:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
