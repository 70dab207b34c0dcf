"""How many processors this process may use."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")


def usable_cores(cgroups: Path = _CGROUPS) -> int:
    """Return the cores that this process may use: those it is bound to, and no more than its container may use.

    A quota of 1.5 cores is two: the work is split evenly, and a core that waits costs nothing.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _quota(cgroups)
    return max(1, min(bound, math.ceil(quota))) if quota else bound


def _quota(cgroups: Path) -> float:
    """Return the cores that a control group allows (cgroup v2, then v1); 0 if it does not say."""
    with suppress(OSError, ValueError):
        quota, period = (cgroups / "cpu.max").read_text(encoding="ascii").split()
        return 0.0 if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        v1 = cgroups / "cpu"
        quota, period = ((v1 / f"cpu.cfs_{what}_us").read_text(encoding="ascii") for what in ("quota", "period"))
        return max(0.0, int(quota) / int(period))
    return 0.0
