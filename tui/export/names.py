"""Names: the names or aliases of users, channels, calls, sessions and processes in exports.

An alias (`--redact`) is the first digits of a keyed hash (HMAC-SHA-256) of kind and name. The key is random and stays
in the store. So a thing has one alias in all exports of a store, and nobody without the store can find the name by
trying all possible ones. A uid of 0 or "" means nobody, and stays.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

# Hexadecimal digits: at these lengths two of ten thousand users share an alias once in a hundred stores; calls and
# sessions are more numerous.
DIGITS = {"user": 8, "channel": 8, "call": 10, "session": 10, "process": 8}
# The short form of a kind, where the whole word has no room.
SHORT = {"user": "u", "channel": "c", "call": "l", "session": "s", "process": "p"}


class Names:
    """Things by their own names."""

    hidden = False

    def of(self, kind: str, name: str) -> str:
        return name

    def user(self, uid: int | str | None) -> str:
        return self.of("user", str(uid)) if uid not in (None, 0, "", "0") else ""

    def channel(self, name: str) -> str:
        return self.of("channel", name) if name else ""

    def call(self, call_id: str) -> str:
        return self.of("call", call_id) if call_id else ""

    def session(self, sid: str) -> str:
        return self.of("session", sid) if sid else ""

    def process(self, by: str) -> str:
        """The requesting process: its name begins with a login on this box."""
        return self.of("process", by) if by else ""


class Aliases(Names):
    """Things by their aliases."""

    hidden = True

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[tuple[str, str], str] = {}

    @property
    def told(self) -> Iterable[tuple[str, str]]:
        """Kind and name of all that an alias was given for."""
        return self._known.keys()

    def of(self, kind: str, name: str) -> str:
        alias = self._known.get((kind, name))
        if alias is None:
            digest = hmac.new(self._key, f"{kind}\0{name}".encode(errors="surrogatepass"), hashlib.sha256)
            alias = self._known[kind, name] = f"{kind}-{digest.hexdigest()[: DIGITS[kind]]}"
        return alias
