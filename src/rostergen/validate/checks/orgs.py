"""Orgs: the hierarchy from the nation down to the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.validate.checks.trees import in_circle
from rostergen.validate.engine import Check, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANKS = {"national": 0, "state": 1, "local": 2, "district": 3, "school": 4}
"""Levels may be left out, but not turned round; a department stands anywhere below the nation."""


def orgs() -> Iterator[Check | Step]:
    """Yield what is asked of the orgs."""
    yield Step("org_circle", in_circle("org"), ("orgs",))
    yield Check("OR-ORG-02", "orgs", "parentSourcedId", "FROM org_circle", ("org_circle",))
    upside_down = f"""
        SELECT o.line, p.type AS parent_type
        FROM org AS o JOIN org AS p ON p.id = o.parent
        WHERE o.line IS NOT NULL AND (
            {_rank("p.type")} >= {_rank("o.type")} OR (o.type = 'national' AND p.type = 'department')
        )
        AND o.line NOT IN (FROM org_circle)
    """
    yield Check("OR-ORG-01", "orgs", "type", upside_down)
    without_parent = """
        SELECT line FROM org WHERE type = 'school' AND parent IS NULL AND line IS NOT NULL
        AND EXISTS (FROM org WHERE type = 'district')
    """
    yield Check("OR-ORG-04", "orgs", "parentSourcedId", without_parent)


def _rank(column: str) -> str:
    levels = " ".join(f"WHEN '{kind}' THEN {rank}" for kind, rank in _RANKS.items())
    return f"CASE {column} {levels} END"
