"""Beside another generator of rosters: how long both take, start-up and all, and how much memory they need."""

from __future__ import annotations

import shlex
import shutil
from typing import TYPE_CHECKING

from measure import Cost, Ratio, beside_python, in_turns, main, run, scratch

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = ("--schools", "12", "--students", "8000")
LARGE = ("--schools", "240", "--students", "160000")
ASKED = {
    "small": "a command of the other generator that writes 8,000 students, with {out} for the folder to write to",
    "large": "one that writes 160,000",
}


def measure(rounds: int, small: str, large: str) -> list[Ratio]:
    """Measure this program beside the commands."""
    rostergen = beside_python("rostergen")
    with scratch() as folder:
        out = folder / "bundle"

        def cost_of(command: list[str]) -> Callable[[], Cost]:
            def measured() -> Cost:
                cost = run(command)
                shutil.rmtree(out)
                return cost

            return measured

        def ours(size: tuple[str, ...]) -> Callable[[], Cost]:
            return cost_of([rostergen, *size, "--quiet", "--out", str(out)])

        def theirs(command: str) -> Callable[[], Cost]:
            return cost_of([word.replace("{out}", str(out)) for word in shlex.split(command)])

        few = in_turns(rounds, ours(SMALL), theirs(small))
        many = in_turns(1, ours(LARGE), theirs(large), warm_up=False)
    return [
        *_ratios("8,000 students", SMALL, small, few, 1 / 2),
        *_ratios("160,000 students", LARGE, large, many, 1 / 50),
    ]


def _ratios(name: str, size: tuple[str, ...], command: str, costs: list[list[Cost]], bar: float) -> list[Ratio]:
    ours, theirs = costs
    words = f"rostergen {' '.join(size)}", command
    return [
        Ratio(f"{name}, whole process", *words, "s", bar, False, [c.wall for c in ours], [c.wall for c in theirs]),
        Ratio(f"{name}, largest process", *words, "MB", 1.0, False, [c.peak for c in ours], [c.peak for c in theirs]),
    ]


if __name__ == "__main__":
    main("peer", measure, rounds=7, asked=ASKED)
