"""DuckDB in this process: every file of a bundle becomes a table in one scan, and checks are queries over the tables.

The table of a file has, by the names of the standard, `line` (the physical line), `sourcedId` and every reference as a
64-bit hash (a list of references as a list of hashes), terms as text, booleans, dates and numbers by their type, and of
the other texts those that some check asks for. What is blank, or not of its type, is NULL. Raw text stays in the CSV
file, from where the few cells that a report shows are fetched at the end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rostergen.validate.database import DatabaseError
from rostergen.validate.finding import Finding
from rostergen.validate.hints import hint
from rostergen.validate.names import ROW_HAS_NULL_WORDS, kept, name
from rostergen.validate.storage import NOT_FOLDED, WEIGHT, kept_types, parts_of, scanned, source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rostergen.spec import FileSpec, Version
    from rostergen.validate.bundle import Sheet
    from rostergen.validate.collector import Collector
    from rostergen.validate.database import Database
    from rostergen.validate.values import Condition

_MARKED, _UNMARKED = name("has status and date"), name("has neither")
"""Like all names of ours among those of the standard, these could be none of them."""
_KNOWN = re.compile(r'"(known (\w+))"')
MARKS = ("status", "dateLastModified")
"""What rows of a delta have and rows of a bulk file have not."""


class RefusedError(Exception):
    """DuckDB cannot read a sheet as it is: it has to be repaired first."""


@dataclass(frozen=True, slots=True)
class Check:
    """A query that selects `line`, and by name what else the template of the rule wants, of every row that breaks it.

    `needs` are further files and steps without whose rows the question cannot be asked or has no answer. `readable` are
    files that have an answer without rows, but none if they are there and cannot be read.
    """

    code: str
    file: str
    column: str
    sql: str
    needs: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A table that several checks read: `sql` selects its rows. It is made only if all it `needs` has rows."""

    name: str
    sql: str
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class _Pending:
    """Findings of one rule in one column whose cells are still to be fetched."""

    code: str
    column: str
    count: int
    fields: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    """What the template wants, by line."""


class Engine:
    """The tables of one bundle and what was found in them."""

    def __init__(self, version: Version, collector: Collector, database: Database) -> None:
        self.version = version
        self.collector = collector
        self.rows: dict[str, int] = {}
        self.looks: dict[str, str | None] = {}
        """Which mode all the rows of a file are of, None where they differ."""
        self._doubtful: dict[str, bool] = {}
        """Whether the scan saw anything that may be wrong with the rows of a file."""
        self._prepared: dict[str, int] = {}
        self._sheets: dict[str, Sheet] = {}
        self._base: dict[str, Sheet] = {}
        self._pending: defaultdict[str, list[_Pending]] = defaultdict(list)
        self._database = database

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows. Raises InputError where memory or disk space runs out."""
        return self._database.ask(sql)[0]

    # Loading

    def load(self, spec: FileSpec, sheet: Sheet, conditions: Sequence[Condition]) -> bool:
        """Make the table of a file; return whether all of the file is in it. Raises RefusedError."""
        wrong = any_of([c for c in conditions if self.collector.wants(c.code)])
        columns = [f"{kept(column)} AS {name(column)}" for column in kept_types(spec)]
        if sheet.numbered:
            columns.insert(0, "line")
        table = name(f"rows of {spec.name}")
        try:
            marks = [name(column) for column in MARKS]
            self.run(
                f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(columns)}, coalesce({wrong}, false) AS wrong, "
                f"{' AND '.join(f'{mark} IS NOT NULL' for mark in marks)} AS {_MARKED}, "
                f"{' AND '.join(f'{mark} IS NULL' for mark in marks)} AS {_UNMARKED}, "
                f"{ROW_HAS_NULL_WORDS}, {WEIGHT} FROM {scanned(spec, sheet, wrong)}"
            )
        except DatabaseError as error:
            raise RefusedError(str(error)) from error
        # Rows of a table are numbered from 0 in the order of the file, in which the header comes first.
        line = "" if sheet.numbered else "(rowid + 2)::INTEGER AS line, "
        self.run(f"CREATE OR REPLACE VIEW {name(spec.name)} AS SELECT {line}* FROM {table}")
        capitals = "0" if spec.name in NOT_FOLDED else "count(folded)"
        sums = (
            f"count(*), sum({WEIGHT})::BIGINT, bool_or({ROW_HAS_NULL_WORDS}), {capitals}, bool_or(wrong), "
            f"bool_and({_MARKED}), bool_and({_UNMARKED})"
        )
        ((count, weight, words, folded, wrong, marked, unmarked),) = self.run(f"SELECT {sums} FROM {table}")
        if words and not sheet.null_words:
            return self.load(spec, replace(sheet, null_words=True), conditions)
        self._doubtful[spec.name] = bool(wrong)
        self._prepared[f"capitals of {spec.name}"] = folded
        looks = "delta" if marked else "bulk" if unmarked else None
        self.looks[spec.name] = looks if set(MARKS) <= set(sheet.columns) else None
        self._sheets[spec.name] = sheet
        self.rows[spec.name] = count
        return sheet.fits(count, weight or 0)

    def load_nothing(self, spec: FileSpec) -> None:
        """Make the empty table of a file that is not there, or that nobody can read."""
        columns = ", ".join(f"{name(column)} {kind}" for column, kind in kept_types(spec).items())
        self.run(f"CREATE OR REPLACE TABLE {name(spec.name)} (line INTEGER, {columns})")

    def load_base(self, spec: FileSpec, sheet: Sheet) -> None:
        """Make the table of a file of an earlier state, called "base" and the file. Raises RefusedError."""
        columns = ", ".join(f"{kept(column)} AS {name(column)}" for column in kept_types(spec))
        self._base[spec.name] = sheet
        try:
            one_each = f"QUALIFY row_number() OVER (PARTITION BY {kept('sourcedId')}) = 1"
            rows = scanned(spec, replace(sheet, null_words=True))
            self._make(f"base {spec.name}", f"SELECT {columns} FROM {rows} {one_each}")
        except DatabaseError as error:
            raise RefusedError(str(error)) from error

    def name_known(self, spec: FileSpec) -> None:
        """Make the view of what may be referred to: the rows of a file, and what it leaves of an earlier state.

        Where there is none, the view is not needed: see `_as_known`.
        """
        columns = ", ".join(map(name, kept_types(spec)))
        brought = f"SELECT sourcedId FROM {name(spec.name)} WHERE sourcedId IS NOT NULL"
        rows = f"SELECT line, {columns} FROM {name(spec.name)}"
        if spec.name in self._base:
            rows += (
                f" WHERE status IS DISTINCT FROM 'tobedeleted' UNION ALL SELECT NULL, {columns} "
                f"FROM {name(f'base {spec.name}')} WHERE sourcedId NOT IN ({brought})"
            )
        self.run(f"CREATE VIEW {name(f'known {spec.name}')} AS {rows}")

    # Checking

    def prepare(self, step: Step) -> None:
        """Make the table of a step."""
        if self.has_rows(step.needs):
            self._make(step.name, self._as_known(step.sql))

    def _as_known(self, sql: str) -> str:
        """Return a query for what may be referred to: where no earlier state is given, that is the file."""
        return _KNOWN.sub(lambda match: name(match[1] if self._base else match[2]), sql)

    def _make(self, table: str, sql: str) -> None:
        ((count,),) = self.run(f"CREATE OR REPLACE TABLE {name(table)} AS {sql}")
        self._prepared[table] = count

    def has_rows(self, tables: Iterable[str]) -> bool:
        """Return whether all these files and steps are there and have rows."""
        return all(self.rows.get(table) or self._prepared.get(table) for table in tables)

    def check_rows(self, spec: FileSpec, conditions: Sequence[Condition]) -> None:
        """Count and note the rows that meet the conditions.

        Only a file in which the scan saw something wrong is read again.
        """
        asked = [c for c in conditions if self.collector.wants(c.code)]
        if not asked or not self._doubtful[spec.name]:
            return
        n = self.collector.max_examples
        whole = f"line NOT IN ({', '.join(map(str, ragged))})" if (ragged := self._sheets[spec.name].ragged) else "true"
        queries = [f"({c.sql}) AND {whole}" if c.of_whole_rows else c.sql for c in asked]
        ask = ", ".join(f"count(*) FILTER ({sql}), min(line, {n}) FILTER ({sql})" for sql in queries)
        (answer,) = self.run(f"SELECT {ask} FROM {self._text_of(spec)}")
        for condition, count, lines in zip(asked, answer[::2], answer[1::2], strict=True):
            if count:
                fields = {line: {"problem": condition.problem} for line in lines}
                self._pending[spec.name].append(_Pending(condition.code, condition.column, count, fields))

    def asks(self, check: Check) -> bool:
        """Return whether the rule of a check is wanted, and all is there that it asks about."""
        return self.collector.wants(check.code) and self.has_rows((check.file, *check.needs))

    def count(self, checks: Iterable[Check]) -> dict[Check, int]:
        """Count, in one query, what those checks select that are to be asked."""
        asked = [check for check in checks if self.asks(check)]
        if not asked:
            return {}
        query = " UNION ALL ".join(f"SELECT {i}, count(*) FROM ({check.sql})" for i, check in enumerate(asked))
        return {asked[i]: count for i, count in self.run(self._as_known(query))}

    def note(self, check: Check, count: int) -> None:
        """Note the first of the rows that a check selects, `count` in all."""
        rows, names = self._database.ask(
            f"SELECT * FROM ({self._as_known(check.sql)}) ORDER BY line LIMIT {self.collector.max_examples}"
        )
        fields = {int(row[0]): dict(zip(names[1:], row[1:], strict=True)) for row in rows}
        self._pending[check.file].append(_Pending(check.code, check.column, count, fields))

    def gone(self, spec: FileSpec) -> tuple[list[str], int]:
        """Return the first sourcedIds of the earlier state that a file does not have, and how many there are."""
        rows = (
            f"FROM {source(spec, self._base[spec.name])} WHERE sourcedId IS NOT NULL "
            f"AND hash(sourcedId) NOT IN (SELECT sourcedId FROM {name(spec.name)} WHERE sourcedId IS NOT NULL)"
        )
        ((count,),) = self.run(f"SELECT count(*) {rows}")
        examples = self.run(f"SELECT sourcedId {rows} ORDER BY sourcedId LIMIT {self.collector.max_examples}")
        return [str(sourced_id) for (sourced_id,) in examples], count

    # Reporting

    def report(self) -> None:
        """Fetch the cells that were noted and hand the findings to the collector."""
        for file, noted in self._pending.items():
            spec, sheet = self.version.file(file), self._sheets[file]
            cells = self._cells(spec, noted)
            for pending in noted:
                column = next((c for c in spec.columns if c.name == pending.column), None)
                examples = []
                for line, fields in pending.fields.items():
                    value = cells.get((line, pending.column))
                    if "item" in fields and value is not None:
                        value = parts_of(value)[int(str(fields["item"])) - 1]
                    advice = hint(pending.code, column, value)
                    examples.append(Finding(pending.code, sheet.entry, line, pending.column, value, fields, advice))
                self.collector.fold(examples, pending.count)
        self._pending.clear()

    def _cells(self, spec: FileSpec, noted: Sequence[_Pending]) -> dict[tuple[int, str], str | None]:
        columns = sorted({pending.column for pending in noted} & set(spec.header))
        lines = sorted({line for pending in noted for line in pending.fields})
        if not columns or not lines:
            return {}
        asked = ", ".join(map(name, columns))
        found = self.run(
            f"SELECT line, {asked} FROM {self._text_of(spec)} WHERE line IN ({', '.join(map(str, lines))})"
        )
        return {
            (row[0], column): None if cell is None else str(cell)
            for row in found
            for column, cell in zip(columns, row[1:], strict=True)
        }

    def _text_of(self, spec: FileSpec) -> str:
        """Return the raw text of a loaded file as a relation with `line`."""
        sheet = self._sheets[spec.name]
        rows = source(spec, sheet)
        return rows if sheet.numbered else f"(SELECT (row_number() OVER () + 1)::INTEGER AS line, * FROM {rows})"


def any_of(conditions: Sequence[Condition]) -> str:
    """Return what the scan asks of a row: whether any condition may be true of it."""
    together: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for condition in conditions:
        together[condition.when].update((f"({question})", None) for question in condition.in_scan)
    groups = []
    for when, asked in together.items():
        any_of = " OR ".join(asked)
        groups.append(f"CASE WHEN {when} THEN {any_of} ELSE false END" if when else any_of)
    return " OR ".join(groups) or "false"
