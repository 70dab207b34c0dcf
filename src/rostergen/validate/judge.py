"""The judge on one page: open the bundle, load its files, ask every question, report."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rostergen.errors import InputError, UsageError
from rostergen.spec import VERSIONS
from rostergen.spec.rules import RULES
from rostergen.validate.asking import ask_all
from rostergen.validate.bundle import look_through, open_bundle, repair
from rostergen.validate.checks import UNJUDGED, all_questions
from rostergen.validate.collector import Collector
from rostergen.validate.engine import Engine, RefusedError, Step
from rostergen.validate.finding import Finding, Report
from rostergen.validate.links import link_checks, missing, type_checks
from rostergen.validate.rows import row_conditions
from rostergen.validate.threads import two_at_a_time
from rostergen.validate.values import cell_conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rostergen.spec import FileSpec, Version
    from rostergen.validate.bundle import Bundle, Sheet
    from rostergen.validate.database import Database
    from rostergen.validate.engine import Check
    from rostergen.validate.values import Condition


def judge(
    path: str,
    collector: Collector,
    database: Database,
    scratch: Path,
    *,
    version: str | None = None,
    base: Path | None = None,
) -> Report:
    """Judge a bundle by the rules that a collector wants.

    Args:
        path: the bundle, a folder or a zip.
        collector: takes the findings.
        database: an empty one.
        scratch: an empty folder.
        version: "1.1" or "1.2"; what the manifest says when left out.
        base: an earlier bulk bundle, to which the references of a delta may lead.

    Raises:
        UsageError: no rule that is wanted is about the version.
        InputError: `path` or `base` cannot be read, or is not a bundle.

    """
    bundle = open_bundle(Path(path), collector, version=version, scratch=scratch)
    if not any(bundle.version in rule.versions and collector.wants(code) for code, rule in RULES.items()):
        raise UsageError(f"none of the selected rules is about OneRoster {bundle.version}; select others")
    engine = Engine(VERSIONS[bundle.version], collector, database)
    judge = _Judge(engine, database, bundle, scratch)
    judge.load()
    judge.compare_modes()
    if base is not None:
        judge.load_base(base)
    judge.check()
    judge.compare()
    engine.report()
    names = [spec.name for spec in engine.version.files]
    rows = {name: engine.rows[name] for name in names if name in engine.rows}
    files = ["manifest.csv", *(f"{name}.csv" for name in names)]
    return Report(path, bundle.version, rows, collector.groups(files), tuple(judge.unjudged()))


_LARGE = 1 << 25
"""Bytes of CSV from which on a query is worth more than one core; on the other one, another query is at work."""


class _Judge:
    def __init__(self, engine: Engine, database: Database, bundle: Bundle, scratch: Path) -> None:
        self.engine = engine
        self.database = database
        self.bundle = bundle
        self.modes: dict[str, str | None] = dict(bundle.modes)
        self.scratch = scratch
        self.unread = set(bundle.unread)
        self.base: Bundle | None = None

    @property
    def version(self) -> Version:
        return self.engine.version

    # Loading

    def load(self) -> None:
        """Load every file: while the bytes of one are looked at, DuckDB reads another."""
        sheets = [(spec, self.bundle.sheets.get(spec.name)) for spec in self.version.files]
        largest_first = sorted(sheets, key=lambda pair: -pair[1].path.stat().st_size if pair[1] else 0)
        if sum(sheet.path.stat().st_size for _, sheet in sheets if sheet) >= _LARGE:
            self.database.use_all_cores()
        two_at_a_time(partial(self._load, *pair) for pair in largest_first)

    def compare_modes(self) -> None:
        """Report where the rows of a file decided against the manifest."""
        for name, said in self.bundle.modes.items():
            if said in ("bulk", "delta") and self.modes[name] != said:
                entry, line = self.bundle.sheets[name].entry, self.bundle.lines.get(name)
                self.engine.collector.add(
                    "OR-MAN-09", "manifest.csv", line, "value", said, other_file=entry, actual=self.modes[name]
                )

    def load_base(self, path: Path) -> None:
        """Load an earlier state, whose own faults are not our question."""
        scratch = self.scratch / "base"
        scratch.mkdir()
        silent = Collector(())
        self.base = open_bundle(path, silent, version=self.version.number, scratch=scratch)
        if not self.base.sheets:
            raise InputError(f"{path}: the base has no file that can be read; 'rostergen validate' says why")
        for spec in self.version.files:
            if sheet := self.base.sheets.get(spec.name):
                try:
                    self._load_base(spec, sheet, silent, scratch)
                except (RefusedError, OSError) as error:
                    what = str(error).partition("\n")[0]
                    raise InputError(f"{path}: {sheet.entry} of the base cannot be read: {what}") from error

    def _load_base(self, spec: FileSpec, sheet: Sheet, silent: Collector, scratch: Path) -> None:
        sheet = look_through(sheet, silent, scratch)
        try:
            self.engine.load_base(spec, sheet)
        except RefusedError:
            self.engine.load_base(spec, repair(sheet, silent, scratch))

    def _load(self, spec: FileSpec, sheet: Sheet | None) -> None:
        engine = self.engine
        if sheet is None:
            engine.load_nothing(spec)
            return
        mode = "delta" if self.modes.get(spec.name) == "delta" else "bulk"
        conditions = self._conditions(spec, sheet, mode)
        try:
            sheet = self._load_table(spec, sheet, conditions)
        except (RefusedError, OSError) as error:  # even after repair: whatever it is, it is no reason to fall over
            what = getattr(error, "strerror", "") or str(error).partition("\n")[0]
            engine.collector.add("RG-CSV-01", sheet.entry, problem=what)
            engine.load_nothing(spec)
            self.unread.add(spec.name)
            return
        other = engine.looks[spec.name]
        if other not in (None, mode):
            # Where manifest and rows disagree, the rows decide (binding 1.2.1, 2023).
            self.modes[spec.name] = other
            conditions = self._conditions(spec, sheet, str(other))
            self._load_table(spec, sheet, conditions)
        engine.check_rows(spec, conditions)

    def _load_table(self, spec: FileSpec, sheet: Sheet, conditions: Sequence[Condition]) -> Sheet:
        """Load a file, repaired if it has to be; return the sheet that was loaded."""
        sheet = look_through(sheet, self.engine.collector, self.scratch)
        try:
            if self.engine.load(spec, sheet, conditions):
                return sheet
        except RefusedError:
            pass
        sheet = repair(sheet, self.engine.collector, self.scratch)
        self.engine.load(spec, sheet, conditions)
        return sheet

    def _conditions(self, spec: FileSpec, sheet: Sheet, mode: str) -> list[Condition]:
        """Return what to ask of each row; a column that is not there was reported as such, and is not also blank."""
        conditions = [*cell_conditions(self.version, spec, mode), *row_conditions(self.version, spec)]
        return [c for c in conditions if c.column in sheet.columns]

    # Checking

    def check(self) -> None:
        """Ask every question that concerns more than one row."""
        engine = self.engine
        if self.base is not None:
            two_at_a_time(partial(engine.name_known, spec) for spec in self.version.files)
        questions = all_questions(self.version, engine.rows)
        answerable = [q for q in questions if isinstance(q, Step) or self.unread.isdisjoint(q.readable)]
        links = list(self._links())
        types = [check for spec in self.version.files for check in type_checks(self.version, spec)]
        checks = [*(check for check, _ in links), *types]
        ask_all(engine, [*checks, *answerable, *missing(self.version, links)])

    def _links(self) -> Iterator[tuple[Check, str]]:
        """Yield what is asked of references, and the files they point to."""
        for spec in self.version.files:
            for check, target in link_checks(spec):
                code = self._code_of_link(check, target)
                if code and self.engine.collector.wants(code) and self.engine.has_rows([spec.name]):
                    yield replace(check, code=code), target

    def unjudged(self) -> Iterator[str]:
        """Yield what could not be asked of this bundle, and why."""
        engine = self.engine
        for name in sorted(self.unread):
            yield f"what refers to {name}.csv, or is told from it: it is missing or cannot be read"
        for code, file, step, what in UNJUDGED:
            if engine.collector.wants(code) and engine.has_rows([file]) and not engine.has_rows([step]):
                yield what
        if engine.collector.wants("RG-CLS-02") and self.modes.get("enrollments") == "delta":
            yield "which classes lack teachers or students: enrollments.csv is a delta"

    def compare(self) -> None:
        """Note what the earlier state has and a bulk file lacks: a receiver deletes it."""
        for spec in self.version.files:
            sheet = self.bundle.sheets.get(spec.name)
            known = self.base is not None and spec.name in self.base.sheets
            if sheet is None or not known or self.modes.get(spec.name) == "delta":
                continue
            gone, count = self.engine.gone(spec)
            found = [Finding("OR-MODE-05", sheet.entry, None, "sourcedId", sourced_id) for sourced_id in gone]
            self.engine.collector.fold(found, count)

    def _code_of_link(self, check: Check, target: str) -> str | None:
        """Return the rule that a reference without a target breaks, None if the target cannot be known."""
        sheet = self.bundle.sheets.get(target)
        lost = self.unread if self.base is None else self.unread | self.base.unread
        if target in lost or (sheet is not None and ("sourcedId" not in sheet.columns or not self.engine.rows[target])):
            return None  # this was reported once, and is not also wrong with every row that refers to it
        if self.base is not None or (sheet is not None and self.modes.get(target) != "delta"):
            return check.code
        return "OR-MODE-07" if sheet is not None or self.modes.get(check.file) == "delta" else "OR-MODE-06"
