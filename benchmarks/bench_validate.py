"""How long the judge takes: for a large bundle against DuckDB reading it, for a small one against importing DuckDB."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from measure import Cost, Ratio, beside_python, in_turns, main, run, scratch

if TYPE_CHECKING:
    from pathlib import Path

READ = """
import sys, pathlib, duckdb
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.csv")):
    if file.name != "manifest.csv":
        duckdb.execute(f"SELECT count(DISTINCT sourcedId) FROM read_csv('{file}', all_varchar = true, quote = '\\"')")
        print(duckdb.fetchall())
"""
"""All columns as text; only sourcedId is looked at, so DuckDB need not keep the others."""


def measure(rounds: int) -> list[Ratio]:
    """Measure a district of a million students and one of 8,000."""
    with scratch() as folder:
        large, small = folder / "large", folder / "small"
        _make(large, schools=700, students=1_000_000)
        _make(small, schools=12, students=8_000)
        validate = beside_python("rostergen")
        costs: list[Cost] = []

        def judge_large() -> float:
            costs.append(run([validate, "validate", str(large)]))
            return costs[-1].wall

        ours, anchor = in_turns(rounds, judge_large, lambda: run([sys.executable, "-c", READ, str(large)]).wall)
        small_ours, small_anchor = in_turns(
            3 * rounds,
            lambda: run([validate, "validate", str(small)]).wall,
            lambda: run([sys.executable, "-c", "import duckdb"]).wall,
        )
    return [
        Ratio(
            name="judging 1,000,000 students, time",
            ours="rostergen validate",
            anchor="DuckDB: read all as text, count distinct sourcedIds",
            unit="s",
            bar=4.0,
            at_least=False,
            our_values=ours,
            anchor_values=anchor,
        ),
        Ratio(
            name="judging 1,000,000 students, memory",
            ours="rostergen validate",
            anchor="the bound",
            unit="MB",
            bar=1.0,
            at_least=False,
            our_values=[cost.peak for cost in costs[1:]],
            anchor_values=[2000.0] * rounds,
        ),
        Ratio(
            name="judging 8,000 students, time",
            ours="rostergen validate",
            anchor='python -c "import duckdb"',
            unit="s",
            bar=3.0,
            at_least=False,
            our_values=small_ours,
            anchor_values=small_anchor,
        ),
    ]


def _make(folder: Path, *, schools: int, students: int) -> None:
    size = ["--schools", str(schools), "--students", str(students), "--school-year", "2027"]
    run([beside_python("rostergen"), *size, "--quiet", "--out", str(folder)])


if __name__ == "__main__":
    main("validate", measure, rounds=5)
