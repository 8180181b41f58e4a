"""The command line: what may be said, and the one line that answers a mistake."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from msgspec import Struct

from tui import __version__
from tui.cli.exits import WRONG
from tui.config import LANGS, SCREENS

SHELLS = ("bash", "zsh", "fish")
# What a completion script asks while a profile's name is typed.
PROFILES = "profiles"
EDITIONS = ("2020", "2021")
SCENES = ("calm", "incident", "hostile", "huge", "empty")

EPILOG = """\
commands:
  scry                       open the current profile's project; where there is none, set one up
  scry demo                  the same program on an embedded simulator: no network, no account
  scry check                 configuration, credentials, reach, terminal, store: what is wrong and what to do
  scry simulate --port P     the simulator as an HTTP server on loopback, for scripts and tests
  scry completion SHELL      a script for bash, zsh or fish that completes commands, options and their values

examples:
  scry demo --lang zh
  SCRY_CUSTOMER_ID=… SCRY_CUSTOMER_SECRET=… scry --app-id 0123abcd
  scry --profile classroom --screen live --utc
  scry --at 14:07 --channel C148474015
  scry simulate --port 8080 --scene calm --seed 7

Every option has a twin in the environment (--app-id: SCRY_APP_ID …); the command line wins over the environment, the
environment over the profile. Credentials come from SCRY_CUSTOMER_ID and SCRY_CUSTOMER_SECRET or the config file.

exit status: 0 done, 1 failed, 2 command line or configuration wrong, 3 refused by the server (check), 130 interrupted
"""


class Options(Struct, frozen=True):
    """What the command line said; None: nothing, so the environment or the profile decides."""

    command: str
    profile: str | None = None
    config: str | None = None
    app_id: str | None = None
    base_url: str | None = None
    insecure_http: bool = False
    store: str | None = None
    lang: str | None = None
    theme: str | None = None
    ascii: bool | None = None
    utc: bool | None = None
    screen: str | None = None
    at: str | None = None
    channel: str | None = None
    log_file: str | None = None
    export_dir: str | None = None
    redact: bool | None = None
    scene: str = "incident"
    speed: float | None = None
    seed: int = 1
    port: int = 0
    edition: str = "2020"
    shell: str = ""


class Flag(Struct, frozen=True):
    """One option of a command. `value` is what stands for its value in the help, "" where it takes none; `choices` the
    values that are allowed, where they are few."""

    name: str
    value: str
    choices: tuple[str, ...]
    says: str


class Command(Struct, frozen=True):
    """What may stand behind a command: its options, and the words that are no option."""

    says: str
    flags: tuple[Flag, ...]
    words: tuple[str, ...]


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line; argparse would print the usage as well."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"scry: {message}; see {self.prog} --help\n")
        raise SystemExit(WRONG)


def parse(argv: Sequence[str]) -> Options:
    """Raises SystemExit: 0 after --help and --version, 2 after a mistake."""
    parsed = _parser().parse_args(_joined(argv))
    arguments = {name: value for name, value in vars(parsed).items() if value is not None}
    arguments.setdefault("command", "watch")
    return Options(**arguments)


def _joined(argv: Sequence[str]) -> list[str]:
    """`--at -15m` as `--at=-15m`: standing alone the time would be taken for an option."""
    joined: list[str] = []
    for word in argv:
        if joined and joined[-1] == "--at" and word[:1] == "-" and word[1:2].isdecimal():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def table() -> Mapping[str, Command]:
    """Every command by its name; "" is `scry` alone, whose words are the other commands."""
    parser = _parser()
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {name: _command(each) for name, each in {"": parser, **commands.choices}.items()}


def _command(parser: argparse.ArgumentParser) -> Command:
    return Command(
        says=(parser.description or "").partition(". ")[0].rstrip("."),
        flags=tuple(
            Flag(
                name=action.option_strings[-1],
                value=str(action.metavar or "") if action.nargs != 0 else "",
                choices=tuple(action.choices or ()),
                says=action.help or "",
            )
            for action in parser._actions
            if action.option_strings
        ),
        words=tuple(
            choice for action in parser._actions if not action.option_strings for choice in action.choices or ()
        ),
    )


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    shared, opened = _shared(), _opened()
    parser = _Parser(
        prog="scry",
        usage="scry [command] [options]",
        description="Watch live call quality, find who suffers and why. Data: the Agora Analytics REST API.",
        epilog=EPILOG,
        formatter_class=form,
        parents=[shared, opened],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"scry {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="scry", title=argparse.SUPPRESS)
    world = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    world.add_argument("--scene", choices=SCENES, metavar="NAME", help="calm, incident (default), hostile, huge, empty")
    world.add_argument("--speed", type=_speed, metavar="N", help="the simulated clock runs N times as fast")
    world.add_argument("--seed", type=int, metavar="N", help="the same world again")
    commands.add_parser(
        "demo",
        description="The same program on the embedded simulator: no network, no account, nothing kept.",
        parents=[shared, opened, world],
        allow_abbrev=False,
    )
    simulate = commands.add_parser(
        "simulate",
        description="The simulator as an HTTP server on loopback. Credentials: SCRY_CUSTOMER_ID and "
        "SCRY_CUSTOMER_SECRET, else demo / demo.",
        parents=[world],
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    simulate.add_argument("--port", type=_port, required=True, metavar="P", help="0 takes any free one")
    simulate.add_argument("--app-id", metavar="ID", help="the app id it knows (default: demoapp)")
    simulate.add_argument(
        "--edition",
        choices=EDITIONS,
        metavar="YEAR",
        help="the document whose limits hold: 2020 (default), 2021 (live and diagnosis once a second)",
    )
    commands.add_parser(
        "check",
        description="One line each for configuration, credentials, reach, clock, quota, terminal and store.",
        parents=[shared],
        allow_abbrev=False,
    )
    completion = commands.add_parser(
        "completion",
        usage="scry completion SHELL",
        description="A completion script. bash: put `source <(scry completion bash)` into ~/.bashrc; zsh: `source "
        "<(scry completion zsh)` into ~/.zshrc, behind compinit; fish: "
        "`scry completion fish > ~/.config/fish/completions/scry.fish`.",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    completion.add_argument("--config", metavar="FILE", help="the config file whose profiles are listed (SCRY_CONFIG)")
    completion.add_argument(
        "shell",
        choices=(*SHELLS, PROFILES),
        metavar="SHELL",
        help=f"{', '.join(SHELLS)}; or {PROFILES}: the names of the profiles, one a line",
    )
    return parser


def _shared() -> _Parser:
    """Options that may stand before or behind the command: without defaults, so that neither place undoes the other."""
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    add = parser.add_argument
    add("--profile", metavar="NAME", help="a profile of the config file (SCRY_PROFILE)")
    add("--config", metavar="FILE", help="the config file (SCRY_CONFIG)")
    add("--app-id", metavar="ID", help="the Agora project (SCRY_APP_ID)")
    add("--base-url", metavar="URL", help="default https://api.agora.io (SCRY_BASE_URL)")
    add("--insecure-http", action="store_true", help="allow plain http to other hosts than this one")
    add("--store", metavar="URL", help="sqlite:///… (SCRY_STORE)")
    add("--lang", choices=LANGS, metavar="en|zh", help="language (SCRY_LANG)")
    add("--theme", metavar="NAME", help="scry-dark, scry-light or any Textual theme (SCRY_THEME)")
    add("--ascii", action="store_true", help="no braille, no box drawing (SCRY_ASCII)")
    add("--utc", action="store_true", help="show UTC instead of local time (SCRY_UTC)")
    add("--screen", choices=SCREENS, metavar="NAME", help=f"start on {', '.join(SCREENS)} (SCRY_SCREEN)")
    add("--export-dir", metavar="DIR", help="where exports go; default: the current directory (SCRY_EXPORT_DIR)")
    add("--redact", action="store_true", help="copies and exports name users and channels by aliases (SCRY_REDACT)")
    add("--log-file", metavar="FILE", help="default: scry.log in the state directory (SCRY_LOG_FILE)")
    return parser


def _opened() -> _Parser:
    """What the first screen opens at: what one colleague sends another."""
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--at", metavar="TIME", help="open at that moment: 14:07, '2026-11-20 14:07', -15m, 1795334160")
    parser.add_argument("--channel", metavar="NAME", help="show the diagnoses of that channel alone")
    return parser


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError(f"not a speed: {text!r}; a number above 0, at most 1000")
    return speed


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"not a port: {text!r}; 0 to 65535")
    return int(text)
