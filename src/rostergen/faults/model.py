"""How a fault is described, and what one instance of it changes: plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rostergen.spec.rules import RULES

if TYPE_CHECKING:
    from typing import BinaryIO

    from rostergen.faults.draw import Draw
    from rostergen.faults.parcel import Parcel
    from rostergen.faults.sheet import Edit, Row
    from rostergen.faults.source import Source
    from rostergen.spec.rules import Severity

Level = Literal[
    "packaging", "manifest", "form", "values", "identifiers", "references", "modes", "semantics", "1.2", "volume"
]
LEVELS: tuple[Level, ...] = (
    *("packaging", "manifest", "form", "values", "identifiers"),
    *("references", "modes", "semantics", "1.2", "volume"),
)

Importer = Literal["reject bundle", "reject row", "warn", "accept"]
"""What a conforming importer should do. reject bundle: import nothing, and say why. reject row: import the rest, and
report this row. warn: import it and report it. accept: import it; a report is welcome and not asked for."""

Scope = Literal["bundle", "file", "row"]
"""What is hurt, and so how near a report has to be: anywhere, somewhere in the file, or at the very row."""

Claim = tuple[str, ...]
"""Something that a fault changes or depends on: ("file", NAME), ("row", NAME, INDEX), ("id", SOURCEDID), (WORD,)."""
EVERYTHING: Claim = ("everything",)


@dataclass(frozen=True, slots=True)
class Effect:
    """Another rule that a fault cannot but break: `row` where that is one, `line` where it is known otherwise."""

    rule: str
    file: str
    row: Row | Edit | None = None
    line: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One place where a fault can be: what it would change there, and what of the bundle it takes for that.

    The injector makes the first changes whose claims are free.
    """

    file: str
    """Name of the entry as a report would call it; "" for the bundle as a whole."""
    place: Row | Edit | int | None = None
    """The row that is hurt or the edit that brings it, a line where nothing can shift it, None for the whole file."""
    column: str = ""
    sourced_id: str = ""
    before: str | None = None
    after: str | None = None
    edits: tuple[Edit, ...] = ()
    rewrite: Callable[[BinaryIO], None] | None = None
    """Writes the whole file anew."""
    pack: Callable[[Parcel], None] | None = None
    """Changes what is packed, and how."""
    touches: frozenset[Claim] = frozenset()
    needs: frozenset[Claim] = frozenset()
    shares: frozenset[Claim] = frozenset()
    """What it touches as others may do too, but nobody may need."""
    effects: tuple[Effect, ...] = ()
    scope: Scope = "row"


Places = Callable[["Source", "Draw"], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to break a bundle. `rules` has the code of each version, or one for both."""

    name: str
    level: Level
    rules: tuple[str, ...]
    imitates: str
    importer: Importer
    places: Places = field(repr=False)
    also: tuple[str, ...] = ()
    """Codes of rules that inevitably break with it."""
    zip_only: bool = False
    alone: bool = False
    """Whether it leaves nothing else to be read, so that it can only be the one fault of its bundle."""
    against_base: bool = False
    """Whether it shows only against the bundle that the receiver has."""
    once: bool = False
    """Whether a bundle can have it only once."""

    @property
    def severity(self) -> Severity:
        """The severity of its rule, the worst of its versions."""
        return min((RULES[code].severity for code in self.rules), key=("error", "warning", "info").index)

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of OneRoster that have its rule."""
        return tuple(v for v in ("1.1", "1.2") if any(v in RULES[code].versions for code in self.rules))

    def rule_in(self, version: str) -> str | None:
        """Return the code of the rule that it breaks in a version, None if there is none."""
        return next((code for code in self.rules if version in RULES[code].versions), None)


@dataclass(slots=True)
class Shelf:
    """The faults of one level, collected where they are written."""

    level: Level
    faults: list[Fault] = field(default_factory=list)

    def fault(
        self,
        name: str,
        *rules: str,
        imitates: str,
        importer: Importer,
        also: tuple[str, ...] = (),
        zip_only: bool = False,
        alone: bool = False,
        against_base: bool = False,
        once: bool = False,
    ) -> Callable[[Places], Places]:
        """Return a decorator that makes a fault of a function that yields its places."""

        def put(places: Places) -> Places:
            self.faults.append(
                Fault(name, self.level, rules, imitates, importer, places, also, zip_only, alone, against_base, once)
            )
            return places

        return put
