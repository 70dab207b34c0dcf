"""`rostergen break`: a bundle broken on purpose, with an answer key."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rostergen.cli.output import say
from rostergen.cli.texts import here, one_of, whole
from rostergen.errors import UsageError

if TYPE_CHECKING:
    from rostergen.faults.deliver import Delivered
    from rostergen.faults.inject import Wish

_FORMATS = ("json", "csv")
_MAX_SEED = 2**63 - 1
_WIDTH = 100


def break_(
    bundle: Annotated[str, typer.Argument(metavar="BUNDLE", help="A valid bundle: a zip, or a folder of CSV files.")],
    *,
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="Where to: a name that ends in .zip gives a zip, any other a folder. The key is written beside it.",
        ),
    ],
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=COUNT|RATE]",
            help="Inject this fault: once, so many times, or in a share of the rows, as in =0.01 or =1%. Repeatable.",
        ),
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="all|LEVEL", help="Inject one of each fault that there is room for, or of those of a level."
        ),
    ] = None,
    one_per_bundle: Annotated[
        bool,
        typer.Option("--one-per-bundle", help="Write a folder of bundles, one for each fault and named after it."),
    ] = False,
    seed: Annotated[
        str, typer.Option(metavar="N", help="Another seed, other places; the same seed, the same bytes.")
    ] = "1",
    key_format: Annotated[str, typer.Option(metavar="json|csv", help="csv writes faults.csv too, a table.")] = "json",
    force: Annotated[bool, typer.Option("--force", help="Replace the bundle and the key that are there.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No summary.")] = False,
) -> None:
    """Break a OneRoster CSV bundle on purpose, and write an answer key.

    Everything but the faults stays as it is, byte by byte.

    \b
      rostergen break oneroster -o broken.zip --fault grade-without-zero=3 --fault two-primary-teachers
      rostergen break oneroster.zip -o suite --faults all --one-per-bundle

    'rostergen faults' lists the faults, 'rostergen grade' holds an importer's report against the key.
    """  # noqa: D301 - \b is typer's mark for lines that are not to be refilled
    key_format = one_of("--key-format", key_format, _FORMATS)
    number = whole("--seed", seed, 0, _MAX_SEED)
    if not out:
        raise UsageError("--out: found ''; allowed the name of a folder, or of a zip file that ends in .zip")
    wishes = _wishes(fault or [], faults)
    from rostergen.faults.deliver import break_bundle, break_suite

    deliver = break_suite if one_per_bundle else break_bundle
    done = deliver(
        Path(here("BUNDLE", bundle)), Path(here("--out", out)), wishes, seed=number, force=force, key_format=key_format
    )
    if not quiet:
        say(_summary(done, key_format))


def _wishes(named: list[str], which: str | None) -> list[Wish]:
    from rostergen.faults.wishes import wish, wishes_for

    wishes = [wish(text) for text in named]
    names = [each.fault.name for each in wishes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"--fault: found {twice} twice; say how often it is wanted, as in {twice}=2")
    if which is not None:
        wishes += [each for each in wishes_for(which) if each.fault.name not in names]
    if not wishes:
        raise UsageError(
            "nothing to break: name faults with --fault, or say --faults all; 'rostergen faults' lists them"
        )
    return wishes


def _summary(done: Delivered, key_format: str) -> str:
    from rostergen.faults.key import FORMATS

    lines = []
    key_files = " and ".join(FORMATS[key_format])
    injected = sum(len(key.faults) for key in done.keys)
    s = "s" * (injected != 1)
    if len(done.keys) == 1 and done.keys[0].bundle == done.path.name:
        lines.append(f"Wrote {done.path} with {injected:,} fault{s}, and the key {key_files} beside it")
    else:
        bundles = f"{len(done.keys):,} bundle{'s' * (len(done.keys) != 1)}"
        lines.append(f"Wrote {bundles} with {injected:,} fault{s} to {done.path}, each beside its key")
    reasons: dict[str, list[str]] = {}
    for name, reason in done.skipped:
        reasons.setdefault(reason, []).append(name)
    for reason, names in reasons.items():
        lines.append(f"Left out ({reason}):")
        lines += (f"  {line}" for line in textwrap.wrap(", ".join(names), _WIDTH, break_on_hyphens=False))
    return "\n".join(lines)
