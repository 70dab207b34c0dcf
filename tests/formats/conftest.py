from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rostergen import generate, load_profile, write_bundle

if TYPE_CHECKING:
    from pathlib import Path

EXTENSIONS = (
    "extensions.columns=[englishLearner, mealStatus]",
    "extensions.terms={co_teacher: 'ext:co-teacher', special: 'ext:special'}",
    "gradebook.as_of=02-01",
    "gradebook.pass_fail=20",
    'district.name=O\'Brien "Über" Schools, 北',
)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny district with a gradebook and columns and terms of its own, as a folder in either version."""
    profile = load_profile("rural", schools=2, students=25, settings=EXTENSIONS)
    world = generate(profile, seed=3, school_year=2027)
    folder = tmp_path_factory.mktemp("bundles")
    for oneroster in ("1.1", "1.2"):
        write_bundle(world, folder / oneroster, oneroster=oneroster, gradebook=True)
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny bundle of 1.1 without a gradebook."""
    world = generate(load_profile("suburban", schools=1, students=5), seed=1, school_year=2027)
    return write_bundle(world, tmp_path_factory.mktemp("plain") / "csv").path
