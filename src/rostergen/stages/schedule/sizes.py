"""How a number of students is cut into classes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from rostergen.apportion import apportion

if TYPE_CHECKING:
    import numpy as np


def n_classes(students: int, target: float, cap: int, owed: float = 0.0) -> int:
    """Return how many classes of about `target`, and of `cap` at most, `students` make.

    `owed` is the part of a class (-0.5 to 0.5) that other classes of the school fell short by: where it is passed on
    from grade to grade, the mean of a school's classes is the target, however few students its grades have.
    """
    count = round(students / target + owed)
    return min(max(count, 1, -(-students // cap)), students)


def still_owed(owed: float, classes: float, count: int) -> float:
    """Return what is owed after `count` classes where `classes` would have been right."""
    return min(max(owed + classes - count, -0.5), 0.5)


def n_even_groups(students: int, most: int, target: float) -> int:
    """Return into how many groups, the more the better, `students` fall that can be cut into classes of about `target`.

    Three groups of 29 make classes of 29 or 15, two of 44 make classes of 22.
    """

    def unevenness(n: int) -> float:
        classes = students / n / target
        return max(abs(max(round(classes), 1) / classes - 1), 0.1)

    return min(range(max(1, min(most, round(students / target))), 0, -1), key=unevenness)


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
