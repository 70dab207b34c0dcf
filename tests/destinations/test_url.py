"""URLs, told from paths, and shown without secrets."""

from __future__ import annotations

import pytest

from rostergen.destinations.url import Url, is_url


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
