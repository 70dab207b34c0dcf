"""The judge as a whole, as Python code calls it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

import rostergen
from rostergen.errors import InputError, RostergenError, UsageError
from rostergen.validate.run import validate_bundle

from .bundles import add, as_delta, manifest_of, row, valid_bundle, write_bundle, write_rows
from .judging import judge, places
from .test_archive import pack, patched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .bundles import Files
    from .judging import Judged


FILES_OF_EITHER = {
    "1.1": [*valid_bundle("1.1")][::2],
    "1.2": [name for name in valid_bundle("1.2") if name not in [*valid_bundle("1.1")][::2]],
}
"""Every file in one of the versions that have it."""


def test_a_report_is_typed_and_iterable(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    row(files, "enrollments", "e-2")["beginDate"] = "8/24/2026"
    report = rostergen.validate_bundle(write_bundle(tmp_path / "b", "1.1", files))
    assert report.version == "1.1"
    assert report.rows["users"] == len(files["users"])
    assert list(report.rows) == list(valid_bundle("1.1"))
    (finding,) = report
    assert (finding.code, finding.severity, finding.value) == ("OR-TYP-03", "error", "8/24/2026")
    assert "8/24/2026" in finding.message
    assert finding.advice == "write 2026-08-24"


def test_a_zip_gives_what_its_folder_gives(tmp_path: Path) -> None:
    files = valid_bundle("1.2")
    row(files, "users", "student-1")["givenName"] = ""
    folder = write_bundle(tmp_path / "b", "1.2", files)
    packed = tmp_path / "b.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for each in sorted(folder.iterdir()):
            out.write(each, each.name)
    assert places(packed) == places(folder) == [("OR-CSV-13", "users.csv", 4, "givenName")]


def test_findings_are_folded(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    for i in range(50):
        files["orgs"].append({"sourcedId": f"annex-{i}", "name": "", "type": "department", "parentSourcedId": "school"})
    report = validate_bundle(write_bundle(tmp_path / "b", "1.1", files), max_per_rule=5)
    (group,) = report.groups
    assert (group.code, group.count) == ("OR-CSV-13", 50)
    assert [finding.line for finding in group.examples] == [4, 5, 6, 7, 8]


def test_only_chosen_rules_speak(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    row(files, "users", "student-1").update(givenName="", password="secret")
    folder = write_bundle(tmp_path / "b", "1.1", files)
    assert {each[0] for each in places(folder)} == {"OR-CSV-13", "OR-USR-10"}
    assert {each[0] for each in places(folder, strict=True)} == {"OR-CSV-13"}
    assert {each[0] for each in places(folder, select=["OR-USR"])} == {"OR-USR-10"}
    assert {each[0] for each in places(folder, ignore=["OR-USR"])} == {"OR-CSV-13"}


def test_where_manifest_and_rows_disagree_the_rows_decide(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    as_delta(files["orgs"])
    folder = write_bundle(tmp_path / "b", "1.1", files)
    write_rows(folder / "manifest.csv", manifest_of("1.1", dict.fromkeys(files, "bulk")))
    assert places(folder) == [("OR-MAN-09", "manifest.csv", 13, "value")]


def test_a_version_can_be_imposed(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", "1.1", valid_bundle("1.1"))
    report = validate_bundle(folder, oneroster="1.2")
    assert report.version == "1.2"
    assert not report.ok


@pytest.mark.parametrize("name", ["nowhere", "nowhere.zip"])
def test_what_is_not_there_cannot_be_judged(tmp_path: Path, name: str) -> None:
    with pytest.raises(RostergenError) as caught:
        validate_bundle(tmp_path / name)
    assert caught.value.exit_code == 3
    assert len(str(caught.value).splitlines()) == 1


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert judge(tmp_path, "1.1", valid_bundle("1.1")) == []
    left = [each for each in sorted(tmp_path.rglob("*")) if each not in before and "bundle" not in each.parts]
    assert left == []


@pytest.mark.parametrize(
    "options",
    [
        {"select": "OR-TYP"},
        {"max_per_rule": 0},
        {"max_per_rule": None},
        {"max_per_rule": 1_000_000},
        {"oneroster": "1.3"},
        {"select": ["OR12"]},
        {"select": ["OR-DEM-03"], "strict": True},
    ],
)
def test_options_that_cannot_be(tmp_path: Path, options: dict[str, object]) -> None:
    folder = write_bundle(tmp_path / "b", "1.1", valid_bundle("1.1"))
    with pytest.raises(UsageError):
        places(folder, **options)


def test_the_current_folder_is_not_meant_by_nothing() -> None:
    with pytest.raises(UsageError, match="found ''"):
        validate_bundle("")


def test_a_base_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", "1.1", valid_bundle("1.1"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="base"):
        validate_bundle(folder, base=tmp_path / "empty")


def test_a_misspelt_boolean_is_wrong_once(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "enrollments", "e-1")["primary"] = "TRUE"
    assert judged("1.1", files) == [("OR-TYP-06", "enrollments.csv", 2, "primary")]


def test_an_org_of_an_unknown_type_is_wrong_once(judged: Judged) -> None:
    files = valid_bundle("1.1")
    row(files, "orgs", "school")["type"] = "elementary"
    assert judged("1.1", files) == [("OR-ENUM-02", "orgs.csv", 3, "type")]


def test_an_item_of_a_list_is_named(tmp_path: Path) -> None:
    files = valid_bundle("1.1")
    row(files, "classes", "band-1")["termSourcedIds"] = "fall,summer,spring"
    (finding,) = validate_bundle(write_bundle(tmp_path / "b", "1.1", files))
    assert finding.message == "termSourcedIds 'summer' is not in academicSessions.csv"


@pytest.mark.parametrize(
    ("file", "before", "after", "finding"),
    [
        ("classes.csv", '"fall,spring"', "fall,spring", ("OR-CSV-10", "classes.csv", 2, "")),
        ("classes.csv", '"09,10"', "09,10", ("OR-CSV-10", "classes.csv", 2, "")),
        ("orgs.csv", "Juniper Lake School", "Oak, Jr. School", ("OR-CSV-10", "orgs.csv", 2, "")),
        ("orgs.csv", "sourcedId,status", "sep=,\r\nsourcedId,status", ("OR-CSV-03", "orgs.csv", 1, "")),
        ("users.csv", "sourcedId,status", "Export of May,,,\r\nsourcedId,status", ("OR-CSV-03", "users.csv", 1, "")),
        ("manifest.csv", "file.categories,bulk", "file.categories,bulk,later", ("OR-MAN-01", "manifest.csv", 5, "")),
        ("orgs.csv", ",district,1793740,", "", ("OR-CSV-10", "orgs.csv", 2, "")),
        ("orgs.csv", "Juniper", "J" * 1_100_000 + ",", ("RG-CSV-04", "orgs.csv", 2, "")),
    ],
)
def test_one_slip_of_form_is_one_finding(
    tmp_path: Path, file: str, before: str, after: str, finding: tuple[str, str, int, str]
) -> None:
    folder = write_bundle(tmp_path / "b", "1.1", valid_bundle("1.1"))
    path = folder / file
    text = path.read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())
    assert places(folder) == [finding]


@pytest.mark.parametrize("name", ["pick[1]", "all*", "status=active", "what?", "it's"])
def test_a_path_is_no_pattern_and_says_nothing_about_rows(tmp_path: Path, name: str) -> None:
    other = valid_bundle("1.1")
    row(other, "orgs", "school")["name"] = ""
    for decoy in ("pick1", "all of them", "whats"):
        write_bundle(tmp_path / decoy, "1.1", other)
    assert places(write_bundle(tmp_path / name, "1.1", valid_bundle("1.1"))) == []


@pytest.mark.parametrize("chosen", [["OR-MAN-09"], ["OR-MAN"]])
def test_what_is_asked_for_does_not_change_what_is_found(tmp_path: Path, chosen: list[str]) -> None:
    files = valid_bundle("1.1")
    as_delta(files["orgs"])
    folder = write_bundle(tmp_path / "b", "1.1", files)
    write_rows(folder / "manifest.csv", manifest_of("1.1", dict.fromkeys(files, "bulk")))
    assert places(folder, select=chosen) == places(folder, ignore=["OR-MODE-01"])


def test_a_file_without_rows_is_wrong_once(tmp_path: Path) -> None:
    folder = write_bundle(tmp_path / "b", "1.1", valid_bundle("1.1"))
    header = (folder / "resources.csv").read_bytes().splitlines(keepends=True)[0]
    (folder / "resources.csv").write_bytes(header)
    assert places(folder) == [("OR-CSV-07", "resources.csv", None, "")]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda files: [each.update(periods="") for each in files["classes"]], "who is in two classes at once"),
        (lambda files: as_delta(files["enrollments"]), "which classes lack teachers or students"),
    ],
)
def test_what_cannot_be_judged_is_said(tmp_path: Path, edit: Callable[[Files], object], said: str) -> None:
    files = valid_bundle("1.1")
    assert validate_bundle(write_bundle(tmp_path / "a", "1.1", files)).unjudged == ()
    edit(files)
    (line,) = validate_bundle(write_bundle(tmp_path / "b", "1.1", files)).unjudged
    assert line.startswith(said)


@pytest.mark.parametrize(("version", "names"), FILES_OF_EITHER.items())
def test_a_member_that_cannot_be_read_is_one_finding(tmp_path: Path, version: str, names: list[str]) -> None:
    folder = write_bundle(tmp_path / "bundle", version, valid_bundle(version))
    for name in names:
        packed = patched(pack(folder), b"PK\1\2", 8, b"\1\0", f"{name}.csv".encode())  # encrypted
        report = validate_bundle(packed)
        assert [finding.code for finding in report] == ["RG-ZIP-01"]
        assert any(f"{name}.csv" in line for line in report.unjudged)


def test_a_result_is_not_held_to_a_scale_if_its_own_may_be_in_a_file_that_is_missing(tmp_path: Path) -> None:
    files = valid_bundle("1.2")
    add(files, "scoreScales", "letters", "marks", scoreScaleValue="{pass:50-100},{fail:0-49}")
    add(files, "lineItemScoreScales", "letters-of-homework-1", "letters-of-test-1", lineItemSourcedId="test-1")
    row(files, "resultScoreScales", "letters-of-result-2")["scoreScaleSourcedId"] = "marks"
    row(files, "results", "result-2")["textScore"] = "pass"
    folder = write_bundle(tmp_path / "bundle", "1.2", files)
    assert places(folder) == []
    (folder / "resultScoreScales.csv").unlink()
    assert places(folder) == [("OR-PKG-06", "resultScoreScales.csv", None, "")]
