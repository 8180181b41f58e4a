"""The command line: its options and commands, and the one line that answers a mistake."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from msgspec import Struct

from tui import __version__
from tui.cli.exits import WRONG
from tui.config.values import EDITIONS, LANGS, REGIONS, SCREENS, masked
from tui.config.values import PLANS as PROJECT_PLANS
from tui.domain.text import Lang
from tui.messages import command_line as words
from tui.messages import options as says

SHELLS = ("bash", "zsh", "fish")
# The completion scripts ask for it while the name of a profile is typed.
PROFILES = "profiles"
SHOWN = (
    *("live", "findings", "diagnosis", "calls", "call", "channels"),
    *("usage", "xla", "quota", "alarms", "notes", "incident"),
)
ALARM_ACTIONS = ("test", "test-rule", "silence")
STORE_ACTIONS = ("copy", "info", "init")
FORMATS = ("text", "json", "csv", "md")
# Options that take a time or a duration: `-15m` behind one of them is no option.
TIMES = ("--at", "--since", "--until", "--from", "--to", "--for")
LOG_FORMATS = ("text", "json")
# Of the simulator: the reference's, its own limits under those of 2021, and the one that answers today.
SIMULATED = ("2020-10", "2020", "2021", "today")
DEMONSTRATED = ("2020-10", "today")
PLANS = ("free", "standard", "premium", "enterprise", "pro", "flagship")
SCENES = ("calm", "incident", "worlds", "hostile", "huge", "empty")


class Options(Struct, frozen=True):
    """The command line. None: not given, so the environment or the profile decides."""

    command: str
    profile: str | None = None
    config: str | None = None
    app_id: str | None = None
    base_url: str | None = None
    edition: str | None = None
    plan: str | None = None
    region: str | None = None
    insecure_http: bool = False
    store: str | None = None
    lang: str | None = None
    theme: str | None = None
    ascii: bool | None = None
    utc: bool | None = None
    screen: str | None = None
    at: str | None = None
    channel: str | None = None
    call: str | None = None
    user: str | None = None
    session: str | None = None
    pair: str | None = None
    log_file: str | None = None
    export_dir: str | None = None
    redact: bool | None = None
    scene: str = "incident"
    speed: float | None = None
    seed: int = 1
    port: int = 0
    simulated: str = "2020-10"
    simulated_plan: str = "premium"
    switches: tuple[str, ...] = ()
    shell: str = ""
    profiles: tuple[str, ...] = ()
    all_profiles: bool = False
    once: bool = False
    log_format: str | None = None
    print_unit: bool = False
    metrics_listen: str | None = None
    alerts_listen: str | None = None
    what: str = ""
    argument: str = ""
    format: str | None = None
    since: str | None = None
    until: str | None = None
    ask: bool = False
    fail_on: str | None = None
    info: bool = False
    merge_notes: bool = False
    urls: tuple[str, ...] = ()
    print_for: str | None = None
    known: str = "then"
    lasting: str | None = None
    comment: str | None = None
    end: str | None = None
    list: bool = False


class Parser(argparse.ArgumentParser):
    """An argparse parser with help in two languages, and one line for a mistake instead of the usage."""

    def __init__(self, lang: Lang = "en", **how: Any) -> None:
        super().__init__(
            **how, allow_abbrev=False, add_help=False, argument_default=argparse.SUPPRESS, formatter_class=_formatter
        )
        self.lang = lang

    def error(self, message: str) -> NoReturn:
        # A value stands behind the first colon, and may hold a login.
        about, mark, detail = message.partition(": ")
        line = words.MISTAKE(self.lang, what=f"{about}{mark}{masked(detail)}", program=self.prog)
        sys.stderr.write(f"{line}\n")
        raise SystemExit(WRONG)

    def format_help(self) -> str:
        from tui.cli.command_help import describe

        describe(self, self.lang)
        text = super().format_help()
        return text.replace(":\n  ", "：\n  ") if self.lang == "zh" else text


def _formatter(prog: str) -> argparse.HelpFormatter:
    from tui.cli.command_help import Formatter

    return Formatter(prog)


def parse(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Options:
    """Raises SystemExit: 0 after --help and --version, 2 after a mistake; both in the language of `argv`, else of the
    environment."""
    lang = asked_language(argv, environment or {})
    parser = parser_of(lang)
    parsed, rest = parser.parse_known_args(_joined(argv))
    if parsed.command == "demo" and (name := _not_of_the_demo(parsed, rest)):
        parser.error(words.NOT_OF_THE_DEMO(lang, name=name))
    if rest:
        # The help of the command names its options.
        parsers(parser)[parsed.command or ""].error(f"unrecognized arguments: {' '.join(rest)}")
    arguments = {name: value for name, value in vars(parsed).items() if value is not None}
    if "profiles" in arguments:
        arguments["profiles"] = tuple(dict.fromkeys(arguments["profiles"]))
    if "urls" in arguments:
        arguments["urls"] = tuple(arguments["urls"])
    if "switches" in arguments:
        arguments["switches"] = tuple(arguments["switches"])
    arguments.setdefault("command", "watch")
    return Options(**arguments)


def asked_language(argv: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language before the config is read."""
    return language(_asked(argv), environment)


def _not_of_the_demo(parsed: argparse.Namespace, rest: Sequence[str]) -> str | None:
    """A project option, taken before the command or left over behind it."""
    flags = {action.dest: action.option_strings[-1] for action in _project("en")._actions}
    taken = [name for dest, name in flags.items() if hasattr(parsed, dest)]
    left = [word.partition("=")[0] for word in rest]
    return next((name for name in (*taken, *left) if name in flags.values()), None)


def language(asked: str | None, environment: Mapping[str, str], configured: str | None = None) -> Lang:
    """The option, else SCRY_LANG, else the config, else the first locale variable that is set. An unknown language
    counts as not given."""
    for said in (asked, environment.get("SCRY_LANG"), configured):
        if said in LANGS:
            return "zh" if said == "zh" else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def _asked(argv: Sequence[str]) -> str | None:
    """The value of the last `--lang`, before anything is parsed."""
    found = None
    for index, word in enumerate(argv):
        if word == "--lang":
            found = next(iter(argv[index + 1 :]), None)
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    return found


def _joined(argv: Sequence[str]) -> list[str]:
    """`--at -15m` as `--at=-15m`: argparse takes a lone `-15m` for an option."""
    joined: list[str] = []
    for word in argv:
        if joined and joined[-1] in TIMES and word[:1] == "-" and word[1:2].isdecimal():
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


# -- the parsers. An option of several commands is in a parent parser, without a default, so that it may stand before or
# behind the command and neither place undoes the other.


def parser_of(lang: Lang) -> Parser:
    project, display, opening, world = _project(lang), _display(lang), _opening(lang), _world(lang)
    parser = Parser(lang, prog="scry", parents=[project, display, opening])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="scry", title=says.COMMANDS(lang))

    def command(name: str, *parents: Parser) -> Parser:
        made: Parser = commands.add_parser(name, lang=lang, parents=[*parents], help=says.SHORT[name](lang))
        return made

    command("demo", display, opening, world, _simulated(lang, DEMONSTRATED, says.DEMO_EDITION(lang)))
    command("check", project, display)
    _add_collect(command("collect", _project(lang, several=True)), lang)
    _add_show(command("show", project), lang)
    _add_alarms(command("alarms", project), lang)
    _add_bundle(command("bundle", project), lang)
    _add_store(command("store", project), lang)
    _add_replay(command("replay", project, display, opening), lang)
    _add_simulate(command("simulate", world, _simulated(lang, SIMULATED, says.EDITION(lang))), lang)
    _add_completion(command("completion"), lang)
    for name, each in parsers(parser).items():
        group = each.add_argument_group(says.OTHER(lang))
        group.add_argument("-h", "--help", action="help", help=says.HELP(lang))
        if not name:
            group.add_argument("--version", action="version", version=f"scry {__version__}", help=says.VERSION(lang))
    return parser


def _add_collect(parser: Parser, lang: Lang) -> None:
    collect = parser.add_argument_group(says.SERVICE(lang))
    collect.add_argument("--metrics-listen", metavar="ADDR:PORT", help=says.METRICS_LISTEN(lang))
    collect.add_argument("--alerts-listen", metavar="ADDR:PORT", help=says.ALERTS_LISTEN(lang))
    collect.add_argument("--once", action="store_true", help=says.ONCE(lang))
    _heard(collect, lang, "--log-format", says.LOG_FORMAT(lang), choices=LOG_FORMATS, metavar="text|json")
    _heard(collect, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")
    collect.add_argument("--print-unit", action="store_true", help=says.PRINT_UNIT(lang))


def _add_show(parser: Parser, lang: Lang) -> None:
    show = parser.add_argument_group(says.CONTENT(lang))
    show.add_argument("what", choices=SHOWN, metavar="WHAT", help=says.WHAT(lang, shown=", ".join(SHOWN)))
    show.add_argument("argument", nargs="?", metavar="ARGUMENT", help=says.ARGUMENT(lang))
    show.add_argument("--format", choices=FORMATS, metavar="text|json|csv|md", help=says.FORMAT(lang))
    show.add_argument("--since", "--from", metavar="TIME", help=says.SINCE(lang))
    show.add_argument("--until", "--to", metavar="TIME", help=says.UNTIL(lang))
    show.add_argument("--at", metavar="TIME", help=says.AT(lang))
    show.add_argument("--channel", metavar="NAME", help=says.CHANNEL(lang))
    show.add_argument("--ask", action="store_true", help=says.ASK(lang))
    show.add_argument("--fail-on", choices=("near", "bad"), metavar="near|bad", help=says.FAIL_ON(lang))
    _heard(show, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")
    _heard(show, lang, "--utc", says.UTC(lang), action="store_true")
    _heard(show, lang, "--redact", says.REDACT(lang), action="store_true")


def _add_alarms(parser: Parser, lang: Lang) -> None:
    alarms = parser.add_argument_group(says.ALARMS(lang))
    alarms.add_argument("what", choices=ALARM_ACTIONS, metavar="ACTION", help=says.ALARM_ACTION(lang))
    alarms.add_argument("argument", nargs="?", metavar="NAME", help=says.ALARM_NAME(lang))
    alarms.add_argument("--since", metavar="TIME", help=says.ALARM_SINCE(lang))
    alarms.add_argument("--for", dest="lasting", metavar="DURATION", help=says.SILENCE_FOR(lang))
    alarms.add_argument("--channel", metavar="NAME", help=says.SILENCE_CHANNEL(lang))
    alarms.add_argument("--comment", metavar="TEXT", help=says.SILENCE_COMMENT(lang))
    alarms.add_argument("--end", nargs="?", const="", metavar="NUMBER|RULE", help=says.SILENCE_END(lang))
    alarms.add_argument("--list", action="store_true", help=says.SILENCE_LIST(lang))
    _heard(alarms, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")


def _add_bundle(parser: Parser, lang: Lang) -> None:
    bundle = parser.add_argument_group(says.BUNDLE(lang))
    bundle.add_argument("argument", nargs="?", metavar="FILE.scry", help=says.BUNDLE_FILE(lang))
    bundle.add_argument("--from", dest="since", metavar="TIME", help=says.FROM(lang))
    bundle.add_argument("--to", dest="until", metavar="TIME", help=says.TO(lang))
    bundle.add_argument("--channel", metavar="NAME", help=says.BUNDLE_CHANNEL(lang))
    bundle.add_argument("--call", metavar="ID", help=says.BUNDLE_CALL(lang))
    bundle.add_argument("--info", action="store_true", help=says.BUNDLE_INFO(lang))
    bundle.add_argument("--merge-notes", action="store_true", help=says.MERGE_NOTES(lang))
    _heard(bundle, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")
    _heard(bundle, lang, "--utc", says.UTC(lang), action="store_true")
    _heard(bundle, lang, "--redact", says.BUNDLE_REDACT(lang), action="store_true")


def _add_store(parser: Parser, lang: Lang) -> None:
    store = parser.add_argument_group(says.STORES(lang))
    store.add_argument("what", choices=STORE_ACTIONS, metavar="ACTION", help=says.STORE_ACTION(lang))
    store.add_argument("urls", nargs="*", metavar="URL", help=says.STORE_URLS(lang))
    store.add_argument("--print", nargs="?", const="", dest="print_for", metavar="URL", help=says.STORE_PRINT(lang))
    _heard(store, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")


def _add_replay(parser: Parser, lang: Lang) -> None:
    replay = parser.add_argument_group(says.BUNDLE(lang))
    replay.add_argument("argument", nargs="?", metavar="FILE.scry", help=says.REPLAY_FILE(lang))
    replay.add_argument("--from", dest="since", metavar="TIME", help=says.FROM(lang))
    replay.add_argument("--to", dest="until", metavar="TIME", help=says.TO(lang))
    replay.add_argument("--speed", type=_speed(lang), metavar="N", help=says.REPLAY_SPEED(lang))
    replay.add_argument("--known", choices=("then", "now"), metavar="then|now", help=says.KNOWN(lang))


def _add_simulate(parser: Parser, lang: Lang) -> None:
    simulate = parser.add_argument_group(says.SERVER(lang))
    simulate.add_argument("--port", type=_port(lang), required=True, metavar="P", help=says.PORT(lang))
    simulate.add_argument("--app-id", metavar="ID", help=says.KNOWN_APP_ID(lang))
    simulate.add_argument(
        "--switch",
        action="append",
        dest="switches",
        type=_switch(lang),
        metavar="NAME=VALUE",
        help=says.SWITCH(lang, random="random"),
    )


def _add_completion(parser: Parser, lang: Lang) -> None:
    completion = parser.add_argument_group(says.SHELL(lang))
    completion.add_argument("shell", choices=(*SHELLS, PROFILES), metavar="SHELL", help=says.SHELL_NAME(lang))
    _heard(completion, lang, "--config", says.COMPLETION_CONFIG(lang), metavar="FILE")


def parsers(parser: Parser) -> Mapping[str, Parser]:
    """Every command's parser by its name; "" is `scry` alone."""
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {"": parser, **commands.choices}


def variables() -> set[str]:
    """The environment variables that say the same as an option."""
    actions = [action for each in parsers(parser_of("en")).values() for action in each._actions]
    return {variable for action in actions if (variable := getattr(action, "variable", None))}


def _heard(group: argparse._ActionsContainer, lang: Lang, name: str, text: str, **how: Any) -> None:
    """An option with a twin in the environment."""
    variable = f"SCRY_{name.removeprefix('--').replace('-', '_').upper()}"
    action = group.add_argument(name, help=says.ALSO_BY(lang, says=text, variable=variable), **how)
    action.variable = variable  # type: ignore[attr-defined]


def _project(lang: Lang, *, several: bool = False) -> Parser:
    """The project and its store, or `several` projects; the demo has its own."""
    parent = Parser(lang)
    group = parent.add_argument_group(says.PROJECT(lang))
    if several:
        group.add_argument("--profile", action="append", dest="profiles", metavar="NAME", help=says.PROFILES(lang))
        group.add_argument("--all-profiles", action="store_true", help=says.ALL_PROFILES(lang))
    else:
        _heard(group, lang, "--profile", says.PROFILE(lang), metavar="NAME")
        _heard(group, lang, "--edition", says.OF_PROJECT["edition"](lang), choices=EDITIONS, metavar="NAME")
        _heard(group, lang, "--plan", says.OF_PROJECT["plan"](lang), choices=PROJECT_PLANS, metavar="NAME")
        _heard(group, lang, "--region", says.OF_PROJECT["region"](lang), choices=REGIONS, metavar="NAME")
    _heard(group, lang, "--config", says.CONFIG(lang), metavar="FILE")
    _heard(group, lang, "--app-id", says.APP_ID(lang), metavar="ID")
    _heard(group, lang, "--base-url", says.BASE_URL(lang), metavar="URL")
    group.add_argument("--insecure-http", action="store_true", help=says.INSECURE_HTTP(lang))
    _heard(group, lang, "--store", says.STORE(lang), metavar="URL")
    return parent


def _display(lang: Lang) -> Parser:
    parent = Parser(lang)
    group = parent.add_argument_group(says.DISPLAY(lang))
    _heard(group, lang, "--lang", says.LANG(lang), choices=LANGS, metavar="en|zh")
    _heard(group, lang, "--theme", says.THEME(lang), metavar="NAME")
    _heard(group, lang, "--ascii", says.ASCII(lang), action="store_true")
    _heard(group, lang, "--utc", says.UTC(lang), action="store_true")
    _heard(group, lang, "--screen", says.SCREEN(lang, screens=", ".join(SCREENS)), choices=SCREENS, metavar="NAME")
    _heard(group, lang, "--export-dir", says.EXPORT_DIR(lang), metavar="DIR")
    _heard(group, lang, "--redact", says.REDACT(lang), action="store_true")
    _heard(group, lang, "--log-file", says.LOG_FILE(lang), metavar="FILE")
    return parent


def _opening(lang: Lang) -> Parser:
    parent = Parser(lang)
    group = parent.add_argument_group(says.OPENING(lang))
    group.add_argument("--at", metavar="TIME", help=says.AT(lang))
    group.add_argument("--channel", metavar="NAME", help=says.CHANNEL(lang))
    group.add_argument("--call", metavar="ID", help=says.CALL(lang))
    group.add_argument("--user", metavar="UID", help=says.USER(lang))
    group.add_argument("--session", metavar="SID", help=says.SESSION(lang))
    group.add_argument("--pair", metavar="UID:UID", help=says.PAIR(lang))
    return parent


def _world(lang: Lang) -> Parser:
    parent = Parser(lang)
    group = parent.add_argument_group(says.WORLD(lang))
    group.add_argument("--scene", choices=SCENES, metavar="NAME", help=says.SCENE(lang))
    group.add_argument("--speed", type=_speed(lang), metavar="N", help=says.SPEED(lang))
    group.add_argument("--seed", type=int, metavar="N", help=says.SEED(lang))
    return parent


def _simulated(lang: Lang, editions: Sequence[str], text: str) -> Parser:
    """The simulated edition and plan. They are no project's, so they have destinations of their own."""
    parent = Parser(lang)
    group = parent.add_argument_group(says.SIMULATED(lang))
    group.add_argument("--edition", choices=editions, dest="simulated", metavar="NAME", help=text)
    group.add_argument(
        "--plan",
        choices=PLANS,
        dest="simulated_plan",
        metavar="NAME",
        help=says.PLAN(lang, plans=", ".join(PLANS), default="premium"),
    )
    return parent


def _switch(lang: Lang) -> Callable[[str], str]:
    def switch(text: str) -> str:
        from tui.sim.today.switches import CHOICES, RANDOM

        name, _, value = text.partition("=")
        if text != RANDOM and value not in CHOICES.get(name, ()):
            known = [RANDOM, *CHOICES] if name not in CHOICES else [f"{name}={one}" for one in CHOICES[name]]
            raise argparse.ArgumentTypeError(words.NO_SIMULATED(lang, text=repr(text), allowed=", ".join(known)))
        return text

    return switch


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
