"""What is in Parquet, DuckDB and SQLite is what is in the CSV, with types and keys; it is there whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from rostergen.errors import OutputError, UsageError
from rostergen.formats import duck, sqlite
from rostergen.formats.export import check, export
from rostergen.formats.forms import FORMS, fits
from rostergen.spec import VERSIONS

from .reading import as_sqlite_has_it, of_csv, of_duckdb, of_parquet, of_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = {"parquet": "out", "duckdb": "out.duckdb", "sqlite": "out.sqlite"}
READERS: dict[str, Callable[[Path], Any]] = {"parquet": of_parquet, "duckdb": of_duckdb, "sqlite": of_sqlite}
of_every_form = pytest.mark.parametrize("form", NAMES)
of_either_version = pytest.mark.parametrize("oneroster", ["1.1", "1.2"])


def written(form: str, folder: Path, oneroster: str, out: Path, *, force: bool = False) -> Path:
    path = out / NAMES[form]
    size = export(folder, VERSIONS[oneroster], form, str(path), force=force)
    assert size == sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path]))
    return path


@of_either_version
@of_every_form
def test_every_value_comes_back(form: str, oneroster: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    expected = of_csv(bundles[oneroster], oneroster)
    assert sum(len(rows) for _, rows in expected.values()) > 1000
    found = READERS[form](written(form, bundles[oneroster], oneroster, tmp_path))
    assert found == (as_sqlite_has_it(expected) if form == "sqlite" else expected)
    assert [path.name for path in tmp_path.iterdir()] == [NAMES[form]]


TYPES = {
    ("users", "enabledUser"): ("BOOLEAN", "BOOLEAN"),
    ("users", "grades"): ("VARCHAR[]", "TEXT"),
    ("users", "agentSourcedIds"): ("VARCHAR[]", "TEXT"),
    ("users", "dateLastModified"): ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
    ("users", "userIds"): ("VARCHAR", "TEXT"),
    ("demographics", "birthDate"): ("DATE", "DATE"),
    ("demographics", "metadata.mealStatus"): ("VARCHAR", "TEXT"),
    ("academicSessions", "schoolYear"): ("INTEGER", "INTEGER"),
    ("results", "score"): ("DOUBLE", "REAL"),
}
"""In Parquet and DuckDB, and in SQLite."""


@of_either_version
def test_types_of_parquet(oneroster: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    folder = written("parquet", bundles[oneroster], oneroster, tmp_path)
    for (table, column), (kind, _) in TYPES.items():
        described = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(folder / f"{table}.parquet")]).fetchall()
        assert {row[0]: row[1] for row in described}[column] == kind
    file = str(folder / "users.parquet")
    assert duckdb.execute("SELECT DISTINCT compression FROM parquet_metadata(?)", [file]).fetchall() == [("ZSTD",)]
    ((about,),) = duckdb.execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = 'oneroster'", [file]).fetchall()
    assert about.decode() == f"users.csv of OneRoster {oneroster}"


@of_either_version
def test_types_and_keys_of_duckdb(oneroster: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    with duckdb.connect(str(written("duckdb", bundles[oneroster], oneroster, tmp_path))) as db:
        described = (
            "SELECT data_type, is_nullable, comment FROM duckdb_columns() WHERE (table_name, column_name) = (?, ?)"
        )
        for place, (kind, _) in TYPES.items():
            assert db.execute(described, place).fetchall()[0][0] == kind
        assert db.execute(described, ["users", "givenName"]).fetchall() == [("VARCHAR", False, "First name.")]
        assert db.execute(described, ["users", "middleName"]).fetchall()[0][1]
        keys = db.execute(
            "SELECT table_name, constraint_column_names[1], referenced_table FROM duckdb_constraints() "
            "WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') ORDER BY constraint_type DESC"
        ).fetchall()
        assert ("users", "sourcedId", None) in keys
        assert ("manifest", "propertyName", None) in keys
        assert {("enrollments", "userSourcedId", "users"), ("demographics", "sourcedId", "users")} <= set(keys)
        assert len([key for key in keys if key[2] is None]) == len(list(bundles[oneroster].iterdir()))
        with pytest.raises(duckdb.ConstraintException):
            db.execute("INSERT INTO demographics (\"sourcedId\") VALUES ('nobody')")
        with pytest.raises(duckdb.ConstraintException):
            db.execute(
                "UPDATE orgs SET type = 'shop'" if oneroster == "1.1" else "UPDATE demographics SET status = 'x'"
            )
        assert db.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'orgs'").fetchall() == [
            (f"orgs.csv of OneRoster {oneroster}",)
        ]


def test_a_large_bundle_has_no_keys_in_duckdb(
    bundles: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duck, "_MOST_KEYED", 1000)
    path = written("duckdb", bundles["1.2"], "1.2", tmp_path)
    assert of_duckdb(path) == of_csv(bundles["1.2"], "1.2")
    with duckdb.connect(str(path), read_only=True) as db:
        kinds = {row[0] for row in db.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()}
    assert kinds == {"NOT NULL", "CHECK"}


@of_either_version
def test_types_and_keys_of_sqlite(oneroster: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    with closing(sqlite3.connect(written("sqlite", bundles[oneroster], oneroster, tmp_path))) as db:
        for (table, column), (_, kind) in TYPES.items():
            assert {row[1]: row[2] for row in db.execute(f'PRAGMA table_info("{table}")')}[column] == kind
        for path in bundles[oneroster].iterdir():
            info = list(db.execute(f'PRAGMA table_info("{path.stem}")'))
            assert [row[1] for row in info if row[5]] == [info[0][1]]
        required = {row[1] for row in db.execute("PRAGMA table_info(users)") if row[3]}
        assert {"sourcedId", "enabledUser", "username", "givenName", "familyName"} <= required
        references = {(row[3], row[2]) for row in db.execute("PRAGMA foreign_key_list(enrollments)")}
        assert references == {("classSourcedId", "classes"), ("schoolSourcedId", "orgs"), ("userSourcedId", "users")}
        assert list(db.execute("PRAGMA foreign_key_check")) == []
        assert list(db.execute("PRAGMA integrity_check")) == [("ok",)]
        assert list(db.execute("PRAGMA journal_mode")) == [("delete",)]
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("UPDATE demographics SET status = 'x'")


def test_rows_come_in_parts(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    n = len(of_csv(plain, "1.1")["users"][1])
    for batch in (1, n - 1, n, n + 1):
        monkeypatch.setattr(sqlite, "_BATCH", batch)
        written("sqlite", plain, "1.1", tmp_path, force=True)
        assert of_sqlite(tmp_path / "out.sqlite") == as_sqlite_has_it(of_csv(plain, "1.1"))


@of_every_form
def test_what_exists_needs_force_and_only_the_same_is_replaced(
    form: str, plain: Path, bundles: dict[str, Path], tmp_path: Path
) -> None:
    path = written(form, bundles["1.2"], "1.2", tmp_path)
    with pytest.raises(OutputError, match=r"it exists; add --force to replace it"):
        written(form, plain, "1.1", tmp_path)
    assert READERS[form](path) == (as_sqlite_has_it if form == "sqlite" else dict)(of_csv(bundles["1.2"], "1.2"))
    written(form, plain, "1.1", tmp_path, force=True)
    assert READERS[form](path).keys() == {file.stem for file in plain.iterdir()}
    assert [file.name for file in tmp_path.iterdir()] == [NAMES[form]]


@of_every_form
@pytest.mark.parametrize("kind", ["text", "folder", "link", "other tables", "bundle"])
def test_what_is_not_ours_is_never_replaced(form: str, kind: str, plain: Path, tmp_path: Path) -> None:
    path = tmp_path / NAMES[form]
    if kind == "text":
        path.write_text("mine")
    elif kind == "folder":
        (path / "mine").mkdir(parents=True)
    elif kind == "link":
        path.symlink_to(written(form, plain, "1.1", tmp_path).rename(tmp_path / "other"))
    elif kind == "bundle":
        path.mkdir()
        for file in plain.iterdir():
            (path / file.name).write_bytes(file.read_bytes())
    else:
        written(form, plain, "1.1", tmp_path)
        if form == "parquet":
            (path / "notes.parquet").touch()
        else:
            connect: Any = duckdb.connect if form == "duckdb" else sqlite3.connect
            with closing(connect(str(path))) as db:
                db.execute("CREATE TABLE notes (text TEXT)")
    before = (sorted(path.iterdir()) if path.is_dir() else path.read_bytes(), path.lstat().st_ino)
    for attempt in (
        lambda: check(form, str(path), force=True),
        lambda: export(plain, VERSIONS["1.1"], form, str(path), force=True),
    ):
        with pytest.raises(OutputError, match=r"^cannot replace .*; choose another place with --out$"):
            attempt()
    assert before == (sorted(path.iterdir()) if path.is_dir() else path.read_bytes(), path.lstat().st_ino)


def test_the_current_folder_stays(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (".", str(tmp_path)):
        with pytest.raises(OutputError, match="cannot replace"):
            export(plain, VERSIONS["1.1"], "parquet", name, force=True)


@of_every_form
def test_a_failure_leaves_what_was_there(
    form: str, plain: Path, bundles: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(form, plain, "1.1", tmp_path)
    before = READERS[form](path)

    def failing(*_: object) -> None:
        raise KeyboardInterrupt

    for module, function in ((duck, "_rows"), (sqlite, "_cell")):
        monkeypatch.setattr(module, function, failing)
    for oneroster in ("1.1", "1.2"):
        with pytest.raises(KeyboardInterrupt):
            written(form, bundles[oneroster], oneroster, tmp_path, force=True)
    assert READERS[form](path) == before
    assert [file.name for file in tmp_path.iterdir()] == [NAMES[form]]


@pytest.mark.parametrize(
    ("form", "name", "fitting"),
    [
        ("parquet", "x", True),
        ("parquet", "x.y", True),
        ("parquet", "x.ZIP", False),
        ("parquet", "x.parquet", False),
        ("parquet", "x.duckdb", False),
        ("duckdb", "x.duckdb", True),
        ("duckdb", "x.DB", True),
        ("duckdb", "x.sqlite", False),
        ("duckdb", "x", False),
        ("sqlite", "x.sqlite3", True),
        ("sqlite", "x.db", True),
        ("sqlite", "x.zip", False),
    ],
)
def test_names_that_fit(form: str, name: str, fitting: bool, tmp_path: Path) -> None:
    assert fits(form, name) == fitting
    if fitting:
        check(form, str(tmp_path / name), force=False)
    else:
        with pytest.raises(UsageError, match=r"^--out: found "):
            check(form, str(tmp_path / name), force=False)
    assert list(tmp_path.iterdir()) == []


def test_usual_names_fit() -> None:
    assert all(fits(form, FORMS[form].usual) for form in FORMS)
