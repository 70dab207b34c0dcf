"""What is a URL, and how it is shown: never with a secret."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from rostergen.errors import UsageError

# Two letters or more, for C:\ and even C:// are drives. With `::` fsspec chains file systems.
_URL = re.compile(r"(?:[A-Za-z0-9+.-]+::)*[A-Za-z][A-Za-z0-9+.-]+://")
_ONE_SLASH = re.compile(
    "(?i)(s3a?|gc?s|az|abfss?|adl|sftp|ssh|ftp|https?|(web)?hdfs|webdav|smb|file|memory|postgres(ql)?):/(?!/)"
)
_LOGIN = re.compile(r"[^/@]*?:([^/]*)@")
# A password should have its slashes escaped, but it must not be shown if it has not. What looks like a port is none.
_LOGIN_WITH_SLASHES = re.compile(r"[^/@:]*:(?![0-9]+/)(.*)@")
_QUERY = re.compile(r"(?<=[?&])[^=&]+=([^&]+)")

_SECRETIVE = re.compile(r"(AWS|AZURE|GOOGLE|FSSPEC)_.*(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|CONNECTION_STRING)")
_WITHOUT_HOST = {"file", "local", "memory"}
_SHORTEST = 6
"""What is shorter and stands in the environment would be found in every other word."""


def is_url(text: str) -> bool:
    """Return whether a target is a URL and not a path of this machine."""
    return _URL.match(text) is not None


def check_slashes(what: str, text: str) -> None:
    """Raise UsageError for a URL that lost a slash: it would be a path, and be shown with the password in it."""
    if match := _ONE_SLASH.match(text):
        scheme = match[1]
        raise UsageError(
            f"{what}: found {scheme}:/ with one slash; a URL begins with {scheme}://, and a path of that name with ./"
        )


@dataclass(frozen=True)
class Url:
    """The URL of a target; as text it is masked."""

    typed: str

    @property
    def scheme(self) -> str:
        """What says how to get there, in small letters."""
        return self.typed.partition("://")[0].lower()

    @property
    def host(self) -> str:
        """The server, bucket or container, as far as it is stated before the first slash."""
        return self.typed.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]

    @property
    def name(self) -> str:
        """The last part of the path, the name of the bundle; empty for a bucket or a root."""
        path = self.typed.partition("://")[2].rstrip("/")
        return (path if self.scheme in _WITHOUT_HOST else path.partition("/")[2]).rpartition("/")[2]

    def __str__(self) -> str:
        """Return the URL with every secret in it masked."""
        text = self.typed
        for start, end in sorted(self._secrets, reverse=True):
            text = f"{text[:start]}***{text[end:]}"
        return text

    __repr__ = __str__

    def hide(self, text: str) -> str:
        """Return somebody else's text without the secrets of this URL and of the environment."""
        text = text.replace(self.typed, str(self))
        secrets = {self.typed[start:end] for start, end in self._secrets}
        secrets |= {unquote(secret) for secret in secrets}
        secrets |= {value for name, value in os.environ.items() if _SECRETIVE.match(name) and len(value) >= _SHORTEST}
        for secret in sorted(secrets - {""}, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    @cached_property
    def _secrets(self) -> list[tuple[int, int]]:
        """Where secrets stand: start and end of each."""
        start = self.typed.find("://") + len("://")
        login = _LOGIN.match(self.typed, start) or _LOGIN_WITH_SLASHES.match(self.typed, start)
        return [match.span(1) for match in (login, *_QUERY.finditer(self.typed, start)) if match]
