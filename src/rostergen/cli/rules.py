"""`rostergen rules`: what a bundle is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rostergen.cli.output import put
from rostergen.cli.texts import one_of
from rostergen.cli.validate import VERSIONS
from rostergen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rostergen.spec.rules import Rule


def rules(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code, or the beginning of codes, such as OR-REF.")
    ] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print them as one JSON array.")] = False,
    oneroster: Annotated[str | None, typer.Option(metavar="1.1|1.2", help="Only the rules of this version.")] = None,
) -> None:
    """List the rules of validate, or explain one.

    The basis of a rule is where it comes from: standard and recommended are of OneRoster's documents; practice is what
    importers do; plausibility is ours.
    """
    if oneroster is not None:
        one_of("--oneroster", oneroster, VERSIONS)
    from rostergen.spec.rules import RULES
    from rostergen.validate.choice import chosen_rules

    wanted = chosen_rules(select=() if code is None else (code,))
    listed = [rule for rule in RULES.values() if rule.code in wanted and oneroster in (None, *rule.versions)]
    if not listed:
        raise UsageError(f"'{code}': no rule of OneRoster {oneroster} has a code that begins like this")
    if json:
        put(_as_json(listed))
    elif code in RULES:
        put("\n\n".join(map(_explained, listed)))
    else:
        put("\n".join(_listed(listed)))


def _as_json(listed: Sequence[Rule]) -> str:
    import json
    from dataclasses import asdict

    return json.dumps([asdict(rule) for rule in listed], indent=2)


def _explained(rule: Rule) -> str:
    return "\n".join(
        (
            f"{rule.code}  {rule.title}",
            "",
            f"severity   {rule.severity}",
            f"basis      {rule.basis}",
            f"OneRoster  {', '.join(rule.versions)}",
            f"found      {rule.template}",
            f"fix        {rule.fix}",
            f"from       {rule.reference}",
        )
    )


def _listed(listed: Sequence[Rule]) -> list[str]:
    return [
        f"{rule.code:<12}  {rule.severity:<7}  {rule.basis:<12}  {'/'.join(rule.versions):<7}  {rule.title}"
        for rule in listed
    ]
