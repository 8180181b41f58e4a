"""Who may read and write what scry keeps: files and directories with the modes of each case."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.findings import lines
from tui.cli.check.files import permissions
from tui.cli.options import Options
from tui.cli.settings import Settings, settle


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Config, store and log in directories of their own, as scry makes them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    settled = settle(
        Options("check"), {"SCRY_APP_ID": "x", "SCRY_CUSTOMER_ID": "x", "SCRY_CUSTOMER_SECRET": "x", "LANG": "C.UTF-8"}
    )
    state = settled.log_file.parent
    for directory in (settled.config_path.parent, state):
        directory.mkdir(parents=True)
        directory.chmod(0o700)
    for file in (settled.config_path, state / "scry.db", state / "scry.db-wal", settled.log_file):
        file.write_text("profile = 'x'" if file.suffix == ".toml" else "")
        file.chmod(0o600)
    return settled


def said(settings: Settings) -> list[str]:
    return lines(permissions(settings))


def test_private_files_are_one_line_with_their_modes(settings: Settings) -> None:
    (line,) = said(settings)
    assert line.startswith("ok permissions ")
    for name in ("config.toml 0600", "scry 0700", "scry.db 0600", "scry.db-wal 0600", "scry.log 0600"):
        assert name in line


@pytest.mark.parametrize(
    ("name", "mode", "says"),
    [
        ("scry.db", 0o640, "can be read by others (mode 0640): run chmod 600"),
        ("scry.db-wal", 0o604, "can be read by others (mode 0604): run chmod 600"),
        ("scry.log", 0o622, "can be written by others (mode 0622): run chmod 600"),
        ("state.toml", 0o644, "can be read by others (mode 0644): run chmod 600"),
        (".", 0o755, "can be read by others (mode 0755): run chmod 700"),
        (".", 0o777, "can be written by others (mode 0777): run chmod o-w"),
        ("../../../.config/scry/config.toml", 0o664, "can be written by others (mode 0664): run chmod 600"),
        ("../../../.config/scry", 0o775, "can be written by others (mode 0775): run chmod go-w"),
    ],
)
def test_what_others_may_do_is_named_with_the_command_against_it(
    settings: Settings, name: str, mode: int, says: str
) -> None:
    path = Path(os.path.normpath(settings.log_file.parent / name))
    path.touch()
    path.chmod(mode)
    assert any(line.startswith(f"warn permissions {path} {says}") for line in said(settings))


def test_a_config_file_without_a_secret_may_be_read(settings: Settings) -> None:
    settings.config_path.chmod(0o644)
    settings.config_path.parent.chmod(0o755)
    assert said(settings)[0].startswith("ok")


@pytest.fixture
def shared(settings: Settings, tmp_path: Path) -> Settings:
    """The same with a store that a group shares."""
    directory = tmp_path / "shared"
    directory.mkdir()
    for name in ("scry.db", "scry.db-wal", "scry.db-shm"):
        (directory / name).touch()
        (directory / name).chmod(0o660)
    directory.chmod(0o2770)
    return replace(settings, store=f"sqlite:///{directory}/scry.db")


def test_a_shared_directory_takes_its_group_along(shared: Settings, tmp_path: Path) -> None:
    (line,) = said(shared)
    assert line.startswith("ok")
    assert f"{tmp_path}/shared 2770 (shared with " in line
    assert "scry.db-shm 0660" in line


def test_a_shared_directory_without_its_group_for_new_files_says_so(shared: Settings, tmp_path: Path) -> None:
    (tmp_path / "shared").chmod(0o0770)
    (line,) = said(shared)
    assert line.startswith(f"warn permissions {tmp_path}/shared is shared, but")
    assert line.endswith(f"run chmod g+s {tmp_path}/shared")


def test_a_private_store_in_a_shared_directory_shuts_the_group_out(shared: Settings, tmp_path: Path) -> None:
    (tmp_path / "shared/scry.db").chmod(0o600)
    (line,) = said(shared)
    assert f"the group shares the directory, not {tmp_path}/shared/scry.db (mode 0600)" in line
    assert line.endswith(f"chmod 660 {tmp_path}/shared/scry.db")


def test_what_is_the_groups_is_not_everybodys(shared: Settings, tmp_path: Path) -> None:
    (tmp_path / "shared/scry.db").chmod(0o664)
    assert said(shared)[0].endswith(f"(mode 0664): run chmod 660 {tmp_path}/shared/scry.db")


@pytest.mark.superuser
def test_a_config_file_of_somebody_else_can_change_what_runs(settings: Settings) -> None:
    os.chown(settings.config_path, 64001, -1)
    assert any("belongs to 64001, and 64001 can change the commands that scry runs" in line for line in said(settings))


def test_a_file_system_without_modes_is_said_once_a_directory_without_a_command_that_would_not_help(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.log_file.chmod(0o755)
    settings.log_file.with_name("scry.db").chmod(0o755)
    monkeypatch.setattr(sys.modules[permissions.__module__], "keeps_modes", lambda _: False)
    (line,) = said(settings)
    assert line.startswith(f"warn permissions {settings.log_file.parent} is on a file system without modes")
    assert "--store, --log-file and --config" in line
    assert "chmod" not in line


def test_a_device_in_place_of_the_log_is_everybodys(settings: Settings) -> None:
    assert said(replace(settings, log_file=Path(os.devnull)))[0].startswith("ok permissions")
