"""Progress for people: a bar on stderr while it is a terminal, and nothing anywhere else."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


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


@contextmanager
def progress(*, wanted: bool) -> Iterator[Progress]:
    """Yield what hears of the progress, and shows it if that is wanted and there is a terminal to show it on."""
    if not (wanted and _on_terminal()):
        yield Progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as RichProgress

    columns = (
        SpinnerColumn("line"),  # of ASCII, which every terminal has
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with RichProgress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as rich:
        yield _Bar(rich)


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
