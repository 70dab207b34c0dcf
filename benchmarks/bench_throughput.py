"""How many MB of CSV a second of processor time buys, against tpchgen-cli, a fast generator of tables in Rust."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from measure import Ratio, beside_python, in_turns, main, run, scratch, size_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def mb_per_cpu_second(out: Path, *command: str) -> Callable[[], float]:
    """Return what measures how many MB a command writes to `out` by the CPU time of its whole process tree."""

    def measure() -> float:
        cost = run(command)
        megabytes = size_of(out) / 1e6
        shutil.rmtree(out)
        return megabytes / cost.cpu

    return measure


def measure(rounds: int) -> list[Ratio]:
    """Measure a large district written to a folder."""
    rostergen, tpchgen = beside_python("rostergen"), beside_python("tpchgen-cli")
    with scratch() as folder:
        out, other = folder / "bundle", folder / "tpch"
        ours, anchor = in_turns(
            rounds,
            mb_per_cpu_second(
                out, rostergen, "--schools", "150", "--students", "200000", "--jobs", "1", "--out", str(out)
            ),
            mb_per_cpu_second(other, tpchgen, "csv", "-s", "1", "--output-dir", str(other)),
        )
    return [
        Ratio(
            name="200,000 students, MB per CPU-second",
            ours="rostergen --schools 150 --students 200000 --jobs 1",
            anchor="tpchgen-cli csv -s 1",
            unit="MB/s",
            bar=2.0,
            at_least=True,
            our_values=ours,
            anchor_values=anchor,
        )
    ]


if __name__ == "__main__":
    main("throughput", measure, rounds=7)
