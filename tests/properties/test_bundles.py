"""Any valid profile gives a bundle in which the oracle finds no broken rule."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.check_bundle import check_bundle

from rostergen import generate, load_profile, write_bundle
from rostergen.profile.builtin import builtin_names
from rostergen.profile.extensions import COLUMNS
from rostergen.profile.model import Profile
from rostergen.spec import VERSIONS

from .profiles import SINGLE, Tree, courses, profiles


def problems_of(
    profile: Profile, seed: int, year: int, oneroster: str = "1.1", *, gradebook: bool = False
) -> list[str]:
    month, day = profile.demographics.birth_cutoff.split("-")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bundle")
        write_bundle(generate(profile, seed=seed, school_year=year), path, oneroster=oneroster, gradebook=gradebook)
        return check_bundle(
            path, schools=profile.schools, students=profile.students, year=year, cutoff=(int(month), int(day))
        )


def but_tiny_classes(problems: list[str]) -> list[str]:
    """Drop what the oracle says about tiny classes, where the profile asks for them; empty ones are another rule."""
    return [problem for problem in problems if not problem.startswith("D-CLS-06")]


@settings(
    max_examples=60,
    deadline=None,
    print_blob=True,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    profiles(),
    st.tuples(st.integers(0, 1000), st.sampled_from([0.0, 0.1, 1.0])),
    st.integers(0, 2**63 - 1),
    st.integers(1980, 2200),
    st.sampled_from(list(VERSIONS)),
    st.booleans(),
)
def test_any_valid_profile_gives_a_valid_bundle(
    tree: Tree, catalogue: tuple[int, float], seed: int, year: int, oneroster: str, gradebook: bool
) -> None:
    profile = Profile.model_validate(tree | {"courses": courses(*catalogue)})
    gradebook = gradebook and tree["students"] < 100  # it is large
    assert but_tiny_classes(problems_of(profile, seed, year, oneroster, gradebook=gradebook)) == []


@pytest.mark.parametrize(
    ("schools", "students", "settings"),
    [
        (1, 1, ()),
        (1, 14, ()),
        (3, 60, ()),
        (2, 2, ()),
        (5, 300, ("levels.elementary=null", "levels.middle=null")),
        (1, 25, ("levels.elementary=null", "levels.middle=null", "levels.high.grades=12")),
        (2, 40, ("levels.middle=null", "levels.high=null", "levels.elementary={grades: PK, optional_grades: {}}")),
        (1, 400, ("levels={whole: {title: Academy, grades: PK-12, share: 1}}", "levels.elementary=null")),
        (3, 250, ("movers={late_entry: 25, early_leave: 25}",)),
        (2, 120, ("class_sizes.high.target={dist: choices, weights: {12: 50, 30: 50}}",)),
        # One department has specials and secondary classes.
        (1, 700, ("courses.MUS-EL.department=music", "courses.PE-EL.department=wellness")),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_small_districts(schools: int, students: int, settings: tuple[str, ...], seed: int) -> None:
    profile = load_profile("suburban", schools=schools, students=students, settings=settings)
    oneroster = list(VERSIONS)[seed]
    assert problems_of(profile, seed, 2027, oneroster, gradebook=students < 100) == []


@pytest.mark.parametrize("target", ["{dist: normal, mean: 20, sd: 20}", "{dist: lognormal, median: 5, sigma: 3}"])
@pytest.mark.parametrize("seed", [0, 1])
def test_targets_below_one_and_beyond_the_cap(target: str, seed: int) -> None:
    bands = ("prekindergarten", "elementary", "middle", "high")
    # What a shipped profile says of the target beside mean and sd stays, so all of it is said here.
    wide = tuple(f"class_sizes.{band}.target={target[:-1]}, min: null, max: null}}" for band in bands)
    profile = load_profile(schools=3, students=400, settings=wide)
    assert but_tiny_classes(problems_of(profile, seed, 2027)) == []


@pytest.mark.parametrize("oneroster", VERSIONS)
@pytest.mark.parametrize("name", builtin_names())
def test_the_shipped_profiles_in_either_version_with_a_gradebook(name: str, oneroster: str) -> None:
    settings = [*SINGLE, f"extensions.columns=[{', '.join(COLUMNS)}]", "extensions.terms.co_teacher=ext:coTeacher"]
    profile = load_profile(name, schools=4, students=200, settings=settings)
    assert problems_of(profile, 5, 2027, oneroster, gradebook=True) == []
