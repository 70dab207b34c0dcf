"""Some of the staff are parents of students, under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from rostergen import generate, load_profile
from rostergen.stages.relations import staff_parents

if TYPE_CHECKING:
    from rostergen.world import World


def made(rate: float, **counts: int) -> World:
    counts = counts or {"schools": 4, "students": 2000}
    return generate(load_profile("suburban", settings=[f"staffing.parents={rate}"], **counts), school_year=2027)


@pytest.mark.parametrize("rate", [0, 25, 60])
def test_as_many_as_the_profile_says(rate: float) -> None:
    assert (made(rate).staff_guardian >= 0).mean() * 100 == pytest.approx(rate, abs=8)


def test_one_person_has_one_name_and_sex() -> None:
    world = made(50)
    staff = np.flatnonzero(world.staff_guardian >= 0)
    guardian = world.staff_guardian[staff]
    assert len(set(guardian.tolist())) == len(guardian)
    for field in ("male", "given", "middle", "family", "second_family", "hyphen"):
        assert (
            getattr(world.staff_person, field)[staff] == getattr(world.population.guardians.person, field)[guardian]
        ).all()


def test_the_others_keep_their_names() -> None:
    some, none = made(30), made(0)
    others = some.staff_guardian < 0
    for field in ("given", "family", "middle"):
        assert (getattr(some.staff_person, field)[others] == getattr(none.staff_person, field)[others]).all()


def test_more_staff_than_guardians() -> None:
    world = made(100, schools=5, students=20)
    again, _ = staff_parents(world.profile, world.staff_person, world.population.guardians, 1)
    chosen = again[again >= 0]
    assert len(set(chosen.tolist())) == len(chosen) <= len(world.population.guardians.household)
