"""Progress as a bar and as lines of JSON, for a run that takes long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import nullcontext
from threading import Event, active_count
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

import pytest

from rostergen.bundle.tasks import Step
from rostergen.cli import main
from rostergen.cli import progress as module
from rostergen.cli.progress import Progress, Unit, as_bar, as_line, progress, waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Clock:
    """Stands still until it is told to go on."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "perf_counter", clock)
    return clock


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Return what waits until so much was said, and returns it; nobody waits between two words."""
    said: list[str] = []
    changed = Event()

    def say(text: str, *, end: str = "\n") -> None:
        said.append(text + end)
        changed.set()

    def wait(n: int) -> list[str]:
        while len(said) < n:
            assert changed.wait(60)
            changed.clear()
        return said

    for name in ("_SECONDS_BETWEEN", "_SECONDS_BETWEEN_BARS"):
        monkeypatch.setattr(module, name, 0.01)
    monkeypatch.setattr(module, "say", say)
    return wait


def line(shown: Progress, clock: Clock) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_line(shown, clock.now))
    return found


def test_lines_say_how_far_it_is(clock: Clock) -> None:
    shown = Progress(since=90.0)
    shown.phase("writing it")
    assert line(shown, clock) == {"phase": "writing it", "seconds": 10.0}
    clock.now += 6
    shown.wrote(Step(6000, 420_000))  # of who knows how many
    assert line(shown, clock) == {
        "phase": "writing it", "seconds": 16.0, "rows": 6000, "rowsASecond": 1000,
        "bytes": 420_000, "bytesASecond": 70_000,
    }  # fmt: skip
    shown.expect(16_000)
    clock.now += 6
    shown.wrote(Step(6000, 420_000))
    assert line(shown, clock) == {
        "phase": "writing it", "seconds": 22.0, "rows": 12_000, "rowsASecond": 1000,
        "bytes": 840_000, "bytesASecond": 70_000, "rowsInAll": 16_000, "secondsLeft": 4,
    }  # fmt: skip
    shown.phase("uploading it", 4_000_000, unit="bytes")
    clock.now += 5
    shown.advance(1_000_000)
    assert line(shown, clock) == {
        "phase": "uploading it", "seconds": 27.0, "bytes": 1_000_000, "bytesASecond": 200_000,
        "bytesInAll": 4_000_000, "secondsLeft": 15,
    }  # fmt: skip
    shown.phase("checking it", 200, unit="bundles")
    clock.now += 60
    shown.advance(50)
    assert line(shown, clock) == {
        "phase": "checking it", "seconds": 87.0, "bundles": 50, "bundlesInAll": 200, "secondsLeft": 180,
    }  # fmt: skip


def test_putting_a_zip_together_is_a_phase(clock: Clock) -> None:
    shown = Progress()
    shown.phase("writing it")
    shown.packed(0, 3_000_000)
    for done, left in ((1_000_000, 10), (2_000_000, 5)):
        clock.now += 5
        shown.packed(1_000_000, 3_000_000)
        found = line(shown, clock)
        assert (found["phase"], found["bytes"], found["secondsLeft"]) == ("putting the zip together", done, left)


@pytest.mark.parametrize(("seconds", "rows"), [(600, 1), (1, 900_000)])
def test_nothing_is_foretold_from_next_to_nothing(seconds: int, rows: int, clock: Clock) -> None:
    shown = Progress()
    shown.phase("writing it", 1_000_000)
    clock.now += seconds
    shown.wrote(Step(rows, 70))
    assert "secondsLeft" not in line(shown, clock)
    assert "left" not in as_bar(shown, clock.now, 79)


def test_the_time_left_does_not_jump(clock: Clock) -> None:
    # Every district that is complete changes what is expected, and some take longer than others.
    shown = Progress()
    shown.phase("writing 1,000 districts")
    foretold = 0
    for village in range(1000):
        clock.now += 0.05 if village % 10 else 0.3
        shown.wrote(Step(100, 7000))
        shown.expect(100_000 + village % 3)
        if (left := line(shown, clock).get("secondsLeft")) is not None:
            foretold += 1
            assert left == pytest.approx(75 * (1 - village / 1000), abs=9)
    assert foretold > 900


def test_lines_keep_their_pace_through_all_parts_of_a_run(heard: Callable[[int], list[str]]) -> None:
    began = perf_counter()
    while not heard(0):  # each part is too short for a line of its own
        with progress(wanted=True, lines=True, since=began) as shown:
            shown.phase("making the district")
            sleep(module._SECONDS_BETWEEN * 0.7)
    assert json.loads(heard(1)[0])["phase"] == "making the district"


def test_a_phase_that_counts_nothing_is_heard_of(heard: Callable[[int], list[str]]) -> None:
    before = active_count()
    with progress(wanted=True, lines=True) as shown:
        shown.phase("converting it")
        heard(3)
    lines = [json.loads(each) for each in heard(3)]
    assert {tuple(each) for each in lines} == {("phase", "seconds")}
    assert "converting it" in {each["phase"] for each in lines}
    assert active_count() == before  # nothing is said behind its end


FORKED_BESIDE_THE_PROGRESS = """
from rostergen.bundle.tasks import context_for, run_tasks
from rostergen.cli import output, progress

def task(number, step, alive):
    output.say("a word of the task")

progress._SECONDS_BETWEEN = 0.0001
for _ in range(150):
    with progress.progress(wanted=True, lines=True):
        run_tasks(task, 3, context_for(3, "fork"), jobs=3)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_processes_that_are_forked_in_the_middle_of_a_word_can_talk() -> None:
    command = [sys.executable, "-W", "error", "-c", FORKED_BESIDE_THE_PROGRESS]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it", 10)
        shown.advance(10)
    with progress(wanted=False, lines=True) as shown:
        shown.advance(10)
    assert capsys.readouterr().err == ""


PHASES: list[tuple[str, Unit]] = [
    ("making the district", "rows"),
    ("writing 20,000 districts", "rows"),
    ("putting the zip together", "bytes"),
    ("checking it", "bundles"),
]


@pytest.mark.parametrize("width", [1, 20, 40, 59, 79, 119])
@pytest.mark.parametrize(("text", "unit"), PHASES)
def test_the_bar_is_never_wider_than_the_terminal(text: str, unit: Unit, width: int, clock: Clock) -> None:
    shown = Progress(since=-36_000.0)
    shown.phase(text, unit=unit)
    assert len(as_bar(shown, clock.now, width)) <= width
    shown.expect(999_999_990_000)
    clock.now += 5000
    shown.advance(99_999_999 * 5000, 99_999_000_000)
    assert len(as_bar(shown, clock.now, width)) <= width


def test_eighty_columns_hold_the_largest_figures(clock: Clock) -> None:
    shown = Progress()
    shown.phase("writing 20,000 districts", 99_999_999 * 10_000)
    clock.now += 5000
    shown.wrote(Step(99_999_999 * 5000, 99_999_000_000))
    assert as_bar(shown, clock.now, 79) == "writing 20,000 districts   50%  1:23:20 left  99,999,999 rows/s  99,999 MB"


def test_the_bar_stays_as_long_as_it_is(clock: Clock) -> None:
    shown = Progress()
    shown.phase("writing it", 4_000_000)
    clock.now += 2
    shown.wrote(Step(1, 70))
    assert as_bar(shown, clock.now, 79) == "writing it [----------------]    0%  0:00:02  0 rows/s  0 MB"
    clock.now += 8
    shown.wrote(Step(999_999, 69_000_000))
    assert as_bar(shown, clock.now, 79) == "writing it [####------------]   25%  0:00:30 left  100,000 rows/s  69 MB"
    shown.phase("checking it", 200, unit="bundles")
    assert as_bar(shown, clock.now, 79) == "checking it [---------------]    0%  0:00:10  bundle 1 of 200"


def test_the_bar_is_one_line_that_goes(monkeypatch: pytest.MonkeyPatch, heard: Callable[[int], list[str]]) -> None:
    monkeypatch.setattr(module, "_on_terminal", lambda: True)
    with progress(wanted=True) as shown:
        shown.phase("making the district")
        while not any("making the district" in each for each in heard(1)):
            sleep(0.01)
        shown.phase("writing it")
        n = len(heard(2))
        heard(n + 2)
    said = heard(0)
    assert all(each.startswith("\r") and "\n" not in each for each in said)
    assert any("making the district" in each for each in said)
    assert len(said[-3].rstrip()) <= len(said[-2])  # over the last bar
    assert (said[-2].strip(), said[-1]) == ("", "\r")


def test_who_has_to_wait_is_told_for_what(heard: Callable[[int], list[str]]) -> None:
    with waiting("the server", "look after it", wanted=True):
        assert heard(1) == ["Waiting for the server; if it never answers, look after it\n"]
    with waiting("the server", "look after it", wanted=True, lines=True):
        assert json.loads(heard(4)[-1])["phase"] == "waiting for the server"


def test_what_comes_soon_is_not_waited_for(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with waiting("the server", "look after it", wanted=True):
        pass
    monkeypatch.setattr(module, "_SECONDS_BETWEEN", 0.0)
    with waiting("the server", "look after it", wanted=False):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("options", [[], ["--districts", "2"]])
@pytest.mark.parametrize(("name", "last"), [("b", "writing"), ("b.zip", "putting the zip together")])
def test_the_last_phase_of_a_run(
    name: str, last: str, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: dict[str, int] = {}

    class Counting(Progress):
        def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
            self._text = text

        def advance(self, done: int, size: int = 0) -> None:
            counted[self._text] = counted.get(self._text, 0) + done

    monkeypatch.setattr("rostergen.cli.generate.progress", lambda **_: nullcontext(Counting()))
    out = tmp_path / name
    assert main(["--schools", "2", "--students", "40", "--quiet", "--out", str(out), *options]) == 0
    assert last in list(counted)[-1]
    if name == "b.zip":
        assert 0 < counted[last] < out.stat().st_size


@pytest.mark.parametrize(
    ("options", "checking"),
    [
        ([], [None, 1]),
        (["--districts", "3", "--per-district", "zip"], [3, 3]),
    ],
)
def test_checking_is_a_phase(
    options: list[str], checking: list[int | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phases: dict[str, Progress] = {}

    class Noted(Progress):
        def phase(self, text: str, total: int | None = None, *, unit: Unit = "rows") -> None:
            super().phase(text, total, unit=unit)
            phases[text] = self

    monkeypatch.setattr("rostergen.cli.generate.progress", lambda **_: nullcontext(Noted()))
    out = str(tmp_path / "b")
    assert main(["--schools", "3", "--students", "40", "--quiet", "--check", "--out", out, *options]) == 0
    last = list(phases)[-1]
    assert last == "checking it"
    assert phases[last].at.unit == "bundles"
    assert [phases[last].at.total, phases[last].at.done] == checking
