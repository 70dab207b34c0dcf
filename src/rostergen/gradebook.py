"""The arrays of the gradebook, made school by school while it is written; conventions are those of `world`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray


@dataclass(frozen=True, slots=True)
class LineItems:
    """The graded work of one school in the whole year, by section and then by the day it is due."""

    section: Array  # int32, index into Sections
    category: Array  # int16, index into the profile's categories
    session: Array  # int16, index into Calendar.sessions: a grading period
    number: Array  # int32: 1, 2, … among the work of one section and category
    assigned: Array  # int32 day
    due: Array  # int32 day
    difficulty: Array  # float32, % of points that it is easier (or, negative, harder) than its category
    objective: Array  # int16: learning objective of the course, or -1
    given: Array  # bool: assigned by the day that the gradebook is of
    planned: Array  # bool: not yet given, and already in the gradebook of its section


class ScoreStatus(IntEnum):
    """What became of a piece of work."""

    EXEMPT = 0
    GRADED = 1
    NOT_SUBMITTED = 2
    PARTIAL = 3
    SUBMITTED = 4


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a run of line items of one school: `number` counts them in the school, with gaps."""

    number: Array  # int64
    item: Array  # int32, index into LineItems
    student: Array  # int32, index into Students
    status: Array  # int8, ScoreStatus
    score: Array  # int32, in half points, or -1
    letter: Array  # int8, index into LETTERS, or -1
    pass_fail: Array  # bool: the letter is of the scale of pass and no pass
    mastery: Array  # int8, 0 to 4, or -1
    comment: Array  # int8, index into COMMENTS, or -1
    day: Array  # int32 day of the score
    in_progress: Array  # bool
    late: Array  # bool


LETTERS = ("A", "B", "C", "D", "F", "P", "NP")
LETTER_FROM = (90, 80, 70, 60, 0, 60, 0)
"""Percentage from which each letter is given; the last two are of the scale of pass and no pass."""
MASTERY = ("Not shown", "Beginning", "Developing", "Proficient", "Advanced")
MASTERY_FROM = (0, 40, 60, 75, 90)
"""Percentage from which work shows each mastery, so that passing work is no less than developing: judgment (2026)."""
COMMENTS = ("Excellent work", "Good work", "Please see me for help", "Not handed in", "Excused", "Handed in late")
