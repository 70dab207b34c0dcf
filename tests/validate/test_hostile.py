"""Whatever the bytes, there is a verdict: a sample of what `python -m tests.validate.fuzz` runs by the thousand."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings

from rostergen.validate.bundle import open_bundle
from rostergen.validate.collector import Collector
from rostergen.validate.run import validate_bundle

from .mutations import SPOILINGS, Spoiling, judge_spoilt

if TYPE_CHECKING:
    from rostergen.validate.finding import Finding


def opening(path: Path) -> list[Finding]:
    collector = Collector()
    with tempfile.TemporaryDirectory() as scratch:
        open_bundle(path, collector, scratch=Path(scratch))
    return [finding for group in collector.groups(()) for finding in group.examples]


@settings(max_examples=200, deadline=None)
@given(SPOILINGS)
def test_a_spoilt_bundle_can_be_opened(spoiling: Spoiling) -> None:
    judge_spoilt(spoiling, opening)


@settings(max_examples=30, deadline=None)
@given(SPOILINGS)
def test_a_spoilt_bundle_gets_a_verdict(spoiling: Spoiling) -> None:
    judge_spoilt(spoiling, validate_bundle)
