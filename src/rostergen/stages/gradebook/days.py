"""School days: the weekdays of a session that are no days off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rostergen.world import Calendar, Session


def school_days(calendar: Calendar, session: Session) -> np.ndarray:
    """Return the school days of a session (int32, ascending); its weekdays if it lies in days off altogether."""
    days = np.arange(session.start, session.end, dtype=np.int32)
    weekdays = days[(days + 3) % 7 < 5]  # 1970-01-01 was a Thursday
    open_days = weekdays[~np.isin(weekdays, calendar.days_off)]
    return open_days if len(open_days) else weekdays
