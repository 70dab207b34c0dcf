"""What the tests of a module are going to ask the judge, so that it can be asked once for many of them."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from .judging import judge
from .side_by_side import judged_side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .bundles import Files
    from .judging import Judged, Place

    Question = tuple[str, str]
    """The version of a bundle and its files, as text."""


class _NotYetKnownError(Exception):
    pass


@dataclass
class Rehearsal:
    """Answers that are known before the tests run, None where a bundle has to be judged alone."""

    folder: Path
    known: dict[Question, list[Place] | None] = field(default_factory=dict)

    def hear(self, tests: Sequence[Callable[[Judged], object]]) -> None:
        """Run tests until none asks what is not known: each of them as far as its first such question."""
        rounds = 0
        while asked := self._asked(tests):
            for version in sorted({version for version, _ in asked}):
                of_version = [question for question in asked if question[0] == version]
                districts: list[Files] = [json.loads(text) for _, text in of_version]
                folder = self.folder / f"{rounds}-{version}"
                self.known |= zip(of_version, judged_side_by_side(folder, version, districts), strict=True)
            rounds += 1

    def _asked(self, tests: Sequence[Callable[[Judged], object]]) -> list[Question]:
        asked: dict[Question, None] = {}

        def ask(version: str, files: Files) -> list[Place]:
            question = (version, json.dumps(files))
            known = self.known.get(question)
            if known is None:
                if question not in self.known:
                    asked[question] = None
                raise _NotYetKnownError
            return list(known)

        for test in tests:
            with suppress(Exception):  # a test that fails does so again when it is its turn
                test(ask)
        return list(asked)

    def answer(self, version: str, files: Files, folder: Path) -> list[Place]:
        """Return what is known, or ask the judge."""
        known = self.known.get((version, json.dumps(files)))
        return judge(Path(mkdtemp(dir=folder)), version, files) if known is None else list(known)
