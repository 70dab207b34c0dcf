"""Which file system a URL asks for, and whether that can be written to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rostergen.errors import UsageError

if TYPE_CHECKING:
    from rostergen.destinations.url import Url

_READING_ONLY = {"http", "https"}
"""Said even where the package that reads them is not installed."""

_EXTRA = {
    "s3": "bucket", "s3a": "bucket", "gs": "bucket", "gcs": "bucket", "az": "container", "abfs": "container",
    "abfss": "container", "sftp": "host", "ssh": "host",
}  # fmt: skip
"""What the extra `cloud` has the packages for, and what a URL names first there."""

_BARE = {"fsspec.spec", "fsspec.asyn", "fsspec.archive"}
"""Where fsspec has the classes that promise every method and have none."""


def file_system(url: Url) -> type[Any]:
    """Return the class of the file system of a URL. Raises UsageError if there is none to write to."""
    _check(url)
    from fsspec import get_filesystem_class

    try:
        if url.scheme in {"sftp", "ssh"}:
            from rostergen.destinations.sftp import Sftp

            return Sftp
        if url.scheme in {"file", "local"}:
            from rostergen.destinations.disk import Disk

            return Disk
        if url.scheme in _READING_ONLY:
            raise _for_reading(url)
        kind: type[Any] = get_filesystem_class(url.scheme)
    except ImportError as error:
        to_do = "python -m pip install 'rostergen[cloud]'" if url.scheme in _EXTRA else "the extra 'cloud' has it not"
        raise UsageError(
            f"cannot write {url}: a package for {url.scheme}:// is not installed ({error}); {to_do}"
        ) from error
    except ValueError as error:
        raise UsageError(
            f"cannot write {url}: unknown protocol '{url.scheme}'; fsspec knows s3, gs, az, sftp, file and others"
        ) from error
    removers = ("rm", "rm_file", "_rm", "_rm_file")
    if not any(name in base.__dict__ for base in kind.__mro__ if base.__module__ not in _BARE for name in removers):
        raise _for_reading(url)
    return kind


def _for_reading(url: Url) -> UsageError:
    return UsageError(f"cannot write {url}: {url.scheme}:// is for reading only; choose another place with --out")


def _check(url: Url) -> None:
    """Raise UsageError if a URL cannot name a bundle to write, wherever it leads."""
    if "::" in url.scheme:
        raise UsageError(f"cannot write {url}: chained URLs are not supported; name the place alone")
    if "?" in url.typed:
        raise UsageError(f"cannot write {url}: a URL to write to has no '?'; leave it out, with what is behind it")
    if not url.host and (first := _EXTRA.get(url.scheme)):
        raise UsageError(f"cannot write {url}: it names no {first}; write {url.scheme}://{first.upper()}/oneroster")
    if url.name in {"", ".", ".."}:
        slash = "" if str(url).endswith("/") else "/"
        raise UsageError(f"cannot write {url}: no name for the bundle; add one, as in {url}{slash}oneroster")
