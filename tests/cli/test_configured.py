"""Configuration and environment, as `scry check` tells of them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.cli.findings import lines
from tui.cli import exits
from tui.cli.check.configured import configuration, ground, overrides
from tui.cli.options import Options

CREDENTIALS = {"SCRY_CUSTOMER_ID": "customer-17", "SCRY_CUSTOMER_SECRET": "hush-4711"}
OPTIONS = Options("check")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def said(options: Options, environment: dict[str, str]) -> str:
    return lines([configuration(ground(options, environment))])[0]


def config(home: Path, text: str) -> Path:
    path = home / ".config/scry/config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_the_line_names_file_profile_and_project(home: Path) -> None:
    assert said(OPTIONS, {**CREDENTIALS, "SCRY_APP_ID": "0123456789"}) == (
        f"ok configuration no file at {home}/.config/scry/config.toml; from options and environment, project 01234567"
    )
    path = config(home, "[profiles.a]\napp_id = 'x'\n[profiles.b]\napp_id = 'y'\nname = '课堂'\n")
    assert said(Options("check", profile="b"), CREDENTIALS) == f"ok configuration {path}, profile b, project 课堂"
    assert said(Options("check", app_id="z"), CREDENTIALS) == f"ok configuration {path}, project z"


def test_the_line_names_the_keyring_that_the_secret_comes_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library: Any = ModuleType("keyring")
    library.get_keyring = lambda: SimpleNamespace(name="Vault", priority=5)
    library.get_password = lambda service, entry: "hush-4711"
    monkeypatch.setitem(sys.modules, "keyring", library)
    path = config(home, "[profiles.a]\napp_id = 'x'\ncustomer_id = 'y'\nkeyring = true\n")
    line = said(OPTIONS, {})
    assert line == f"ok configuration {path}, profile a, project a; its secret from the keyring Vault"
    library.get_password = lambda service, entry: None
    assert said(OPTIONS, {}).startswith(f"FAIL configuration {path}:4: profiles.a.keyring: the keyring holds no secret")


@pytest.mark.parametrize(
    ("text", "environment", "says"),
    [
        ("", CREDENTIALS, "no app id"),
        ("[profiles.a]\napp_id = 'x'\n", {}, "no credentials"),
        ("[profiles.a]\napp_id = 'x'\nbase_url = 'https://far.example'\n", {"SCRY_CUSTOMER_ID": "x"}, "no credentials"),
    ],
)
def test_what_is_missing_fails_and_leaves_the_rest_to_stand_on(
    home: Path, text: str, environment: dict[str, str], says: str
) -> None:
    config(home, text)
    found = ground(OPTIONS, environment)
    finding = configuration(found)
    assert finding.status == exits.WRONG
    assert lines([finding])[0].startswith(f"FAIL configuration {says}")
    assert found.settings is not None
    assert found.settings.base_url == ("https://far.example" if "far" in text else "https://api.agora.io")


def test_a_broken_file_is_quoted_in_the_language_that_is_known_without_it(home: Path) -> None:
    path = config(home, "[profiles.a\n")
    found = ground(OPTIONS, {**CREDENTIALS, "LANG": "zh_CN.UTF-8"})
    assert (found.settings, found.lang) == (None, "zh")
    assert found.trouble is not None
    assert found.trouble("zh").startswith(f"{path}：不是有效的 TOML")
    assert ground(Options("check", lang="en"), {"LANG": "zh_CN.UTF-8"}).lang == "en"


def test_keys_that_clash_are_told_in_the_language_of_the_file(home: Path) -> None:
    config(home, "[ui]\nlang = 'zh'\n[ui.keys]\nfreeze = 'r'\n")
    found = ground(OPTIONS, {**CREDENTIALS, "SCRY_APP_ID": "x", "LANG": "C"})
    assert (found.settings, found.lang) == (None, "zh")
    assert found.trouble is not None
    assert "ui.keys.freeze：'r' 在 live 上也是 refresh 的按键" in found.trouble(found.lang)


def test_a_secret_that_others_can_read_is_told_with_the_command_against_it(home: Path) -> None:
    path = config(home, "[profiles.a]\napp_id = 'x'\ncustomer_id = 'y'\ncustomer_secret = 'hush-4711'\n")
    path.chmod(0o644)
    line = said(OPTIONS, {})
    assert line.endswith(f"chmod 600 {path}")
    assert "hush" not in line


def test_the_environment_is_listed_without_what_may_be_secret() -> None:
    environment = {
        **CREDENTIALS,
        "SCRY_PROFILE": "classroom",
        "SCRY_BASE_URL": "https://me:hush@far.example",
        "SCRY_STORE": "postgresql://me:hush@far.example",
        "PATH": "/bin",
    }
    (line,) = lines(overrides(environment))
    assert line == (
        "ok environment SCRY_BASE_URL set, SCRY_CUSTOMER_ID set, SCRY_CUSTOMER_SECRET set, SCRY_PROFILE=classroom,"
        " SCRY_STORE set"
    )
    assert lines(overrides({"PATH": "/bin"})) == ["ok environment no SCRY_… variable is set"]


def test_a_variable_that_does_nothing_is_pointed_out() -> None:
    near, far = lines(overrides({"SCRY_APPID": "x", "SCRY_QQQQQQQQ": "hush"}))[1:]
    unknown = "warn environment scry does not know the variable"
    assert near == f"{unknown} SCRY_APPID: it has no effect; did you mean SCRY_APP_ID?"
    assert far == f"{unknown} SCRY_QQQQQQQQ: it has no effect"


def test_every_variable_of_the_contract_is_heard() -> None:
    names = "PROFILE CONFIG APP_ID BASE_URL STORE LANG THEME ASCII UTC SCREEN EXPORT_DIR REDACT LOG_FILE"
    heard = [*(f"SCRY_{name}" for name in names.split()), *CREDENTIALS]
    assert len(lines(overrides(dict.fromkeys(heard, "x")))) == 1
    assert len(lines(overrides(dict.fromkeys(("SCRY_INSECURE_HTTP", "SCRY_AT", "SCRY_PORT"), "x")))) == 4


def test_control_characters_do_not_reach_the_terminal() -> None:
    (line,) = lines(overrides({"SCRY_PROFILE": "a\x1b[2J\nb"}))
    assert "\x1b" not in line
    assert "␛[2J b" in line
