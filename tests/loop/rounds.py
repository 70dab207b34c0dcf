"""All faults that a bundle can have, in as few copies of it as they get by with."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from rostergen.faults.inject import Wish, carry_out, plan
from rostergen.faults.model import LEVELS
from rostergen.faults.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rostergen.faults.key import Key
    from rostergen.faults.model import Fault


@dataclass(frozen=True)
class Round:
    path: Path
    key: Key


def broken(bundle: Path, wishes: Sequence[Wish], folder: Path, seed: int = 1) -> Round | None:
    """Return a zip with the faults that the bundle can have, None if it can have none."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Source(bundle, folder)) as source:
        made = plan(source, wishes, seed, zipped=True)
        if not made.chosen:
            return None
        target = folder / "broken.zip"
        key = carry_out(source, made, target, name=target.name, seed=seed, scratch=folder, zipped=True)
        return Round(target, key)


def rounds(bundle: Path, faults: Sequence[Fault], folder: Path, seed: int = 1, times: int = 1) -> Iterator[Round]:
    """Yield bundles that have all the faults that the bundle can have, as many of them together as can be.

    Each is there so many times, or as often as there is room for.
    Those of rows come first: those of whole files would leave them no place.
    """
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    with closing(Source(bundle, scratch)) as source:
        alone = [[fault] for fault in faults if fault.alone]
        left = sorted(faults, key=lambda fault: -LEVELS.index(fault.level))
        for n in count(1):
            made = plan(source, [Wish(fault, times, optional=True) for fault in left], seed, zipped=True)
            while not made.chosen and alone:
                made = plan(source, [Wish(fault, optional=True) for fault in alone.pop()], seed, zipped=True)
            if not made.chosen:
                return
            target = folder / f"{n}.zip"
            key = carry_out(source, made, target, name=target.name, seed=seed, scratch=scratch, zipped=True)
            yield Round(target, key)
            done = {fault.name for fault, _ in made.chosen}
            left = [fault for fault in left if fault.name not in done]
