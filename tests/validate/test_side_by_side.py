"""Whether a bundle judged among others is judged as it is alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate import engine

from .bundles import add, as_delta, row, valid_bundle
from .cases import all_as_delta, cell, dropped, together, without
from .judging import judge
from .side_by_side import judged_side_by_side

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from .cases import Change

CHANGES: list[Change] = [
    lambda files: None,
    cell("users", "student-2", "username", "lena.park"),
    cell("enrollments", "e-3", "userSourcedId", "nowhere"),
    cell("classes", "band-1", "termSourcedIds", "fall, summer"),
    together(cell("orgs", "school", "name", ""), dropped("enrollments", "e-4")),
    lambda files: add(files, "results", "result-1", "result-1"),
    without("resources"),
    together(all_as_delta, cell("users", "student-1", "status", "Active")),
    lambda files: as_delta(files["orgs"]),
]


def test_what_is_found_is_what_is_found_alone(tmp_path: Path) -> None:
    districts = [valid_bundle("1.2") for _ in CHANGES]
    for change, files in zip(CHANGES, districts, strict=True):
        change(files)
    alone = [judge(tmp_path / f"alone-{number}", "1.2", files) for number, files in enumerate(districts)]
    assert judged_side_by_side(tmp_path, "1.2", districts) == alone
    assert [bool(found) for found in alone] == [False] + [True] * (len(CHANGES) - 1)


def test_a_wrong_row_is_seen_by_the_scan_although_another_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = valid_bundle("1.1"), valid_bundle("1.1")
    row(one, "users", "student-1")["givenName"] = ""
    row(other, "users", "student-1")["enabledUser"] = "TRUE"
    real = engine.any_of
    monkeypatch.setattr(engine, "any_of", lambda all_: real([c for c in all_ if c.code == "OR-CSV-13"]))
    assert judged_side_by_side(tmp_path, "1.1", [one, other]) == [None, None]
    assert judge(tmp_path, "1.1", other) == []
