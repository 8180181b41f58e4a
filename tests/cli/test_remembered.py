"""What was left on screen lies over the config, and an explicit word over both."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS
from tui.cli.options import Options
from tui.cli.settings import Settings, settle, state_file
from tui.config.remembered import Remembered

CONFIG = """
[profiles.a]
app_id = "x"
watch_channels = ["one", "two"]
[ui]
lang = "en"
theme = "nord"
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path / "scry" / "scry.db"


def settled(store: Path, *, lang: str | None = None, command: str = "watch", **environment: str) -> Settings:
    options = Options(command, config=str(store.parents[1] / "config.toml"), store=f"sqlite:///{store}", lang=lang)
    return settle(options, {**CREDENTIALS, **environment})


def left_on_screen(settings: Settings) -> None:
    remembered = settings.remembered
    remembered.keep_lang("zh")
    remembered.keep_theme("dracula")
    remembered.unwatch("one")
    remembered.watch("three")
    assert asyncio.run(remembered.kept()) is None


def test_what_was_left_on_screen_lies_over_the_config(store: Path) -> None:
    left_on_screen(settled(store))
    again = settled(store)
    assert (again.display.lang, again.display.theme) == ("zh", "dracula")
    assert again.remembered.watched == ("two", "three")


def test_an_option_or_the_environment_wins_over_what_was_left_on_screen(store: Path) -> None:
    left_on_screen(settled(store))
    assert settled(store, lang="en").display.lang == "en"
    assert settled(store, SCRY_LANG="en", SCRY_THEME="nord").display.theme == "nord"


def test_the_channels_belong_to_the_project(store: Path) -> None:
    left_on_screen(settled(store))
    assert settled(store, SCRY_APP_ID="another").remembered.watched == ("one", "two")
    assert settled(store, SCRY_BASE_URL="https://example.com").remembered.watched == ("one", "two")


def test_a_theme_that_is_no_longer_there_is_forgotten(store: Path) -> None:
    remembered = settled(store).remembered
    remembered.keep_theme("gone")
    asyncio.run(remembered.kept())
    assert settled(store).display.theme == "nord"


def test_only_watching_touches_the_state_file(store: Path) -> None:
    store.parent.mkdir(mode=0o700)
    state = store.with_name("state.toml")
    state.write_text("=", encoding="utf-8")
    settled(store, command="check")
    assert state.exists()
    settled(store)
    assert not state.exists()


def test_the_state_lies_beside_the_store_unless_others_may_write_there(tmp_path: Path) -> None:
    own, shared, home = tmp_path / "own", tmp_path / "shared", tmp_path / "home"
    own.mkdir(mode=0o700)
    shared.mkdir()
    shared.chmod(0o2770)
    assert state_file(f"sqlite:///{own}/scry.db", home) == own / "state.toml"
    assert state_file(f"sqlite:///{tmp_path}/new/scry.db", home) == tmp_path / "new" / "state.toml"
    assert state_file(f"sqlite:///{shared}/scry.db", home) == home / "state.toml"
    assert state_file("nonsense", home) == home / "state.toml"


def test_a_state_file_of_its_own_is_no_place_for_a_secret(store: Path) -> None:
    settings = settled(store)
    left_on_screen(settings)
    assert isinstance(settings.remembered, Remembered)
    assert CREDENTIALS["SCRY_CUSTOMER_SECRET"] not in store.with_name("state.toml").read_text(encoding="utf-8")
