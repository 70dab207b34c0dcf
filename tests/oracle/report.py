"""Collects problems: one line each, `RULE file:line message`, and only so many of a kind."""

from collections import Counter
from collections.abc import Iterable

MOST_OF_A_KIND = 200
LONGEST_MESSAGE = 400


class Report:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._kinds: Counter[tuple[str, str]] = Counter()
        self._problems: list[str] = []

    def add(self, rule: str, file: str, line: int, message: str) -> None:
        """Line 0 stands for the file as a whole."""
        self.counts[rule] += 1
        self._kinds[rule, file] += 1
        if self._kinds[rule, file] <= MOST_OF_A_KIND:
            one_line = " ".join(message[:LONGEST_MESSAGE].split())
            self._problems.append(f"{rule} {'_'.join(file.split())}:{line} {one_line}")

    def problems(self) -> list[str]:
        more = [
            f"{rule} {file}:0 and {count - MOST_OF_A_KIND} more of this kind"
            for (rule, file), count in self._kinds.items()
            if count > MOST_OF_A_KIND
        ]
        return self._problems + more


def show(values: Iterable[object], most: int = 3) -> str:
    """A few values for a message."""
    listed = sorted(str(value) for value in values)
    text = ", ".join(repr(value[:80]) for value in listed[:most])
    return text + (f" and {len(listed) - most} more" if len(listed) > most else "")
