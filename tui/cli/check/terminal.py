"""The terminal: size, colours, characters, and the limits that tmux or screen puts on it."""

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


class TerminalFacts(Struct, frozen=True):
    """`size`: columns and lines, None where no stream is a terminal; `colours`: rich's name of the colours that Textual
    will send; `tmux`: its options, None outside of it; `columns`: of measured.SIGNS as the terminal draws them, None
    where nothing could be measured."""

    term: str
    size: tuple[int, int] | None
    colours: str | None
    no_color: bool
    encoding: str
    locale: tuple[str, str] | None
    ascii: bool
    tmux: Mapping[str, str] | None
    in_screen: bool
    columns: int | None = None


def look(environment: Mapping[str, str], *, plain: bool) -> TerminalFacts:
    from rich.console import Console

    # Textual asks the same; the environment decides, with or without a terminal as output.
    console = Console(force_terminal=True, _environ=environment)
    return TerminalFacts(
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


def terminal(facts: TerminalFacts) -> list[Finding]:
    return [_size(facts), _colours(facts), _characters(facts), *_multiplexer(facts)]


def _size(facts: TerminalFacts) -> Finding:
    if facts.size is None:
        return ok(words.TERMINAL, words.NO_TERMINAL, term=facts.term)
    width, height = facts.size
    if facts.term in ("dumb", "unknown"):
        # The program refuses the first, and tries the other.
        return (fail if facts.term == "dumb" else warn)(words.TERMINAL, words.DUMB, term=facts.term)
    grade, phrase = (ok, words.SIZE) if width >= NEEDS[0] and height >= NEEDS[1] else (warn, words.TOO_SMALL)
    return grade(words.TERMINAL, phrase, term=facts.term, width=width, height=height)


def _colours(facts: TerminalFacts) -> Finding:
    known = {"truecolor": words.TRUECOLOUR, "256": words.COLOURS_256, "standard": words.COLOURS_16}
    phrase = known.get(facts.colours or "", words.NO_COLOURS)
    return ok(words.COLOURS, words.GREY if facts.no_color else phrase)


def _characters(facts: TerminalFacts) -> Finding:
    name, value = facts.locale or ("", "")
    is_locale_utf8 = is_utf8(value)
    grade = warn
    if facts.ascii:
        grade, phrase = ok, words.ASCII if is_locale_utf8 or not name else words.ASCII_BY_LOCALE
    elif not name:
        phrase = words.NO_LOCALE
    elif not (is_utf8(facts.encoding) and is_locale_utf8):
        phrase = words.NOT_UTF8
    elif facts.term == "linux":
        phrase = words.CONSOLE
    elif facts.columns not in (None, len(SIGNS)):
        phrase = words.WIDE if (facts.columns or 0) <= 2 * len(SIGNS) else words.AS_BYTES
    else:
        grade, phrase = ok, words.UNICODE
    values = {"encoding": facts.encoding, "name": name, "value": value, "signs": SIGNS, "columns": facts.columns}
    return grade(words.CHARACTERS, phrase, **values)


def _multiplexer(facts: TerminalFacts) -> list[Finding]:
    if facts.tmux is None:
        grade, phrase = (warn, words.SCREEN) if facts.in_screen else (ok, words.NO_MULTIPLEXER)
        return [grade(words.MULTIPLEXER, phrase)]
    clipboard, escape = facts.tmux.get("set-clipboard"), facts.tmux.get("escape-time", "")
    if clipboard is None or not escape.isdecimal():
        return [warn(words.MULTIPLEXER, words.TMUX_UNKNOWN)]
    faults = [words.TMUX_CLIPBOARD] * (clipboard != "on") + [words.TMUX_ESCAPE] * (int(escape) > SLOW_ESCAPE_MS)
    return [warn(words.MULTIPLEXER, each, ms=escape) for each in faults] or [
        ok(words.MULTIPLEXER, words.TMUX_FINE, ms=escape)
    ]


def tmux_options() -> dict[str, str]:
    """The server's options, as far as tmux tells them."""
    options = {}
    for name in ("set-clipboard", "escape-time"):
        try:
            done = subprocess.run(  # noqa: S603 - constant
                ["tmux", "show-options", "-sv", name],  # noqa: S607 - the user's own
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
