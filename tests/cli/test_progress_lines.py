"""Progress as lines of JSON, for a run that takes long and has no terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rostergen.cli import progress as module
from rostergen.cli.progress import progress

if TYPE_CHECKING:
    import pytest


def test_lines_say_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = 100.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it")
        shown.advance(1000)
        now += 6
        shown.advance(5000)  # 6,000 in 6 seconds, of who knows how many
        shown.expect(16_000)
        now += 1
        shown.advance(1)  # too soon for another line
        now += 5
        shown.advance(5999)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first == {"phase": "writing it", "done": 6000, "doneASecond": 1000}
    assert second == {
        "phase": "writing it", "done": 12_000, "doneASecond": 1000, "total": 16_000, "secondsLeft": 4,
    }  # fmt: skip


def test_a_short_run_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(wanted=True, lines=True) as shown:
        shown.phase("writing it", 10)
        shown.advance(10)
    with progress(wanted=False, lines=True) as shown:
        shown.advance(10)
    assert capsys.readouterr().err == ""
