"""How a number of students is cut into classes."""

from __future__ import annotations

import numpy as np

from rostergen.apportion import apportion, even_bounds


def n_classes(students: int, target: float, cap: int) -> int:
    """Return how many classes of about `target`, and of `cap` at most, `students` make."""
    fewer = max(1, int(students // target))
    count = fewer if abs(students / fewer - target) <= abs(students / (fewer + 1) - target) else fewer + 1
    return max(count, -(-students // cap))


def cut_evenly(rng: np.random.Generator, students: int, parts: int, cap: int) -> np.ndarray:
    """Return the `parts + 1` bounds (int64) of classes that differ a little in size, as in life, all within `cap`."""
    bounds = even_bounds(students, parts)
    if parts == 1:
        return bounds
    # Moving every inner bound by at most `play` changes a class by at most twice as much.
    play = min(2, (cap - -(-students // parts)) // 2, students // parts // 6)
    if play > 0:
        bounds[1:-1] += rng.integers(-play, play + 1, parts - 1)
    return bounds


def tracks_by_cohort(weights: np.ndarray, per_residue: np.ndarray) -> list[int]:
    """Choose one of the alternatives (ordered by difficulty) for each cohort, ordered by residue.

    Within a residue the later cohorts are the abler ones. How often each alternative is chosen follows `weights`.
    """
    counts = apportion(weights, int(per_residue.sum()))
    position = np.concatenate([(np.arange(n) + 0.5) / n for n in per_residue.tolist()])
    chosen = np.empty(len(position), dtype=np.int64)
    chosen[np.argsort(position, kind="stable")] = np.repeat(np.arange(len(counts)), counts)
    return chosen.tolist()
