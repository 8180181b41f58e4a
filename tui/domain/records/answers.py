"""Answers: the result of a request, a value or a failure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class SetAside(Struct, frozen=True):
    """A part of an answer that could not be understood: its place and the reason."""

    path: str
    reason: str


class Remainder(Struct, frozen=True):
    """The unread rest of an answer: `parts`, the first of them, with place and reason.

    Of the `rows` of the answer, `unread` were skipped or read only in part; of call details the curves count too.
    `times` are the epoch seconds of those parts, as far as they give one; `timeless`: a part without a time may belong
    to any.
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
    """The answer to one request: the value, its unread rest, and the figures for the ledger.

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
    """The reason of a failed request. The advice for each is in messages/failures.py."""

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


# These refuse the credentials. They say nothing about the same request with other credentials.
REFUSALS = frozenset({FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN})


class Breach(Enum):
    """The limit of the plan that a refusal names. Each has its own consequence.

    TOO_FAST: wait. DAY_SPENT: wait for 00:00 UTC. TOO_NEAR: ask for less near. TOO_OLD: skip. TOO_LONG: cut. NO_PLAN:
    stop, since only another plan helps.
    """

    TOO_FAST = "too fast"
    DAY_SPENT = "day spent"
    TOO_NEAR = "too near"
    TOO_OLD = "too old"
    TOO_LONG = "too long"
    NO_PLAN = "no plan"


# Parts of the server's messages, which come with and without a prefix.
_BREACHES: Mapping[FailureKind, tuple[tuple[str, Breach], ...]] = {
    FailureKind.BAD_REQUEST: (
        ("query latency limit", Breach.TOO_NEAR),
        ("query time range limit", Breach.TOO_OLD),
        ("query time length limit", Breach.TOO_LONG),
        ("query duration limit", Breach.TOO_LONG),
    ),
    FailureKind.OVER_LIMIT: ((r"qp[sm] limit", Breach.TOO_FAST),),
    FailureKind.FORBIDDEN: ((r"no auth\b", Breach.NO_PLAN),),
}
# Words in the server's message that mean the limit of the day.
DAY_WORDS = ("qpd", "day", "daily", "24 h", "24h", "每日", "每天", "当日", "今日")


def breach_of(kind: FailureKind | None, detail: str) -> Breach | None:
    """The limit that a failure with these words of the server breached; None for any other failure."""
    return named_breach(kind, detail) or (Breach.TOO_FAST if kind is FailureKind.OVER_LIMIT else None)


def named_breach(kind: FailureKind | None, detail: str) -> Breach | None:
    """The limit that the server's words name; None where they name none."""
    if kind is None:
        return None
    said = detail.lower()
    found = next((breach for pattern, breach in _BREACHES.get(kind, ()) if re.search(pattern, said)), None)
    if found is None and kind is FailureKind.OVER_LIMIT and any(word in said for word in DAY_WORDS):
        return Breach.DAY_SPENT
    return found


class Failure(Struct, frozen=True):
    """A failed request, a value until it reaches the screen; `detail` is in the server's words where it had any.

    `arrived` False: the request never reached the server, and so cost no quota. `wait_s` is the server's Retry-After in
    seconds; None: the server gave none.
    """

    kind: FailureKind
    detail: str = ""
    status: int | None = None
    code: int | None = None
    server_ts: float | None = None
    arrived: bool = True
    wait_s: float | None = None


class Progress(Struct, frozen=True):
    """The received part of an answer; `total_bytes` is None where the server gives no length."""

    bytes: int
    total_bytes: int | None
    bytes_per_s: float
