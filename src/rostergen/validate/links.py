"""References: what every reference column points to is there and is of a type it may be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rostergen.validate.engine import Check, Step
from rostergen.validate.names import name, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rostergen.spec import Column, FileSpec, Version

_RULES = {
    ("academicSessions", "parentSourcedId"): "OR-REF-01",
    ("orgs", "parentSourcedId"): "OR-REF-02",
    ("courses", "orgSourcedId"): "OR-REF-03",
    ("courses", "schoolYearSourcedId"): "OR-REF-04",
    ("classes", "courseSourcedId"): "OR-REF-05",
    ("classes", "schoolSourcedId"): "OR-REF-06",
    ("classes", "termSourcedIds"): "OR-REF-07",
    ("enrollments", "classSourcedId"): "OR-REF-09",
    ("enrollments", "userSourcedId"): "OR-REF-09",
    ("enrollments", "schoolSourcedId"): "OR-REF-10",
    ("demographics", "sourcedId"): "OR-REF-11",
    ("users", "agentSourcedIds"): "OR-REF-12",
    ("users", "orgSourcedIds"): "OR11-REF-13",
    ("users", "primaryOrgSourcedId"): "OR12-REF-21",
    ("lineItems", "gradingPeriodSourcedId"): "OR11-REF-17",
    ("lineItems", "academicSessionSourcedId"): "OR12-REF-17",
    ("lineItems", "schoolSourcedId"): "OR12-REF-20",
    ("results", "classSourcedId"): "OR12-REF-27",
}
_RULES_OF_FILE = {
    "classResources": "OR-REF-14",
    "courseResources": "OR-REF-15",
    "lineItems": "OR-REF-16",
    "results": "OR-REF-18",
    "roles": "OR12-REF-13",
    "userProfiles": "OR12-REF-22",
    "userResources": "OR12-REF-23",
    "scoreScales": "OR12-REF-24",
    "lineItemScoreScales": "OR12-REF-25",
    "resultScoreScales": "OR12-REF-25",
    "lineItemLearningObjectiveIds": "OR12-REF-26",
    "resultLearningObjectiveIds": "OR12-REF-26",
}
_TYPE_IS_ERROR = {
    ("courses", "schoolYearSourcedId"),
    ("classes", "schoolSourcedId"),
    ("enrollments", "schoolSourcedId"),
}
"""Where a row of another type is as wrong as none; elsewhere its type is only advice, with a rule of its own."""
_AGENTS = ("users", "agentSourcedIds")
"""Of these another step knows whether any of millions can lead nowhere."""

_STAYS = "l.status IS DISTINCT FROM 'tobedeleted'"
"""A row on its way out may refer to what goes with it."""


def known(file: str) -> str:
    """Return the name of the relation with the rows of a file, those of an earlier state included."""
    return name(f"known {file}")


def link_checks(spec: FileSpec) -> Iterator[tuple[Check, str]]:
    """Yield a check for each reference of a file that may lead nowhere, with the file it points to.

    They read the tables of `missing`.
    """
    for column in spec.columns:
        if column.reference is not None:
            place, target = (spec.name, column.name), column.reference.file
            item = "item, " if column.type == "guid_ref_list" else ""
            table = f"missing {'agents' if place == _AGENTS else target}"
            sql = (
                f"SELECT line, {item}{text(f'{target}.csv')} AS target FROM {name(table)} WHERE place = {_place(place)}"
            )
            yield Check(_rule(spec, column), spec.name, column.name, sql, (table,)), target


def missing(version: Version, links: Iterable[tuple[Check, str]]) -> Iterator[Step]:
    """Yield the tables of references that lead nowhere, those of some checks: one for each file they point to.

    It has the `place` of the reference, the `line`, and of a list the first `item` that leads nowhere.
    """
    tables: defaultdict[str, list[str]] = defaultdict(list)
    targets = {}
    for check, target in links:
        (table,) = check.needs
        targets[table] = target
        tables[table].append(_references(check.file, version.file(check.file).column(check.column)))
    for table, references in tables.items():
        sql = (
            f"SELECT place, line, min(item) AS item FROM ({' UNION ALL '.join(references)}) AS l "
            f"ANTI JOIN {known(targets[table])} AS t ON l.id = t.sourcedId GROUP BY ALL"
        )
        yield Step(table, sql, ("unanswered",) if table == "missing agents" else ())


def type_checks(version: Version, spec: FileSpec) -> Iterator[Check]:
    """Yield a check for each reference of a file that may lead to a row of a type that it may not have."""
    for column in spec.columns:
        if column.reference is not None and (spec.name, column.name) in _TYPE_IS_ERROR:
            file, allowed = column.reference.file, column.reference.types
            # A type that no version knows is reported where it stands; 1.2 lets producers add types of their own.
            others = [text(kind) for kind in version.file(file).column("type").values if kind not in allowed]
            # By id, not by row: a hundred rows of one id are a hundred findings of another rule, and none of this.
            of_other_type = (
                f"SELECT sourcedId FROM {known(file)} GROUP BY sourcedId "
                f"HAVING bool_and(coalesce(type IN ({', '.join(others)}), false))"
            )
            sql = (
                f"SELECT l.line, {text(f'{file}.csv')} AS target FROM {name(spec.name)} AS l "
                f"WHERE l.{name(column.name)} IN ({of_other_type}) AND {_STAYS}"
            )
            yield Check(_rule(spec, column), spec.name, column.name, sql)


def _rule(spec: FileSpec, column: Column) -> str:
    return _RULES.get((spec.name, column.name)) or _RULES_OF_FILE[spec.name]


def _place(place: tuple[str, str]) -> str:
    return text(" ".join(place))


def _references(file: str, column: Column) -> str:
    """Return the query for the references of a column; `item` is which of a list it is, of those that are not blank."""
    own = name(column.name)
    each, filled = f"{own} AS id, NULL::BIGINT AS item", f"{own} IS NOT NULL AND "
    if column.type == "guid_ref_list":
        each, filled = f"unnest({own}) AS id, generate_subscripts({own}, 1) AS item", ""
    place = _place((file, column.name))
    return f"SELECT {place} AS place, line, {each} FROM {name(file)} AS l WHERE {filled}{_STAYS}"
