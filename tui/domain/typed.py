"""Typed: the text of an input method or of another program's log, as the plain text that it stands for."""

from __future__ import annotations

import re
import unicodedata

LARGEST_UID = 2**32 - 1
_SIGNED = re.compile(r"-[1-9]\d{0,9}", re.ASCII)
# Not among the forms that Unicode makes alike.
_MINUS = "\u2212"


def plain(text: str) -> str:
    """Full-width letters, digits and signs as the usual ones: `０７：３０` is `07:30`. A name that is sent is never
    changed; it is compared by this."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).replace(_MINUS, "-")


def folded(text: str) -> str:
    """For looking things up: as `plain`, upper and lower case alike, and each letter before its accents, so that a text
    holds whatever it begins with."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKD", plain(text)).casefold()


def unsigned(text: str) -> str | None:
    """The uid that a log writes as a signed number of 32 bits: `-421112233` is 3873855063. None for any other text."""
    if not _SIGNED.fullmatch(text) or int(text) < -(2**31):
        return None
    return str(int(text) + LARGEST_UID + 1)
