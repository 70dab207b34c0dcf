"""A URL of a database says where to write, and its password is never shown."""

from __future__ import annotations

import pytest

from rostergen.errors import UsageError
from rostergen.formats.url import database_url, is_database


@pytest.mark.parametrize(
    ("typed", "libpq", "schema", "shown"),
    [
        ("postgresql://h/d", "postgresql://h/d", "public", "postgresql://h/d"),
        ("postgres://u@h:5/d?schema=a%20b", "postgres://u@h:5/d", "a b", "postgres://u@h:5/d?schema=a%20b"),
        (
            "postgresql://u:s3cret@h/d?schema=x&host=/run/x",
            "postgresql://u:s3cret@h/d?host=/run/x",
            "x",
            "postgresql://u:***@h/d?schema=x&host=/run/x",
        ),
        (
            "postgresql://h/d?user=u&password=s3cret&sslpassword=s3cret",
            "postgresql://h/d?user=u&password=s3cret&sslpassword=s3cret",
            "public",
            "postgresql://h/d?user=u&password=***&sslpassword=***",
        ),
        ("postgresql://u:s3/cr@et?@h/d", "postgresql://u:s3/cr@et?@h/d", "public", "postgresql://u:***@h/d"),
        ("postgresql:///d", "postgresql:///d", "public", "postgresql:///d"),
    ],
)
def test_what_a_url_says(typed: str, libpq: str, schema: str, shown: str) -> None:
    url = database_url(typed)
    assert (url.libpq, url.schema, str(url), repr(url)) == (libpq, schema, shown, shown)


def test_messages_of_others_are_masked_and_one_line() -> None:
    url = database_url("postgresql://u:s%33cret@h/d?schema=x")
    assert url.hide("FATAL: s3cret and s%33cret of postgresql://u:s%33cret@h/d\nmore\n") == (
        "FATAL: *** and *** of postgresql://u:***@h/d?schema=x"
    )


@pytest.mark.parametrize("query", ["schema=", "schema=a&schema=b", "schema=%00"])
def test_a_schema_has_one_name(query: str) -> None:
    with pytest.raises(UsageError, match=r"^--out: postgresql://u:\*\*\*@h/d\?"):
        database_url(f"postgresql://u:s3cret@h/d?{query}")


def test_what_is_a_database() -> None:
    assert is_database("postgres://x")
    assert is_database("postgresql:///x")
    assert not is_database("postgresql")
    assert not is_database("s3://x")
