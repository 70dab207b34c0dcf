"""Who works in the schools: teachers sized by the sections, with their rooms, and everybody else."""

from rostergen.stages.staff.staff import make_staff, name_staff

__all__ = ["make_staff", "name_staff"]
