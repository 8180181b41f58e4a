"""What is asked for and what it costs: limits, wants and where they stand, requests and what was spent on them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from msgspec import Struct, field

from tui.domain.records.answers import Answer, Failure, FailureKind, Progress
from tui.domain.records.calls import Part
from tui.domain.records.time import Window


class Limits(Struct, frozen=True):
    """How often an endpoint may be asked; None: no such limit. `day` says which day the budget belongs to."""

    per_second: int | None = None
    per_minute: int | None = None
    per_day: int | None = None
    day: str = "both"  # "utc" | "rolling" | "both"


class Outcome(Struct, frozen=True):
    """What became of a request. `detail` must hold no secret: it is stored as it is.

    `rows` is how many rows the answer held, `set_aside` how many of them, and of parts that are no rows, were not read,
    or not wholly; of such an answer `detail` is the first reason. `arrived` False: it never reached the server, and
    cost nothing. `wait_s` is for how long the server asked to be left alone.
    """

    status: int | None = None
    failure: FailureKind | None = None
    detail: str = ""
    set_aside: int = 0
    size_bytes: int = 0
    elapsed_ms: float = 0.0
    rows: int = 0
    arrived: bool = True
    wait_s: float = 0.0


def outcome_of(came: Answer[Any] | Failure) -> Outcome:
    """What became of a request, by what came of it."""
    if isinstance(came, Failure):
        return Outcome(came.status, came.kind, came.detail, arrived=came.arrived, wait_s=came.wait_s or 0.0)
    return Outcome(
        came.status,
        detail=came.left.first,
        set_aside=came.left.unread,
        size_bytes=came.size_bytes,
        elapsed_ms=came.elapsed_ms,
        rows=came.left.rows,
    )


class Spend(Outcome, frozen=True, kw_only=True):
    """One request as the ledger holds it, with what became of it. `answered_ts` is None while it is on its way (or its
    process died); `seen_ts` when its process last said that a long answer is still coming."""

    claim_id: int
    endpoint: str
    channel: str
    window: Window | None
    claimed_ts: float
    answered_ts: float | None = None
    by: str
    call_id: str = ""
    part: Part | None = None
    seen_ts: float = 0.0


class Turn(Struct, frozen=True):
    """The request of a (endpoint, channel) that was answered, or given up, last, and was no refusal (401, 403);
    `failures` in a row up to it."""

    last: Spend
    failures: int


class Want(Struct, frozen=True):
    """What a screen looks at: one endpoint (of one channel or call, for the endpoints that take one).

    `attended` is False for what is collected only so that no minute is lost. With a `window` it is asked for on
    demand: that window, once, ahead of everything that is collected; in as many requests as it takes where an answer
    has a cap (call lists, call details). What the store knows for good is not asked, unless `again` says so.
    """

    endpoint: str
    channel: str = ""
    attended: bool = True
    window: Window | None = None
    call_id: str = ""
    part: Part | None = None
    again: bool = False

    @property
    def subject(self) -> tuple[object, ...]:
        """What is wanted, whoever looks at it."""
        return self.endpoint, self.channel, self.window, self.call_id, self.part


class Request(Struct, frozen=True):
    """What the plan decided to ask next."""

    endpoint: str
    window: Window
    channel: str = ""
    call_id: str = ""
    part: Part | None = None


class WantState(Enum):
    """STOPPED: so many requests were made for it that somebody must say whether it is worth more."""

    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class WantStatus(Struct, frozen=True):
    """Where a want stands: `next_ts` is when it will be asked again, `failure` why the last try brought nothing.

    `pace_s` is how far apart its endpoint is asked now, None on demand; `requests` how many were answered for it since
    it was asked for on demand, `progress` how far the answer is that is on its way.
    """

    want: Want
    state: WantState
    next_ts: float | None = None
    failure: Failure | None = None
    pace_s: float | None = None
    requests: int = 0
    progress: Progress | None = None


UNDER_WAY = frozenset({WantState.WAITING, WantState.FETCHING})
ENDED = frozenset({WantState.DONE, WantState.STOPPED, WantState.FAILED})


SPENT_HOURS = 24


class Spending(Struct, frozen=True):
    """What the ledger holds of one endpoint.

    `today` and `rolling` are by whom how many requests can have arrived in the server's UTC day, and in the last 24
    hours, with the margins of an account; `hours` how many of the latter arrived in each hour, the one just passed
    first. `last` is the request that was answered, or given up, last; `failed` the last one that brought nothing,
    within the last 24 hours.
    """

    today: Mapping[str, int] = field(default_factory=dict)
    rolling: Mapping[str, int] = field(default_factory=dict)
    hours: tuple[int, ...] = (0,) * SPENT_HOURS
    last: Spend | None = None
    failed: Spend | None = None
