"""How a number of students is cut into classes."""

from __future__ import annotations

import itertools

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
    bounds = [students * i // parts for i in range(parts + 1)]
    if (play := _play(students, parts, cap)) > 0:
        moves = rng.integers(-play, play + 1, parts - 1).tolist()
        bounds = [0, *(bound + move for bound, move in zip(bounds[1:-1], moves, strict=True)), students]
    return [after - start for start, after in itertools.pairwise(bounds)]


def rounds_of_sizes(
    rng: np.random.Generator, students: list[int], parts: list[int], cap: int, n_rounds: int
) -> list[list[int]]:
    """Return, for each round, the sizes of the `parts` classes that each group of students is cut into."""
    bounds, play = [0], [0]
    for n, count in zip(students, parts, strict=True):
        bounds += [bounds[-1] + n * i // count for i in range(1, count + 1)]
        play += [_play(n, count, cap)] * (count - 1) + [0]
    moves = rng.integers(-np.array(play), np.array(play) + 1, (n_rounds, len(play)))
    sizes: list[list[int]] = np.diff(bounds + moves, axis=1).tolist()
    return sizes


def _play(students: int, parts: int, cap: int) -> int:
    """Return how far the bounds between classes can move: that changes a class by at most twice as much."""
    return max(0, min(2, (cap - -(-students // parts)) // 2, students // parts // 6)) if parts > 1 else 0


def by_ability(per_residue: list[int]) -> np.ndarray:
    """Return the cohorts, ordered by residue, in the order of their ability: the abler ones of a residue are later."""
    return np.argsort([(i + 0.5) / n for n in per_residue for i in range(n)], kind="stable")


def tracks_by_cohort(weights: np.ndarray, cohorts: np.ndarray) -> list[int]:
    """Choose one of the alternatives (ordered by difficulty) for each cohort; `cohorts` are in the order of ability.

    A cohort takes what the student in its middle would, so that each alternative is chosen as often as `weights` say,
    and the only class of a small school is no honors class.
    """
    if len(weights) == 1:
        return [0] * len(cohorts)
    middles = (np.arange(len(cohorts)) + 0.5) / len(cohorts)
    chosen = np.empty(len(cohorts), np.int64)
    chosen[cohorts] = np.searchsorted(np.cumsum(weights), middles * np.sum(weights))
    return chosen.tolist()
