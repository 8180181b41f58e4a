"""Boxes that are not like ours: what their shell, their home and their terminal hand to the program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.flows.served import CREDENTIALS, ROOT, SCRY, scry, simulated
from tests.flows.test_command_line import run
from tests.patience import PATIENCE_S

R = re.compile
PROFILE = "[profiles.a]\napp_id = 'demoapp'\nbase_url = '{0}'\ncustomer_id = 'demo'\ncustomer_secret = '{1}'\n"
SOMEBODY = 54321


def test_a_size_left_in_the_environment_puts_nothing_outside_the_terminal(tmp_path: Path) -> None:
    others = {"COLUMNS": "200", "LINES": "60"}
    with scry("demo", "--speed", "1", home=tmp_path, env=others, cols=80, rows=24) as terminal:
        terminal.wait_for("● live", R(r"\? keys\Z"))
        terminal.resize(100, 30)
        terminal.wait_until(lambda text: text.endswith("? keys") and len(text.splitlines()) == 30, "the new size")
        terminal.send("ctrl+q")
        assert terminal.exit_status() == 0


def test_a_config_from_a_pipe_is_read_once_by_check_and_by_the_program(tmp_path: Path) -> None:
    with simulated("calm") as (_, url):
        text = shlex.quote(PROFILE.format(url, CREDENTIALS["SCRY_CUSTOMER_SECRET"]))
        command = f"{shlex.join(SCRY)} check --config <(printf %s {text})"
        done = subprocess.run(
            ["bash", "-c", command],
            env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert R(r"ok   configuration /dev/fd/\d+, profile a, project a").match(done.stdout)
        assert "credentials   accepted" in done.stdout


@pytest.mark.superuser
def test_a_first_start_as_root_in_a_users_home_leaves_everything_to_the_user(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, SOMEBODY, SOMEBODY)
    with simulated("calm") as (_, url):
        with scry("--base-url", url, "--app-id", "demoapp", home=home) as terminal:
            terminal.wait_for("● live", R(r"Audio end-to-end +\d"))
            terminal.send("L", "L")
            terminal.wait_for("实时")
            terminal.send("ctrl+q")
            assert terminal.exit_status() == 0
        assert run("check", "--base-url", url, "--app-id", "demoapp", home=home, env=CREDENTIALS).returncode == 0
    made = {str(path.relative_to(home)): path.stat() for path in home.rglob("*")}
    assert {".local", ".local/state/scry/scry.db", ".local/state/scry/state.toml"} <= made.keys()
    assert {each.st_uid for each in made.values()} == {SOMEBODY}
    modes = {name: each.st_mode & 0o777 for name, each in made.items()}
    umask = os.umask(0)
    os.umask(umask)
    assert (modes[".local"], modes[".local/state"]) == (0o777 & ~umask,) * 2
    assert modes[".local/state/scry"] == 0o700


def test_a_demo_without_a_place_for_its_files_is_a_sentence_and_no_fault_of_the_program(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)  # longer than the name of a socket may be
    deep.mkdir()
    with scry("demo", home=tmp_path, env={"TMPDIR": str(deep)}, cols=400) as terminal:
        assert terminal.exit_status() == 2
        assert f"scry: demo: its server did not start in {deep}; set TMPDIR to a directory" in terminal.text()
    assert not [*deep.iterdir()]
