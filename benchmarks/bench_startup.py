"""How long one waits for a district of 8,000 students and for the help, against what the libraries alone take."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from measure import Ratio, beside_python, in_turns, main, run, scratch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIBRARIES = "import typer, numpy, faker; faker.Faker()"


def wall_of(*command: str) -> Callable[[], float]:
    """Return what measures the wall time of a command."""
    return lambda: run(command).wall


def measure(rounds: int) -> list[Ratio]:
    """Measure a small district and the help."""
    with scratch() as folder:
        return [_district(rounds, folder / "bundle"), _help(rounds)]


def _district(rounds: int, out: Path) -> Ratio:
    rostergen = beside_python("rostergen")
    ours, anchor = in_turns(
        rounds,
        wall_of(rostergen, "--schools", "12", "--students", "8000", "--force", "--out", str(out)),
        wall_of(sys.executable, "-c", LIBRARIES),
    )
    return Ratio(
        name="8,000 students, time",
        ours="rostergen --schools 12 --students 8000",
        anchor=f'python -c "{LIBRARIES}"',
        unit="s",
        bar=4.0,
        at_least=False,
        our_values=ours,
        anchor_values=anchor,
    )


def _help(rounds: int) -> Ratio:
    ours, anchor = in_turns(
        rounds, wall_of(beside_python("rostergen"), "--help"), wall_of(sys.executable, "-c", "import typer")
    )
    return Ratio(
        name="help, time",
        ours="rostergen --help",
        anchor='python -c "import typer"',
        unit="s",
        bar=2.5,
        at_least=False,
        our_values=ours,
        anchor_values=anchor,
    )


if __name__ == "__main__":
    main("startup", measure, rounds=15)
