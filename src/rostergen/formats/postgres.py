"""Tables of a PostgreSQL database, by COPY and in one transaction: all of them are there, or none."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rostergen.errors import OutputError, UsageError
from rostergen.formats.shape import KNOWN, Kind, Shape
from rostergen.formats.sql import comments, create, foreign_keys, name, primary_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from psycopg import Cursor

    from rostergen.formats.url import DatabaseUrl

TYPES: dict[Kind, str] = {
    "text": "text",
    "list": "text[]",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
    "integer": "integer",
    "number": "double precision",
}

_MARK = ", written by rostergen"
"""How the comment of a table ends that --force may replace."""

_AS_COPIED = TYPES | {"list": "text"}
_PIECE = 1 << 18
_ELSEWHERE = "choose another schema with ?schema=NAME"
_PATIENCE = 10
"""Seconds that a server has to answer, if neither URL nor environment say otherwise."""

_RELATIONS = """
    SELECT relname, coalesce(obj_description(pg_class.oid, 'pg_class'), '')
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = %s AND relname = ANY(%s)
    ORDER BY relname
"""


def check(url: DatabaseUrl, *, force: bool) -> None:
    """Raise OutputError if the database cannot be reached or holds what must stay, so that a run can stop early."""
    with _transaction(url) as cursor:
        _ours(cursor, url, (), force=force)


def load(shapes: Sequence[Shape], url: DatabaseUrl, *, force: bool) -> int:
    """Make and fill the tables; return how many bytes they take with their indexes.

    With `force` tables that rostergen made go first; no others are ever touched. Raises OutputError, and OSError where
    a file cannot be read; then the database is as it was.
    """
    with _transaction(url) as cursor:
        ours = _ours(cursor, url, [shape.name for shape in shapes], force=force)
        if not _rows(cursor, "SELECT 1 FROM pg_namespace WHERE nspname = %s", [url.schema]):
            _run(cursor, f"CREATE SCHEMA {name(url.schema)}")
        _run(cursor, f"SET LOCAL search_path TO {name(url.schema)}")
        if ours:
            _run(cursor, f"DROP TABLE {', '.join(map(name, ours))}")
        for shape in shapes:
            _fill(cursor, shape)
        for shape in shapes:  # when all keys are there
            _alter(cursor, shape, (f"ADD {key}" for key in foreign_keys(shape)))
        tables = [name(shape.name) for shape in shapes]
        ((size,),) = _rows(
            cursor, "SELECT sum(pg_total_relation_size(t::regclass))::bigint FROM unnest(%s::text[]) t", [tables]
        )
        return int(str(size))


def _fill(cursor: Cursor, shape: Shape) -> None:
    _run(cursor, create(shape, _AS_COPIED))
    with (
        shape.file.open("rb") as file,
        cursor.copy(f"COPY {name(shape.name)} FROM STDIN (FORMAT csv, HEADER true)".encode()) as copy,
    ):
        while piece := file.read(_PIECE):
            copy.write(piece)
    # Lists in CSV are not written as PostgreSQL writes its arrays. All in one statement, so that rows move once.
    lists = [name(field.name) for field in shape.fields if field.kind == "list"]
    as_arrays = [f"ALTER {column} TYPE text[] USING string_to_array({column}, ',')" for column in lists]
    _alter(cursor, shape, [*as_arrays, f"ADD {primary_key(shape)}"])
    for comment in comments(shape, _MARK):
        _run(cursor, comment)


def _alter(cursor: Cursor, shape: Shape, actions: Iterable[str]) -> None:
    if all_of_them := ", ".join(actions):
        _run(cursor, f"ALTER TABLE {name(shape.name)} {all_of_them}")


def _ours(cursor: Cursor, url: DatabaseUrl, wanted: Sequence[str], *, force: bool) -> list[str]:
    """Return the tables that rostergen made before; raise OutputError if they must stay, or others are in the way."""
    found = [(str(table), str(comment)) for table, comment in _rows(cursor, _RELATIONS, [url.schema, list(KNOWN)])]
    ours = [table for table, comment in found if comment.endswith(_MARK)]
    foreign = [table for table, _ in found if table in wanted and table not in ours]
    if foreign:
        raise OutputError(
            f"cannot write {url}: schema '{url.schema}' holds '{foreign[0]}', which rostergen did not make; "
            f"{_ELSEWHERE}"
        )
    if ours and not force:
        raise OutputError(
            f"cannot write {url}: schema '{url.schema}' holds tables that rostergen made; "
            f"add --force to replace them, or {_ELSEWHERE}"
        )
    return ours


@contextmanager
def _transaction(url: DatabaseUrl) -> Iterator[Cursor]:
    """Yield a cursor in a transaction that ends with the block; whatever the server says is an OutputError."""
    try:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise UsageError(
            f"--out: {url}: PostgreSQL needs psycopg; install it with python -m pip install 'rostergen[postgres]'"
        ) from error
    # What goes wrong while a connection is given up is logged as well; without a handler it would be found on stderr.
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    connected = False
    try:
        patience = {} if "connect_timeout" in conninfo_to_dict(url.libpq) else {"connect_timeout": _PATIENCE}
        with psycopg.connect(url.libpq, client_encoding="utf-8", **patience) as connection:  # type: ignore[arg-type]
            connected = True
            yield connection.cursor()
    except psycopg.Error as error:
        what, to_do = error.diag.message_primary or str(error), "check the URL and what you may do there"
        if isinstance(error, psycopg.errors.DependentObjectsStillExist):  # the detail names them, a line each
            what, to_do = error.diag.message_detail or what, f"remove that first, or {_ELSEWHERE}"
        elif connected and isinstance(error, psycopg.OperationalError):  # stopped, full, or lost on the way
            to_do = "see how the server fares, and try again"
        raise OutputError(f"cannot write {url}: {url.hide(what)}; {to_do}") from None


def _run(cursor: Cursor, sql: str) -> None:
    cursor.execute(sql.encode())  # as bytes, for it was composed here


def _rows(cursor: Cursor, sql: str, values: Sequence[object]) -> list[tuple[object, ...]]:
    return cursor.execute(sql.encode(), values).fetchall()
