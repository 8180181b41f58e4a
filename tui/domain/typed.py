"""Typed text: full-width characters of an input method, and numbers of logs, as plain text."""

from __future__ import annotations

import re
import unicodedata

LARGEST_UID = 2**32 - 1
_SIGNED = re.compile(r"-[1-9]\d{0,9}", re.ASCII)
# Unicode's NFKC form leaves this minus as it is.
_MINUS = "\u2212"


def plain(text: str) -> str:
    """Full-width letters, digits and signs as the usual ones: `０７：３０` is `07:30`. Only for comparing: a name is
    sent unchanged."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace(_MINUS, "-")


def folded(text: str) -> str:
    """As `plain`, with case folded and without accents, so that every beginning of a text is found in it."""
    if text.isascii():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", plain(text))
    if any(map(unicodedata.combining, letters)):
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return letters.casefold()


def unsigned(text: str) -> str | None:
    """The uid behind a log's signed 32-bit number: `-421112233` is 3873855063. None for any other text."""
    if not _SIGNED.fullmatch(text) or int(text) < -(2**31):
        return None
    return str(int(text) + LARGEST_UID + 1)
