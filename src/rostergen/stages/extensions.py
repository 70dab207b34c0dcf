"""What schools know of their students and the standard has no column for: language, disability, meals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rostergen.ordering import stable_order
from rostergen.profile.fields import grades_of
from rostergen.profile.persons import RACES
from rostergen.rng import stream, weighted

if TYPE_CHECKING:
    from rostergen.world import Extras, World

_HISPANIC, _ASIAN = 0.8, 0.6
"""How much more often than others these households speak another language than English: judgment (2026)."""


def make_extensions(world: World) -> Extras:
    """Return the columns that the profile asks for, by name: texts, and for each student an index into them."""
    wanted = set(world.profile.extensions.columns)
    if not wanted:
        return {}
    learner, language, languages = _languages(world)
    flag = ["false", "true"]
    made: Extras = {
        "englishLearner": (flag, learner.astype(np.int8)),
        "homeLanguage": (languages, language),
        "iep": (flag, _iep(world).astype(np.int8)),
        "mealStatus": _meals(world),
    }
    return {name: made[name] for name in sorted(wanted)}


def _languages(world: World) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return who is an English learner (bool), and the home language as an index into a list of codes.

    A household has a place on a scale, and its children are English learners below the rate of their grade: so
    siblings learn it together, and the younger of them more often. All who may be below have a language of their own.
    """
    rules, students = world.profile.extensions, world.population.students
    n_homes = int(students.household.max()) + 1
    hispanic, asian = np.zeros(n_homes, bool), np.zeros(n_homes, bool)
    hispanic[students.household] = students.hispanic
    asian[students.household] = (students.races >> RACES.index("asian") & 1).astype(bool)
    rng = stream(world.seed, "extensions.languages")
    luck = rng.random(n_homes) - np.where(hispanic, _HISPANIC, np.where(asian, _ASIAN, 0.0))
    place = np.empty(n_homes)
    place[np.argsort(luck, kind="stable")] = np.arange(n_homes) / n_homes * 100

    rate = np.zeros(64)
    for span, share in rules.english_learners.items():
        rate[list(grades_of(span))] = share
    learner = place[students.household] < rate[students.grade]

    codes = list(rules.home_languages)
    spanish = codes.index("spa") if "spa" in codes else -1
    language = np.full(n_homes, len(codes))
    learning = np.zeros(n_homes, bool)
    learning[students.household[learner]] = True
    for homes in (np.flatnonzero(learning), np.flatnonzero(~learning & (place < rate.max()))):
        drawn = weighted(rng, np.array(list(rules.home_languages.values())), len(homes))
        # Spanish goes to Hispanic households first; the shares of the languages stay as drawn.
        by_group = stable_order((~hispanic[homes]).astype(np.int64))
        language[homes[by_group]] = drawn[stable_order((drawn != spanish).astype(np.int64))]
    return learner, language[students.household], [*codes, "eng"]


def _iep(world: World) -> np.ndarray:
    """Return who has an individualized education program: bool."""
    rules, male = world.profile.extensions, world.population.students.person.male
    boys = max(float(male.mean()), 0.01)
    rates = np.array([(1 - rules.iep_male / 100) / max(1 - boys, 0.01), rules.iep_male / 100 / boys]) * rules.iep
    found: np.ndarray = stream(world.seed, "extensions.iep").random(len(male)) * 100 < rates[male.astype(np.int8)]
    return found


def _meals(world: World) -> tuple[list[str], np.ndarray]:
    household = world.population.students.household
    meals = world.profile.extensions.meals
    rng = stream(world.seed, "extensions.meals")
    return list(meals), weighted(rng, np.array(list(meals.values())), int(household.max()) + 1)[household]
