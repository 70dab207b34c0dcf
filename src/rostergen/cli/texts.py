"""Commands whose options are flags and texts, and what is said of a text that cannot be.

Typer converts values with pydantic, which takes as long to import as DuckDB. A text needs no conversion.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from typer.core import TyperCommand

from rostergen.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


_Text = TypeVar("_Text", bound=str)


class AsTyped:
    """What makes a command of typer hand on the values of its options as they were typed."""

    params: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for parameter in self.params:
            _leave_as_typed(parameter)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option --help, which is not among the parameters."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            _leave_as_typed(option)
        return option


class TextCommand(AsTyped, TyperCommand):
    """A command with flags and texts."""


def _leave_as_typed(parameter: Any) -> None:
    convert = parameter.process_value

    def process_value(context: Any, value: Any) -> Any:
        if value is None:
            as_typed = not parameter.required
        else:
            as_typed = isinstance(value, str | bool | list | tuple) and parameter.callback is None
        return value if as_typed else convert(context, value)

    parameter.process_value = process_value


def one_of(option: str, text: str, allowed: Sequence[_Text]) -> _Text:
    """Return the value that an option names. Raises UsageError if it is not one of those allowed."""
    for value in allowed:
        if text == value:
            return value
    near = get_close_matches(text, allowed, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    raise UsageError(f"{option}: found '{text}'; allowed {', '.join(allowed)}{meant}")


def here(what: str, path: str) -> str:
    """Return a path of this machine. Raises UsageError for a URL, which would be taken for one that is not there."""
    from rostergen.destinations.url import Url, check_slashes, is_url

    check_slashes(what, path)
    if is_url(path):
        raise UsageError(f"{what}: found the URL {Url(path)}; allowed a path of this machine: copy the bundle by hand")
    return path


def whole(option: str, text: str, least: int, most: int) -> int:
    """Return the whole number that an option gives. Raises UsageError."""
    # int() takes more than people mean: 1_000, digits of other scripts, and too many of them
    if not re.fullmatch(r"[0-9]{1,40}", text) or not least <= int(text) <= most:
        raise UsageError(f"{option}: found '{text}'; allowed a whole number from {least} to {most}")
    return int(text)
