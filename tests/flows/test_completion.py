"""Completion in real shells: bash everywhere, zsh and fish where they are installed."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.flows.served import ROOT
from tests.patience import PATIENCE_S
from tests.term import Terminal
from tui.cli.completion import script
from tui.cli.options import SCENES, SHELLS, parser_of, parsers
from tui.config.values import LANGS, SCREENS

Complete = Callable[[str], set[str]]

# Breaks the line as readline does, where `=` is a word of its own, and prints the answers.
BASH = """
source "$HOME/completion"
read -ra COMP_WORDS <<< "${1//=/ = }"
[[ $1 == *[\\ =] && $1 != *= ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_scry scry
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a config file of three profiles, and `scry` on its path."""
    config = tmp_path / ".config/scry/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("""[profiles.classroom]\n[profiles."my lab"]\n[profiles."$(touch pwned)"]\n""", encoding="utf-8")
    (tmp_path / "other.toml").write_text("[profiles.elsewhere]\n")
    program = tmp_path / "bin/scry"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec env PYTHONPATH={shlex.quote(str(ROOT))} {sys.executable} -P -m tui "$@"\n')
    program.chmod(0o755)
    return tmp_path


def environment(home: Path) -> Mapping[str, str]:
    return {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


@pytest.fixture(params=["bash", "fish"])
def complete(request: pytest.FixtureRequest, home: Path) -> Complete:
    """What a shell offers for a line: the words, without their descriptions."""
    shell: str = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    (home / "completion").write_text(script(shell, parser_of("en")), encoding="utf-8")

    def ask(line: str) -> set[str]:
        if shell == "bash":
            command = ["bash", "--norc", "-c", BASH, "bash", line]
        else:
            command = ["fish", "--no-config", "-c", 'source "$HOME/completion"; complete -C $argv[1]', line]
        done = subprocess.run(
            command, env=environment(home), cwd=home, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        assert done.stderr == ""
        # Behind `--lang=` fish answers with the whole word.
        answers = (answer.partition("\t")[0] for answer in done.stdout.splitlines())
        return {answer.partition("=")[2] if "=" in answer else answer for answer in answers if answer}

    return ask


def test_each_place_on_the_line_is_offered_what_may_stand_there(complete: Complete) -> None:
    for line, offered in {
        "scry ": {
            *("demo", "check", "collect", "show", "bundle", "replay", "alarms", "store", "simulate", "completion"),
        },
        "scry d": {"demo"},
        "scry --lang zh c": {"check", "collect", "completion"},
        "scry completion ": set(SHELLS),
        "scry --lang ": set(LANGS),
        "scry --lang=z": {"zh"},
        "scry --screen ": set(SCREENS),
        "scry demo --scene ": set(SCENES),
        "scry demo --scene=h": {"hostile", "huge"},
        "scry demo --theme scry": {"scry-dark", "scry-light"},
        "scry demo --sc": {"--scene", "--screen"},
        "scry simulate --s": {"--scene", "--seed", "--speed", "--switch"},
        "scry check --app-id ": set(),
    }.items():
        assert complete(line) == offered, line


def test_profiles_come_from_the_config_file_that_the_line_names_and_are_never_run(
    complete: Complete, home: Path
) -> None:
    assert complete("scry --profile c") == {"classroom"}
    assert {name.replace("\\", "") for name in complete("scry --profile ")} == {
        "classroom",
        "my lab",
        "$(touch pwned)",
    }
    assert complete(f"scry --config {home}/other.toml --profile ") == {"elsewhere"}
    assert complete(f"scry --config={home}/other.toml check --profile e") == {"elsewhere"}
    assert complete("scry --config nowhere.toml --profile ") == set()
    assert not (home / "pwned").exists()


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_zsh_completes_commands_options_and_profiles(home: Path) -> None:
    (home / "completion").write_text(script("zsh", parser_of("en")), encoding="utf-8")
    with Terminal.spawn(("zsh", "-f", "-i"), home=home, env=environment(home), cols=120, rows=36, cwd=home) as shell:
        shell.type("PS1='> '; autoload -Uz compinit; compinit -u; source completion; clear; echo rea''dy\n")
        shell.wait_for("ready\n>")
        for typed, completed in {
            "scry d": "> scry demo --",
            "scry --lang zh che": "> scry --lang zh check --",
            "scry --lang=z": "> scry --lang=zh",
            "scry check --theme scry-l": "> scry check --theme scry-light",
            "scry --config other.toml check --profile e": "check --profile elsewhere",
            "scry --profile m": "> scry --profile my\\ lab",
        }.items():
            shell.type(f"{typed}\t")
            shell.wait_for(completed.removesuffix(" --"))
            shell.send("ctrl+u")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_new_option_appears_by_itself_with_its_values(shell: str) -> None:
    parser = parser_of("en")
    before = script(shell, parser)
    parsers(parser)["demo"].add_argument("--colour", choices=("teal", "ochre"), metavar="NAME", help="paint")
    after = script(shell, parser)
    for word in ("colour", "teal", "ochre"):
        assert word not in before
        assert word in after


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script_and_refuses_other_shells(shell: str, home: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["scry", *words], env=environment(home), capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )

    done = run("completion", shell)
    assert (done.returncode, done.stdout, done.stderr) == (0, script(shell, parser_of("en")), "")
    refused = run("completion", f"{shell}x")
    assert refused.returncode == 2
    assert refused.stderr.startswith("scry: ")
    assert refused.stderr.count("\n") == 1
