"""What a user can do wrong. Every class knows its exit code; a message says what, where and what to do.

RostergenError
├── UsageError            exit 2: an option or an argument that cannot be
├── ProfileError          exit 2: one or more problems in a district profile
│   └── ProfileReadError  exit 3: the file of a profile cannot be read
├── InputError            exit 3: the bundle cannot be read
└── OutputError           exit 3: the bundle cannot be written there

Anything else that escapes is a defect of rostergen (exit 70).
"""

from __future__ import annotations

EXIT_DEFECT = 70
EXIT_INTERRUPTED = 130


class RostergenError(Exception):
    """Base of all mistakes that a user can make and mend."""

    exit_code = 2


class UsageError(RostergenError):
    """An option, an argument or a combination of them that cannot be."""


class ProfileError(RostergenError):
    """Problems in a district profile, all of them at once: `problems` holds a line each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple[type[ProfileError], tuple[list[str]]]:
        return type(self), (self.problems,)  # what a process or a machine sends another is made again there


class ProfileReadError(ProfileError):
    """The file of a profile cannot be read."""

    exit_code = 3


class OutputError(RostergenError):
    """The bundle cannot be written to the place asked for."""

    exit_code = 3
    reason: OSError | None = None
    """What this machine said to it, so that it can be told again of the place that a user knows."""


class InputError(RostergenError):
    """The bundle cannot be read, or is none."""

    exit_code = 3
