"""The URL of a PostgreSQL database: what it says of the schema, and how it is shown, never with a password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from rostergen.errors import UsageError

_SCHEMES = ("postgresql://", "postgres://")
# A password should have its slashes and at signs escaped, but it must not be shown if it has not.
_LOGIN = re.compile(r"(?<=://)([^:/?@]*):(.*)@")
_SECRET = re.compile(r"((?:^|(?<=[?&]))[^=&]*pass[^=&]*)=([^&]*)", re.IGNORECASE)
_SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """Where a database is and in which schema the tables go; as text it is masked."""

    typed: str
    libpq: str
    """What PostgreSQL's own library is told: the URL without the schema."""
    schema: str

    def __str__(self) -> str:
        return _SECRET.sub(r"\1=***", _LOGIN.sub(r"\1:***@", self.typed))

    __repr__ = __str__

    def hide(self, message: str) -> str:
        """Return the first line of somebody else's message, without the password."""
        line = message.strip().partition("\n")[0]
        for url in (self.typed, self.libpq):
            line = line.replace(url, str(self))
        secrets = {match[2] for pattern in (_LOGIN, _SECRET) for match in pattern.finditer(self.typed)}
        for secret in sorted((secrets | set(map(unquote, secrets))) - {""}, key=len, reverse=True):
            line = line.replace(secret, "***")
        return line


def is_database(target: str) -> bool:
    """Return whether a target is the URL of a PostgreSQL database."""
    return target.startswith(_SCHEMES)


def database_url(target: str) -> DatabaseUrl:
    """Return what a URL says. Raises UsageError."""
    address, mark, query = target.partition("?")
    if mark and "@" in query.partition("=")[0]:  # a question mark in a password
        address, query = target, ""
    options = query.split("&") if query else []
    asked = [option for option in options if option.partition("=")[0] == _SCHEMA]
    others = "&".join(option for option in options if option not in asked)
    schema = unquote(asked[0].partition("=")[2]) if asked else "public"
    url = DatabaseUrl(target, f"{address}?{others}" if others else address, schema)
    if not url.schema or "\0" in url.schema or len(asked) > 1:
        raise UsageError(f"--out: {url}: write one name of a schema behind {_SCHEMA}=")
    return url
