"""Of what type the table of a file keeps a column, if it keeps it at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec import vocab
from rostergen.validate.names import text

if TYPE_CHECKING:
    from rostergen.spec import Column, FileSpec

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
_CAST = {"date": "DATE", "float": "DOUBLE", "integer": "DOUBLE", "year": "SMALLINT"}


def kept_type(spec: FileSpec, column: Column) -> str:
    """Return the SQL type of a column of the table, "" if it is not kept."""
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
