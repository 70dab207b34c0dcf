"""What went wrong at a destination, in one line: what, where, what to do. Libraries raise a hundred kinds of errors.

They are told apart by the names of their classes, of their bases and of what they were raised from, so that nothing has
to be imported to know them.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from rostergen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rostergen.destinations.url import Url

_CREDENTIALS = "{credentials}"
"""Stands for what credentials are at the place in question."""
_OF_SERVER = "check the user, and the keys in ~/.ssh or FSSPEC_SFTP_PASSWORD"
_OF_S3 = "check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_OF_GOOGLE = "check GOOGLE_APPLICATION_CREDENTIALS, or 'gcloud auth application-default login'"
_OF_AZURE = "check AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT_NAME with a key or a token"
_CREDENTIALS_OF = {
    "s3": _OF_S3, "s3a": _OF_S3, "gs": _OF_GOOGLE, "gcs": _OF_GOOGLE, "az": _OF_AZURE, "abfs": _OF_AZURE,
    "abfss": _OF_AZURE, "sftp": _OF_SERVER, "ssh": _OF_SERVER,
}  # fmt: skip
_UNKNOWN_HOST = "the host is unknown"
_AGAIN = "try again"
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

_TROUBLES: tuple[tuple[frozenset[str], str, str], ...] = tuple(
    (frozenset(names.split()), what, to_do)
    for names, what, to_do in (
        ("gaierror ClientConnectorDNSError", _UNKNOWN_HOST, "check the URL and the network"),
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
    ("server failed to authenticate the request", "the server does not let you in", _CREDENTIALS),
    ("connection string is either blank or malformed", "the connection string cannot be read", _CREDENTIALS),
    ("anonymous caller", "there are no credentials for it", _CREDENTIALS),
    ("forbidden", "permission denied", f"ask for access, or {_CREDENTIALS}"),
    ("socket is closed", "the connection was lost", f"check the server and {_AGAIN}"),
    ("server connection dropped", "the connection was lost", f"check the server and {_AGAIN}"),
)


def told(error: BaseException, url: Url) -> OutputError:
    """Return what a library raised as an error of ours."""
    what, to_do = _said(error)
    if what == _UNKNOWN_HOST and (host := _host(error, url)):
        what = f"the host {host} is unknown"
    to_do = to_do.replace(_CREDENTIALS, _check_credentials(url))
    return OutputError(f"cannot write {url}: {url.hide(what)}; {to_do}")


def while_waiting(url: Url) -> str:
    """Return what to do where a place does not answer: libraries try for a minute before they raise."""
    return f"see whether there is a network, and {_check_credentials(url)}"


def _check_credentials(url: Url) -> str:
    return _CREDENTIALS_OF.get(url.scheme, f"check the credentials for {url.scheme}://")


def _host(error: BaseException, url: Url) -> str:
    """Return the host that was asked for: that of a store stands in no URL."""
    named = (str(getattr(each, "host", None) or "") for each in _chain(error))
    return next(filter(None, named), url.host if url.scheme in {"sftp", "ssh"} else "")


def _said(error: BaseException) -> tuple[str, str]:
    chain = list(_chain(error))
    names = {base.__name__ for each in chain for base in type(each).__mro__}
    text = " ".join(str(each) for each in chain).lower()
    for words, what, to_do in _WORDS:
        if words in text:
            return what, to_do
    if any(isinstance(each, OSError) and each.errno in _FULL for each in chain):
        return "the disk there is full", "free some space, or choose another place with --out"
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
