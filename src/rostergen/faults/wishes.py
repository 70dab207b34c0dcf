"""What somebody asks to be broken: NAME, NAME=COUNT or NAME=RATE, or all faults, or those of a level."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rostergen.errors import UsageError
from rostergen.faults.catalogue import FAULTS
from rostergen.faults.inject import Wish
from rostergen.faults.model import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.faults.model import Fault

MOST = 1_000_000
ALL = "all"


def fault_called(name: str) -> Fault:
    """Return a fault by its name. Raises UsageError if there is none."""
    if name in FAULTS:
        return FAULTS[name]
    if name in LEVELS:
        raise UsageError(f"'{name}' is a level, not a fault; ask for one of each of its faults with --faults {name}")
    near = get_close_matches(name.lower(), FAULTS, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    raise UsageError(f"unknown fault '{name}'{meant}; 'rostergen faults' lists them")


def wish(text: str) -> Wish:
    """Return the wish that a text like grade-without-zero, grade-without-zero=3 or grade-without-zero=2% stands for.

    Raises UsageError.
    """
    name, given, amount = text.partition("=")
    fault = fault_called(name)
    if not given:
        return Wish(fault)
    if re.fullmatch(r"[0-9]{1,9}", amount) and 1 <= int(amount) <= MOST:
        count = int(amount)
        if count > 1 and (fault.once or fault.alone):
            raise UsageError(f"--fault: found '{text}'; a bundle can have {name} only once")
        return Wish(fault, count)
    rate = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%?)", amount)
    if rate and 0 < (share := float(rate[1]) / (100 if rate[2] else 1)) <= 1:
        return Wish(fault, rate=share)
    raise UsageError(
        f"--fault: found '{text}'; allowed {name}, {name}=N with N from 1 to {MOST:,}, or a share of the rows "
        f"as in {name}=0.01 or {name}=1%"
    )


def wishes_for(which: str) -> Iterator[Wish]:
    """Yield one of each fault, of all or of a level, where the bundle can have it. Raises UsageError.

    Those of the later levels come first: they are choosier.
    """
    if which in FAULTS:
        raise UsageError(f"--faults: '{which}' is a single fault; ask for it with --fault {which}")
    if which != ALL and which not in LEVELS:
        raise UsageError(f"--faults: found '{which}'; allowed {', '.join((ALL, *LEVELS))}")
    for fault in sorted(FAULTS.values(), key=lambda fault: -LEVELS.index(fault.level)):
        if which in (ALL, fault.level):
            yield Wish(fault, optional=True)
