"""What the terminal can show, and what tmux or screen keeps from it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from msgspec import Struct

from tui.cli.check.finding import Finding, fail, ok, warn
from tui.cli.check.measured import SIGNS, measured
from tui.cli.display import is_utf8, locale_of
from tui.cli.secrets import stripped
from tui.messages import check as words
from tui.terminal.size import own_size

NEEDS = (80, 24)
TMUX_TIMEOUT_S = 1
# Longer than this, and esc feels like a key that does not work.
SLOW_ESCAPE_MS = 100


class Facts(Struct, frozen=True):
    """`size` is None where no stream is a terminal; `colours` is rich's name of what Textual will send; `tmux` holds
    its options, None outside of it; `columns` is None where nothing could be measured."""

    term: str
    size: tuple[int, int] | None
    colours: str | None
    no_color: bool
    encoding: str
    locale: tuple[str, str] | None
    ascii: bool
    tmux: Mapping[str, str] | None
    in_screen: bool
    # Of measured.SIGNS, as the terminal draws them.
    columns: int | None = None


def look(environment: Mapping[str, str], *, plain: bool) -> Facts:
    from rich.console import Console

    # What Textual asks as well; the environment decides, whether the output is a terminal or not.
    console = Console(force_terminal=True, _environ=environment)
    return Facts(
        term=environment.get("TERM") or "unknown",
        size=own_size(),
        colours=console.color_system,
        no_color=bool(environment.get("NO_COLOR")),
        encoding=sys.stdout.encoding,
        locale=locale_of(environment),
        ascii=plain,
        tmux=tmux_options() if environment.get("TMUX") else None,
        in_screen=bool(environment.get("STY")),
        columns=None if plain else measured(),
    )


def terminal(facts: Facts) -> list[Finding]:
    return [_place(facts), _colours(facts), _characters(facts), *_multiplexer(facts)]


def _place(facts: Facts) -> Finding:
    if facts.size is None:
        return ok(words.TERMINAL, words.NO_TERMINAL, term=facts.term)
    width, height = facts.size
    if facts.term in ("dumb", "unknown"):
        # As the program itself has it: the first it refuses, with the other it tries its luck.
        return (fail if facts.term == "dumb" else warn)(words.TERMINAL, words.DUMB, term=facts.term)
    if width < NEEDS[0] or height < NEEDS[1]:
        return warn(words.TERMINAL, words.TOO_SMALL, term=facts.term, width=width, height=height)
    return ok(words.TERMINAL, words.SIZE, term=facts.term, width=width, height=height)


def _colours(facts: Facts) -> Finding:
    if facts.no_color:
        return ok(words.COLOURS, words.GREY)
    known = {"truecolor": words.TRUECOLOUR, "256": words.COLOURS_256, "standard": words.COLOURS_16}
    return ok(words.COLOURS, known.get(facts.colours or "", words.NO_COLOURS))


def _characters(facts: Facts) -> Finding:
    if facts.ascii and facts.locale is not None and not is_utf8(facts.locale[1]):
        return ok(words.CHARACTERS, words.ASCII_BY_LOCALE, name=facts.locale[0], value=facts.locale[1])
    if facts.ascii:
        return ok(words.CHARACTERS, words.ASCII, encoding=facts.encoding)
    if facts.locale is None:
        return warn(words.CHARACTERS, words.NO_LOCALE, encoding=facts.encoding)
    name, value = facts.locale
    if not (is_utf8(facts.encoding) and is_utf8(value)):
        return warn(words.CHARACTERS, words.NOT_UTF8, encoding=facts.encoding, name=name, value=value)
    if facts.term == "linux":
        return warn(words.CHARACTERS, words.CONSOLE, encoding=facts.encoding)
    if facts.columns is not None and facts.columns != len(SIGNS):
        phrase = words.WIDE if facts.columns <= 2 * len(SIGNS) else words.AS_BYTES
        return warn(words.CHARACTERS, phrase, encoding=facts.encoding, signs=SIGNS, columns=facts.columns)
    return ok(words.CHARACTERS, words.UNICODE, encoding=facts.encoding)


def _multiplexer(facts: Facts) -> list[Finding]:
    if facts.tmux is not None:
        clipboard, escape = facts.tmux.get("set-clipboard"), facts.tmux.get("escape-time", "")
        if clipboard is None or not escape.isdecimal():
            return [warn(words.MULTIPLEXER, words.TMUX_UNKNOWN)]
        findings = []
        if clipboard != "on":
            findings.append(warn(words.MULTIPLEXER, words.TMUX_CLIPBOARD))
        if int(escape) > SLOW_ESCAPE_MS:
            findings.append(warn(words.MULTIPLEXER, words.TMUX_ESCAPE, ms=escape))
        return findings or [ok(words.MULTIPLEXER, words.TMUX_FINE, ms=escape)]
    if facts.in_screen:
        return [warn(words.MULTIPLEXER, words.SCREEN)]
    return [ok(words.MULTIPLEXER, words.NO_MULTIPLEXER)]


def tmux_options() -> dict[str, str]:
    """The server's options, as far as tmux tells them."""
    options = {}
    for name in ("set-clipboard", "escape-time"):
        command = ["tmux", "show-options", "-sv", name]
        try:
            done = subprocess.run(  # noqa: S603 - constant
                command,
                capture_output=True,
                timeout=TMUX_TIMEOUT_S,
                check=False,
                stdin=subprocess.DEVNULL,
                env=stripped(os.environ),
            )
        except (OSError, subprocess.TimeoutExpired):
            break
        if done.returncode == 0:
            options[name] = done.stdout.decode(errors="replace").strip()
    return options
