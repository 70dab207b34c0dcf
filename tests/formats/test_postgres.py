"""Into a real PostgreSQL: what is in the tables is what is in the CSV; all of it or nothing; others' tables stay."""

from __future__ import annotations

import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rostergen.cli import main
from rostergen.errors import OutputError, UsageError
from rostergen.formats.export import check, export
from rostergen.formats.sql import name as quoted
from rostergen.spec import VERSIONS

from .reading import Tables, of_csv
from .server import ESCAPED, PASSWORD, MissingError, Server, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

TINY = ["--schools", "1", "--students", "5", "--school-year", "2027", "--seed", "1"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra rostergen[postgres])")
    try:
        with running_server() as started:
            yield started
    except MissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def db(server: Server) -> Iterator[Any]:
    """A connection to a database that has no schema but an empty public one."""
    import psycopg

    with psycopg.connect(server.by_socket, autocommit=True) as connection:
        yield connection
        for (name,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_)'"):
            connection.execute(f"DROP SCHEMA {quoted(name)} CASCADE".encode())
        connection.execute("CREATE SCHEMA public")


def load(folder: Path, oneroster: str, url: str, *, force: bool = False) -> int:
    check("csv", url, force=force)
    return export(folder, VERSIONS[oneroster], "csv", url, force=force)


def tables(db: Any, schema: str = "public") -> Tables:
    names = [row[0] for row in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])]
    found: Tables = {}
    for name in names:
        cursor = db.execute(f'SELECT * FROM "{schema}"."{name}" ORDER BY ctid')
        found[name] = ([column.name for column in cursor.description], cursor.fetchall())
    return found


@pytest.mark.parametrize("oneroster", ["1.1", "1.2"])
def test_every_value_comes_back(oneroster: str, bundles: dict[str, Path], server: Server, db: Any) -> None:
    size = load(bundles[oneroster], oneroster, server.url)
    assert tables(db) == of_csv(bundles[oneroster], oneroster)
    assert size > sum(path.stat().st_size for path in bundles[oneroster].iterdir())


@pytest.mark.parametrize("oneroster", ["1.1", "1.2"])
def test_types_and_keys(oneroster: str, bundles: dict[str, Path], server: Server, db: Any) -> None:
    import psycopg

    load(bundles[oneroster], oneroster, server.url)
    columns = {
        (row[0], row[1]): (row[2], row[3])
        for row in db.execute(
            "SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
            "WHERE attnum > 0 AND attrelid::regclass::text IN ('users', 'demographics', 'results')"
        )
    }
    assert columns["users", "enabledUser"] == ("boolean", True)
    assert columns["users", "grades"] == columns["users", "agentSourcedIds"] == ("text[]", False)
    assert columns["users", "userIds"] == ("text", False)
    assert columns["users", "dateLastModified"] == ("timestamp with time zone", False)
    assert columns["demographics", "birthDate"] == ("date", False)
    assert columns["demographics", "metadata.mealStatus"] == ("text", False)
    assert columns["results", "score"] == ("double precision", oneroster == "1.1")
    keys = [
        row[0]
        for row in db.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p' AND "
            "connamespace = 'public'::regnamespace"
        )
    ]
    assert sorted(key.strip('"') for key in keys) == sorted(path.stem for path in bundles[oneroster].iterdir())
    links = {row[0] for row in db.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'")}
    assert 'FOREIGN KEY ("parentSourcedId") REFERENCES orgs("sourcedId")' in links
    assert 'FOREIGN KEY ("sourcedId") REFERENCES users("sourcedId")' in links
    with pytest.raises(psycopg.errors.CheckViolation):
        db.execute("UPDATE demographics SET status = 'x'")
    comments = "SELECT obj_description('users'::regclass), col_description('users'::regclass, 1)"
    (comment,) = db.execute(comments).fetchall()
    assert comment == (f"users.csv of OneRoster {oneroster}, written by rostergen", "Identifies the user.")


def test_force_replaces_what_was_written_and_all_of_it(
    bundles: dict[str, Path], plain: Path, server: Server, db: Any
) -> None:
    load(bundles["1.2"], "1.2", server.url)
    with pytest.raises(OutputError, match="schema 'public' holds tables that rostergen made; add --force"):
        load(plain, "1.1", server.url)
    load(plain, "1.1", server.url, force=True)
    assert tables(db) == of_csv(plain, "1.1")  # results, lineItems and roles went


def test_tables_of_others_stay(plain: Path, server: Server, db: Any) -> None:
    db.execute("CREATE TABLE results (mine text)")
    load(plain, "1.1", server.url)
    load(plain, "1.1", server.url, force=True)
    assert tables(db).pop("results") == (["mine"], [])
    db.execute("CREATE SCHEMA other; CREATE VIEW other.users AS SELECT 1")
    for force in (False, True):
        with pytest.raises(OutputError, match=r"holds 'users', which rostergen did not make; choose another schema"):
            export(plain, VERSIONS["1.1"], "csv", f"{server.url}?schema=other", force=force)
    assert list(tables(db, "other")) == []


def test_what_depends_on_a_table_keeps_it(plain: Path, server: Server, db: Any) -> None:
    load(plain, "1.1", server.url)
    db.execute("CREATE VIEW mine AS SELECT * FROM users")
    says = r": view mine depends on table users; remove that first, or choose another schema with \?schema=NAME$"
    with pytest.raises(OutputError, match=says):
        load(plain, "1.1", server.url, force=True)
    db.execute('DROP VIEW mine; CREATE TABLE theirs (org text REFERENCES orgs ("sourcedId"))')
    with pytest.raises(OutputError, match=": constraint theirs_org_fkey on table theirs depends on table orgs; remove"):
        load(plain, "1.1", server.url, force=True)
    db.execute("DROP TABLE theirs")
    assert tables(db) == of_csv(plain, "1.1")


def test_a_server_that_stops_meanwhile(plain: Path, server: Server, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> list[str]:
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        return []

    monkeypatch.setattr("rostergen.formats.postgres.foreign_keys", stop)
    monkeypatch.setattr("rostergen.formats.postgres._alter", lambda cursor, *_: cursor.execute("SELECT 1"))
    with pytest.raises(OutputError, match=r"(terminating|closed) .*; see how the server fares, and try again$"):
        load(plain, "1.1", server.url)
    assert tables(db) == {}


def test_a_schema_is_made_where_there_is_none(plain: Path, server: Server, db: Any) -> None:
    load(plain, "1.1", f"{server.url}?schema=District%20%22A%22")
    db.execute("CREATE SCHEMA empty")
    load(plain, "1.1", f"{server.by_socket}&schema=empty")
    assert tables(db) == {}
    assert tables(db, "empty") == of_csv(plain, "1.1")
    assert [row[0] for row in db.execute("SELECT nspname FROM pg_namespace WHERE nspname ~ 'District'")] == [
        'District "A"'
    ]


def test_a_failure_leaves_the_database_as_it_was(plain: Path, server: Server, db: Any, tmp_path: Path) -> None:
    load(plain, "1.1", server.url)
    before = tables(db)
    for path in plain.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "users.csv").open("ab") as users:
        users.write(b"too,few\r\n")
    with pytest.raises(OutputError, match=r"^cannot write postgresql://tester:\*\*\*@127\S+: missing data for column"):
        load(tmp_path, "1.1", server.url, force=True)
    with pytest.raises(OutputError, match="missing data for column"):
        load(tmp_path, "1.1", f"{server.url}?schema=fresh")
    assert tables(db) == before
    assert db.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'fresh'").fetchall() == []


def test_the_command(
    plain: Path,
    server: Server,
    db: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    url = f"{server.url}?schema=qa"
    masked = url.replace(ESCAPED, "***")
    assert main([*TINY, "--out", url, "--check"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"as a OneRoster 1.1 PostgreSQL schema: {masked}\n" in said.err
    assert f"{masked}: valid as OneRoster 1.1" in said.err
    assert ESCAPED not in said.err
    assert PASSWORD not in said.err
    found = tables(db, "qa")
    assert found.pop("manifest")[1][1:] == of_csv(plain, "1.1").pop("manifest")[1][1:]
    assert found == {name: table for name, table in of_csv(plain, "1.1").items() if name != "manifest"}
    assert main([*TINY, "--out", url, "--json"]) == 3
    assert main([*TINY, "--out", url, "--json", "--force"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["path"], summary["format"]) == (masked, "postgresql")
    assert summary["bytes"] > 100_000
    assert list(tmp_path.iterdir()) == []


def test_the_example_of_the_page(server: Server, db: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^rostergen (.*--out .postgresql:.*)$", page, re.MULTILINE)
    (query,) = re.findall(r"^```sql\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    *options, url = shlex.split(command)
    assert main([*options, f"{server.url}?{url.partition('?')[2]}", "--quiet"]) == 0
    ((school, students),) = db.execute(query).fetchall()
    assert school
    assert students == 300


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((ESCAPED, "wr0ng"), "password authentication failed"),
        (("/postgres", "/nowhere"), 'database "nowhere" does not exist'),
        (("tester:", "nobody:"), 'password authentication failed for user "nobody"'),
    ],
)
def test_a_refusal_is_one_line_before_any_work(
    change: tuple[str, str], says: str, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--schools", "5000", "--students", "2000000", "--out", server.url.replace(*change)]) == 3
    said = capsys.readouterr().err
    assert said.startswith("rostergen: cannot write postgresql://")
    assert says in said
    assert said.count("\n") == 1
    assert ESCAPED not in said
    assert "wr0ng" not in said


def test_a_stopped_run_leaves_nothing(server: Server, db: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rostergen", "--schools", "60", "--students", "80000", "--out", server.url]
    temporary = os.environ | {"TMPDIR": str(tmp_path)}
    run = subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", env=temporary)
    copying = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY %' AND state = 'active'"
    while run.poll() is None and not db.execute(copying).fetchall():
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (130, "rostergen: interrupted; nothing was written\n")
    assert tables(db) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_that_of_the_temporary_files(server: Server, db: Any, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-m", "rostergen", "--schools", "2", "--students", "2000", "--out", server.url]
    temporary = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, encoding="utf-8", env=temporary, check=False)
    assert done.returncode == 3
    assert done.stderr == (
        f"rostergen: cannot write {tmp_path}: a file grew beyond the allowed size; raise the limit (ulimit -f) or "
        "choose another place with TMPDIR, where the tables are made first\n"
    )
    assert tables(db) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra rostergen[postgres])")
    assert main([*TINY, "--out", "postgresql://u:s3cret@127.0.0.1:1/d"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("rostergen: cannot write postgresql://u:***@127.0.0.1:1/d: ")
    assert "refused" in said
    assert said.count("\n") == 1
    assert "s3cret" not in said


@pytest.mark.parametrize("url", ["postgresql://u:s3cret@h:port/d", "postgresql://u:s3cret@h/d?nothing=1"])
def test_a_url_that_cannot_be_is_one_line(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra rostergen[postgres])")
    assert main([*TINY, "--out", url]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"rostergen: cannot write {url.replace('s3cret', '***')}: ")
    assert said.count("\n") == 1
    assert "s3cret" not in said


def test_without_psycopg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"d: PostgreSQL needs psycopg; .*pip install 'rostergen\[postgres\]'$"):
        check("csv", "postgresql://h/d", force=False)
