"""The command line: the only place that knows a terminal.

    boundary   where everything that can go wrong becomes a line on stderr and an exit code
    app        the options of `rostergen`, and what is said when they are wrong
    generate   what `rostergen` does without a command
    target, upload, conversion   where its bundle goes: a path, a URL, another format
    profiles   the commands of `rostergen profiles`
    spec       `rostergen spec`
    validate   `rostergen validate`, and what `rostergen --check` adds
    rules      `rostergen rules`
    breaking   `rostergen break`
    faults     `rostergen faults` and `rostergen grade`
    texts      options that are taken as typed, and what is said of those that cannot be
    progress, summary, output   what people and programs get to see

Whatever `rostergen --help` does not need is imported when it is used: numpy alone takes longer than the help.
"""

from __future__ import annotations

import os
import sys

try:
    import gc
    from typing import TYPE_CHECKING

    from rostergen.cli.boundary import guarded
except KeyboardInterrupt:  # the boundary is not there yet
    sys.stderr.write("rostergen: interrupted; nothing was written\n")
    sys.exit(130)

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run `rostergen` with arguments, those of the process by default; return its exit code."""

    def run() -> int:
        # Here and not above, so that Ctrl-C while typer is imported is a line too.
        from rostergen.cli.app import run

        return run(list(sys.argv[1:] if args is None else args))

    # Nothing here multiplies matrices, and numpy's library for that spins for 50 ms for each thread that it starts.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # To look for plugins, pydantic reads the metadata of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # A run makes next to no reference cycles, and looking for them would take a twentieth of its time.
    gc.disable()
    try:
        return guarded(run)
    finally:
        if args is None:  # the process ends, and nothing is won by looking for cycles once more
            gc.freeze()
        gc.enable()
