"""Where findings come together: many alike become a count with the first of them as examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.spec.rules import RULES, SEVERITIES
from rostergen.validate.finding import Finding, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Collector:
    """Takes findings of the rules that are wanted and keeps `max_examples` of each rule, file and column."""

    def __init__(self, wanted: Iterable[str] = RULES, max_examples: int = 20) -> None:
        self.max_examples = max_examples
        self._wanted = frozenset(wanted)
        self._counts: dict[tuple[str, str, str], int] = {}
        self._examples: dict[tuple[str, str, str], list[Finding]] = {}

    def wants(self, code: str) -> bool:
        """Return whether findings of a rule are asked for: if not, its check need not run."""
        return code in self._wanted

    def add(
        self,
        code: str,
        file: str,
        line: int | None = None,
        column: str = "",
        value: str | None = None,
        *,
        hint: str = "",
        **fields: object,
    ) -> None:
        """Take one finding; `fields` fill the template of the rule."""
        if self.wants(code):
            self.fold([Finding(code, file, line, column, value, fields, hint)], 1)

    def fold(self, examples: Sequence[Finding], count: int) -> None:
        """Take `count` findings of one rule in one column of one file, of which `examples` are the first."""
        if not examples or not self.wants(examples[0].code):
            return
        key = (examples[0].code, examples[0].file, examples[0].column)
        self._counts[key] = self._counts.get(key, 0) + count
        kept = self._examples.setdefault(key, [])
        kept.extend(examples[: self.max_examples - len(kept)])

    def groups(self, file_order: Sequence[str]) -> tuple[Group, ...]:
        """Return all groups by file ("" first, unknown files last), within a file the worst first."""
        place = {name: i for i, name in enumerate(("", *file_order))}
        codes = {code: i for i, code in enumerate(RULES)}

        def order(key: tuple[str, str, str]) -> tuple[int, str, int, int, str]:
            code, file, column = key
            return place.get(file, len(place)), file, SEVERITIES.index(RULES[code].severity), codes[code], column

        def in_order(examples: list[Finding]) -> tuple[Finding, ...]:
            return tuple(sorted(examples, key=lambda finding: finding.line or 0))

        return tuple(
            Group(*key, self._counts[key], in_order(self._examples[key])) for key in sorted(self._counts, key=order)
        )
