"""What went wrong at a destination, in one line: what, where, what to do. Libraries raise a hundred kinds of errors.

They are told apart by the names of their classes, of their bases and of what they were raised from, so that nothing has
to be imported to know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.destinations.url import Url

_CREDENTIALS = "see docs/destinations.md for the credentials that count"
_AGAIN = "try again"

_TROUBLES: tuple[tuple[frozenset[str], str, str], ...] = tuple(
    (frozenset(names.split()), what, to_do)
    for names, what, to_do in (
        ("gaierror ClientConnectorDNSError", "the host is unknown", "check the URL and the network"),
        (
            "ConnectionRefusedError NoValidConnectionsError",
            "the connection was refused",
            "check that the server runs, and the port",
        ),
        (
            "NoCredentialsError PartialCredentialsError CredentialRetrievalError DefaultCredentialsError RefreshError "
            "ProfileNotFound SSOTokenLoadError UnauthorizedSSOTokenError PasswordRequiredException",
            "there are no credentials for it",
            _CREDENTIALS,
        ),
        (
            "BadHostKeyException",
            "the server shows another key than the known_hosts file has",
            "find out why, and mend that file if it is right so",
        ),
        ("AuthenticationException ClientAuthenticationError", "the server does not let you in", _CREDENTIALS),
        ("PermissionError", "permission denied", f"ask for access, or {_CREDENTIALS}"),
        (
            "FileNotFoundError ResourceNotFoundError",
            "there is no such bucket, container or folder (any more)",
            "check the URL, or make it first",
        ),
        ("TimeoutError FSTimeoutError ReadTimeoutError ConnectTimeoutError", "the server does not answer", _AGAIN),
        (
            "EndpointConnectionError ConnectionClosedError ServiceRequestError ConnectionError ClientConnectionError "
            "EOFError HTTPClientError",
            "the connection was lost",
            f"check the server and {_AGAIN}",
        ),
    )
)

# Of what has no class of its own, the words say what it is; small letters.
_WORDS = (
    ("not found in known_hosts", "its key is in no known_hosts file", "add it with ssh or ssh-keyscan"),
    ("no such bucket", "there is no such bucket", "check the URL, or make it first"),
    ("must provide either a connection_string", "there are no credentials for it", _CREDENTIALS),
    ("no authentication methods available", "there are no credentials for it", _CREDENTIALS),
    ("invalidaccesskeyid", "the server does not know the access key", _CREDENTIALS),
    ("signaturedoesnotmatch", "the server does not take the secret key", _CREDENTIALS),
    ("anonymous caller", "there are no credentials for it", _CREDENTIALS),
    ("forbidden", "permission denied", f"ask for access, or {_CREDENTIALS}"),
    ("socket is closed", "the connection was lost", f"check the server and {_AGAIN}"),
    ("server connection dropped", "the connection was lost", f"check the server and {_AGAIN}"),
)


def told(error: BaseException, url: Url) -> OutputError:
    """Return what a library raised as an error of ours."""
    what, to_do = _said(error)
    return OutputError(f"cannot write {url}: {url.hide(what)}; {to_do}")


def _said(error: BaseException) -> tuple[str, str]:
    chain = list(_chain(error))
    names = {base.__name__ for each in chain for base in type(each).__mro__}
    text = " ".join(str(each) for each in chain).lower()
    for words, what, to_do in _WORDS:
        if words in text:
            return what, to_do
    for kinds, what, to_do in _TROUBLES:
        if kinds & names:
            return what, to_do
    strerror = getattr(error, "strerror", None)
    lines = str(strerror or error).strip().splitlines()
    return (lines[0].rstrip(".") if lines else type(error).__name__), "choose another place with --out"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it was raised from."""
    for _ in range(10):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
