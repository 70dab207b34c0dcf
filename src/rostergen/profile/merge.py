"""How one profile changes another.

Sections merge key by key, and so do mappings of entries (`levels`, `courses`, `names.by_group`,
`demographics.birthplace.countries`), where `NAME: null` removes an entry (nothing happens if one of the defaults was
removed before). Everything else is replaced as a whole:
numbers, texts, lists, and mappings of numbers such as shares, which have to add up. A distribution is replaced if the
new one names its `dist`; without that it changes single keys of the old one (`{mean: 25}`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rostergen.profile.outline import UNKNOWN, Key, defaults, outline
from rostergen.profile.problems import Problem, did_you_mean, problem_at
from rostergen.profile.strict_yaml import MAX_PROBLEMS, KeyPath, Place, Tree


def extend(base: Tree, over: Tree, problems: list[Problem]) -> Tree:
    """Return `base` as `over` changes it; what cannot be done is added to `problems`."""
    lines = base.lines | over.lines
    return Tree(_Merge(lines, problems).merged(base.value, over.value, outline(), ()), lines)


def put(base: Tree, path: tuple[str, ...], value: Any, option: str, problems: list[Problem]) -> Tree:
    """Return `base` with one key, however deep, changed by the value that an option gave."""
    lines = {known: place for known, place in base.lines.items() if known[: len(path)] != path}
    lines |= {path[:length]: (option, 0) for length in range(1, len(path) + 1)}
    return Tree(_Merge(lines, problems).put(base.value, path, value, outline(), ()), lines)


@dataclass(frozen=True)
class _Merge:
    lines: dict[KeyPath, Place]
    problems: list[Problem]

    def merged(self, base: Any, over: Any, key: Key, path: KeyPath) -> Any:
        keywise = key.merges or (key.is_distribution and isinstance(over, dict) and "dist" not in over)
        if not (keywise and isinstance(base, dict) and isinstance(over, dict)):
            return over
        result = dict(base)
        for name, value in over.items():
            self._change(result, name, value, key, path)
        return result

    def put(self, base: Any, way: tuple[str, ...], value: Any, key: Key, path: KeyPath) -> dict[str, Any]:
        """Walk down the `way`, through what is not there yet too, and change the last key of it."""
        name, *rest = way
        result = dict(base) if isinstance(base, dict) else {}
        if rest:
            child = key.child(name) or UNKNOWN
            result[name] = self.put(result.get(name), tuple(rest), value, child, (*path, name))
        else:
            self._change(result, name, value, key, path)
        return result

    def _change(self, section: dict[str, Any], name: str, value: Any, key: Key, path: KeyPath) -> None:
        here = (*path, name)
        if value is not None or not key.is_mapping:
            section[name] = self.merged(section.get(name), value, key.child(name) or UNKNOWN, here)
        elif name in section:
            del section[name]
        elif not _is_default(here) and len(self.problems) <= MAX_PROBLEMS:
            text = f"there is no '{name}' to remove{did_you_mean(name, section)}"
            self.problems.append(problem_at(self.lines, here, text))


def _is_default(path: KeyPath) -> bool:
    """Return whether the defaults have an entry at a path."""
    value: Any = defaults()
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True
