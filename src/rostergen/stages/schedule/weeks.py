"""When elementary homerooms are at their specials. Many share the same hours, which are worked out once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rostergen.stages.schedule.draft import Draft

DAYS = "MTWRF"
_NO_SLOT = -1
_FIRST_SPECIAL_SLOT = 1000
"""Slots below it are the periods of secondary grades."""


class Week(NamedTuple):
    """The week of a homeroom: when it is at home, then when it is at each special."""

    slots: list[int]
    periods: list[int]
    """Numbers of the texts that say when a section meets."""


class Weeks:
    """The weeks of all homerooms."""

    def __init__(self, draft: Draft, n_periods: int) -> None:
        self._draft = draft
        self._n_periods = n_periods
        # Not functools.cache of a method: an object that holds itself is freed by nobody, see `cli`.
        self._known: dict[tuple[int, int, int], Week] = {}

    def of(self, n_specials: int, first_period: int, first_day: int) -> Week:
        """Return the week with so many specials: a period from the first on for every five, a day of it for each."""
        if (known := self._known.get((n_specials, first_period, first_day))) is not None:
            return known
        away = [(first_period + i) % self._n_periods + 1 for i in range(-(-n_specials // len(DAYS)))]
        home = ",".join(str(period) for period in range(1, self._n_periods + 1) if period not in away)
        meetings = [(away[s // len(DAYS)], (s + first_day) % len(DAYS)) for s in range(n_specials)]
        texts = [home, *(f"{period}({DAYS[day]})" for period, day in meetings)]
        week = Week(
            [_NO_SLOT, *(_FIRST_SPECIAL_SLOT + period * len(DAYS) + day for period, day in meetings)],
            [self._draft.periods(text) for text in texts],
        )
        self._known[n_specials, first_period, first_day] = week
        return week
