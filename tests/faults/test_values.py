from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from validate.bundles import valid_bundle, write_bundle

from rostergen.faults.catalogue import FAULTS
from rostergen.faults.inject import Wish, plan
from rostergen.faults.source import Source

if TYPE_CHECKING:
    from pathlib import Path


def test_rounded_identifiers_do_not_make_one_person_of_two(tmp_path: Path) -> None:
    """Identifiers in sequence are the same when they are rounded, which a name must not be too."""
    files = valid_bundle("1.1")
    for number, row in enumerate(files["users"]):
        row |= {"identifier": str(910_005_001 + number), "givenName": "Ann", "familyName": "Lee"}
    files["users"][0]["familyName"] = "Roe"
    files["users"][1]["identifier"] = "0910005001"  # a spreadsheet takes the zero away
    bundle = write_bundle(tmp_path / "bundle", "1.1", files)
    with closing(Source(bundle, tmp_path)) as source:
        made = plan(source, [Wish(FAULTS["identifier-rounded"], len(files["users"]), optional=True)], 1, zipped=False)
    assert [change.after for _, change in made.chosen] == ["9.10E+08"] * 2
    ids = {change.sourced_id for _, change in made.chosen}
    assert files["users"][0]["sourcedId"] in ids
    assert files["users"][1]["sourcedId"] not in ids


def test_identifiers_are_rounded_and_not_cut(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    files["users"][0]["identifier"] = "179374000012"
    files["users"][1]["identifier"] = "3876719"
    with closing(Source(write_bundle(tmp_path / "bundle", "1.1", files), tmp_path)) as source:
        made = plan(source, [Wish(FAULTS["identifier-rounded"], 2)], 1, zipped=False)
    assert {change.before: change.after for _, change in made.chosen} == {
        "179374000012": "1.79E+11",
        "3876719": "3.88E+06",
    }
