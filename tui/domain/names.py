"""Names: the names of users, channels, calls, sessions and processes, for a reader of aliases only.

Everything that is drawn or written takes a name through `Names` before the name is cut, folded or put into a sentence.
`Aliases` of export/names.py give aliases instead. A uid of 0 or "" means nobody, and stays.
"""

from __future__ import annotations


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
