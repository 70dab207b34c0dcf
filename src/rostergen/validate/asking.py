"""In which order the questions are asked, and which of them at a time.

On a small bundle a query takes longer to plan than to run, and runs on one core. There, two are at work at a time, and
several checks are counted in one query. On a large one, a query uses both cores by itself, and several at once would
take too much memory.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from rostergen.validate.engine import Check, Step
from rostergen.validate.threads import InTurn, two_at_a_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.validate.engine import Engine

_LARGE = 1_000_000
"""Rows of a bundle from which on its questions are asked one by one."""

_BATCHES = 6
"""More than two, so that both cores have something to do to the end."""


def ask_all(engine: Engine, questions: Sequence[Check | Step]) -> None:
    """Ask questions of the tables of an engine."""
    steps = [question for question in questions if isinstance(question, Step)]
    checks = [question for question in questions if isinstance(question, Check)]
    counts: dict[Check, int] = {}

    def count(some: Sequence[Check]) -> None:
        counts.update(engine.count(some))

    if sum(engine.rows.values()) >= _LARGE:
        for step in steps:
            engine.prepare(step)
        for check in checks:
            count([check])
    else:
        tasks = InTurn()
        for step in steps:
            tasks.add(step.name, _mentioned(step), partial(engine.prepare, step))
        tasks.run()
        asked = [check for check in checks if engine.asks(check)]
        two_at_a_time(partial(count, asked[batch::_BATCHES]) for batch in range(_BATCHES))
    for check in checks:
        if found := counts.get(check):
            engine.note(check, found)


def _mentioned(step: Step) -> set[str]:
    """Return the names of what a step needs or reads, and other words."""
    return {*step.needs, *re.findall(r"\w+", step.sql)}
