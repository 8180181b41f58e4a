"""Which project is in force, and when nothing says it."""

from __future__ import annotations

import pwd
from pathlib import Path

import pytest

from tests.cli.findings import lines
from tests.flows.served import CREDENTIALS
from tui.cli.check.files import unwritable
from tui.cli.options import Options, parser_of
from tui.cli.settings import NotSetUp, of_profile, settle
from tui.config.remembered import TroubleKind
from tui.config.values import ConfigError

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
    assert unsaid(SCRY_CUSTOMER_SECRET="hush", SCRY_LANG="zh").display.lang == "zh"


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
    assert (settings.customer_secret, settings.base_url, settings.display.utc) == ("s", "https://api.agora.io", True)


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container: no HOME, and a uid without an account."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("home", [None, "", "relative/home"])
@pytest.mark.parametrize("command", ["watch", "check"])
def test_without_a_home_a_sentence_says_what_to_set_or_to_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None, command: str
) -> None:
    if home is not None:
        monkeypatch.setenv("HOME", home)
    project = {**CREDENTIALS, "SCRY_APP_ID": "x"}
    log = str(tmp_path / "scry.log")
    for options in (Options(command), Options(command, log_file=log), Options(command, store="sqlite:///x.db")):
        with pytest.raises(ConfigError, match=r"no home directory: .* set HOME, or name both --store and --log-file"):
            settle(options, project)
    named = Options(command, log_file=log, store=f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(ConfigError, match=r"no home directory: .* set HOME, or name the file with --config") as caught:
        settle(named, {})
    assert not isinstance(caught.value, NotSetUp), "the form could not be saved"
    assert settle(named, project).app_id == "x"
    assert settle(named, {**project, "XDG_STATE_HOME": "/x", "XDG_CONFIG_HOME": "/y"}).name == "x"


@pytest.mark.usefixtures("homeless")
def test_without_a_home_what_others_could_write_beside_the_store_is_not_kept_and_it_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    named = Options("watch", app_id="x", log_file="x.log", store=f"sqlite:///{tmp_path}/x.db")
    trouble = settle(named, CREDENTIALS).remembered.trouble
    assert trouble is not None
    assert trouble.kind is TroubleKind.NO_PLACE
    (line,) = lines(unwritable(settle(named, CREDENTIALS)))
    assert line == f"warn state {trouble.says('en')}"
    tmp_path.chmod(0o700)
    assert settle(named, CREDENTIALS).remembered.trouble is None
    assert lines(unwritable(settle(named, CREDENTIALS))) == []


@pytest.mark.usefixtures("homeless")
def test_help_needs_no_home() -> None:
    page = parser_of("en").format_help()
    assert "~/.config/scry/config.toml" in page
    assert "~/.local/state/scry/scry.db" in page


def test_check_says_in_the_words_of_the_start_what_cannot_be_unwritable(home: Path) -> None:
    (home / "file").touch()
    options = Options("check", app_id="x", log_file=str(home / "file/scry.log"), store=f"sqlite:///{home}/scry.db")
    (line,) = lines(unwritable(settle(options, CREDENTIALS)))
    assert line == f"FAIL log log file {home}/file/scry.log: Not a directory; give another with --log-file"
