"""A world in parts: all rows once, in order, by whoever makes them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from rostergen import generate, load_profile, projection, write_bundle
from rostergen.bundle.encode import encode
from rostergen.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rostergen.bundle.parts import Part
    from rostergen.tables.table import Table
    from rostergen.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return generate(load_profile("suburban", schools=5, students=700), seed=3, school_year=2027)


def csv_of(runs: Iterable[tuple[Table, range]]) -> dict[str, bytes]:
    files: dict[str, bytearray] = {}
    for table, run in runs:
        for block in encode(table, run):
            files.setdefault(table.spec.name, bytearray()).extend(block)
    return {name: bytes(text) for name, text in files.items()}


def csv_of_parts(parts: Iterable[Part]) -> dict[str, bytes]:
    return csv_of(run for part in parts for run in part())


@pytest.mark.parametrize(("version", "gradebook"), [("1.1", False), ("1.2", False), ("1.2", True)])
def test_parts_are_all_tables(world: World, version: str, gradebook: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Projection(world, version, gradebook=gradebook)
    expected = csv_of((table, range(table.n_rows)) for table in whole.tables())
    assert csv_of_parts(whole.parts()) == expected
    monkeypatch.setattr(projection, "_PART_ROWS", 97)
    monkeypatch.setattr(projection, "_PART_STUDENTS", 150)
    parts = whole.parts()
    assert len(parts) > 20
    assert csv_of_parts(parts) == expected


def test_parts_can_be_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "_PART_ROWS", 500)
    parts = Projection(world, "1.1").parts()
    expected = csv_of_parts(parts)  # which makes tables, and these are not sent
    sent = pickle.dumps(parts)
    assert len(sent) < 1.5 * len(pickle.dumps(world))
    assert csv_of_parts(pickle.loads(sent)) == expected


@pytest.mark.parametrize("name", ["b", "b.zip"])
@pytest.mark.parametrize("gradebook", [False, True])
def test_any_number_of_processes_writes_the_same(
    world: World, name: str, gradebook: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projection, "_PART_ROWS", 500)
    monkeypatch.setattr(projection, "_PART_STUDENTS", 150)
    for jobs in (1, 2, 5):
        write_bundle(world, tmp_path / str(jobs) / name, jobs=jobs, gradebook=gradebook)
    bundles = [
        {path.name: path.read_bytes() for path in (tmp_path / str(jobs)).rglob("*") if path.is_file()}
        for jobs in (1, 2, 5)
    ]
    assert len(bundles[0]) == (1 if name == "b.zip" else 14 if gradebook else 11)
    assert bundles[0] == bundles[1] == bundles[2]
