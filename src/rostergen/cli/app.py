"""The options of `rostergen`, and what is said when they are wrong."""

from __future__ import annotations

from copy import copy
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperGroup

from rostergen import __version__
from rostergen.cli.breaking import break_
from rostergen.cli.faults import faults, grade
from rostergen.cli.output import put
from rostergen.cli.profiles import profiles
from rostergen.cli.rules import rules
from rostergen.cli.spec import spec
from rostergen.cli.texts import AsTyped, TextCommand
from rostergen.cli.validate import validate
from rostergen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

# typer has no public name for the base of all that can be wrong on a command line; older versions take it from click.
_Wrong = cast("type[Exception]", typer.BadParameter.__mro__[2])

_DISTRICT = "District"
_OUTPUT = "Output"
_OTHER = "Other options"


class _Commands(AsTyped, TyperGroup):
    """Commands whose help shows the options in groups, and which says what is near to an unknown command."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if (record := parameter.get_help_record(ctx)) is not None:
                groups.setdefault(getattr(parameter, "rich_help_panel", None) or _OTHER, []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)
        self.format_commands(ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        near = _nearest(args[0], self.commands)
        if not near and ctx.parent is None:
            near = "; a profile is chosen with --profile, a place to write to with --out"
        raise UsageError(f"unknown command '{args[0]}'{near}; {_see(ctx)}")


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,  # rich takes longer to import than all the rest of --help
    subcommand_metavar="[COMMAND]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("validate", cls=TextCommand)(validate)
app.command("rules", cls=TextCommand)(rules)
app.command("break", cls=TextCommand)(break_)
app.command("faults", cls=TextCommand)(faults)
app.command("grade", cls=TextCommand)(grade)
app.add_typer(profiles, name="profiles", cls=_Commands)
app.command("spec", cls=TextCommand)(spec)


def run(args: Sequence[str]) -> int:
    """Do what the arguments ask for; return the exit code. Raises RostergenError."""
    command = typer.main.get_command(_as_far_as_needed(args))
    try:
        # What typer's own main would add is its way of reporting errors; ours is in `boundary`.
        with command.make_context("rostergen", list(args)) as context:
            command.invoke(context)
    except typer.Exit as done:  # after --help and --version, and where there is something to say by the code
        return done.exit_code
    except _Wrong as error:
        raise UsageError(_explained(error, args)) from None
    return 0


def _as_far_as_needed(args: Sequence[str]) -> typer.Typer:
    """Return the app with the one command that is asked for, if it is clear which: typer takes long to make each."""
    asked = [command for command in app.registered_commands if args and command.name == args[0]]
    part = copy(app)
    if asked:
        part.registered_commands, part.registered_groups = asked, []
        # No option stands before the command, and `_root` has the most of all.
        part.registered_callback = copy(part.registered_callback)
        if part.registered_callback is not None:
            part.registered_callback.callback = _without_options
    return part


def _without_options() -> None:
    """Do nothing before a command."""


def _explained(error: Exception, args: Sequence[str]) -> str:
    """Return typer's words for what is wrong as one line in our style, with the nearest option for an unknown one."""
    context: Any = getattr(error, "ctx", None)
    if context is not None and hasattr(error, "possibilities"):
        name: str = getattr(error, "option_name", "")
        # Of -schools typer sees -s only.
        whole = name if name.startswith("--") else next((arg for arg in args if arg.startswith(name)), name)
        typed = whole.partition("=")[0]
        known = {option for parameter in context.command.get_params(context) for option in parameter.opts}
        message = f"unknown option '{typed}'{_nearest(typed, known)}"
    else:
        message = " ".join(str(getattr(error, "format_message", error.__str__)()).split()).rstrip(".")
        message = message[:1].lower() + message[1:]
    return f"{message}; {_see(context)}" if context is not None else message


def _nearest(name: str, known: Any) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _see(context: Any) -> str:
    return f"see '{context.command_path} --help'"


def _version(wanted: bool) -> None:
    if wanted:
        put(f"rostergen {__version__}")
        raise typer.Exit


@app.callback(
    invoke_without_command=True,
    epilog="A profile states the rest: 'rostergen profiles show suburban' prints one with all it can say.",
)
def _root(
    context: typer.Context,
    *,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            "-p",
            metavar="NAME|FILE",
            help="What kind of district: a built-in profile or a YAML file. [default: suburban]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    schools: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="So many schools, exactly. Without --students, the students change in proportion. "
            "[default: as in the profile]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    students: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="So many students, exactly. Without --schools, the schools change in proportion. "
            "[default: as in the profile]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    districts: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="A state of so many districts, with --schools and --students in all of them. Without those, both "
            "change in proportion. [default: as in the profile]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    school_year: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY",
            help="The year in which the school year ends. [default: of the one that contains today]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Another seed makes another district of the same kind, the same seed the same bytes. [default: 1]",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY.PATH=VALUE",
            help="Change a key of the profile for this run, as in --set class_sizes.high.cap=30. Repeatable.",
            rich_help_panel=_DISTRICT,
        ),
    ] = None,
    oneroster: Annotated[
        str,
        typer.Option(
            metavar="VERSION",
            help="The version of the standard, 1.1 or 1.2: the same district in either. [default: 1.1]",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = "1.1",
    gradebook: Annotated[
        bool,
        typer.Option(
            "--gradebook",
            help="Grade all classes: line items and results too, many times as much as all the rest.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH|URL",
            help="Where to: a name that ends in .zip gives a zip, any other a folder. A URL such as s3://bucket/x.zip "
            "needs the extra 'cloud'; postgresql://USER@HOST/DATABASE gives tables. [default: ./oneroster]",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="csv, or the same tables as parquet (a folder), duckdb or sqlite (a database file). [default: csv]",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = "csv",
    per_district: Annotated[
        str | None,
        typer.Option(
            "--per-district",
            metavar="zip|folder",
            help="Of a state, a bundle for each district, in the folder --out with an index.json.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    compression: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="How a zip is compressed: store (not at all), fast, or small, 6 to 10 % smaller in 3 to 5 times the "
            "time. [default: fast]",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    jobs: Annotated[
        str | None,
        typer.Option(
            "--jobs",
            "-j",
            metavar="N",
            help="So many processes share the work; the bytes are the same. [default: the cores it may use]",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="'dask' makes every district of a state as a task of a Dask cluster, with a bundle of its own. Needs "
            "the extra 'dask'. [default: the processes of --jobs]",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="That of the Dask cluster, as tcp://host:8786. [default: a cluster of --jobs processes here]",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the bundle that is there.", rich_help_panel=_OUTPUT)
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Validate what was written; exit with 1 if an error or a warning is found.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress and no summary.", rich_help_panel=_OUTPUT)
    ] = False,
    json: Annotated[
        bool,
        typer.Option("--json", help="Print the summary on stdout, as one JSON object.", rich_help_panel=_OUTPUT),
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Make a school district that does not exist, and write it as a OneRoster bundle.

    \b
      rostergen --schools 12 --students 8000
      rostergen --profile urban --seed 7 --out district.zip
      rostergen --profile texas --districts 20 --per-district zip

    The same profile, seed and school year give the same bytes, with the same versions of rostergen and its libraries
    (--json names them).
    """  # noqa: D301 - \b is typer's mark for lines that are not to be refilled
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from rostergen.cli.generate import Request, run

    run(
        Request(
            profile=profile,
            schools=schools,
            students=students,
            districts=districts,
            seed=seed,
            school_year=school_year,
            settings=tuple(settings or ()),
            oneroster=oneroster,
            gradebook=gradebook,
            out=out,
            compression=compression,
            jobs=jobs,
            per_district=per_district,
            form=form,
            engine=engine,
            scheduler=scheduler,
            force=force,
            quiet=quiet,
            json=json,
            check=check,
        )
    )


def _refuse_options(context: typer.Context) -> None:
    """Raise UsageError if options of `rostergen` itself stand before a command, which would ignore them."""
    given = [
        parameter.opts[0]
        for parameter in context.command.get_params(context)
        if (source := context.get_parameter_source(parameter.name or "")) is not None and source.name == "COMMANDLINE"
    ]
    if given:
        command = f"rostergen {context.invoked_subcommand}"
        raise UsageError(f"{', '.join(given)}: not an option of '{command}'; leave it out, or leave out the command")
