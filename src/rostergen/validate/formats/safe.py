"""What stands in a bundle was written by strangers: it must not move a cursor, colour a terminal or fill a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rostergen.validate.finding import Finding


def clean(text: str) -> str:
    """Return a text as one line in which everything that cannot be printed is escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def cut(text: str, most: int) -> str:
    """Return a text with at most `most` characters, the last of them an ellipsis if it was longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def short(finding: Finding, most: int) -> Finding:
    """Return a finding in which everything that comes from the bundle is clean and at most `most` characters long."""

    def shown(text: str) -> str:
        return clean(cut(text, most))

    return replace(
        finding,
        file=shown(finding.file),
        column=shown(finding.column),
        value=None if finding.value is None else shown(finding.value),
        fields={name: shown(field) if isinstance(field, str) else field for name, field in finding.fields.items()},
        # A hint may repeat a value, but has words of ours round it.
        hint=clean(cut(finding.hint, 2 * most)),
    )
