"""How many processors this process may use."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def usable_cores(cgroups: Path = _CGROUPS, own: Path = _OWN) -> int:
    """Return the cores that this process may use: those it is bound to, and no more than its control groups allow.

    A quota of 1.5 cores is two: the work is split evenly, and a core that waits costs nothing. `cgroups` is where they
    are, `own` says which of them is that of this process.
    """
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [quota for group in _groups(cgroups, own) if (quota := _quota(group))]
    return max(1, min(bound, math.ceil(min(quotas, default=bound))))


def _groups(cgroups: Path, own: Path) -> Iterator[Path]:
    """Yield the folders of the control groups that this process is in, from the outermost on.

    A container sees its own group as the outermost (cgroup v2: "0::/path", v1: "4:cpu,cpuacct:/path").
    """
    yield cgroups
    yield cgroups / "cpu"
    with suppress(OSError, ValueError):
        for line in own.read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers or "cpu" in controllers.split(","):
                group = cgroups / "cpu" if controllers else cgroups
                for name in Path(path).parts[1:]:
                    group /= name
                    yield group


def _quota(group: Path) -> float:
    """Return the cores that a control group allows (cgroup v2, then v1); 0 if it does not say."""
    with suppress(OSError, ValueError):
        quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
        return 0.0 if quota == "max" else int(quota) / int(period)
    with suppress(OSError, ValueError):
        quota, period = ((group / f"cpu.cfs_{what}_us").read_text(encoding="ascii") for what in ("quota", "period"))
        return max(0.0, int(quota) / int(period))
    return 0.0
