"""The timetable: sections, when they meet and how large they are."""

from rostergen.stages.schedule.timetable import make_timetable

__all__ = ["make_timetable"]
