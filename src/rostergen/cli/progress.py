"""Progress for people: a bar on stderr while it is a terminal, and nothing anywhere else."""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rostergen.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_SECONDS_BETWEEN = 5.0
"""Two lines of JSON are so far apart, and the first one from the start."""


class Progress:
    """Hears how the work goes and keeps it to itself."""

    def phase(self, text: str, total: int | None = None) -> None:
        """Begin a phase of the work: `total` steps, or who knows how many."""

    def expect(self, total: int) -> None:
        """Learn of how many steps the phase will have, more exactly than before."""

    def advance(self, steps: int) -> None:
        """Count steps of the phase that were done."""


class _Bar(Progress):
    def __init__(self, rich: RichProgress) -> None:
        self._rich = rich
        self._task: TaskID | None = None

    def phase(self, text: str, total: int | None = None) -> None:
        if self._task is not None:
            self._rich.remove_task(self._task)
        self._task = self._rich.add_task(text, total=total)

    def expect(self, total: int) -> None:
        if self._task is not None:
            self._rich.update(self._task, total=total)

    def advance(self, steps: int) -> None:
        if self._task is not None:
            self._rich.advance(self._task, steps)


class _Lines(Progress):
    """Says how it goes in lines of JSON, the first one after some seconds, for whoever watches a long run."""

    def __init__(self) -> None:
        self._text, self._steps = "", 0
        self._total: int | None = None
        self._began = self._said = monotonic()

    def phase(self, text: str, total: int | None = None) -> None:
        self._text, self._total, self._steps = text, total, 0
        self._began = monotonic()

    def expect(self, total: int) -> None:
        self._total = total

    def advance(self, steps: int) -> None:
        self._steps += steps
        now = monotonic()
        if now - self._said < _SECONDS_BETWEEN:
            return
        self._said = now
        a_second = self._steps / max(now - self._began, 1e-9)
        line: dict[str, object] = {"phase": self._text, "done": self._steps, "doneASecond": round(a_second)}
        if self._total:
            line |= {"total": self._total, "secondsLeft": round(max(self._total - self._steps, 0) / a_second)}
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
        """Rows a second, or bytes of an upload."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "")

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


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
