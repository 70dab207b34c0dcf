"""What a check found, as values: findings are rendered late, and many alike are folded into a count and examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rostergen.spec.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rostergen.spec.rules import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a bundle breaks a rule.

    `file` is the name of the entry, such as "users.csv" ("" for the bundle as a whole); `line` the physical line in it,
    counted from 1 (None where the whole file is meant); `value` what stands there (None where nothing does).
    """

    code: str
    file: str
    line: int | None = None
    column: str = ""
    value: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of the rule."""
        return RULES[self.code].severity

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        shown = {"file": self.file, "column": self.column, "line": self.line, "value": self.value}
        return RULES[self.code].template.format_map(shown | dict(self.fields))

    @property
    def advice(self) -> str:
        """What to do: about this very place if something is known of it, else what the rule says."""
        return self.hint or RULES[self.code].fix


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule in one column of one file: how many there are, and the first of them in file order."""

    code: str
    file: str
    column: str
    count: int
    examples: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a bundle. Iterating gives the findings kept as examples, file by file, worst first."""

    path: str
    version: str
    rows: Mapping[str, int]
    """Data rows by file name without ".csv", in the order of the manifest."""
    groups: tuple[Group, ...]
    unjudged: tuple[str, ...] = ()
    """What nobody can tell of this bundle, and why, in a line each."""

    def __iter__(self) -> Iterator[Finding]:
        for group in self.groups:
            yield from group.examples

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity there are, those that were folded away included."""
        return sum(group.count for group in self.groups if RULES[group.code].severity == severity)

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return self.count("error") == 0
