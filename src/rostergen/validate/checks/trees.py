"""Trees of parents, of orgs and of sessions: bundles come from strangers, so the parents may go round in circles."""

from __future__ import annotations

_DOUBLINGS = 24
"""Enough for a circle of 2 to the 24 rows."""


def in_circle(table: str) -> str:
    """Return the query for the `line` of every row of a table (`id`, `parent`) that is above itself.

    Each round doubles how far up it looks: from everybody's parent to that one's parent, and so on. Whoever starts
    below the top of a tree has left it at last; the others are in a circle by then, and all of the circle is met.
    """
    return f"""
        WITH RECURSIVE climb(round, id, up) AS (
            SELECT 0, id, parent FROM {table} WHERE parent IS NOT NULL
            UNION ALL
            SELECT a.round + 1, a.id, b.up FROM climb AS a JOIN climb AS b ON b.id = a.up WHERE a.round < {_DOUBLINGS}
        )
        SELECT line FROM {table} WHERE id IN (SELECT up FROM climb WHERE round = {_DOUBLINGS}) AND line IS NOT NULL
    """
