"""The password of a command: asked for when a connection needs it, again after a minute, never told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.patience import until
from tests.store.server import Server, running
from tests.store.worlds import BASE_URL
from tui.cli.options import Options
from tui.cli.settings import settle
from tui.config.reading import load
from tui.store.errors import StoreError
from tui.store.postgres import passwords
from tui.store.postgres.address import conninfo_of
from tui.store.postgres.database import PostgresStore


@pytest.fixture
def locked() -> Iterator[Server]:
    """A server that lets a role in by its password alone."""
    with running() as server:
        with server.connected() as connection:
            connection.execute("CREATE ROLE scry LOGIN PASSWORD 'S3cret9x'")
            connection.execute("GRANT CREATE ON DATABASE postgres TO scry")
        rules = server.directory / "pg_hba.conf"
        rules.write_text("host all scry all scram-sha-256\nhost all all all trust\n")
        with server.connected() as connection:
            connection.execute("SELECT pg_reload_conf()")
        yield server


@pytest.mark.long
async def test_a_store_is_opened_with_the_password_that_the_profile_s_command_prints(
    locked: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(passwords, "ASKED_ANEW_S", 0.0)
    url, vault, config = locked.url().replace("postgres@", "scry@"), tmp_path / "vault", tmp_path / "scry.toml"
    vault.write_text("wrong")
    config.write_text(
        f"[profiles.a]\napp_id = 'x'\ncustomer_id = 'id'\ncustomer_secret_command = ['echo', 's']\n"
        f"store = '{url}'\nstore_password_command = ['cat', '{vault}']\n"
    )

    def opened() -> PostgresStore:
        store = settle(Options("collect", config=str(config)), {}).store
        return PostgresStore.open(store, base_url=BASE_URL, app_id="app")

    with pytest.raises(StoreError, match="password authentication failed"):
        opened()
    vault.write_text("S3cret9x\n")
    with opened() as store:
        assert await store.read(lambda snapshot: snapshot.requests(9)) == ()
        # Another one from now on, as of a token that has run out: the next connection asks for it.
        with locked.connected() as connection:
            connection.execute("ALTER ROLE scry PASSWORD 'An0ther9x'")
            vault.write_text("An0ther9x")
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'scry'")
        await until(lambda: is_read(store))
        vault.unlink()
        with locked.connected() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'scry'")
        with pytest.raises(StoreError, match=r"has no password: .*store_password_command") as raised:
            await read_for_ever(store)
        assert raised.value.is_away
    said = caplog.text + str(raised.value) + repr(raised.value)
    assert "S3cret9x" not in said
    assert "An0ther9x" not in said


async def read_for_ever(store: PostgresStore) -> None:
    while True:
        await store.read(lambda snapshot: snapshot.requests(9))


async def is_read(store: PostgresStore) -> bool:
    try:
        await store.read(lambda snapshot: snapshot.requests(9))
    except StoreError:
        return False
    return True


def test_a_password_in_the_url_needs_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://me:S3cret9x@db.example/scry"
    passwords.take_password(url, lambda: "other")
    assert psycopg.conninfo.conninfo_to_dict(conninfo_of(url))["password"] == "S3cret9x"


def test_the_command_is_that_of_the_profile_s_own_store(tmp_path: Path) -> None:
    config = tmp_path / "scry.toml"
    config.write_text(
        "[profiles.a]\napp_id = 'x'\ncustomer_id = 'id'\ncustomer_secret_command = ['echo', 's']\n"
        "store = 'postgresql://me@db.example/scry'\nstore_password_command = ['echo', 'S3cret9x']\n"
    )
    assert load(config, must_exist=True).profiles["a"].store_password_command == ("echo", "S3cret9x")
    for store, password in (("", "S3cret9x"), ("postgresql://me@elsewhere.example/scry", None)):
        found = settle(Options("collect", config=str(config), store=store or None), {}).store
        assert psycopg.conninfo.conninfo_to_dict(conninfo_of(found)).get("password") == password
