"""The forms of output. Every run looks here, so nothing that is needed for a form is imported."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A form of output: how it is called, what its name may end in (nothing: it is a folder), and how without --out."""

    noun: str
    endings: tuple[str, ...]
    usual: str


FORMS = {
    "parquet": Form("Parquet folder", (), "oneroster"),
    "duckdb": Form("DuckDB database", (".duckdb", ".db"), "oneroster.duckdb"),
    "sqlite": Form("SQLite database", (".sqlite", ".sqlite3", ".db"), "oneroster.sqlite"),
}
POSTGRES = "postgresql"
_FILE_ENDINGS = (".zip", ".parquet", *(ending for form in FORMS.values() for ending in form.endings))


def fits(form: str, target: str) -> bool:
    """Return whether the name of a target is one for a form."""
    endings = FORMS[form].endings
    name = target.lower()
    return name.endswith(endings) if endings else not name.endswith(_FILE_ENDINGS)
