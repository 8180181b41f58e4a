"""The command line: what may be said, and the one line that answers a mistake."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from msgspec import Struct

from tui import __version__
from tui.cli.exits import WRONG
from tui.config import LANGS, SCREENS, masked
from tui.messages import Lang, Said
from tui.messages import command_line as words
from tui.messages import options as says

SHELLS = ("bash", "zsh", "fish")
# What a completion script asks while a profile's name is typed.
PROFILES = "profiles"
EDITIONS = ("2020", "2021")
SCENES = ("calm", "incident", "worlds", "hostile", "huge", "empty")


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
    values that are allowed, where they are few; `variable` the environment's that says the same, "" where none does."""

    name: str
    value: str
    choices: tuple[str, ...]
    says: str
    variable: str = ""


class Command(Struct, frozen=True):
    """What may stand behind a command: its options, and the words that are no option."""

    says: str
    flags: tuple[Flag, ...]
    words: tuple[str, ...]


class _Parser(argparse.ArgumentParser):
    """Says a mistake in one line, where argparse would print the usage as well; its help is the manual."""

    lang: Lang = "en"
    # Its page of the manual; None: a part of other parsers only.
    page: str | None = None

    def add_heard(self, name: str, text: str, **how: Any) -> None:
        """An option that a variable of the environment says as well."""
        variable = f"SCRY_{name.removeprefix('--').replace('-', '_').upper()}"
        also = says.ALSO_BY(self.lang, says=text, variable=variable)
        action = self.add_argument(name, help=also, **how)
        action.variable = variable  # type: ignore[attr-defined]  # it goes to the parsers of which this one is part

    def error(self, message: str) -> NoReturn:
        what = mistake(message)(self.lang)
        sys.stderr.write(f"{words.MISTAKE(self.lang, what=what, program=self.prog)}\n")
        raise SystemExit(WRONG)

    def format_help(self) -> str:
        if self.page is None:
            return super().format_help()
        from tui.cli.manual import manual  # which nothing but the help needs
        from tui.messages.manual import PAGES

        return manual(PAGES[self.page], flags_of(self), self.lang)


# What argparse says, which is English wherever it runs.
_MISTAKES = (
    (r"unrecognized arguments: (?P<text>.*)", words.UNRECOGNIZED),
    (r"not of the demo: (?P<name>.*)", words.NOT_OF_THE_DEMO),
    (r"the following arguments are required: (?P<text>.*)", words.REQUIRED),
    (r"argument (?P<name>\S+): expected one argument", words.ONE_VALUE),
    (r"argument (?P<name>\S+): ignored explicit argument (?P<text>.*)", words.NO_VALUE),
    (r"argument (?P<name>\S+): invalid choice: (?P<text>.*) \(choose from (?P<allowed>.*)\)", words.INVALID_CHOICE),
    (r"argument (?P<name>\S+): invalid int value: (?P<text>.*)", words.INVALID_NUMBER),
    (r"argument (?P<name>\S+): (?P<text>.*)", words.ARGUMENT),
)


def mistake(message: str) -> Said:
    """A message of argparse's, which can then be said in either language."""
    for pattern, phrase in _MISTAKES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return Said(phrase, {name: masked(text) for name, text in found.groupdict().items()})
    return Said(words.MESSAGE, {"text": masked(message)})


def parse(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Options:
    """Raises SystemExit: 0 after --help and --version, 2 after a mistake. The language of both is that of `argv`, or of
    the environment."""
    parser = _parser(language(_asked(argv), environment or {}))
    parsed, rest = parser.parse_known_args(_joined(argv))
    if parsed.command == "demo" and (name := _not_of_the_demo(parsed, rest)):
        parser.error(f"not of the demo: {name}")
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments = {name: value for name, value in vars(parsed).items() if value is not None}
    arguments.setdefault("command", "watch")
    return Options(**arguments)


def _not_of_the_demo(parsed: argparse.Namespace, rest: Sequence[str]) -> str | None:
    """An option of those that say which project and store: taken before the command, or left over behind it."""
    flags = {action.dest: action.option_strings[-1] for action in _reached("en")._actions}
    taken = [name for dest, name in flags.items() if hasattr(parsed, dest)]
    left = [word.partition("=")[0] for word in rest]
    return next((name for name in (*taken, *left) if name in flags.values()), None)


def language(asked: str | None, environment: Mapping[str, str], configured: str | None = None) -> Lang:
    """The option, else SCRY_LANG, else the config, else the first locale variable that is set, as in any program. What
    is none of the languages counts as not said."""
    for said in (asked, environment.get("SCRY_LANG"), configured):
        if said in LANGS:
            return "zh" if said == "zh" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def _asked(argv: Sequence[str]) -> str | None:
    """What follows `--lang`, before anything is parsed: the last one counts."""
    found = None
    for index, word in enumerate(argv):
        if word == "--lang":
            found = next(iter(argv[index + 1 :]), None)
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    return found


def _joined(argv: Sequence[str]) -> list[str]:
    """`--at -15m` as `--at=-15m`: standing alone the time would be taken for an option."""
    joined: list[str] = []
    for word in argv:
        if joined and joined[-1] == "--at" and word[:1] == "-" and word[1:2].isdecimal():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def table(lang: Lang = "en") -> Mapping[str, Command]:
    """Every command by its name; "" is `scry` alone, whose words are the other commands."""
    parser = _parser(lang)
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    from tui.messages.manual import PAGES

    return {name: _command(each, PAGES[name].name(lang)) for name, each in {"": parser, **commands.choices}.items()}


def _command(parser: argparse.ArgumentParser, says: str) -> Command:
    return Command(
        says=says,
        flags=flags_of(parser),
        words=tuple(
            choice for action in parser._actions if not action.option_strings for choice in action.choices or ()
        ),
    )


def flags_of(parser: argparse.ArgumentParser) -> tuple[Flag, ...]:
    return tuple(
        Flag(
            name=action.option_strings[-1],
            value=str(action.metavar or "") if action.nargs != 0 else "",
            choices=tuple(action.choices or ()),
            says=action.help or "",
            variable=getattr(action, "variable", ""),
        )
        for action in parser._actions
        if action.option_strings
    )


def _parser(lang: Lang) -> _Parser:
    looks, reached, opened, world = _looks(lang), _reached(lang), _opened(lang), _world(lang)
    parser = _Parser(
        prog="scry",
        parents=[reached, looks, opened],
        allow_abbrev=False,
        add_help=False,
    )
    parser.add_argument("--version", action="version", version=f"scry {__version__}", help=says.VERSION(lang))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="scry", title=argparse.SUPPRESS)

    def command(name: str, *parents: _Parser) -> _Parser:
        made: _Parser = commands.add_parser(
            name,
            parents=[*parents],
            allow_abbrev=False,
            add_help=False,
            argument_default=argparse.SUPPRESS,
        )
        return made

    command("demo", looks, opened, world)
    command("check", reached, looks)
    simulate = command("simulate", world)
    simulate.add_argument("--port", type=_port(lang), required=True, metavar="P", help=says.PORT(lang))
    simulate.add_argument("--app-id", metavar="ID", help=says.KNOWN_APP_ID(lang))
    simulate.add_argument("--edition", choices=EDITIONS, metavar="YEAR", help=says.EDITION(lang))
    completion = command("completion")
    completion.lang = lang
    completion.add_heard("--config", says.COMPLETION_CONFIG(lang), metavar="FILE")
    completion.add_argument("shell", choices=(*SHELLS, PROFILES), metavar="SHELL", help=argparse.SUPPRESS)
    for name, each in {"": parser, **commands.choices}.items():
        each.lang, each.page = lang, name
        each.add_argument("-h", "--help", action="help", help=says.HELP(lang))
    return parser


def _reached(lang: Lang) -> _Parser:
    """Which project is asked, and where what it says is kept: of the demo both are its own. As `_looks`."""
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.lang = lang
    add = parser.add_heard
    add("--profile", says.PROFILE(lang), metavar="NAME")
    add("--config", says.CONFIG(lang), metavar="FILE")
    add("--app-id", says.APP_ID(lang), metavar="ID")
    add("--base-url", says.BASE_URL(lang), metavar="URL")
    parser.add_argument("--insecure-http", action="store_true", help=says.INSECURE_HTTP(lang))
    add("--store", says.STORE(lang), metavar="URL")
    return parser


def _looks(lang: Lang) -> _Parser:
    """Options that may stand before or behind the command: without defaults, so that neither place undoes the other."""
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.lang = lang
    add = parser.add_heard
    add("--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")
    add("--theme", says.THEME(lang), metavar="NAME")
    add("--ascii", says.ASCII(lang), action="store_true")
    add("--utc", says.UTC(lang), action="store_true")
    add("--screen", says.SCREEN(lang, screens=", ".join(SCREENS)), choices=SCREENS, metavar="NAME")
    add("--export-dir", says.EXPORT_DIR(lang), metavar="DIR")
    add("--redact", says.REDACT(lang), action="store_true")
    add("--log-file", says.LOG_FILE(lang), metavar="FILE")
    return parser


def _opened(lang: Lang) -> _Parser:
    """What the first screen opens at: what one colleague sends another."""
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--at", metavar="TIME", help=says.AT(lang))
    parser.add_argument("--channel", metavar="NAME", help=says.CHANNEL(lang))
    return parser


def _world(lang: Lang) -> _Parser:
    parser = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--scene", choices=SCENES, metavar="NAME", help=says.SCENE(lang))
    parser.add_argument("--speed", type=_speed(lang), metavar="N", help=says.SPEED(lang))
    parser.add_argument("--seed", type=int, metavar="N", help=says.SEED(lang))
    return parser


def _speed(lang: Lang) -> Callable[[str], float]:
    def speed(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        if not 0 < number <= 1000:
            raise argparse.ArgumentTypeError(words.NO_SPEED(lang, text=repr(text)))
        return number

    return speed


def _port(lang: Lang) -> Callable[[str], int]:
    def port(text: str) -> int:
        if not text.isdecimal() or int(text) > 65535:
            raise argparse.ArgumentTypeError(words.NO_PORT(lang, text=repr(text)))
        return int(text)

    return port
