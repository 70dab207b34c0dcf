"""URLs, told from paths, and shown without secrets."""

from __future__ import annotations

import errno
import re
import socket

import pytest

from rostergen.destinations.systems import file_system
from rostergen.destinations.troubles import told
from rostergen.destinations.url import Url, check_slashes, is_url
from rostergen.errors import UsageError


@pytest.mark.parametrize(
    "text",
    ["s3://bucket/x", "file:///x", "memory://x", "sftp://me:secret@host:22/x", "S3://b/x", "simplecache::s3://b/x"],
)
def test_urls(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize(
    "text", [r"C:\x", "C:/x", "C://x", "x", "./s3:/x", "/a://b", "a b://c", "x::y", "s3:/b/x", "://x", ""]
)
def test_paths(text: str) -> None:
    assert not is_url(text)


@pytest.mark.parametrize("text", ["sftp:/qa:pw@host/x", "S3:/bucket/x", "s3:/", "postgresql:/qa:pw@host/x"])
def test_a_url_with_one_slash_is_no_path_either(text: str) -> None:
    scheme = text.partition(":")[0]
    said = f"--out: found {scheme}:/ with one slash; a URL begins with {scheme}://, and a path of that name with ./"
    with pytest.raises(UsageError) as caught:
        check_slashes("--out", text)
    assert str(caught.value) == said


@pytest.mark.parametrize("text", ["sftp://qa:pw@host/x", "./s3:/bucket/x", "C:/x", "s3:x", "my-s3:/x", "s3/x", ""])
def test_other_urls_and_paths_have_the_slashes_that_they_should_have(text: str) -> None:
    check_slashes("--out", text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("s3://bucket/x.zip", "s3://bucket/x.zip"),
        ("sftp://qa@host/x", "sftp://qa@host/x"),
        ("sftp://qa:pw@host:22/x", "sftp://qa:***@host:22/x"),
        ("sftp://qa:p@w@host/x", "sftp://qa:***@host/x"),
        ("sftp://qa:p:w@host/x", "sftp://qa:***@host/x"),
        ("sftp://qa:p/w@host/x", "sftp://qa:***@host/x"),
        ("sftp://:pw@host/x", "sftp://:***@host/x"),
        ("sftp://host:2222/x/me@home", "sftp://host:2222/x/me@home"),
        ("s3://bucket/me@home", "s3://bucket/me@home"),
        ("abfs://box@account.dfs.core.windows.net/x", "abfs://box@account.dfs.core.windows.net/x"),
        ("az://box/x?sv=1&sig=abc%2F", "az://box/x?sv=***&sig=***"),
    ],
)
def test_secrets_are_masked(typed: str, shown: str) -> None:
    assert str(Url(typed)) == shown
    assert repr(Url(typed)) == shown
    assert Url(typed).hide(f"cannot do {typed}") == f"cannot do {shown}"


def test_secrets_in_the_words_of_others_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-environment")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "")
    url = Url("sftp://qa:a%20b@host/x")
    assert url.hide("'a b', a%20b and of-the-environment") == "'***', *** and ***"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("s3://bucket/a/b.zip", "b.zip"),
        ("s3://bucket/a/", "a"),
        ("s3://bucket", ""),
        ("s3://bucket/", ""),
        ("sftp://qa:p@host", ""),
        ("memory://x", "x"),
        ("file:///x", "x"),
        ("file:///", ""),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert Url(typed).name == name


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("sftp:///x.zip", "sftp:///x.zip: it names no host; write sftp://HOST/oneroster"),
        ("sftp://qa:pw@/x.zip", "sftp://qa:***@/x.zip: it names no host; write sftp://HOST/oneroster"),
        ("s3:///x.zip", "s3:///x.zip: it names no bucket; write s3://BUCKET/oneroster"),
        ("s3://", "s3://: it names no bucket; write s3://BUCKET/oneroster"),
        ("az:///x", "az:///x: it names no container; write az://CONTAINER/oneroster"),
        ("s3://box", "s3://box: no name for the bundle; add one, as in s3://box/oneroster"),
        ("file:///", "file:///: no name for the bundle; add one, as in file:///oneroster"),
    ],
)
def test_a_url_that_says_too_little(typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"cannot write {says}")):
        file_system(Url(typed))


class ConnectorDNSError(Exception):
    host = "storage.example.org"


ConnectorDNSError.__name__ = "ClientConnectorDNSError"


@pytest.mark.parametrize(
    ("typed", "error", "says"),
    [
        ("sftp://qa@inbox.invalid:22/x", socket.gaierror(-2, "?"), "the host inbox.invalid is unknown; check the URL"),
        ("gs://box/x", ConnectorDNSError(), "the host storage.example.org is unknown; check the URL"),
        ("gs://box/x", socket.gaierror(-2, "?"), "the host is unknown; check the URL and the network"),
        ("file:///x", OSError(errno.ENOSPC, "no"), "the disk there is full; free some space, or choose another place"),
        ("s3://box/x", PermissionError(), "permission denied; ask for access, or check AWS_PROFILE"),
        ("gdrive://box/x", PermissionError(), "ask for access, or check the credentials for gdrive://"),
    ],
)
def test_what_went_wrong_there(typed: str, error: Exception, says: str) -> None:
    said = str(told(error, Url(typed)))
    assert says in said
    assert "TMPDIR" not in said
