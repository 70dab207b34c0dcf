"""What is said of a broken bundle, held against its key: the rules of the key at their lines, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rostergen.validate.run import validate_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rostergen.faults.key import Consequence, Injected, Key
    from rostergen.validate.finding import Finding, Report


def judged(path: Path, base: Path | None = None) -> Report:
    return validate_bundle(path, max_per_rule=100_000, base=base)


def leaf(file: str) -> str:
    """The file itself: a report may name the folder that holds it too."""
    return file.rstrip("/").rpartition("/")[2]


def problems(key: Key, after: Report, before: Report | None = None) -> list[str]:
    """Everything that is said and not in the key (or was said before), or in the key and not said."""
    found = list(after)
    said = []
    for injected in key.faults:
        hits = [finding for finding in found if is_about(injected, finding)]
        if hits:
            # A fault of a whole file without a line stands for whatever rows tell of it.
            spread = injected.line is None and hits[0].line is not None
            found = [finding for finding in found if finding not in (hits if spread else hits[:1])]
        else:
            said.append(f"missed: {injected}")
    effects = [effect for injected in key.faults for effect in injected.consequences]
    found = [finding for finding in found if not any(follows(effect, finding) for effect in effects)]
    names = {each.before: each.after for each in key.faults if each.level == "packaging"}
    known = Counter(kind(finding, names) for finding in before or ())
    broken = {(kind(finding), finding.line) for finding in after}
    copied: dict[tuple[str, int | None], int]
    copied = {(copy.file, copy.line): copy.of for injected in key.faults for copy in injected.copies}
    for finding in found:
        if known[kind(finding)] > 0:
            known[kind(finding)] -= 1
        elif (kind(finding), copied.get((leaf(finding.file), finding.line), -1)) not in broken:
            said.append(f"also: {finding} {finding.message}")
    return said


def kind(finding: Finding, names: Mapping[str | None, str | None] | None = None) -> tuple[str | None, ...]:
    return finding.code, leaf((names or {}).get(finding.file) or finding.file), finding.column, finding.value


def is_about(injected: Injected, finding: Finding) -> bool:
    if finding.code != injected.rule or leaf(finding.file) != leaf(injected.file):
        return False
    if finding.column and injected.column and finding.column != injected.column and "manifest" not in finding.file:
        return False
    return finding.line == injected.line or injected.line is None


def follows(effect: Consequence, finding: Finding) -> bool:
    same_file = not effect.file or leaf(effect.file) == leaf(finding.file)
    return effect.rule == finding.code and same_file and effect.line in (None, finding.line)
