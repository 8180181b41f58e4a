"""The terminal: size, colours, characters, and the limits that tmux or screen puts on it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from msgspec import Struct

from tui.cli.check.finding import first_true
from tui.cli.check.measured import SIGNS, measured
from tui.cli.display import is_utf8, locale_of
from tui.cli.secrets import stripped
from tui.messages import check as words
from tui.messages.finding import Finding, GradedPhrase
from tui.terminal.size import own_size

NEEDS = (80, 24)
TMUX_TIMEOUT_S = 1
# Longer than this, and esc feels like a key that does not work.
SLOW_ESCAPE_MS = 100
_COLOURS = {"truecolor": words.TRUECOLOUR, "256": words.COLOURS_256, "standard": words.COLOURS_16}


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
    """On size, colours, characters and multiplexer, there a finding for each fault."""
    width, height = facts.size or (0, 0)
    name, value = facts.locale or ("", "")
    is_locale_utf8 = is_utf8(value)
    escape_ms = (facts.tmux or {}).get("escape-time", "")
    phrases = (
        first_true(
            (facts.size is None, words.NO_TERMINAL),
            # The program refuses the first, and tries the other.
            (facts.term == "dumb", words.DUMB),
            (facts.term == "unknown", words.UNKNOWN_TERM),
            (width < NEEDS[0] or height < NEEDS[1], words.TOO_SMALL),
            otherwise=words.SIZE,
        ),
        words.GREY if facts.no_color else _COLOURS.get(facts.colours or "", words.NO_COLOURS),
        first_true(
            (facts.ascii and (is_locale_utf8 or not name), words.ASCII),
            (facts.ascii, words.ASCII_BY_LOCALE),
            (not name, words.NO_LOCALE),
            (not (is_utf8(facts.encoding) and is_locale_utf8), words.NOT_UTF8),
            (facts.term == "linux", words.CONSOLE),
            (facts.columns in (None, len(SIGNS)), words.UNICODE),
            ((facts.columns or 0) <= 2 * len(SIGNS), words.WIDE),
            otherwise=words.AS_BYTES,
        ),
        *_multiplexer(facts, escape_ms),
    )
    values = {"term": facts.term, "width": width, "height": height, "encoding": facts.encoding, "ms": escape_ms}
    by_locale = {"name": name, "value": value, "signs": SIGNS, "columns": facts.columns}
    return [phrase(**values, **by_locale) for phrase in phrases]


def _multiplexer(facts: TerminalFacts, escape_ms: str) -> list[GradedPhrase]:
    if facts.tmux is None:
        return [words.SCREEN if facts.in_screen else words.NO_MULTIPLEXER]
    clipboard = facts.tmux.get("set-clipboard")
    if clipboard is None or not escape_ms.isdecimal():
        return [words.TMUX_UNKNOWN]
    faults = ((clipboard != "on", words.TMUX_CLIPBOARD), (int(escape_ms) > SLOW_ESCAPE_MS, words.TMUX_ESCAPE))
    return [phrase for is_so, phrase in faults if is_so] or [words.TMUX_FINE]


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
