"""Ids and references between files: OR-ID, OR-REF, OR-MODE-06."""

from collections import Counter
from itertools import combinations

from oracle.reading import Bundle, Table
from oracle.report import Report
from oracle.rules_values import split_list
from oracle.standard_v1p1 import Column


def repeated(values: list[str]) -> dict[str, int]:
    """The values, blank aside, that occur more than once, with their number."""
    if len(set(values)) == len(values):
        return {}
    return {value: times for value, times in Counter(values).items() if times > 1 and value}


def report_repeated(table: Table, column: str, rule: str, report: Report) -> None:
    values = table.column(column)
    more_than_once = repeated(values)
    if not more_than_once:
        return
    first: set[str] = set()
    for line, value in zip(table.lines, values, strict=True):
        if value in more_than_once:
            if value in first:
                report.add(rule, table.name, line, f"{column} {value!r} occurs {more_than_once[value]} times")
            first.add(value)


def check_ids(bundle: Bundle, report: Report) -> None:
    for name, table in bundle.tables.items():
        report_repeated(table, "sourcedId", "OR-DEM-01" if name == "demographics.csv" else "OR-ID-01", report)
    ids = {name: set(table.column("sourcedId")) - {""} for name, table in bundle.tables.items()}
    ids.pop("demographics.csv", None)
    for one, other in combinations(ids, 2):
        if not ids[one].isdisjoint(ids[other]):
            for line, value in zip(bundle.table(other).lines, bundle.table(other).column("sourcedId"), strict=True):
                if value in ids[one]:
                    report.add("OR-ID-03", other, line, f"sourcedId {value!r} is also one of {one}")


def check_references(bundle: Bundle, report: Report) -> None:
    for name, table in bundle.tables.items():
        for column in bundle.standard.FILES[name]:
            if column.target and column.name in table.columns:
                _check_reference(bundle, table, column, report)


def _check_reference(bundle: Bundle, table: Table, column: Column, report: Report) -> None:
    values, target = table.columns[column.name], bundle.table(column.target)
    distinct = set(values) - {""}
    if distinct and column.target not in bundle.entries:
        report.add("OR-MODE-06", table.name, 0, f"{column.name} refers to {column.target}, which is not in the bundle")
        return
    is_list, types = column.kind == "guid_ref_list", target.column("type")
    faults: dict[str, str] = {}
    for value in distinct:
        for item in split_list(value) if is_list else [value]:
            row = target.index.get(item)
            if row is None and item.strip():
                faults[value] = f"{item!r} is not in {column.target}"
            elif row is not None and column.types and not _is_of(types[row], column, bundle):
                faults[value] = f"{item!r} is of type {types[row]}, not {' or '.join(column.types)}"
    if faults:
        for line, value in zip(table.lines, values, strict=True):
            if value in faults:
                report.add(column.rule, table.name, line, f"{column.name} {faults[value]}")


def _is_of(kind: str, column: Column, bundle: Bundle) -> bool:
    return kind in column.types or bundle.standard.OWN_TERM.fullmatch(kind) is not None
