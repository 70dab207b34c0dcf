"""How DuckDB reads a CSV file and what the table of a file keeps of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rostergen.validate.hints import MEANT
from rostergen.validate.kinds import kept_type
from rostergen.validate.names import (
    ROW_HAS_BLANKS,
    ROW_HAS_POWERS,
    ROW_HAS_QUOTES,
    ROW_HAS_SEPARATORS,
    ROW_IS_MISREAD,
    date,
    has_gaps,
    is_date,
    is_usual,
    items_of,
    kept,
    matches,
    name,
    one_of,
    text,
)
from rostergen.validate.values import (
    BLANKS,
    MISREAD,
    NULL_WORDS,
    PLAIN_NUMBER,
    ROUNDED,
    SEPARATORS,
    list_has_gaps,
    usual_form,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.spec import Column, FileSpec
    from rostergen.validate.bundle import Sheet

NOT_FOLDED = frozenset({"enrollments", "demographics", "results"})
"""Large files to whose sourcedIds little or nothing refers; the tables of all others also have `folded`."""

WEIGHT = name("weight of row")


def source(spec: FileSpec, sheet: Sheet) -> str:
    """Return the columns of the specification as text, NULL where blank or where the file lacks the column."""
    there = dict.fromkeys(sheet.columns, "VARCHAR")
    if sheet.numbered:
        there = {"line": "INTEGER"} | there
    columns = ", ".join(f"{text(column)}: {text(kind)}" for column, kind in there.items())
    missing = "".join(f", NULL::VARCHAR AS {name(c)}" for c in spec.header if c not in there)
    columns_of_dates = [(c.name, sheet.usual_dates.get(c.name, ())) for c in spec.columns if c.type == "date"]
    dates = "".join(f", {_as_date(column, usual)} AS {date(column)}" for column, usual in columns_of_dates)
    forms = "".join(f", {_has_form(column, usual)} AS {is_date(column)}" for column, usual in columns_of_dates)
    # What a path says must not be taken for a pattern of many, nor for columns.
    path = re.sub(r"([*?\[])", r"[\1]", str(sheet.path))
    return (
        f"(SELECT *{forms} FROM (SELECT *{missing}{dates} FROM read_csv({text(path)}, delim = ',', quote = '\"', "
        f"escape = '\"', header = true, auto_detect = false, strict_mode = true, hive_partitioning = false, "
        f"columns = {{{columns}}})))"
    )


def scanned(spec: FileSpec, sheet: Sheet) -> str:
    """Return the rows of `source` with what one scan makes of them, under the names that `values` has for it.

    To ask each of twenty cells for a blank costs far more than to put them together and ask that.
    """
    row = "text of row"
    marks = {
        ROW_HAS_BLANKS: " OR ".join(f"contains({name(row)}, '{blank}')" for blank in BLANKS),
        ROW_HAS_SEPARATORS: f"contains({name(row)}, ';') OR contains({name(row)}, '|')",
        ROW_HAS_QUOTES: f"contains({name(row)}, {text(chr(34))})",
        # Few rows have what these two patterns are about.
        ROW_HAS_POWERS: _if(f"contains({name(row)}, 'E+')", f"regexp_matches({name(row)}, {text(ROUNDED)})"),
        ROW_IS_MISREAD: _if(
            f"strlen({name(row)}) > length({name(row)})", f"regexp_matches({name(row)}, {text(MISREAD)})"
        ),
    }
    if sheet.plain:
        marks = dict.fromkeys(marks, "false")
    for column in spec.columns:
        own = name(column.name)
        if form := usual_form(column):
            # Of the sourcedIds of a plain file nothing is asked but whether they have capitals.
            known = column.type == "guid" and sheet.plain and spec.name in NOT_FOLDED
            marks[is_usual(column.name)] = "true" if known else form
        if column.type == "guid_ref_list":
            marks[has_gaps(column.name)] = _if(f"contains({own}, ',')", list_has_gaps(own))
        elif column.type == "braced_pair_list":
            marks[items_of(column.name)] = f"string_split({own}, ',')"
    with_text = f"(SELECT *, {sheet.text} AS {name(row)} FROM {source(spec, sheet)})"
    with_marks = f"(SELECT *, {', '.join(f'{sql} AS {mark}' for mark, sql in marks.items())} FROM {with_text})"
    columns = ", ".join(f"{sql} AS {kept(column)}" for column, sql in _kept(spec).items())
    return f"(SELECT *, {sheet.weight(name(row))} AS {WEIGHT}, {columns} FROM {with_marks})"


def _if(likely: str, sure: str) -> str:
    return f"CASE WHEN {likely} THEN {sure} ELSE false END"


def _as_date(column: str, usual: Sequence[str]) -> str:
    own = name(column)
    known = "".join(f"WHEN {own} = '{each}' THEN DATE '{each}' " for each in usual)
    # DuckDB knows more dates than the standard: infinity, epoch, 44 BC, the year 5881580.
    return f"CASE {known}WHEN strlen({own}) = 10 AND {own} < ':' THEN try_cast({own} AS DATE) END"


def _has_form(column: str, usual: Sequence[str]) -> str:
    own = name(column)
    # What a date casts to and back is the same text only if it was YYYY-MM-DD.
    read = f"{date(column)}::VARCHAR = {own}"
    return f"CASE WHEN {one_of(column, tuple(usual))} THEN true ELSE {read} END" if usual else read


def parts_of(text_of_list: str) -> list[str]:
    """Return the items of a list as the table of its file has them: blank ones are left out."""
    return [stripped for item in re.split(SEPARATORS, text_of_list) if (stripped := item.strip(" "))]


def kept_types(spec: FileSpec) -> dict[str, str]:
    """Return the SQL types of the columns that the table of a file keeps, by name."""
    types = {column.name: kept_type(spec, column) for column in spec.columns}
    folded = {} if spec.name in NOT_FOLDED else {"folded": "UBIGINT"}
    return {column: kind for column, kind in types.items() if kind} | folded


def _kept(spec: FileSpec) -> dict[str, str]:
    """Return what the table of a file keeps of each column, as expressions over its raw text, by name."""
    columns = {column.name: _expression(spec, column) for column in spec.columns if kept_type(spec, column)}
    # The sourcedId in lower case, where it has any capitals.
    folded = (
        f"CASE WHEN {is_usual('sourcedId')} THEN NULL "
        "WHEN sourcedId <> lower(sourcedId) THEN hash(lower(sourcedId)) END"
    )
    return columns if spec.name in NOT_FOLDED else columns | {"folded": folded}


def _expression(spec: FileSpec, column: Column) -> str:
    """Return what the table keeps of a column, as an expression over its raw text."""
    own, kind = name(column.name), kept_type(spec, column)
    if kind == "UBIGINT":
        blank = f"{own} IS NULL" if column.type == "guid" else f"{own} IS NULL OR {one_of(column.name, NULL_WORDS)}"
        # DuckDB's hash is one for many pairs of names that differ in two places, and never for random ids (2.0.1).
        digest = f"hash({own})" if column.reference or column.name == "sourcedId" else f"hash({own}, {own}[4:])"
        return f"CASE WHEN {blank} THEN NULL ELSE {digest} END"
    if kind == "UBIGINT[]":
        return _list_of_hashes(column.name)
    if kind == "VARCHAR":
        return own
    if kind == "DATE":
        return date(column.name)
    if column.type in ("float", "integer"):
        return f"CASE WHEN {matches(column.name, PLAIN_NUMBER)} THEN try_cast({own} AS {kind}) END"
    if kind == "BOOLEAN":
        # However a wrong spelling is reported, what is meant is plain, and nothing else is wrong with the row.
        words = {true: ", ".join(f"'{word}'" for word in MEANT[true]) for true in MEANT}
        meant = f"lower({own}) IN ({words[True]}) THEN true WHEN lower({own}) IN ({words[False]})"
        return f"CASE WHEN {own} = 'false' THEN false WHEN {own} = 'true' THEN true WHEN {meant} THEN false END"
    return f"try_cast({own} AS {kind})"


def _list_of_hashes(column: str) -> str:
    """Return the items of a list as hashes, NULL where the list is blank."""
    own = name(column)
    bare = f"trim({own}, ' ,;|')"
    tidied = f"CASE WHEN {bare} = '' THEN [] ELSE string_split_regex({bare}, ' *{SEPARATORS}[ ,;|]*') END"
    odd = " OR ".join(f"contains({own}, '{mark}')" for mark in (" ", ";", "|"))
    untidy = f"{has_gaps(column)} OR CASE WHEN {ROW_HAS_BLANKS} OR {ROW_HAS_SEPARATORS} THEN {odd} ELSE false END"
    items = f"CASE WHEN {untidy} THEN {tidied} ELSE string_split({own}, ',') END"
    return (
        f"CASE WHEN {one_of(column, NULL_WORDS)} THEN NULL "
        f"WHEN {untidy} OR contains({own}, ',') THEN list_transform({items}, lambda x: hash(x)) "
        f"WHEN {own} IS NOT NULL THEN [hash({own})] END"
    )
