"""The wire of an edition, as the client sees it: a request goes in and a target comes out, an answer goes in and
records come out.

    client ──▶ editions.wire_of(edition) ──▶ Wire ─┬─ outgoing   request → path, query, body
                                                   ├─ decoded    an answer read as a whole → records
                                                   ├─ streamed   an answer read as it arrives → records
                                                   └─ reserves   the base URLs after the first one
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from msgspec import Struct

from tui.domain.edition import Endpoint
from tui.domain.records import Receipt, Remainder, Report, Request


class Outgoing(Struct, frozen=True):
    """One request as sent: `target` is path and query. `words`: the names in it that an edition spells in two ways."""

    target: str
    content: bytes | None = None
    words: frozenset[str] = frozenset()


class BodyStream(Protocol):
    """A decoder of one large answer: `feed` it piece by piece, then `finish`."""

    size_bytes: int
    rest_bytes: int

    def feed(self, chunk: bytes) -> None: ...

    def finish(self, status: int = 200) -> tuple[Any, Remainder]:
        """Raises ApiError."""


class Wire(Protocol):
    """The field names of one edition. Every function raises ApiError."""

    def outgoing(self, endpoint: Endpoint, app_id: str, request: Request, refused: Collection[str] = ()) -> Outgoing:
        """`refused`: the words that the server has refused; their other spelling is sent."""

    def decoded(self, status: int, content: bytes, endpoint: Endpoint, request: Request) -> tuple[Any, Remainder]: ...

    def streamed(self, endpoint: Endpoint, request: Request) -> BodyStream | None:
        """The decoder of an answer that is read as it arrives; None for one that is read as a whole."""

    def reporting(self, endpoint: Endpoint, app_id: str, report: Report) -> Outgoing: ...

    def received(self, status: int, content: bytes) -> tuple[Receipt, Remainder]: ...

    def reserves(self, base_url: str) -> tuple[str, ...]:
        """The base URLs to try when nothing reached the one before, in order; none for a host outside the edition's
        table."""
