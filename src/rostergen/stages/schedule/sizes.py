"""How a number of students is cut into classes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rostergen.apportion import apportion

if TYPE_CHECKING:
    import numpy as np


def n_classes(students: int, target: float, cap: int) -> int:
    """Return how many classes of about `target`, and of `cap` at most, `students` make."""
    fewer = max(1, int(students // target))
    count = fewer if abs(students / fewer - target) <= abs(students / (fewer + 1) - target) else fewer + 1
    return max(count, -(-students // cap))


def class_sizes(rng: np.random.Generator, students: int, parts: int, cap: int) -> list[int]:
    """Return the sizes of `parts` classes that differ a little, as in life, all within `cap`."""
    if parts == 1:
        return [students]
    bounds = [students * i // parts for i in range(parts + 1)]
    # Moving every inner bound by at most `play` changes a class by at most twice as much.
    play = min(2, (cap - -(-students // parts)) // 2, students // parts // 6)
    if play > 0:
        moves = rng.integers(-play, play + 1, parts - 1).tolist()
        bounds = [0, *(bound + move for bound, move in zip(bounds[1:-1], moves, strict=True)), students]
    return [after - start for start, after in itertools.pairwise(bounds)]


def tracks_by_cohort(weights: np.ndarray, per_residue: list[int]) -> list[int]:
    """Choose one of the alternatives (ordered by difficulty) for each cohort, ordered by residue.

    Within a residue the later cohorts are the abler ones. How often each alternative is chosen follows `weights`.
    """
    ability = [(i + 0.5) / n for n in per_residue for i in range(n)]
    counts = apportion(weights, len(ability)).tolist()
    tracks = iter([track for track, n in enumerate(counts) for _ in range(n)])
    chosen = [0] * len(ability)
    for cohort in sorted(range(len(ability)), key=ability.__getitem__):
        chosen[cohort] = next(tracks)
    return chosen
