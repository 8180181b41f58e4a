"""The command line: what may be said, and the one line that answers a mistake."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from msgspec import Struct

from tui import __version__
from tui.cli.exits import WRONG
from tui.config import LANGS, SCREENS

SCENES = ("calm", "incident", "hostile", "huge", "empty")

EPILOG = """\
commands:
  scry                       open the current profile's project
  scry demo                  the same program on an embedded simulator: no network, no account
  scry check                 configuration, credentials, reach, terminal, store: what is wrong and what to do
  scry simulate --port P     the simulator as an HTTP server on loopback, for scripts and tests

examples:
  scry demo --lang zh
  SCRY_CUSTOMER_ID=… SCRY_CUSTOMER_SECRET=… scry --app-id 0123abcd
  scry --profile classroom --screen live --utc
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
    log_file: str | None = None
    scene: str = "incident"
    speed: float | None = None
    seed: int = 1
    port: int = 0


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line; argparse would print the usage as well."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"scry: {message}; see {self.prog} --help\n")
        raise SystemExit(WRONG)


def parse(argv: Sequence[str]) -> Options:
    """Raises SystemExit: 0 after --help and --version, 2 after a mistake."""
    arguments = {name: value for name, value in vars(_parser().parse_args(argv)).items() if value is not None}
    arguments.setdefault("command", "watch")
    return Options(**arguments)


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    shared = _shared()
    parser = _Parser(
        prog="scry",
        usage="scry [command] [options]",
        description="Watch live call quality, find who suffers and why. Data: the Agora Analytics REST API.",
        epilog=EPILOG,
        formatter_class=form,
        parents=[shared],
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
        parents=[shared, world],
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
    commands.add_parser(
        "check",
        description="One line each for configuration, credentials, reach, clock, quota, terminal and store.",
        parents=[shared],
        allow_abbrev=False,
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
    add("--log-file", metavar="FILE", help="default: scry.log in the state directory (SCRY_LOG_FILE)")
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
