"""What came of every piece of work for every student: scores by ability, difficulty and chance, and what goes wrong.

Results come in blocks of bounded size. What is drawn for a result depends on its number in the school alone, so the
size of a block changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.gradebook import COMMENTS, LETTER_FROM, LETTERS, MASTERY_FROM, LineItems, Results, ScoreStatus
from rostergen.rng import philox, stream
from rostergen.stages.gradebook.days import school_days
from rostergen.stages.gradebook.items import last_day
from rostergen.world import Enrollments, ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.profile.gradebook import Category
    from rostergen.world import World

_BLOCK = 1 << 16
_WAITING_DAYS, _OPEN_DAYS = 5, 20
"""For how many school days work waits for its grade at most, and for what is still to be handed in: judgment (2026)."""
_MOST_LAG = 5
"""School days within which a piece of work is graded; late work comes as many days late at most."""
_WEAK = 0.7
"""A standard deviation of ability makes missing work exp(0.7), twice, as rare: judgment (2026)."""
_PART = 0.6
"""What partly graded work has of its score so far: judgment (2026)."""
_HALVES_UP_TO = 25
"""Work of so many points is graded in half points, other work in whole ones."""


def results(
    world: World, school: int, enrollments: Enrollments, items: LineItems, ability: np.ndarray
) -> Iterator[Results]:
    """Yield the results of a school; `ability` is that of its students, float32, standard normal."""
    if not len(items.section):
        return
    maker = _Maker(world, school, enrollments, items, ability)
    first = np.searchsorted(enrollments.section, items.section)
    count = np.searchsorted(enrollments.section, items.section, side="right") - first
    before = np.cumsum(count) - count
    total = int(before[-1] + count[-1])
    bounds = np.searchsorted(before, np.arange(0, total + _BLOCK, _BLOCK)).tolist()
    for start, stop in zip(bounds, [*bounds[1:], len(count)], strict=True):
        if start < stop:
            rows = slice(start, stop)
            yield maker.block(
                np.repeat(np.arange(start, stop), count[rows]), ranges(first[rows], count[rows]), int(before[start])
            )


class _Maker:
    """Knows all that the results of a school depend on."""

    def __init__(
        self, world: World, school: int, enrollments: Enrollments, items: LineItems, ability: np.ndarray
    ) -> None:
        self._seed, self._school = world.seed, school
        self._rules = rules = world.profile.gradebook
        self._enrollments, self._items = enrollments, items
        rng = stream(world.seed, "gradebook.students", school)
        n = len(enrollments.user)
        own = ability[enrollments.user - int(world.plan.first_student[school, 0])]
        self._ability = own + rng.standard_normal(n, dtype=np.float32) * np.float32(rules.subject_spread)
        self._pass_fail = rng.random(n) * 100 < rules.pass_fail
        categories = list(world.profile.categories.values())
        self._points = np.array([category.points for category in categories])
        self._half_steps = np.where(self._points <= _HALVES_UP_TO, 1, 2).astype(np.int8)
        self._average = np.array([category.average for category in categories], np.float32)
        self._missing = _fractions(categories, "missing")
        handed_in = np.maximum(1 - self._missing, np.float32(0.01))
        self._late = _fractions(categories, "late") / handed_in
        self._scaled = np.array([category.scaled for category in categories])
        # Weaker students miss more work; on the whole as much as the category says.
        spread = _WEAK**2 * (1 + rules.subject_spread**2)
        self._shirking = np.exp(-np.float32(_WEAK) * self._ability - np.float32(spread / 2))
        self._days = school_days(world.calendar, world.calendar.sessions[0])
        self._last_day = last_day(world)
        self._last = int(np.searchsorted(self._days, self._last_day, side="right")) - 1
        self._due_places = np.searchsorted(self._days, items.due).astype(np.int64)

    def block(self, item: np.ndarray, enrolled: np.ndarray, first: int) -> Results:
        """Return results number `first` and on: item and enrollment of each, two int64 arrays."""
        items, rules = self._items, self._rules
        noise, luck = self._draws(first, len(item))
        due = items.due.take(item)
        here = items.given.take(item)
        here &= (self._enrollments.begin.take(enrolled) <= due) & (due < self._enrollments.end.take(enrolled))
        category = items.category.take(item)

        waits = due > self._last_day
        exempt = luck[:, 0] < rules.exempt / 100
        p_missing = self._missing.take(category) * self._shirking.take(enrolled)
        due_place = self._due_places.take(item)
        days_late = np.where(luck[:, 1] < self._late.take(category), 1 + (luck[:, 2] * _MOST_LAG).astype(np.int64), 0)
        to_come = (days_late > 0) & (due_place + days_late > self._last)  # missing until it comes
        missing = ~exempt & (to_come | (luck[:, 0] - np.float32(rules.exempt / 100) < p_missing))
        done = ~(exempt | missing | waits)
        late = done & (days_late > 0)
        age = self._last - due_place  # school days since it was due
        submitted = done & (age < _WAITING_DAYS) & (luck[:, 2] < rules.waiting / 100)
        partial = done & ~submitted & (age < _OPEN_DAYS) & (luck[:, 2] >= 1 - rules.partial / 100)
        status = np.select(
            [exempt, missing | waits, submitted, partial],
            [ScoreStatus.EXEMPT, ScoreStatus.NOT_SUBMITTED, ScoreStatus.SUBMITTED, ScoreStatus.PARTIAL],
            ScoreStatus.GRADED,
        )

        percent = self._average.take(category) + items.difficulty.take(item)
        percent += (
            np.float32(rules.ability_spread) * self._ability.take(enrolled) + np.float32(rules.chance_spread) * noise
        )
        percent = percent.clip(0, 100) * np.where(late, np.float32(1 - rules.late_penalty / 100), 1)
        scored = done & ~submitted
        score = np.where(scored, self._half_points(percent * np.where(partial, np.float32(_PART), 1), category), -1)
        graded = np.where(scored, score * 50.0 / self._points.take(category), 0.0)  # % of points

        pass_fail = self._pass_fail.take(enrolled)
        lag = (luck[:, 3] * _MOST_LAG).astype(np.int64)
        place = np.minimum(due_place + np.where(done, days_late, 0) + np.where(scored, lag, 0), self._last)
        mastered = scored & (items.objective.take(item) >= 0) & (luck[:, 3] * _MOST_LAG % 1 < rules.mastery / 100)
        letter = np.where(scored & self._scaled.take(category), _letter(graded, pass_fail), -1)
        kept = np.flatnonzero(here)
        return Results(
            number=kept + first,
            item=item.take(kept).astype(np.int32),
            student=self._enrollments.user[enrolled.take(kept)],
            status=status.take(kept).astype(np.int8),
            score=score.take(kept).astype(np.int32),
            letter=letter.take(kept).astype(np.int8),
            pass_fail=pass_fail.take(kept),
            mastery=np.where(mastered, _mastery(graded), -1).take(kept).astype(np.int8),
            comment=self._comments(luck[:, 1], exempt, missing & ~waits, late, graded, scored).take(kept),
            day=np.where(waits, items.assigned.take(item), self._days.take(place)).take(kept).astype(np.int32),
            in_progress=(waits & ~exempt).take(kept),
            late=late.take(kept),
        )

    def _draws(self, first: int, n: int) -> tuple[np.ndarray, np.ndarray]:
        """Return, for results from number `first` on, a nearly normal number and four from 0 to 1: float32 (n), (n, 4).

        A result has two words of a counter-based generator. The sum of four uniform numbers is close to normal.
        """
        bits = philox(self._seed, "gradebook.results", self._school).advance(first // 2)
        words = bits.random_raw(2 * (n + first % 2)).reshape(-1, 2)[first % 2 :]
        sixteen = words.view(np.uint16).reshape(-1, 8)
        noise = sixteen[:, :4].sum(axis=1, dtype=np.int32).astype(np.float32)
        return (noise - np.float32(131070)) / np.float32(65536 / 3**0.5), sixteen[:, 4:].astype(np.float32) / 65536

    def _half_points(self, percent: np.ndarray, category: np.ndarray) -> np.ndarray:
        """Return points, in half points: int32."""
        in_steps = (2 * self._points / self._half_steps).take(category)
        found: np.ndarray = np.rint(percent / 100 * in_steps).astype(np.int32) * self._half_steps.take(category)
        return found

    def _comments(
        self,
        luck: np.ndarray,
        exempt: np.ndarray,
        missing: np.ndarray,
        late: np.ndarray,
        graded: np.ndarray,
        scored: np.ndarray,
    ) -> np.ndarray:
        """Return the comments of teachers: int8, -1 for none."""
        fits = np.select(
            [exempt, missing, late, scored & (graded >= 92), scored & (graded >= 80), scored & (graded < 65)],
            [COMMENTS.index(text) for text in ("Excused", "Not handed in", "Handed in late", *COMMENTS[:3])],
            -1,
        )
        rate = self._rules.comments / 100
        said = (luck >= 1 - rate) | (late & (luck < rate / 3))  # late work is that of the least luck
        return np.where(said, fits, -1).astype(np.int8)


def _fractions(categories: list[Category], name: str) -> np.ndarray:
    return np.array([getattr(category, name) / 100 for category in categories], np.float32)


def _letter(percent: np.ndarray, pass_fail: np.ndarray) -> np.ndarray:
    """Return the letter (index into LETTERS) that a percentage is worth on either scale."""
    rounded = np.floor(percent + 0.5)
    five = LETTERS.index("P")
    letter = sum((rounded < least).astype(np.int64) for least in LETTER_FROM[: five - 1])
    return np.where(pass_fail, five + (rounded < LETTER_FROM[five]), letter)


def _mastery(percent: np.ndarray) -> np.ndarray:
    """Return the mastery (index into MASTERY) that a percentage shows."""
    return np.searchsorted(MASTERY_FROM, percent, side="right") - 1
