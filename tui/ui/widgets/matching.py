"""Matching: which texts a typed text finds. Pure: no widget.

    1. the whole of it in one field          `ios`     iOS 17.2
    2. each of its words in some field       `17 ios`  iOS 17.2
    3. its letters in order in one field, the first one at the beginning of a word      `vdfz`  Video freeze

A rule counts only where those before it find nothing, so that a close match never stands among distant ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tui.domain.typed import folded, unsigned

# Ends a field in a searched text; no text of a cell holds one.
FIELD = "\n"
# Ids and hashes: letters picked from one say nothing about the rest of the text.
_HEX = re.compile(r"(?<![^\W_])(?=[a-f]*\d)[\da-f]{6,}(?![^\W_])", re.ASCII)


class Wanted(NamedTuple):
    """A query: one of `whole`, or all of `words`, or `letters`; `inverted`: texts with none of them.

    `letters` is None where only the text itself can be meant: with a digit, of one letter, or inverted, where distant
    matches would hide rows without a visible reason.
    """

    whole: tuple[str, ...]
    words: tuple[str, ...]
    letters: re.Pattern[str] | None
    inverted: bool


def wanted_in(query: str) -> Wanted | None:
    """None for an empty query. A leading `!` inverts. The signed form of a uid in a log finds the uid too."""
    text = folded(query).strip()
    wanted, inverted = text.removeprefix("!").strip(), text.startswith("!")
    if not wanted:
        return None
    uid, words = unsigned(wanted), tuple(wanted.split())
    spelled = None if inverted else letters_of("".join(words))
    return Wanted((wanted,) if uid is None else (wanted, uid), words, spelled, inverted)


def letters_of(wanted: str) -> re.Pattern[str] | None:
    """Finds the letters in their order within a field. Each is looked for no further than its first place, so that a
    text of few letters often repeated takes no longer than another one."""
    if len(wanted) < 2 or not wanted.isalpha():
        return None
    first, *others = (re.escape(letter) for letter in wanted)
    begins = "" if not wanted[0].isascii() else "(?<![a-z0-9])"
    return re.compile(f"{begins}({first})" + "".join(rf"[^{other}\n]*({other})" for other in others))


def spelled_in(text: str, letters: re.Pattern[str]) -> re.Match[str] | None:
    """The place of the letters in a text. No match runs across an id."""
    found = letters.search(text)
    held = found and _HEX.search(text, found.start())
    if found is None or held is None or held.start() >= found.end():
        return found
    # As long as the id, so that places stay.
    return letters.search(_HEX.sub(lambda held: FIELD * len(held[0]), text))


class TextSearch:
    """The search through `texts`, folded, each field ended by `FIELD`; made once for many queries."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        # The last text of which the letters were looked for, and the texts that held them.
        self._last_spelled: tuple[str, list[int]] = "", []

    def find(self, query: str) -> Sequence[int]:
        """The texts that match, ascending."""
        wanted = wanted_in(query)
        if wanted is None:
            return range(len(self.texts))
        found = self._found(wanted)
        if not wanted.inverted:
            return found
        held = set(found)
        return [index for index in range(len(self.texts)) if index not in held]

    def _found(self, wanted: Wanted) -> list[int]:
        words, letters = wanted.words, wanted.letters
        found = sorted({index for whole in wanted.whole for index in self._with(whole)})
        if not found and len(words) > 1:
            found = self._with(*words)
        if not found and letters is not None:
            found = self._spelled("".join(words), letters)
        return found

    def _spelled(self, wanted: str, letters: re.Pattern[str]) -> list[int]:
        """One more letter finds some of the rows of those before it."""
        before, held = self._last_spelled
        if not before or not wanted.startswith(before):
            held = self._with(*set(wanted))
        found = [index for index in held if spelled_in(self.texts[index], letters)]
        self._last_spelled = wanted, found
        return found

    def _with(self, *parts: str) -> list[int]:
        """The texts that hold each of these."""
        texts, (first, *others) = self.texts, parts
        found = [index for index, text in enumerate(texts) if first in text]
        for part in others:
            found = [index for index in found if part in texts[index]]
        return found
