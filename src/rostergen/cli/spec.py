"""`rostergen spec`: the tables of the standard, for people who write importers."""

from __future__ import annotations

import json as json_module
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from rostergen.cli.output import put
from rostergen.errors import UsageError

if TYPE_CHECKING:
    from rostergen.spec import FileSpec, Version


def spec(
    file: Annotated[str | None, typer.Argument(metavar="FILE", help="A file, such as users or manifest.csv.")] = None,
    *,
    oneroster: Annotated[str, typer.Option(metavar="VERSION", help="The version of the standard, 1.1 or 1.2.")] = "1.1",
    json: Annotated[bool, typer.Option("--json", help="Print plain data: one file, or all of them.")] = False,
) -> None:
    """Print the tables of OneRoster: all files, or the columns of one."""
    from rostergen.spec import VERSIONS
    from rostergen.spec.describe import as_data, as_text, manifest_as_data, manifest_as_text, overview

    if oneroster not in VERSIONS:
        raise UsageError(f"--oneroster: found '{oneroster}'; allowed {' or '.join(VERSIONS)}")
    version = VERSIONS[oneroster]
    if file is not None and _bare(file) == "manifest":
        put(json_module.dumps(manifest_as_data(version), indent=2) if json else manifest_as_text(version))
    elif json:
        chosen = list(version.files) if file is None else [_file(version, file)]
        put(json_module.dumps(as_data(version, chosen), indent=2, ensure_ascii=False))
    else:
        put(overview(version) if file is None else as_text(version, _file(version, file)))


def _bare(name: str) -> str:
    return name.lower().removesuffix(".csv")


def _file(version: Version, name: str) -> FileSpec:
    """Return the file that a user means by a name. Raises UsageError."""
    from rostergen.spec import VERSIONS

    known = {spec.name.lower(): spec for spec in version.files}
    wanted = _bare(name)
    if wanted in known:
        return known[wanted]
    elsewhere = [number for number, other in VERSIONS.items() if wanted in (spec.name.lower() for spec in other.files)]
    if elsewhere:
        raise UsageError(f"OneRoster {version.number} has no file '{name}'; add --oneroster {elsewhere[0]}")
    near = get_close_matches(wanted, known, n=1)
    hint = (
        f"; did you mean '{known[near[0]].name}'?" if near else f"; see 'rostergen spec --oneroster {version.number}'"
    )
    raise UsageError(f"OneRoster {version.number} has no file '{name}'{hint}")
