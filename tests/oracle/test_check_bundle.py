"""The oracle judges a hand-written district: nothing wrong as it stands, and one broken rule per mutation."""

import json
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from . import check_bundle as script
from .check_bundle import check_bundle, measure
from .district import DISTRICT, Files
from .district_v1p2 import DISTRICT_V1P2
from .mutations import MUTATIONS
from .mutations_v1p2 import MUTATIONS as MUTATIONS_V1P2
from .report import MOST_OF_A_KIND

GRADEBOOK: Files = {
    "categories.csv": "sourcedId,status,dateLastModified,title\nG7,,,Homework\n",
    "lineItems.csv": """\
sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,categorySourcedId,\
gradingPeriodSourcedId,resultValueMin,resultValueMax
L1,,,Page 3,,2025-09-01,2025-09-08,C4,G7,Q1,0,10.5
""",
    "results.csv": """\
sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment
X1,,,L1,U3,fully graded,9.5,2025-09-09,
""",
}


@pytest.fixture
def district() -> Files:
    return dict(DISTRICT)


def write(files: Files, folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode())
    return folder


def zipped(files: Files, path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text.replace("\n", "\r\n"))
    return path


def codes(problems: list[str]) -> set[str]:
    for problem in problems:
        assert re.fullmatch(r"(OR(1[12])?-[A-Z]+-\d\d|D-[A-Z]+-\d\d) [^ :]+:\d+ .+", problem), problem
    return {problem.split()[0] for problem in problems}


def replaced(files: Files, name: str, old: str, new: str) -> Files:
    assert files[name].count(old) == 1, f"{old!r} must occur once in {name}"
    return files | {name: files[name].replace(old, new)}


def test_a_valid_folder(district: Files, tmp_path: Path) -> None:
    assert check_bundle(write(district, tmp_path / "b"), schools=2, students=4, year=2026) == []


def test_a_valid_zip(district: Files, tmp_path: Path) -> None:
    assert check_bundle(zipped(district, tmp_path / "b.zip"), schools=2, students=4, year=2026) == []


@pytest.mark.parametrize(("what", "rule"), [("schools", "D-CNT-01"), ("students", "D-CNT-02"), ("year", "D-CNT-03")])
def test_counts(district: Files, tmp_path: Path, what: str, rule: str) -> None:
    assert codes(check_bundle(write(district, tmp_path / "b"), **{what: 7})) == {rule}  # type: ignore[arg-type]


@pytest.mark.parametrize(("rules", "name", "old", "new"), MUTATIONS)
def test_one_mutation(district: Files, tmp_path: Path, rules: str, name: str, old: str, new: str) -> None:
    broken = replaced(district, name + ".csv", old, new)
    assert codes(check_bundle(write(broken, tmp_path / "b"))) == set(rules.split())


STATE = [
    ("orgs", "district,0601234,", "district,0601234,L\nL,,,Elmland,state,06,"),
    ("orgs", "S1,,,", "D2,,,Fir Schools,district,0601235,L\nS3,,,Oak Elementary School,school,060123500001,D2\nS1,,,"),
    ("academicSessions", "F,,,Fall", "Y2,,,2025-2026,schoolYear,2025-08-18,2026-06-06,,2026\nF,,,Fall"),
]  # fmt: skip
"""A state above the district, and a second district, whose school has the name of one of the first and no students."""


@pytest.fixture
def state(district: Files) -> Files:
    for name, old, new in STATE:
        district = replaced(district, name + ".csv", old, new)
    return district


def test_a_state_of_two_districts(state: Files, tmp_path: Path) -> None:
    assert codes(check_bundle(write(state, tmp_path / "b"))) == {"D-ORG-08"}


@pytest.mark.parametrize(
    ("rules", "name", "old", "new"),
    [
        ("D-ORG-01 D-ORG-02", "orgs", "D2,,,Fir", "L2,,,Firland,state,07,\nD2,,,Fir"),
        ("D-ORG-01 OR-REF-02", "orgs", "\nL,,,Elmland,state,06,", ""),
        ("D-ORG-03", "orgs", "0601235,L", "0601235,"),
        ("D-ORG-04", "orgs", "Fir Schools", "Elm County Schools"),
        ("D-ORG-05", "orgs", "Elmland,state,06", "Elmland,state,California"),
        ("D-ORG-05", "orgs", "Elmland,state,06", "Elmland,state,07"),
        ("D-ORG-06", "orgs", "060123500001", "060123400003"),
        ("D-ORG-07 D-ORG-06", "orgs", "0601235,", "0601234,"),
        ("D-SES-01", "academicSessions", "Y2,,,2025-2026,schoolYear,2025-08-18,2026-06-06,,2026\n", ""),
    ],
)
def test_one_mutation_of_a_state(state: Files, tmp_path: Path, rules: str, name: str, old: str, new: str) -> None:
    broken = replaced(state, name + ".csv", old, new)
    assert codes(check_bundle(write(broken, tmp_path / "b"))) == {"D-ORG-08", *rules.split()}


@pytest.fixture
def graded(district: Files) -> Files:
    marks = district["manifest.csv"]
    for name in ("categories", "lineItems", "results"):
        marks = marks.replace(f"file.{name},absent", f"file.{name},bulk")
    return district | GRADEBOOK | {"manifest.csv": marks}


@pytest.mark.parametrize(
    ("rule", "name", "old", "new"),
    [
        ("", "results", "X1", "X1"),
        ("OR-GRD-01", "lineItems", "Q1,0,10.5", "Q1,9,1"),
        ("OR-GRD-02", "results", "9.5,", "11,"),
        ("OR11-GRD-03", "results", "9.5,", ","),
        ("OR-GRD-05", "results", "U3", "U1"),
        ("OR-GRD-06", "lineItems", "2025-09-08", "2025-08-29"),
        ("OR-GRD-06", "lineItems", "2025-09-08", "2025-11-03"),
        ("OR-GRD-07", "results", "09-09,\n", "09-09,\nX2,,,L1,U3,exempt,0,2025-09-09,\n"),
        ("OR-REF-16", "lineItems", "G7", "G8"),
        ("OR11-REF-17", "lineItems", "Q1", "F"),
        ("OR-REF-18", "results", "L1", "L2"),
        ("OR-REF-19", "results", "U3", "T3"),
        ("OR-ENUM-09", "results", "fully graded", "graded"),
        ("OR-TYP-07", "results", "9.5,", "95%,"),
    ],
)
def test_gradebook(graded: Files, tmp_path: Path, rule: str, name: str, old: str, new: str) -> None:
    found = codes(check_bundle(write(replaced(graded, name + ".csv", old, new), tmp_path / "b")))
    also = {"OR-REF-19": "OR-GRD-05", "OR-GRD-01": "OR-GRD-02"}.get(rule, "")
    assert found - {also} == {rule} - {""}


def test_part_of_a_gradebook(graded: Files, tmp_path: Path) -> None:
    del graded["lineItems.csv"]
    assert codes(check_bundle(write(graded, tmp_path / "b"))) == {"D-BND-02", "OR-PKG-06", "OR-MODE-06"}


def test_sorted_metadata_columns(district: Files, tmp_path: Path) -> None:
    header, *rows = district["orgs.csv"].splitlines()
    orgs = "\n".join([f"{header},metadata.a,metadata.b", *(f"{row},,x" for row in rows)]) + "\n"
    assert check_bundle(write(district | {"orgs.csv": orgs}, tmp_path / "b")) == []


def test_a_valid_bundle_of_1_2(tmp_path: Path) -> None:
    assert check_bundle(write(DISTRICT_V1P2, tmp_path / "b"), schools=2, students=4, year=2026) == []
    assert check_bundle(zipped(DISTRICT_V1P2, tmp_path / "b.zip")) == []
    assert measure(tmp_path / "b")["users"]["roles"] == {
        "student": 4, "parent": 1, "guardian": 1, "teacher": 5, "districtAdministrator": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("rules", "name", "old", "new"), MUTATIONS_V1P2)
def test_one_mutation_of_1_2(tmp_path: Path, rules: str, name: str, old: str, new: str) -> None:
    broken = replaced(DISTRICT_V1P2, name + ".csv", old, new)
    assert codes(check_bundle(write(broken, tmp_path / "b"))) == set(rules.split())


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("userProfiles", {"OR-PKG-06", "D-BND-01", "OR-MODE-06"}),
        ("resultScoreScales", {"OR-PKG-06", "OR12-GRD-04"}),
        ("courses", {"OR-PKG-06", "OR12-PKG-09", "OR-MODE-06"}),
    ],
)
def test_missing_files_of_1_2(tmp_path: Path, name: str, rules: set[str]) -> None:
    files = {file: text for file, text in DISTRICT_V1P2.items() if file != f"{name}.csv"}
    assert codes(check_bundle(write(files, tmp_path / "b"))) == rules


def test_a_column_of_1_2_0(tmp_path: Path) -> None:
    header, *rows = DISTRICT_V1P2["users.csv"].splitlines()
    users = "\n".join([f"{header},resourceSourcedIds", *(f"{row}," for row in rows)]) + "\n"
    assert codes(check_bundle(write(DISTRICT_V1P2 | {"users.csv": users}, tmp_path / "b"))) == {"OR12-RES-03"}


def test_more_files_than_1_2_has(tmp_path: Path) -> None:
    files = DISTRICT_V1P2 | {"more.csv": "x\n"}
    assert codes(check_bundle(write(files, tmp_path / "b"))) == {"OR12-PKG-05", "OR-PKG-04"}


def test_delta_rows(district: Files, tmp_path: Path) -> None:
    files = replaced(district, "manifest.csv", "file.courseResources,bulk", "file.courseResources,delta")
    files = replaced(files, "courseResources.csv", "KR1,,", "KR1,deleted,2026-01-01T00:00:00.000Z")
    assert codes(check_bundle(write(files, tmp_path / "b"))) == {"D-BND-03", "OR-MODE-03"}


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("OR11-PKG-05", "roles.csv"),
        ("OR-PKG-04", "academicsessions.csv"),
        ("OR-PKG-02", "more.zip"),
        ("OR-PKG-02", "inner/users.csv"),
        ("OR-PKG-08", ".DS_Store"),
        ("OR-PKG-08", "__MACOSX/._users.csv"),
        ("OR-PKG-08", "notes.txt"),
    ],
)
def test_foreign_entries(district: Files, tmp_path: Path, rule: str, name: str) -> None:
    district[name] = "x\n"
    assert codes(check_bundle(zipped(district, tmp_path / "b.zip"))) == {rule}
    assert codes(check_bundle(write(district, tmp_path / "b"))) == {rule}


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("manifest", {"OR-PKG-03"}),
        ("demographics", {"OR-PKG-06", "D-BND-01", "D-DEM-01"}),
        ("resources", {"OR-PKG-06", "D-BND-01", "OR-MODE-06"}),
        ("courses", {"OR-PKG-06", "OR11-PKG-09", "OR-MODE-06"}),
    ],
)
def test_missing_files(district: Files, tmp_path: Path, name: str, rules: set[str]) -> None:
    del district[name + ".csv"]
    assert codes(check_bundle(write(district, tmp_path / "b"))) == rules


@pytest.mark.parametrize(
    ("rules", "old", "new"),
    [
        ("OR-CSV-01 D-BND-06", "Díaz".encode(), "Díaz".encode("latin-1")),
        ("OR-CSV-02", b"sourcedId,", b"\xef\xbb\xbfsourcedId,"),
        ("OR-CSV-09", b"Hal,Ito", b"Hal,I\rto"),
        ("OR-CSV-11", b"Low,,14,,,,,,\r\n", b"Low,,14,,,,,,\n"),
        ("OR-CSV-11", b"May,,15,,,,,,\r\n", b"May,,15,,,,,,"),
    ],
)
def test_bytes(district: Files, tmp_path: Path, rules: str, old: bytes, new: bytes) -> None:
    users = write(district, tmp_path / "b") / "users.csv"
    data = users.read_bytes()
    assert data.count(old) == 1
    users.write_bytes(data.replace(old, new))
    assert codes(check_bundle(tmp_path / "b")) == set(rules.split())


def test_line_ends_are_one_problem_per_file(district: Files, tmp_path: Path) -> None:
    (write(district, tmp_path / "b") / "users.csv").write_text(district["users.csv"], encoding="utf-8", newline="\n")
    assert check_bundle(tmp_path / "b") == ["OR-CSV-11 users.csv:1 13 lines do not end with CRLF, this is the first"]


def test_zips(district: Files, tmp_path: Path) -> None:
    assert codes(check_bundle(zipped(district, tmp_path / "b.zip", zipfile.ZIP_STORED))) == {"OR-PKG-01"}
    assert codes(check_bundle(zipped(district, tmp_path / "b.oneroster"))) == {"OR-PKG-01"}
    (tmp_path / "c.zip").write_text("sourcedId")
    assert codes(check_bundle(tmp_path / "c.zip")) == {"OR-PKG-01"}
    assert codes(check_bundle(tmp_path / "nowhere.zip")) == {"D-BND-00"}
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(zipped(district, tmp_path / "d.zip"), "a", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("orgs.csv", district["orgs.csv"].replace("\n", "\r\n"))
    assert codes(check_bundle(tmp_path / "d.zip")) == {"OR-PKG-04"}


def test_small_classes(district: Files, tmp_path: Path) -> None:
    district["users.csv"] += "".join(f"V{n},,,true,S2,student,v{n},,Vi,Wu,,9{n},,,,,09,\n" for n in range(100))
    assert codes(check_bundle(write(district, tmp_path / "b"))) == {"D-CLS-06", "D-TT-05", "D-DEM-01"}


@pytest.mark.parametrize(
    ("art", "music", "rules"),
    [
        ("1(M)", "1(T)", set()),
        ("1(MW)", "1(T)", set()),
        ("1(M)", "2(M)", set()),
        ("1(MT)", "1(T)", {"D-TT-02", "D-TT-03"}),
        ("1", "1(F)", {"D-TT-02", "D-TT-03"}),
        ("1(F)", "1", {"D-TT-02", "D-TT-03"}),
    ],
)
def test_periods_of_weekdays(district: Files, tmp_path: Path, art: str, music: str, rules: set[str]) -> None:
    """Art and music with one teacher in one room."""
    files = replaced(district, "enrollments.csv", "E4,,,C2,S1,T2", "E4,,,C2,S1,T5")
    files = replaced(files, "classes.csv", "Art Room", "Music Room")
    files = replaced(files, "classes.csv", "55149,1", f"55149,{art}")
    files = replaced(files, "classes.csv", "55119,1", f"55119,{music}")
    assert codes(check_bundle(write(files, tmp_path / "b"))) == rules


def test_problems_of_a_kind_are_cut(district: Files, tmp_path: Path) -> None:
    district["resources.csv"] += "".join(f"R9{n},,,R9{n},,boss,,,\n" for n in range(MOST_OF_A_KIND + 7))
    problems = check_bundle(write(district, tmp_path / "b"))
    assert len(problems) == MOST_OF_A_KIND + 1
    assert problems[-1] == "OR-ENUM-08 resources.csv:0 and 7 more of this kind"


@pytest.mark.parametrize(
    "noise", [b"", b"\r\n", b"\xff\xfe\x00,", b'"', b'a,"b\r\n' * 300, b"sourcedId\r\n\r\n,,,\r\n"]
)
def test_noise_is_judged(district: Files, tmp_path: Path, noise: bytes) -> None:
    for name in district:
        path = write(district, tmp_path / name) / name
        path.write_bytes(noise)
        assert "D-BND-00" not in codes(check_bundle(path.parent))


def test_damaged_rows_are_judged(district: Files, tmp_path: Path) -> None:
    dice = random.Random(7)
    for _ in range(150):
        folder = write(district, tmp_path / "b")
        path = folder / dice.choice(sorted(district))
        cells = path.read_bytes().split(b",")
        for _ in range(3):
            cells[dice.randrange(len(cells))] = dice.choice(
                [b"", b"Y", b"C1", b"U1", b"G1", b'"', b"\r\n", b"2025-01-01"]
            )
        path.write_bytes(b",".join(cells))
        assert "D-BND-00" not in codes(check_bundle(folder))


def test_measures(district: Files, tmp_path: Path) -> None:
    found = measure(write(district, tmp_path / "b"))
    assert found["users"]["roles"]["student"] == 4
    assert found["classes"]["size"]["high scheduled"]["mean"] == 2
    assert found["teachers"]["number of SCED areas"] == {1: 4, 3: 1}
    assert found["families"]["share of students by guardians (3: three or more)"] == {"0": 0.25, "1": 0.75}
    assert found["families"]["sibling families in several schools"] == 1
    assert found["enrollments"]["share of students with a late entry"] == 0.25
    assert found["demographics"]["years off the age of the grade"] == {"0": 0.75, "1": 0.25}


def test_as_a_script(district: Files, tmp_path: Path) -> None:
    path = str(write(district, tmp_path / "b"))
    command = [sys.executable, str(script.__file__), path]
    right = subprocess.run([*command, "--stats", "--students", "4"], capture_output=True, text=True, check=False)
    assert right.returncode == 0, right.stderr
    assert json.loads(right.stdout.split("\n", 1)[1])["rows"]["users.csv"] == 12
    wrong = subprocess.run([*command, "--students", "5"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert wrong.stdout.startswith("D-CNT-02 users.csv:0 4 students, not 5")
