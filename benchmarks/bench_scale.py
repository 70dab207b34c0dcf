"""Large districts and states: processor time, zips, memory of all processes, several processes, and a plain script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Ratio, beside_python, in_turns, main, run, scratch, size_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DISTRICT = ("--schools", "150", "--students", "200000", "--quiet")
TEXAS = ("--profile", "texas", "--quiet")
"""5,500,000 students in 1,200 districts."""


def like_texas(districts: int, schools: int, students: int) -> tuple[str, ...]:
    """Return what asks for a state of the kind of Texas, but for its named districts."""
    counts = ("--districts", str(districts), "--schools", str(schools), "--students", str(students))
    return (*TEXAS, "--set", "districts.named=[]", *counts)


ONE_OF_TEXAS = like_texas(1, 330, 200_000)
MILLION = like_texas(200, 1_600, 1_000_000)
# Districts of one size: in a state as it is drawn, the largest would grow too, and two of them would be made at a time.
EVEN = ("--set", "districts.largest=50000")
EVEN_MILLION = (*like_texas(20, 1_600, 1_000_000), *EVEN)
EVEN_TEN_MILLION = (*like_texas(200, 16_000, 10_000_000), *EVEN)
NYC = ("--profile", "nyc", "--quiet")
WRITE = """
import sys
block = memoryview(bytearray(1 << 21))
with open(sys.argv[1], "wb", buffering=0) as file:
    left = int(sys.argv[2])
    while left:
        left -= file.write(block[:left])
"""
_MEGABYTE = 1e6
_TEXAS_BYTES = 13_000_000_000


def removed(out: Path) -> None:
    """Remove a folder or a file."""
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()


def measure(rounds: int) -> list[Ratio]:
    """Measure all of it; a state takes minutes."""
    rostergen, tpchgen = beside_python("rostergen"), beside_python("tpchgen-cli")
    with scratch(touched=_TEXAS_BYTES) as folder:
        out = folder / "bundle"

        def tables() -> float:
            cost = run([tpchgen, "csv", "-s", "1", "--output-dir", str(folder / "tpch")])
            megabytes = size_of(folder / "tpch") / _MEGABYTE
            shutil.rmtree(folder / "tpch")
            return megabytes / cost.cpu

        def district(name: str, size: float) -> Callable[[], float]:
            def measured() -> float:
                cost = run([rostergen, *DISTRICT, "--jobs", "1", "--out", str(folder / name)])
                removed(folder / name)
                return size / cost.cpu

            return measured

        def cost_of(options: Sequence[str], what: str) -> Callable[[], float]:
            def measured() -> float:
                cost = run([rostergen, *options, "--out", str(out)])
                removed(out)
                return float(getattr(cost, what))

            return measured

        def floor() -> float:
            # What is left when a district costs nothing: starting, and the system that takes the bytes.
            start = run([rostergen, "--schools", "1", "--students", "20", "--quiet", "--out", str(out)])
            removed(out)
            taken = run([sys.executable, "-c", WRITE, str(folder / "bytes"), str(int(size * _MEGABYTE))])
            removed(folder / "bytes")
            return size / (start.cpu + taken.cpu)

        def plain(*kind: str) -> Callable[[], float]:
            command = [sys.executable, str(Path(__file__).with_name("plain.py")), *kind]
            return lambda: float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

        run([rostergen, *DISTRICT, "--out", str(out)])
        size = size_of(out) / _MEGABYTE
        rows = sum(file.read_bytes().count(b"\n") - 1 for file in out.iterdir())
        removed(out)

        zipped, in_folder, anchor, least = in_turns(rounds, district("b.zip", size), district("b", size), tables, floor)
        wall, usual, kindest = in_turns(rounds, cost_of(DISTRICT, "wall"), plain(), plain("kindest"))
        speed = [rows / seconds for seconds in wall]
        state, small = in_turns(2, cost_of(TEXAS, "cpu"), cost_of(ONE_OF_TEXAS, "cpu"), warm_up=False)
        one, two = in_turns(
            max(2, rounds // 2), cost_of((*MILLION, "--jobs", "1"), "wall"), cost_of((*MILLION, "--jobs", "2"), "wall")
        )

        def most_memory(options: Sequence[str], path: Path) -> float:
            most = peak([rostergen, *options, "--out", str(path)])
            removed(path)
            return most

        memory = {name: most_memory(options, out) for name, options in (("NYC", NYC), ("Texas", TEXAS))}
        zipped_state = folder / "state.zip"  # a folder of ten million students is too large for most memories
        million, ten_million = (most_memory(options, zipped_state) for options in (EVEN_MILLION, EVEN_TEN_MILLION))

    tpch, mb = "tpchgen-cli csv -s 1", "MB/s"
    both = f"rostergen {' '.join(DISTRICT)}"
    ours = f"{both} --jobs 1"
    bound = "400 MB"
    return [
        Ratio("200,000 students, folder, MB per CPU-second", ours, tpch, mb, 4.0, True, in_folder, anchor),
        Ratio(
            "The same bytes, starting and writing alone", "the floor of a folder", tpch, mb, 4.0, True, least, anchor
        ),
        Ratio("200,000 students, zip, MB of CSV per CPU-second", ours, tpch, mb, 3.0, True, zipped, anchor),
        Ratio("200,000 students, rows a second", both, "Faker and csv.writer", "rows/s", 500, True, speed, usual),
        Ratio("200,000 students, rows a second", both, "Faker, every shortcut", "rows/s", 20, True, speed, kindest),
        Ratio(
            name="5,500,000 students, CPU time of a student",
            ours="Texas",
            anchor="one district of 200,000 of its kind",
            unit="us",
            bar=1.2,
            at_least=False,
            our_values=[1e6 * seconds / 5_500_000 for seconds in state],
            anchor_values=[1e6 * seconds / 200_000 for seconds in small],
        ),
        Ratio("1,000,000 students in 200 districts, wall", "one process", "two processes", "s", 1.7, True, one, two),
        Ratio(
            name="10,000,000 students, zip, memory of all processes",
            ours="200 districts of 50,000",
            anchor="1,000,000 students in 20 districts of 50,000",
            unit="MB",
            bar=1.1,
            at_least=False,
            our_values=[ten_million],
            anchor_values=[million],
        ),
        *(
            Ratio(f"{name}, memory of all processes", f"rostergen {name}", bound, "MB", 1.0, False, [most], [400.0])
            for name, most in memory.items()
        ),
    ]


def peak(command: Sequence[str]) -> float:
    """Run a command and return the most memory that all its processes had together, in MB: shared pages count once.

    Linux only: /proc tells what each process has, its part of shared pages (PSS), and this looks 20 times a second.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([*command, "--force"], env=environment)
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_pss, _tree(process.pid))))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return most * 1024 / _MEGABYTE


def _tree(pid: int) -> list[int]:
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _tree(child))]


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main("scale", measure, rounds=5)
