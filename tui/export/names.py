"""Aliases of users, channels, calls, sessions and processes, and of rules and notifiers.

An alias (`--redact`) is the first digits of a keyed hash (HMAC-SHA-256) of kind and name. The key is random and stays
in the store. So a thing has one alias in all exports of a store, and nobody without the store can find the name by
trying all possible ones.
"""

from __future__ import annotations

import hashlib
import hmac

from tui.domain.names import Names

# Hexadecimal digits: at these lengths two of ten thousand users share an alias once in a hundred stores; calls and
# sessions are more numerous.
DIGITS = {"user": 8, "channel": 8, "call": 10, "session": 10, "process": 8, "rule": 8, "notifier": 8}
# The short form of a kind, on screens: a column for a uid is ten cells wide.
SHORT = {"user": "u", "channel": "c", "call": "l", "session": "s", "process": "p", "rule": "r", "notifier": "n"}


class Aliases(Names):
    """Things by their aliases; `short`: with one letter for the kind, for screens, where there is little room."""

    hidden = True

    def __init__(self, key: bytes, *, short: bool = False) -> None:
        self._key, self._short = key, short
        self._known: dict[tuple[str, str], str] = {}

    def shortened(self) -> Aliases:
        """The same aliases for a screen."""
        return Aliases(self._key, short=True)

    def of(self, kind: str, name: str) -> str:
        alias = self._known.get((kind, name))
        if alias is None:
            digest = hmac.new(self._key, f"{kind}\0{name}".encode(errors="surrogatepass"), hashlib.sha256)
            called = SHORT[kind] if self._short else kind
            alias = self._known[kind, name] = f"{called}-{digest.hexdigest()[: DIGITS[kind]]}"
        return alias
