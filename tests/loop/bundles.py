"""The bundles that are broken: of three profiles, by hand in both versions, deltas, and of a foreign maker."""

from __future__ import annotations

from pathlib import Path

import pytest

from rostergen import generate, load_profile, write_bundle
from tests.validate import bundles as by_hand

FOREIGN = Path(__file__).parents[3] / "shared" / "bundles" / "gospelnerd-small"
PROFILES = ("suburban", "rural", "urban")
BY_HAND = ("1.1", "1.2", "1.1-delta", "1.2-delta")
NAMES = (*PROFILES, *BY_HAND, "foreign")


def bundle(name: str, folder: Path) -> Path:
    """Return a bundle by its name, made in a folder where it is not there already."""
    if name == "foreign":
        if not FOREIGN.is_dir():
            pytest.skip("no bundle of a foreign maker lies beside the project")
        return FOREIGN
    path = folder / name
    if path.exists():
        return path
    if name in PROFILES:
        write_bundle(generate(load_profile(name, schools=3, students=60), seed=1, school_year=2027), path)
    else:
        version, _, delta = name.partition("-")
        files = by_hand.valid_bundle(version)
        for rows in files.values() if delta else ():
            by_hand.as_delta(rows)
        by_hand.write_bundle(path, version, files)
    return path
