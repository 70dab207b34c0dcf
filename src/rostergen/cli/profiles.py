"""`rostergen profiles`: list, show, check and start profiles, and the schema for editors."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from rostergen.cli.output import one_line, put, say
from rostergen.errors import OutputError, UsageError

_STARTED_FROM = "suburban"

profiles = typer.Typer(help="List, show, check and start profiles.", rich_markup_mode=None)


@profiles.command("list")
def _list() -> None:
    """List the built-in profiles."""
    from rostergen.profile.builtin import builtin_profiles

    known = builtin_profiles()
    width = max(map(len, known))
    put("\n".join(f"{name:<{width}}  {description}".rstrip() for name, description in known.items()))


@profiles.command("show")
def _show(
    profile: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A built-in profile, or a YAML file.")],
) -> None:
    """Print a profile with all its keys, and what they mean, as YAML."""
    from rostergen.profile.load import load_profile
    from rostergen.profile.show import to_yaml

    put(to_yaml(load_profile(profile)))


@profiles.command("check")
def _check(file: Annotated[str, typer.Argument(metavar="FILE", help="A YAML file.")]) -> None:
    """Check a profile: print what district it gives, or everything that is wrong with it."""
    from rostergen.profile.load import load_profile

    # Whatever it is called, what lies there is meant, and a name where nothing lies may be a built-in profile's.
    profile = load_profile(Path(file) if Path(file).is_file() else file)
    levels = ", ".join(f"{name} {level.grades}" for name, level in profile.levels.items() if level.share > 0)
    schools, students = (
        f"{n} {noun}" if n == 1 else f"{n} {noun}s"
        for n, noun in ((profile.schools, "school"), (profile.students, "student"))
    )
    if profile.districts.number > 1:
        schools = f"{profile.districts.number} districts, {schools}"
    put(f"{one_line(file)} is valid: {schools}, {students}, {levels}, {len(profile.courses)} courses")


@profiles.command("new")
def _new(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write, a name that ends in .yaml.")],
    *,
    extends: Annotated[str, typer.Option(metavar="NAME", help="The built-in profile to start from.")] = _STARTED_FROM,
    force: Annotated[bool, typer.Option("--force", help="Replace the file that is there.")] = False,
) -> None:
    """Write a short profile to start from, with comments."""
    from rostergen.profile.builtin import builtin_names
    from rostergen.profile.load import is_yaml
    from rostergen.profile.problems import did_you_mean
    from rostergen.profile.show import template

    if not is_yaml(file):
        raise UsageError(f"'{file}': the name of a profile has to end in .yaml or .yml")
    if extends not in (names := builtin_names()):
        hint = did_you_mean(extends, names)
        raise UsageError(f"--extends: found '{extends}'; allowed a built-in profile: {', '.join(names)}{hint}")
    _write(Path(file), template(extends), force=force)
    shown = one_line(file)
    say(f"Wrote {shown}, which extends {extends}. Next: rostergen profiles check {shown}, rostergen -p {shown}")


def _write(file: Path, text: str, *, force: bool) -> None:
    """Write a file whole or not at all. Raises OutputError."""
    partial = file.with_name(f".{file.name[:60]}.{os.urandom(4).hex()}.partial")
    try:
        if os.path.lexists(file):
            if not file.is_file():
                raise OutputError(f"cannot write {file}: it exists and is not a file; choose another name")
            if not force:
                raise OutputError(f"cannot write {file}: it exists; add --force to replace it, or choose another name")
        if not file.parent.is_dir():
            raise OutputError(f"cannot write {file}: there is no folder {file.parent}; make it first")
        try:
            partial.write_text(text, encoding="utf-8")
            partial.replace(file)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL, or a name that is not valid text
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise OutputError(f"cannot write {file}: {reason[:1].lower()}{reason[1:]}") from error


@profiles.command("schema")
def _schema() -> None:
    """Print the JSON Schema of profiles, with which editors complete and explain their keys."""
    from rostergen.profile.schema import json_schema

    put(json.dumps(json_schema(), indent=2))
