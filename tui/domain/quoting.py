"""Quoting: text of a server, a file or the environment, made safe to print and to store."""

from __future__ import annotations

import re
import unicodedata

# Characters that would act on a terminal or turn the order of text round, were they printed: C0, DEL, C1, bidirectional
# controls, line and paragraph separators; characters that take no room or look like none: two names then look like one
# (joiners stay: they are in emoji and in many scripts); and lone surrogates, which cannot be printed or stored at all.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# As many marks as a letter bears in any script that is written; more of them pile up over the lines above and below.
MOST_MARKS = 4
QUOTE = 200


def visible(text: str) -> str:
    """`text` with each hidden character in a visible form: U+001B as ␛, U+202E as \\u{202E}.

    The wire decodes every name through this function, so no later room can forget it. The limitation: a name that held
    such a character is kept in its visible form; a later request for that channel asks for the visible form and finds
    nothing.
    """
    return text if text.isascii() and text.isprintable() else _levelled(_HIDDEN.sub(_shown_character, text))


def _levelled(text: str) -> str:
    """`text` without piled-up marks: `…` stands for all beyond the first MOST_MARKS."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
        elif marks == MOST_MARKS + 1:
            kept.append("…")
    return "".join(kept)


def _shown_character(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{{{code:04X}}}"


def quoted(text: str) -> str:
    """`text` on one line, at most 200 characters."""
    line = visible(" ".join(text[: 8 * QUOTE].split()))
    return line if len(line) <= QUOTE else line[: QUOTE - 1] + "…"
