"""Measures whole processes: wall time, CPU time of the process tree, interleaved rounds, medians and spread.

Noise on shared machines is large and comes in waves, so what is compared runs in turns, a ratio is taken round by
round, and the median of the ratios is the result.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

RESULTS = Path(__file__).parent / "results"
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Cost:
    """What a process cost, with all the processes that it started and waited for."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor time, user and system."""
    peak: float
    """Megabytes of memory of the largest process at its largest."""


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end; whatever it says is dropped. Raises SystemExit if it fails."""
    # An installed package has its modules compiled once; one under development must be allowed to keep them too.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    talk = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{talk.decode(errors='replace')}")
    return Cost(
        wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    )


def in_turns(rounds: int, *measured: Callable[[], _Value], warm_up: bool = True) -> list[list[_Value]]:
    """Measure everything once to warm up, then `rounds` times in turns; return the values of each."""
    for measure in measured if warm_up else ():
        measure()
    turns = []
    for number in range(1, rounds + 1):
        if sys.stderr.isatty():
            print(f"\rround {number} of {rounds}", end="\r" * (number == rounds), file=sys.stderr, flush=True)
        turns.append([measure() for measure in measured])
    return [list(values) for values in zip(*turns, strict=True)]


@dataclass(frozen=True)
class Ratio:
    """A result: the median, over the rounds, of our value divided by the anchor's."""

    name: str
    ours: str
    anchor: str
    unit: str
    bar: float
    at_least: bool
    """The ratio has to be at least the bar, not at most."""
    our_values: list[float]
    anchor_values: list[float]

    @property
    def ratios(self) -> list[float]:
        """Our value by the anchor's, round by round."""
        return [ours / anchor for ours, anchor in zip(self.our_values, self.anchor_values, strict=True)]

    @property
    def passed(self) -> bool:
        """Whether the median keeps to the bar."""
        ratio = median(self.ratios)
        return ratio >= self.bar if self.at_least else ratio <= self.bar

    def text(self) -> str:
        """Return the result in a few lines."""
        sign = ">=" if self.at_least else "<="
        verdict = "passed" if self.passed else "FAILED"
        return "\n".join(
            [
                f"{self.name}: {_spread(self.ratios, '')} (bar {sign} {self.bar:g}): {verdict}",
                f"  {self.ours}: {_spread(self.our_values, self.unit)}",
                f"  {self.anchor}: {_spread(self.anchor_values, self.unit)}",
            ]
        )

    def record(self) -> dict[str, object]:
        """Return the result with every measured value."""
        digits = {name: [round(value, 4) for value in getattr(self, name)] for name in ("our_values", "anchor_values")}
        return {"median": round(median(self.ratios), 3), "passed": self.passed} | asdict(self) | digits


def _spread(values: list[float], unit: str) -> str:
    shown = f"{median(values):.3g} {unit}".strip()
    return f"{shown} ({min(values):.3g} to {max(values):.3g}, median of {len(values)})"


def machine() -> dict[str, object]:
    """Describe where the numbers come from."""
    packages = ("rostergen", "numpy", "faker", "pydantic", "typer")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "load before": round(os.getloadavg()[0], 2),
        "date": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def beside_python(program: str) -> str:
    """Return the path of a program of the environment that runs this script, or else of the search path."""
    own = Path(sys.executable).parent / program
    found = str(own) if own.exists() else shutil.which(program)
    if not found:
        raise SystemExit(f"{program} is missing; install it with: pip install -e '.[bench]'")
    return found


@contextmanager
def scratch(touched: int = 0) -> Iterator[Path]:
    """Yield a folder for output, in memory where the system has such a place with 4 GB to spare.

    So many bytes of memory are `touched` before, as far as there are: the first time costs a virtual machine three
    times as much, and whoever is measured first would pay for it.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4e9
    with tempfile.TemporaryDirectory(prefix="rostergen-bench-", dir=memory if roomy else None) as folder:
        if roomy and touched:
            _touch(Path(folder) / "touched", min(touched, int(shutil.disk_usage(memory).free * 0.7)))
        yield Path(folder)


def _touch(file: Path, size: int) -> None:
    block = bytes(1 << 20)
    with file.open("wb", buffering=0) as out:
        for _ in range(size >> 20):
            out.write(block)
    file.unlink()


def size_of(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main(
    name: str, measure: Callable[..., list[Ratio]], rounds: int, *, asked: Mapping[str, str] | None = None
) -> None:
    """Run a benchmark script: print its ratios, keep them with --record, end with 1 if one misses its bar.

    `measure` gets the rounds, and the texts of the options that are `asked` for, each with its help.
    """
    asked = asked or {}
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--rounds", type=int, default=rounds, help=f"default: {rounds}")
    parser.add_argument("--record", action="store_true", help=f"write the numbers to benchmarks/results/{name}.json")
    for option, meaning in asked.items():
        parser.add_argument(f"--{option}", required=True, help=meaning)
    options = parser.parse_args()
    where = machine()
    ratios = measure(options.rounds, *(getattr(options, option) for option in asked))
    print("\n".join(ratio.text() for ratio in ratios))
    if options.record:
        record = {"machine": where, "ratios": [ratio.record() for ratio in ratios]}
        (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    raise SystemExit(not all(ratio.passed for ratio in ratios))
