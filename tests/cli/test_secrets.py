"""Where the secret comes from: the file, a command, or a keyring that may not be there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tui.cli.options import Options
from tui.cli.secrets import SAFE, NoSecret, keep, keyring_name, secret_of
from tui.cli.settings import settle
from tui.config.values import ConfigError, Profile

WHERE = "config.toml: profiles.a"


def secret(profile: Profile, *, url: str = "https://api.agora.io") -> str:
    return secret_of(profile, WHERE, base_url=url, customer_id="id")


def printing(*command: str) -> Profile:
    return Profile(customer_secret_command=command)


def test_a_command_is_run_without_a_shell_and_its_last_line_end_is_not_the_secrets() -> None:
    assert secret(printing("printf", "%s\\n", "a b;$HOME")) == "a b;$HOME"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("no-such-program-4711",), "no such program: 'no-such-program-4711'"),
        (("false",), "ended with status 1"),
        (("true",), "prints nothing"),
        (("/",), "cannot be run"),
    ],
)
def test_a_command_that_prints_no_secret_is_told_with_its_place(command: tuple[str, ...], says: str) -> None:
    with pytest.raises(NoSecret) as caught:
        secret(printing(*command))
    assert str(caught.value).startswith(f"{WHERE}.customer_secret_command: {says}")
    assert caught.value.in_short("en").startswith(f"customer_secret_command: {says}")


def test_the_keyring_is_asked_by_customer_and_host(keyring: Any) -> None:
    assert keyring_name() == "Vault"
    assert secret(Profile(keyring=True)) == "hush-4711"
    keep("id@elsewhere.example", "other", "keyring")
    assert secret(Profile(keyring=True), url="https://elsewhere.example:8443/api") == "other"


def test_an_entry_that_is_not_there_is_told_with_the_command_that_makes_it(keyring: Any) -> None:
    keyring.kept.clear()
    with pytest.raises(ConfigError, match=r"profiles\.a\.keyring: .*keyring set scry id@api\.agora\.io"):
        secret(Profile(keyring=True))


def test_without_the_library_or_a_keyring_behind_it_the_file_says_what_else_to_do(
    keyring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.backend.priority = 0.5
    assert (keyring_name(), keyring_name(at_least=SAFE)) == ("Vault", "")
    keyring.backend.priority = 0
    assert keyring_name() == ""
    with pytest.raises(NoSecret, match="no usable keyring"):
        secret(Profile(keyring=True))
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert keyring_name() == ""
    with pytest.raises(NoSecret, match=r"install scry-tui\[keyring\]"):
        secret(Profile(keyring=True))


def test_a_keyring_that_is_locked_is_an_error_in_words(keyring: Any) -> None:
    def locked(*_: str) -> str:
        raise RuntimeError("it is locked")

    keyring.get_password = locked
    with pytest.raises(NoSecret, match="the keyring refused"):
        secret(Profile(keyring=True))


def test_the_environment_wins_over_the_keyring_which_is_then_not_asked(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[profiles.a]\napp_id = 'x'\ncustomer_id = 'id'\nkeyring = true\n")
    options = Options("check", config=str(tmp_path / "c.toml"), store=f"sqlite:///{tmp_path}/scry.db")
    assert settle(options, {"SCRY_CUSTOMER_SECRET": "mine"}).customer_secret == "mine"
