"""How DuckDB reads a CSV file and what the table of a file keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.hints import MEANT
from rostergen.validate.values import NULL_WORDS, date, name, one_of, text

if TYPE_CHECKING:
    from rostergen.spec import Column, FileSpec
    from rostergen.validate.bundle import Sheet

_LARGE = frozenset({"users", "enrollments", "demographics", "lineItems", "results", "roles", "userProfiles"})
"""Files of which only the texts named here are kept; of the others all are."""
_KEPT_TEXTS = {("users", "grades"), ("results", "textScore")}
_KEPT_HASHES = {
    ("users", "username"),
    ("users", "identifier"),
    ("users", "email"),
    ("users", "givenName"),
    ("users", "familyName"),
    ("users", "userMasterIdentifier"),
}
NOT_FOLDED = frozenset({"enrollments", "demographics", "results"})
"""Large files to whose sourcedIds little or nothing refers; the tables of all others also have `folded`."""
_CAST = {"date": "DATE", "float": "DOUBLE", "integer": "DOUBLE", "year": "SMALLINT"}


def source(spec: FileSpec, sheet: Sheet) -> str:
    """Return the columns of the specification as text, NULL where blank or where the file lacks the column."""
    there = dict.fromkeys(sheet.columns, "VARCHAR")
    if sheet.numbered:
        there = {"line": "INTEGER"} | there
    columns = ", ".join(f"{text(column)}: {text(kind)}" for column, kind in there.items())
    missing = "".join(f", NULL::VARCHAR AS {name(c)}" for c in spec.header if c not in there)
    dates = "".join(f", try_cast({name(c.name)} AS DATE) AS {date(c.name)}" for c in spec.columns if c.type == "date")
    return (
        f"(SELECT *{missing}{dates} FROM read_csv({text(str(sheet.path))}, delim = ',', quote = '\"', escape = '\"', "
        f"header = true, auto_detect = false, strict_mode = true, columns = {{{columns}}}))"
    )


def kept_types(spec: FileSpec) -> dict[str, str]:
    """Return the SQL types of the columns that the table of a file keeps, by name."""
    types = {column.name: _type(spec, column) for column in spec.columns}
    folded = {} if spec.name in NOT_FOLDED else {"folded": "UBIGINT"}
    return {column: kind for column, kind in types.items() if kind} | folded


def kept(spec: FileSpec) -> dict[str, str]:
    """Return what the table of a file keeps of each column, as expressions over its raw text, by name."""
    columns = {column.name: _expression(spec, column) for column in spec.columns if _type(spec, column)}
    # The sourcedId in lower case, where it has any capitals.
    folded = "CASE WHEN sourcedId <> lower(sourcedId) THEN hash(lower(sourcedId)) END"
    return columns if spec.name in NOT_FOLDED else columns | {"folded": folded}


def _type(spec: FileSpec, column: Column) -> str:
    """Return the type of a column of the table, "" if it is not kept."""
    place = (spec.name, column.name)
    if column.type == "datetime":
        return ""
    if column.type in ("guid", "guid_ref") or place in _KEPT_HASHES:
        return "UBIGINT"
    if column.type == "guid_ref_list":
        return "UBIGINT[]"
    if column.type == "boolean":
        return "BOOLEAN"
    if column.type in _CAST:
        return _CAST[column.type]
    if column.type == "enum" and spec.name in _LARGE and column.values != vocab.TRUE_FALSE:
        return f"ENUM({', '.join(map(text, column.values))})"
    if spec.name in _LARGE and column.type != "enum" and place not in _KEPT_TEXTS:
        return ""
    return "VARCHAR"


def _expression(spec: FileSpec, column: Column) -> str:
    """Return what the table keeps of a column, as an expression over its raw text."""
    own, kind = name(column.name), _type(spec, column)
    if kind == "UBIGINT":
        blank = f"{own} IS NULL" if column.type == "guid" else f"{own} IS NULL OR {one_of(column.name, NULL_WORDS)}"
        return f"CASE WHEN {blank} THEN NULL ELSE hash({own}) END"
    if kind == "UBIGINT[]":
        items = f"string_split({own}, ',')"
        tidied = f"list_filter(list_transform({items}, lambda x: trim(x)), lambda x: x <> '')"
        untidy = f"contains({own}, ' ') OR contains({own}, ',,') OR starts_with({own}, ',') OR ends_with({own}, ',')"
        return (
            f"CASE WHEN {untidy} THEN list_transform({tidied}, lambda x: hash(x)) "
            f"WHEN contains({own}, ',') THEN list_transform({items}, lambda x: hash(x)) "
            f"WHEN {own} <> '' THEN [hash({own})] END"
        )
    if kind == "VARCHAR":
        return own
    if kind == "DATE":
        return date(column.name)
    if kind == "BOOLEAN":
        # However a wrong spelling is reported, what is meant is plain, and nothing else is wrong with the row.
        words = {true: ", ".join(f"'{word}'" for word in MEANT[true]) for true in MEANT}
        meant = f"lower({own}) IN ({words[True]}) THEN true WHEN lower({own}) IN ({words[False]})"
        return f"CASE WHEN {own} = 'false' THEN false WHEN {own} = 'true' THEN true WHEN {meant} THEN false END"
    return f"try_cast({own} AS {kind})"
