"""The address of a database: shown without a secret, read as libpq reads it, with short time-outs."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from tui.store.errors import StoreError
from tui.store.postgres.address import conninfo_of, name_of, shown


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://me@db.example/scry", "postgresql://me@db.example/scry"),
        ("postgresql://me:S3cret9x@db.example:5432/scry", "postgresql://me@db.example:5432/scry"),
        ("postgresql://me:S3cret9x@a,b:5433/scry?sslmode=require", "postgresql://me@a,b:5433/scry"),
        ("postgresql://[::1]:5432/scry?password=S3cret9x", "postgresql://[::1]:5432/scry"),
        ("postgresql:///scry?host=/run&user=me&password=S3cret9x", "postgresql:///scry"),
        ("postgresql://user:S3cret9x", "postgresql://…"),
        ("postgresql://user:S3cr@et#9x@host/db", "postgresql://…"),
        ("postgresql://user:S3/cret9x@host/db", "postgresql://…"),
    ],
)
def test_no_password_is_shown_wherever_it_stands(url: str, says: str) -> None:
    assert shown(url) == says
    assert "S3c" not in str(name_of(url))


@pytest.mark.parametrize("url", ["postgresql://user:S3cret9x", "postgresql://h/d?sslmoed=S3cret9x"])
def test_what_libpq_cannot_read_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(StoreError, match="is not the URL of a database") as raised:
        conninfo_of(url)
    assert "S3cret9x" not in str(raised.value)
    assert raised.value.is_misnamed


def test_time_outs_are_short_where_the_url_names_none() -> None:
    named = conninfo_to_dict(conninfo_of("postgresql://h/d?connect_timeout=60"))
    assert (named["connect_timeout"], named["tcp_user_timeout"]) == ("60", "15000")


def test_of_several_hosts_the_one_that_takes_writes_is_meant() -> None:
    assert conninfo_to_dict(conninfo_of("postgresql://a,b/d"))["target_session_attrs"] == "read-write"
    assert "target_session_attrs" not in conninfo_to_dict(conninfo_of("postgresql://a/d"))
    assert conninfo_to_dict(conninfo_of("postgresql://a,b/d?target_session_attrs=any"))["target_session_attrs"] == "any"
