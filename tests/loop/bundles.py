"""The bundles that are broken: of three profiles, with a gradebook in 1.2, by hand, deltas, and of a foreign maker."""

from __future__ import annotations

from pathlib import Path

import pytest
from validate import bundles as by_hand

from rostergen import generate, load_profile, write_bundle

FOREIGN = Path(__file__).parents[3] / "shared" / "bundles" / "gospelnerd-small"
PROFILES = ("suburban", "rural", "urban")
BY_HAND = ("1.1", "1.2", "1.1-delta", "1.2-delta")
GRADED = "rural-1.2"
NAMES = (*PROFILES, GRADED, *BY_HAND, "foreign")


def bundle(name: str, folder: Path) -> Path:
    """Return a bundle by its name, made in a folder where it is not there already."""
    if name == "foreign":
        if not FOREIGN.is_dir():
            pytest.skip("no bundle of a foreign maker lies beside the project")
        return FOREIGN
    path = folder / name
    if path.exists():
        return path
    if name in (*PROFILES, GRADED):
        profile, _, version = name.partition("-")
        district = generate(load_profile(profile, schools=3, students=40 if version else 60), seed=1, school_year=2027)
        write_bundle(district, path, oneroster=version or "1.1", gradebook=bool(version))
    else:
        version, _, delta = name.partition("-")
        files = _enlarged(version)
        for rows in files.values() if delta else ():
            by_hand.as_delta(rows)
        by_hand.write_bundle(path, version, files)
    return path


def _enlarged(version: str) -> by_hand.Files:
    """Return a bundle by hand with a second school, where nobody learns, and a student in one of two classes only."""
    files = by_hand.valid_bundle(version)
    by_hand.add(files, "orgs", "school", "school-2", name="Juniper Lake Middle School", identifier="179374000002")
    names = {"username": "kim.lee", "userIds": "{SIS:7}", "givenName": "Kim", "familyName": "Lee", "identifier": "N-7"}
    more = {"email": "kim.lee@example.org", "agentSourcedIds": ""}
    if version == "1.2":
        more |= {"userMasterIdentifier": "M-7", "preferredGivenName": "Kim"}
    by_hand.add(files, "users", "student-1", "student-7", **names, **more)
    by_hand.add(files, "enrollments", "e-5", "e-7", userSourcedId="student-7")
    names = {"username": "pat.ray", "userIds": "{SIS:8}", "givenName": "Pat", "familyName": "Ray", "identifier": "N-8"}
    more = {"email": "pat.ray@example.org"}
    if version == "1.2":
        more |= {"userMasterIdentifier": "M-8", "preferredGivenName": "Pat", "primaryOrgSourcedId": "school-2"}
        role = {"userSourcedId": "student-7", "userProfileSourcedId": ""}
        by_hand.add(files, "roles", "role-of-student-1", "role-of-student-7", **role)
        role = {"userSourcedId": "teacher-8", "orgSourcedId": "school-2"}
        by_hand.add(files, "roles", "role-of-teacher-1", "role-of-teacher-8", **role)
    else:
        more["orgSourcedIds"] = "school-2"
    by_hand.add(files, "users", "teacher-1", "teacher-8", **names, **more)
    return files
