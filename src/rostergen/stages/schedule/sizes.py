"""How a number of students is cut into classes."""

from __future__ import annotations

import itertools

import numpy as np

from rostergen.apportion import apportion


def n_classes(students: int, target: float, cap: int) -> int:
    """Return how many classes of about `target`, and of `cap` at most, `students` make."""
    fewer = max(1, int(students // target))
    count = fewer if abs(students / fewer - target) <= abs(students / (fewer + 1) - target) else fewer + 1
    return max(count, -(-students // cap))


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

    How often each alternative is chosen follows `weights`.
    """
    if len(weights) == 1:
        return [0] * len(cohorts)
    chosen = np.empty(len(cohorts), np.int64)
    chosen[cohorts] = np.repeat(np.arange(len(weights)), apportion(weights, len(cohorts)))
    return chosen.tolist()
