"""Which project is in force, and when nothing says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS
from tui.cli.options import Options
from tui.cli.settings import NotSetUp, of_profile, settle
from tui.config import ConfigError

PROFILE = "app_id = '{0}'\ncustomer_id = 'c'\ncustomer_secret_command = ['echo', 's']\n"
A, B = (f"[profiles.{name}]\n" + PROFILE.format(f"app-{name}") for name in "ab")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def config(home: Path, text: str) -> None:
    path = home / ".config/scry/config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def unsaid(**environment: str) -> NotSetUp:
    with pytest.raises(NotSetUp) as caught:
        settle(Options("watch"), environment)
    return caught.value


def test_without_a_profile_what_is_known_goes_into_the_form(home: Path) -> None:
    known = unsaid(SCRY_APP_ID="x", SCRY_CUSTOMER_ID="y", SCRY_BASE_URL="http://127.0.0.1:9/").known
    assert (known.app_id, known.customer_id, known.base_url) == ("x", "y", "http://127.0.0.1:9")
    assert unsaid(SCRY_CUSTOMER_SECRET="hush", SCRY_LANG="zh").looks.lang == "zh"


def test_a_profile_that_lacks_something_is_mended_in_its_file_not_on_the_screen(home: Path) -> None:
    config(home, "[profiles.a]\napp_id = 'x'\n")
    with pytest.raises(ConfigError) as caught:
        settle(Options("watch"), {})
    assert not isinstance(caught.value, NotSetUp)


def test_of_several_profiles_the_first_is_opened_unless_another_one_is_named(home: Path) -> None:
    config(home, A + B)
    assert settle(Options("watch"), {}).profile == "a"
    assert settle(Options("watch", profile="b"), {}).app_id == "app-b"


def test_a_project_given_by_hand_is_none_of_several_profiles(home: Path) -> None:
    config(home, A + B)
    settings = settle(Options("watch", app_id="z"), CREDENTIALS)
    assert (settings.profile, settings.name) == (None, "z")
    assert not settle(Options("watch", app_id="z", profile="a"), {}).is_profiles


def test_a_project_chosen_on_screen_is_the_files_whatever_the_command_line_says(home: Path) -> None:
    config(home, A + B)
    options, environment = of_profile(
        Options("watch", app_id="z", base_url="https://far.example", at="14:07"),
        {**CREDENTIALS, "SCRY_APP_ID": "y", "SCRY_PROFILE": "a", "SCRY_UTC": "1"},
        "b",
    )
    settings = settle(options, environment)
    assert (settings.profile, settings.app_id, settings.customer_id) == ("b", "app-b", "c")
    assert (settings.customer_secret, settings.base_url, settings.looks.utc) == ("s", "https://api.agora.io", True)
