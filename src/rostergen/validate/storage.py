"""How DuckDB reads a CSV file and what the table of a file keeps of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rostergen.validate.kinds import kept_type
from rostergen.validate.names import (
    MARK,
    ROW_HAS_BLANKS,
    ROW_HAS_NULL_WORDS,
    ROW_HAS_POWERS,
    ROW_HAS_QUOTES,
    ROW_HAS_SEPARATORS,
    ROW_IS_MISREAD,
    ROW_IS_PADDED,
    date,
    is_date,
    is_untidy,
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
    sought_for_null_words,
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
    rows = (
        f"read_csv({text(path)}, delim = ',', quote = '\"', escape = '\"', header = true, auto_detect = false, "
        f"strict_mode = true, hive_partitioning = false, columns = {{{columns}}})"
    )
    if missing or dates:
        rows = f"(SELECT *{missing}{dates} FROM {rows})"
    return f"(SELECT *{forms} FROM {rows})" if forms else rows


def scanned(spec: FileSpec, sheet: Sheet, asked: str = "") -> str:
    """Return the rows of `source` with what one scan makes of them, under the names that `values` has for it.

    Of the marks there are those that are needed for what the table keeps, or for what is `asked` of these rows. To ask
    each of twenty cells for a blank costs far more than to put them together and ask that.
    """
    row = name("text of row")
    keeps = ", ".join(f"{sql} AS {kept(column)}" for column, sql in _kept(spec, sheet).items())
    made = _plain_marks(spec) if sheet.plain else _marks_of_row(row)
    made |= _marks_of_columns(spec, sheet)
    needed = f"{keeps} {asked} {ROW_HAS_NULL_WORDS}"
    marks = "".join(f", {sql} AS {mark}" for mark, sql in made.items() if mark in needed)
    with_text = source(spec, sheet) if sheet.plain else f"(SELECT *, {sheet.text} AS {row} FROM {source(spec, sheet)})"
    return f"(SELECT *, {sheet.weight(row)} AS {WEIGHT}, {keeps} FROM (SELECT *{marks} FROM {with_text}))"


def _marks_of_row(row: str) -> dict[str, str]:
    def has(*texts: str) -> str:
        return " OR ".join(f"contains({row}, {text(each)})" for each in texts)

    words = "|".join(map(re.escape, NULL_WORDS))
    return {
        ROW_HAS_BLANKS: has(*BLANKS),
        ROW_IS_PADDED: f"{has(f' {MARK}', *BLANKS[1:])} OR {_if(has(' '), has(f'{MARK} '))}",
        ROW_HAS_SEPARATORS: has(";", "|"),
        ROW_HAS_QUOTES: has('"'),
        # Few rows have what these patterns are about.
        ROW_HAS_NULL_WORDS: _if(
            has(*dict.fromkeys(f"{word[-2:]}{MARK}" for word in NULL_WORDS)),
            f"regexp_matches({row}, {text(f'{MARK}({words}){MARK}')})",
        ),
        ROW_HAS_POWERS: _if(has("E+"), f"regexp_matches({row}, {text(ROUNDED)})"),
        ROW_IS_MISREAD: _if(f"strlen({row}) > length({row})", f"regexp_matches({row}, {text(MISREAD)})"),
    }


def _plain_marks(spec: FileSpec) -> dict[str, str]:
    """Return the marks of a row without blanks, quotes and the like, of which the text is not even put together."""
    nothing = (ROW_HAS_BLANKS, ROW_IS_PADDED, ROW_HAS_SEPARATORS, ROW_HAS_QUOTES, ROW_HAS_POWERS, ROW_IS_MISREAD)
    sought = {*sought_for_null_words(spec), *(c.name for c in spec.columns if kept_type(spec, c).startswith("UBIGINT"))}
    words = " OR ".join(one_of(column, NULL_WORDS) for column in sorted(sought))
    return dict.fromkeys(nothing, "false") | {ROW_HAS_NULL_WORDS: words or "false"}


def _marks_of_columns(spec: FileSpec, sheet: Sheet) -> dict[str, str]:
    marks = {}
    for column in spec.columns:
        own = name(column.name)
        if form := usual_form(column):
            # Of the sourcedIds of a plain file nothing is asked but whether they have capitals.
            known = column.type == "guid" and sheet.plain and spec.name in NOT_FOLDED
            marks[is_usual(column.name)] = "true" if known else form
        if column.type == "guid_ref_list":
            odd = " OR ".join(f"contains({own}, '{mark}')" for mark in (" ", ";", "|"))
            gaps = _if(
                f"contains({own}, ',')", f"contains({own}, ',,') OR starts_with({own}, ',') OR ends_with({own}, ',')"
            )
            marks[is_untidy(column.name)] = "false" if sheet.plain else f"{odd} OR {gaps}"
        elif column.type == "braced_pair_list":
            marks[items_of(column.name)] = f"string_split({own}, ',')"
    return marks


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


def _kept(spec: FileSpec, sheet: Sheet) -> dict[str, str]:
    """Return what the table of a file keeps of each column, as expressions over its raw text, by name."""
    columns = {column.name: _expression(spec, sheet, column) for column in spec.columns if kept_type(spec, column)}
    # The sourcedId in lower case, where it has any capitals.
    folded = (
        f"CASE WHEN {is_usual('sourcedId')} THEN NULL "
        "WHEN sourcedId <> lower(sourcedId) THEN hash(lower(sourcedId)) END"
    )
    return columns if spec.name in NOT_FOLDED else columns | {"folded": folded}


def _expression(spec: FileSpec, sheet: Sheet, column: Column) -> str:
    """Return what the table keeps of a column, as an expression over its raw text."""
    own, kind = name(column.name), kept_type(spec, column)
    if kind == "UBIGINT":
        word = f" OR {one_of(column.name, NULL_WORDS)}" if sheet.null_words and column.type != "guid" else ""
        # DuckDB's hash is one for many pairs of names that differ in two places, and never for random ids (2.0.1).
        digest = (
            f"hash({own})" if column.reference or column.name == "sourcedId" else f"hash({own}, substring({own}, 4))"
        )
        return f"CASE WHEN {own} IS NULL{word} THEN NULL ELSE {digest} END"
    if kind == "UBIGINT[]":
        return _list_of_hashes(column.name, null_words=sheet.null_words)
    if kind == "VARCHAR":
        return own
    if kind == "DATE":
        return date(column.name)
    if column.type in ("float", "integer"):
        return f"CASE WHEN {matches(column.name, PLAIN_NUMBER)} THEN try_cast({own} AS {kind}) END"
    # A boolean in another spelling is reported; what is meant is plain to DuckDB as well (`hints.MEANT`), and nothing
    # else is wrong with the row.
    return f"try_cast({own} AS {kind})"


def _list_of_hashes(column: str, *, null_words: bool) -> str:
    """Return the items of a list as hashes, NULL where the list is blank."""
    own = name(column)
    bare = f"trim({own}, ' ,;|')"
    tidied = f"CASE WHEN {bare} = '' THEN [] ELSE string_split_regex({bare}, ' *{SEPARATORS}[ ,;|]*') END"
    items = f"CASE WHEN {is_untidy(column)} THEN {tidied} ELSE string_split({own}, ',') END"
    word = f"WHEN {one_of(column, NULL_WORDS)} THEN NULL " if null_words else ""
    return (
        f"CASE {word}WHEN {is_untidy(column)} OR contains({own}, ',') THEN list_transform({items}, lambda x: hash(x)) "
        f"WHEN {own} IS NOT NULL THEN [hash({own})] END"
    )
