"""Staff whose own children go to school in the district: one person, in two roles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rostergen.rng import stream

if TYPE_CHECKING:
    from rostergen.profile.model import Profile
    from rostergen.world import Guardians, People


def staff_parents(profile: Profile, staff: People, guardians: Guardians, seed: int) -> tuple[np.ndarray, People]:
    """Say which guardian a member of staff also is: int32 (staff), -1 for none; and name the staff accordingly."""
    rng = stream(seed, "staff.parents")
    wants = rng.random(len(staff.male)) * 100 < profile.staffing.parents
    guardian = np.full(len(staff.male), -1, np.int32)
    for male in (False, True):
        rows = np.flatnonzero(wants & (staff.male == male))
        alike = rng.permutation(np.flatnonzero(guardians.person.male == male))
        guardian[rows[: len(alike)]] = alike[: len(rows)]
    rows = np.flatnonzero(guardian >= 0)
    return guardian, _renamed(staff, rows, guardians.person, guardian[rows])


def _renamed(staff: People, rows: np.ndarray, named: People, of: np.ndarray) -> People:
    """Return the staff with the names that the persons `of` have in `named`, for some rows."""
    names = {}
    for field in ("given", "middle", "family", "second_family", "hyphen"):
        values = getattr(staff, field).copy()
        values[rows] = getattr(named, field)[of]
        names[field] = values
    return replace(staff, **names)
