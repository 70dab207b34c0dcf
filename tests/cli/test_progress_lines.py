"""Progress as lines of JSON, for a run that takes long and has no terminal."""

from __future__ import annotations

import json
from contextlib import nullcontext
from threading import Event
from typing import TYPE_CHECKING

import pytest

from rostergen.bundle.tasks import Step
from rostergen.cli import main
from rostergen.cli import progress as module
from rostergen.cli.progress import Progress, Unit, progress, waiting

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = 100.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it")
        shown.wrote(Step(1000, 70_000))
        now += 6
        shown.wrote(Step(5000, 350_000))  # 6,000 in 6 seconds, of who knows how many
        shown.expect(16_000)
        now += 1
        shown.wrote(Step(1, 70))  # too soon for another line
        now += 5
        shown.wrote(Step(5999, 419_930))
        shown.phase("uploading it", 4_000_000, unit="bytes")
        now += 5
        shown.advance(1_000_000)
    lines = list(map(json.loads, capsys.readouterr().err.splitlines()))
    assert lines == [
        {
            "phase": "writing it", "seconds": 6.0, "rows": 6000, "rowsASecond": 1000,
            "bytes": 420_000, "bytesASecond": 70_000,
        },
        {
            "phase": "writing it", "seconds": 12.0, "rows": 12_000, "rowsASecond": 1000,
            "bytes": 840_000, "bytesASecond": 70_000, "rowsInAll": 16_000, "secondsLeft": 4,
        },
        {
            "phase": "uploading it", "seconds": 5.0, "bytes": 1_000_000, "bytesASecond": 200_000,
            "bytesInAll": 4_000_000, "secondsLeft": 15,
        },
    ]  # fmt: skip


def test_putting_a_zip_together_is_a_phase(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = 100.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it")
        shown.packed(0, 3_000_000)
        for _ in range(2):
            now += 5
            shown.packed(1_000_000, 3_000_000)
    line = {"phase": "putting the zip together", "bytesASecond": 200_000, "bytesInAll": 3_000_000}
    assert list(map(json.loads, capsys.readouterr().err.splitlines())) == [
        line | {"seconds": 5.0, "bytes": 1_000_000, "secondsLeft": 10},
        line | {"seconds": 10.0, "bytes": 2_000_000, "secondsLeft": 5},
    ]


def test_nothing_is_foretold_from_next_to_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 100.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it", 1_000_000)
        now += 6
        shown.wrote(Step(1, 70))
    assert "secondsLeft" not in json.loads(capsys.readouterr().err)


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it", 10)
        shown.advance(10)
    with progress(wanted=False, lines=True) as shown:
        shown.advance(10)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (False, "Waiting for the server; if it never answers, look after it"),
        (True, '{"phase": "waiting for the server", "seconds": 0.0}'),
    ],
)
def test_who_has_to_wait_is_told_for_what(lines: bool, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = Event()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        heard.set()

    monkeypatch.setattr(module, "_SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(module, "say", say)
    with waiting("the server", "look after it", wanted=True, lines=lines):
        assert heard.wait(60)
    assert said == [line]


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
