"""A bundle for each district: each by itself, all of them or none, and an index that tells the truth."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from oracle.check_bundle import check_bundle

import rostergen
from rostergen import OutputError, UsageError, load_profile, state, write_district, write_per_district, write_state
from rostergen.districts import District, districts_of
from rostergen.per_district import bundle_name, summary_of_bundles
from rostergen.state import Tally

if TYPE_CHECKING:
    from rostergen.world import World

YEAR = 2027


def six(seed: int = 1) -> list[District]:
    return districts_of(load_profile(districts=6, schools=12, students=600), seed)


def index_of(folder: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((folder / "index.json").read_text("ascii"))
    return index


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_every_district_has_a_bundle_and_the_index_knows_it(form: str, tmp_path: Path) -> None:
    summary = write_per_district(six(), tmp_path / "all", form=form, school_year=YEAR)
    index = index_of(tmp_path / "all")
    assert (index["rostergen"], index["oneroster"], index["seed"]) == (rostergen.__version__, "1.1", 1)
    assert (index["schoolYear"], index["state"], index["schools"], index["students"]) == (YEAR, "Illinois", 12, 600)
    assert {path.name for path in (tmp_path / "all").iterdir()} == {"index.json"} | {
        e["path"] for e in index["districts"]
    }
    for entry, district in zip(index["districts"], six(), strict=True):
        bundle = tmp_path / "all" / entry["path"]
        assert (entry["number"], entry["name"], entry["identifier"]) == (
            district.number,
            district.name,
            district.identifier,
        )
        assert check_bundle(bundle, schools=entry["schools"], students=entry["students"], year=YEAR) == []
        files = [bundle] if form == "zip" else list(bundle.iterdir())
        assert entry["sha256"] == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        assert entry["bytes"] == sum(file.stat().st_size for file in files)
        assert entry["rows"] == rows_of(bundle)
    assert summary.bytes == index["bytes"] == sum(entry["bytes"] for entry in index["districts"])
    assert (summary.districts, summary.bundles, summary.students) == (6, 6, 600)
    assert summary.persons == sum(entry["persons"] for entry in index["districts"])


def rows_of(bundle: Path) -> dict[str, int]:
    if bundle.is_dir():
        texts = {file.name: file.read_text("utf-8") for file in bundle.iterdir()}
    else:
        with zipfile.ZipFile(bundle) as archive:
            texts = {name: archive.read(name).decode() for name in archive.namelist()}
    return {
        name.removesuffix(".csv"): sum(1 for _ in csv.reader(text.splitlines())) - 1
        for name, text in texts.items()
        if name != "manifest.csv"
    }


def test_the_rows_are_those_of_the_state_in_one_bundle(tmp_path: Path) -> None:
    write_per_district(six(), tmp_path / "all", school_year=YEAR)
    write_state(six(), tmp_path / "one", school_year=YEAR)
    for file in ("orgs", "users", "enrollments"):
        together = (tmp_path / "one" / f"{file}.csv").read_text("utf-8").splitlines()
        apart = [
            (tmp_path / "all" / e["path"] / f"{file}.csv").read_text("utf-8")
            for e in index_of(tmp_path / "all")["districts"]
        ]
        assert {line for text in apart for line in text.splitlines()} == set(together)


def test_a_district_can_be_written_anywhere_from_what_can_be_pickled(tmp_path: Path) -> None:
    write_per_district(six(), tmp_path / "all", form="zip", school_year=YEAR, oneroster="1.2", gradebook=True)
    expected = index_of(tmp_path / "all")["districts"][2]
    sent, target = pickle.loads(pickle.dumps((six()[2], tmp_path / "elsewhere" / expected["path"])))
    entry = write_district(sent, target, school_year=YEAR, oneroster="1.2", gradebook=True)
    assert json.loads(json.dumps(entry)) == expected
    assert write_district(sent, target, school_year=YEAR, oneroster="1.2", gradebook=True, force=True) == entry


def test_an_unknown_form(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="form 'tar': must be one of folder, zip"):
        write_per_district(six(), tmp_path / "all", form="tar")
    assert list(tmp_path.iterdir()) == []


def test_the_current_folder_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_per_district(six(), tmp_path / "all", school_year=YEAR)
    monkeypatch.chdir(tmp_path / "all")
    with pytest.raises(OutputError, match="current folder"):
        write_per_district(six(), ".", school_year=YEAR, force=True)
    assert (tmp_path / "all" / "index.json").exists()


def test_force_replaces_bundles_with_their_index_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "all"
    write_per_district(six(), out, form="zip", school_year=YEAR)
    with pytest.raises(OutputError, match="it exists; add --force"):
        write_per_district(six(), out, school_year=YEAR)
    write_per_district(six(2), out, form="folder", school_year=YEAR, force=True)
    assert index_of(out)["seed"] == 2
    (first := out / index_of(out)["districts"][0]["path"] / "notes.txt").write_text("mine")
    with pytest.raises(
        OutputError, match=rf"cannot replace .*: it holds '{first.parent.name}/notes\.txt', which is not"
    ):
        write_per_district(six(), out, school_year=YEAR, force=True)
    assert first.read_text() == "mine"
    first.unlink()
    (out / "hallo").write_text("mine")
    for form in ("folder", "zip"):
        with pytest.raises(OutputError, match="it holds 'hallo', which is not of its index"):
            write_per_district(six(), out, form=form, school_year=YEAR, force=True)
    assert index_of(out)["seed"] == 2


def test_force_does_not_replace_a_single_bundle(tmp_path: Path) -> None:
    write_state(six(), tmp_path / "one", school_year=YEAR)
    before = sorted((tmp_path / "one").iterdir())
    says = r"it is a single bundle and no folder of districts \(a run without --per-district replaces it\); choose"
    with pytest.raises(OutputError, match=says):
        write_per_district(six(), tmp_path / "one", school_year=YEAR, force=True)
    assert sorted((tmp_path / "one").iterdir()) == before
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="it is a file, where a folder is to be written"):
        write_per_district(six(), tmp_path / "file", school_year=YEAR, force=True)
    (tmp_path / "empty").mkdir()
    write_per_district(six(), tmp_path / "empty", school_year=YEAR, force=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[" * 100_000,
        '{"districts": [1]}',
        '{"districts": [{"path": "x"}]}',
        '{"districts": [{"path": []}]}',
    ],
)
def test_a_folder_with_another_index_stays(text: str, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "index.json").write_text(text)
    (tmp_path / "all" / "y").write_text("mine")
    with pytest.raises(OutputError, match=r"cannot replace .*: it (has no index.json of districts|holds 'y')"):
        write_per_district(six(), tmp_path / "all", school_year=YEAR, force=True)


@pytest.mark.parametrize("jobs", [1, 3])
def test_all_or_nothing(jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = state.generate_district

    def full_disk(district: District, year: int) -> World:
        if district.number == 4:
            raise OSError(28, "No space left on device")
        return whole(district, year)

    monkeypatch.setattr(state, "generate_district", full_disk)
    with pytest.raises(OutputError, match=f"^cannot write {tmp_path / 'all'}: the disk is full; free some space"):
        write_per_district(six(), tmp_path / "all", school_year=YEAR, jobs=jobs)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_any_number_of_processes_writes_the_same(form: str, tmp_path: Path) -> None:
    for jobs in (1, 2, 5):
        write_per_district(six(), tmp_path / str(jobs), form=form, school_year=YEAR, jobs=jobs)
    one, *others = (
        {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.*") if file.is_file()}
        for folder in (tmp_path / str(jobs) for jobs in (1, 2, 5))
    )
    assert others == [one, one]


def test_a_zip_cannot_hold_bundles(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"all.zip: a bundle for each district makes a folder"):
        write_per_district(six(), tmp_path / "all.zip", school_year=YEAR)


def test_names_of_bundles() -> None:
    names = ['"Saint-Élie / Nr. 7 Öst"', "中", '"77"']
    named = [f"{{name: {name}, students: {9 - i}}}" for i, name in enumerate(names)]
    settings = [f"districts.named=[{', '.join(named)}]"]
    found = districts_of(load_profile(districts=3, schools=3, students=24, settings=settings), 1)
    assert [bundle_name(each, "zip") for each in found] == ["1-saint-elie-nr-ost.zip", "2-zhong.zip", "3-d2.zip"]
    texas = districts_of(load_profile("texas"), 1)
    assert bundle_name(texas[0], "folder") == "0001-houston-independent-school-district"
    assert len({bundle_name(each, "zip") for each in texas}) == 1200


def test_the_summary_has_the_order_of_the_manifest_whatever_comes_first() -> None:
    districts = six()[:2]
    entries = [{"rows": {"orgs": 1, "users": 2}, "bytes": 1}, {"rows": {"courses": 3, "users": 4}, "bytes": 1}]
    summary = summary_of_bundles(districts, Tally(districts), Path("all"), "1.1", YEAR, entries)
    assert list(summary.rows.items()) == [("courses", 3), ("orgs", 1), ("users", 6)]
