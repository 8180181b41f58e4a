"""What a request brought: a value, or why there is none."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class SetAside(Struct, frozen=True):
    """A part of an answer that could not be understood: where it stood, why it was left out."""

    path: str
    reason: str


class Remainder(Struct, frozen=True):
    """What of an answer was not read: `parts`, the first of them, where they stood and why.

    Of the `rows` that the answer held `unread` were read not at all, or not wholly; of call details the curves count
    too. `times` says when those were that say so (epoch seconds); `timeless`: another one may have been at any time.
    """

    rows: int = 0
    parts: tuple[SetAside, ...] = ()
    unread: int = 0
    times: tuple[int, ...] = ()
    timeless: bool = False

    @property
    def first(self) -> str:
        """The first part with its reason; "" where all was read."""
        return f"{self.parts[0].path}: {self.parts[0].reason}" if self.parts else ""


class Answer(Struct, Generic[T], frozen=True):
    """What one request brought: the value, what of it was not read, and what the ledger notes of the exchange.

    `server_ts` is the `Date` header in epoch seconds, None where the server sent none.
    """

    value: T
    left: Remainder
    server_ts: float | None
    status: int
    size_bytes: int
    elapsed_ms: float

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        return self.left.parts


class FailureKind(Enum):
    """Why a request brought nothing. The advice for each is in messages/failures.py."""

    BAD_REQUEST = "bad request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    SERVER_ERROR = "server error"
    OVER_LIMIT = "over the limit"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable answer"
    CANCELLED = "cancelled"
    NOT_SENT = "not sent"
    UNANSWERED = "unanswered"


# A no to who asks, by the credentials; of what is asked for it says nothing to who has others.
REFUSALS = frozenset({FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN})


class Failure(Struct, frozen=True):
    """A failure is a value until the screen: what happened, in the server's words where it had any.

    `arrived` False: the request never reached the server, and so cost no quota. `wait_s` is for how long the server
    asks to be left alone (Retry-After); None: it does not say.
    """

    kind: FailureKind
    detail: str = ""
    status: int | None = None
    code: int | None = None
    server_ts: float | None = None
    arrived: bool = True
    wait_s: float | None = None


class Progress(Struct, frozen=True):
    """How far an answer has come: `total_bytes` is None where the server does not say."""

    bytes: int
    total_bytes: int | None
    bytes_per_s: float
