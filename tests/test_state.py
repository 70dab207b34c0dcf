"""A whole state in one bundle: valid, exact, with nothing shared, and never two districts in memory."""

from __future__ import annotations

import csv
import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from oracle.check_bundle import check_bundle

from rostergen import (
    OutputError,
    Summary,
    UsageError,
    generate,
    load_profile,
    state,
    validate_bundle,
    write_bundle,
    write_state,
)
from rostergen.districts import District, districts_of

if TYPE_CHECKING:
    from pathlib import Path

    from rostergen.bundle.tasks import Step
    from rostergen.world import World

YEAR = 2027


def six(seed: int = 1, *settings: str, students: int = 1500) -> list[District]:
    return districts_of(load_profile(districts=6, schools=20, students=students, settings=settings), seed)


def column(folder: Path, file: str, name: str) -> list[str]:
    with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
        return [row[name] for row in csv.DictReader(rows)]


@pytest.mark.parametrize("gradebook", [False, True])
@pytest.mark.parametrize("oneroster", ["1.1", "1.2"])
def test_a_state_is_valid(oneroster: str, gradebook: bool, tmp_path: Path) -> None:
    students = 500 if gradebook else 1500  # it is large
    districts = six(students=students)
    write_state(districts, tmp_path / "b", school_year=YEAR, oneroster=oneroster, gradebook=gradebook)
    assert check_bundle(tmp_path / "b", schools=20, students=students, year=YEAR) == []
    assert [finding for finding in validate_bundle(tmp_path / "b") if finding.severity != "info"] == []


@pytest.mark.parametrize("settings", [(), ("accounts.usernames=number",), ("accounts.usernames=initial-family",)])
def test_users_are_apart_from_those_of_other_districts(settings: tuple[str, ...], tmp_path: Path) -> None:
    districts = districts_of(load_profile(districts=40, schools=40, students=2000, settings=settings), 1)
    write_state(districts, tmp_path / "b", school_year=YEAR)
    for name in ("sourcedId", "username", "identifier", "email", "userIds"):
        filled = [cell for cell in column(tmp_path / "b", "users", name) if cell]
        assert len(set(filled)) == len(filled), name
    with_state_id = [cell for cell in column(tmp_path / "b", "users", "userIds") if "State:" in cell]
    assert len({cell.partition("State:")[2] for cell in with_state_id}) == 2000


def test_orgs_are_a_tree_with_the_state_first(tmp_path: Path) -> None:
    districts = six()
    write_state(districts, tmp_path / "b", school_year=YEAR)
    with (tmp_path / "b" / "orgs.csv").open(encoding="utf-8", newline="") as rows:
        orgs = list(csv.DictReader(rows))
    assert [orgs[0][name] for name in ("name", "type", "identifier", "parentSourcedId")] == [
        "Illinois",
        "state",
        "17",
        "",
    ]
    below = [org for org in orgs if org["parentSourcedId"] == orgs[0]["sourcedId"]]
    assert [(org["name"], org["identifier"]) for org in below] == [(d.name, d.identifier) for d in districts]
    for org, district in zip(below, districts, strict=True):
        schools = [each for each in orgs if each["parentSourcedId"] == org["sourcedId"]]
        assert len(schools) == district.schools
        assert {each["type"] for each in schools} == {"school"}


def test_a_district_is_the_same_whatever_the_others_are(tmp_path: Path) -> None:
    write_state(six(), tmp_path / "all", school_year=YEAR)
    write_state(six()[3:4], tmp_path / "one", school_year=YEAR)
    for file in ("users", "enrollments", "orgs"):
        alone = (tmp_path / "one" / f"{file}.csv").read_text("utf-8").splitlines()
        assert set(alone) <= set((tmp_path / "all" / f"{file}.csv").read_text("utf-8").splitlines())


def test_a_single_district_has_the_bytes_it_had(tmp_path: Path) -> None:
    profile = load_profile("rural", schools=2, students=60)
    one = write_bundle(generate(profile, seed=3, school_year=YEAR), tmp_path / "a.zip")
    other = write_state(districts_of(profile, 3), tmp_path / "b.zip", school_year=YEAR)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert (one.rows, one.persons, one.seed, one.districts) == (other.rows, other.persons, other.seed, 1)


def test_the_summary_is_of_all(tmp_path: Path) -> None:
    heard: list[Step] = []
    foretold = [0]
    summary = write_state(six(9), tmp_path / "b", school_year=YEAR, progress=heard.append, expect=foretold.append)
    assert isinstance(summary, Summary)
    assert (summary.districts, summary.schools, summary.students, summary.seed) == (6, 20, 1500, 9)
    assert summary.rows["orgs"] == 27
    assert summary.persons < summary.rows["users"]
    rows = sum(step.rows for step in heard)
    assert rows == sum(summary.rows.values())
    assert len(foretold) == 7
    assert foretold[-1] == pytest.approx(rows, rel=0.1)


def test_two_districts_are_never_in_memory_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref[Any]] = []
    most = 0

    def watched(*arguments: Any, **options: Any) -> World:
        nonlocal most
        world = generate(*arguments, **options)
        alive.append(weakref.ref(world.population.students.school))
        most = max(most, sum(reference() is not None for reference in alive))
        return world

    monkeypatch.setattr(state, "generate", watched)
    gc.disable()  # as the command does
    try:
        write_state(six(), tmp_path / "b", school_year=YEAR, oneroster="1.2", gradebook=True)
    finally:
        gc.enable()
    assert (len(alive), most) == (6, 1)


@pytest.mark.parametrize("oneroster", ["1.1", "1.2"])
def test_a_district_that_is_written_leaves_nothing_behind(oneroster: str, tmp_path: Path) -> None:
    """The command looks for no cycles, so what holds itself would stay until all of 1,200 districts are written."""
    districts = six()
    write_state(districts[:1], tmp_path / "first", school_year=YEAR, oneroster=oneroster, gradebook=True)
    gc.collect()
    gc.disable()
    try:
        write_state(districts[1:3], tmp_path / "b", school_year=YEAR, oneroster=oneroster, gradebook=True)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = {type(thing).__qualname__ for thing in gc.garbage if type(thing).__module__.startswith("rostergen")}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == set()


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state, "generate_district", full_disk)
    with pytest.raises(OutputError, match="disk is full"):
        write_state(six(), tmp_path / "b", school_year=YEAR)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["b", "b.zip"])
def test_any_number_of_processes_writes_the_same(name: str, tmp_path: Path) -> None:
    for jobs in (1, 2, 5):
        write_state(six(), tmp_path / str(jobs) / name, school_year=YEAR, jobs=jobs)
    one, *others = (
        {file.name: file.read_bytes() for file in (tmp_path / str(jobs)).rglob("*") if file.is_file()}
        for jobs in (1, 2, 5)
    )
    assert others == [one, one]


def test_mistakes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"OneRoster version '2\.0'"):
        write_state(six(), tmp_path / "b", oneroster="2.0")
    with pytest.raises(UsageError, match="school year 3"):
        write_state(six(), tmp_path / "b", school_year=3)
    with pytest.raises(UsageError, match="the profile has 6 districts: write_state"):
        generate(load_profile(districts=6))
    assert list(tmp_path.iterdir()) == []
