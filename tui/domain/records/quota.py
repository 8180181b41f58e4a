"""Requests and their cost: limits, wants and their progress, requests and spending."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from typing import Any

from msgspec import Struct, field, json
from msgspec.structs import replace

from tui.domain.records.answers import Answer, Failure, FailureKind, Progress
from tui.domain.records.calls import Part
from tui.domain.records.time import Window

FeedKey = tuple[str, str, str]
"""Endpoint, channel, `Selection.feed`."""


class Limits(Struct, frozen=True):
    """The allowed rates of an endpoint; None: no such limit. `day` is the kind of day that the daily limit counts."""

    per_second: int | None = None
    per_minute: int | None = None
    per_day: int | None = None
    day: str = "both"  # "utc" | "rolling" | "both"


class Outcome(Struct, frozen=True):
    """The outcome of a request. `detail` must hold no secret: it is stored unchanged.

    `rows` counts the answer's rows; `set_aside` counts the rows and other parts skipped or read only in part, and
    `detail` is then the first reason. `arrived` False: the request never reached the server, and cost nothing. `wait_s`
    is the server's Retry-After in seconds.
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
    """The outcome of an answer or a failure."""
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
    """One request in the ledger, with its outcome. `answered_ts` is None while the request is under way (or its process
    died); `seen_ts` is the last sign from its process that a long answer is still arriving; `selection` is the
    key of the asked Selection."""

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
    selection: str = ""

    @property
    def feed(self) -> FeedKey:
        return self.endpoint, self.channel, feed_of(self.selection)


class LastAttempt(Struct, frozen=True):
    """The last request of a feed that was answered or given up, refusals (401, 403) excluded; `failures`: the failures
    in a row up to it."""

    last: Spend
    failures: int


class Selection(Struct, frozen=True, omit_defaults=True, dict=True):
    """The part of an endpoint's data that one request asks for; "" and (): the endpoint has no such choice, or all.

    `metric` is a `Series.metric`; `product` "Native" or "WebRTC"; `dimension` one of "country", "region", "network",
    "sdk", "os", "device", "channel_size", with `values` as the wanted ones, and with regions of one `country` alone.
    `step_s` is the wanted step of a series. `page` counts from 1. `weighted`: with the number of users of each row.
    """

    metric: str = ""
    product: str = ""
    dimension: str = ""
    values: tuple[str, ...] = ()
    country: str = ""
    step_s: int = 0
    page: int = 1
    sids: tuple[str, ...] = ()
    uids: tuple[str, ...] = ()
    weighted: bool = False

    @cached_property
    def feed(self) -> str:
        """The part of the data that one coverage speaks for: "pcu/Native", "userCount//86400" (metric, product, step);
        "" without any of the three."""
        return "/".join((self.metric, self.product, str(self.step_s or ""))).rstrip("/")

    @cached_property
    def key(self) -> str:
        """The same for all pages of one selection, "" for EVERYTHING: its `feed`, with a digest of all else that is
        chosen, so that it names no user."""
        rest = replace(self, metric="", product="", step_s=0, page=1)
        if rest == EVERYTHING:
            return self.feed
        import hashlib

        return f"{self.feed}#{hashlib.blake2b(json.encode(rest), digest_size=8).hexdigest()}"

    @classmethod
    def of_feed(cls, key: str) -> Selection:
        """Metric, product and step of a `feed` or a `key`; nothing of a text that is neither."""
        metric, product, step, *rest = *feed_of(key).split("/"), "", ""
        if any(rest) or not (step.isascii() and (step or "0").isdigit()):
            return EVERYTHING
        return cls(metric, product, step_s=int(step or 0))


EVERYTHING = Selection()


def feed_of(key: str) -> str:
    """The feed in the key of a Selection."""
    return key.partition("#")[0]


class Want(Struct, frozen=True):
    """The data that a screen shows: one endpoint (of one channel or call, for the endpoints that take one).

    `attended` False: collected only so that no minute is lost. A `window` makes the want one on demand: that window,
    once, before all regular collection, in as many requests as a capped answer takes (call lists, call details). Data
    that the store holds for good is not requested, unless `again` says so. `most` requests are its allowance, before
    somebody asks for more; 0: the usual one. `selection` is the wanted part; its pages are walked. `rank` orders the
    feeds of one quota that a plan cannot afford all at the same pace: 0 is looked at, 1 has an alarm near or firing,
    2 is the rest.
    """

    endpoint: str
    channel: str = ""
    attended: bool = True
    window: Window | None = None
    call_id: str = ""
    part: Part | None = None
    again: bool = False
    most: int = 0
    selection: Selection = EVERYTHING
    rank: int = 2

    @property
    def feed(self) -> FeedKey:
        return self.endpoint, self.channel, self.selection.feed

    @property
    def subject(self) -> tuple[object, ...]:
        """The wanted data, without `attended`, `again`, `most` and `rank`."""
        return self.endpoint, self.channel, self.window, self.call_id, self.part, self.selection


class Request(Struct, frozen=True):
    """The next request by the plan."""

    endpoint: str
    window: Window
    channel: str = ""
    call_id: str = ""
    part: Part | None = None
    selection: Selection = EVERYTHING


class WantState(Enum):
    """STOPPED: the want used up its allowance of requests; a user must confirm more."""

    WAITING = "waiting"
    FETCHING = "fetching"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class WantStatus(Struct, frozen=True):
    """The progress of a want: `next_ts` is the time of its next request, `failure` the reason of the last failed one.

    `pace_s` is the present interval between requests to the endpoint, None on demand. `requests` counts the answers
    since the want was made on demand; `progress` is the received part of the answer under way. `by_hand_ts` is the time
    at which a request by hand leaves: inf before the next plan, None where none waits.
    """

    want: Want
    state: WantState
    next_ts: float | None = None
    failure: Failure | None = None
    pace_s: float | None = None
    requests: int = 0
    progress: Progress | None = None
    by_hand_ts: float | None = None


UNDER_WAY = frozenset({WantState.WAITING, WantState.FETCHING})
ENDED = frozenset({WantState.DONE, WantState.STOPPED, WantState.FAILED})


class SeenCollector(Struct, frozen=True):
    """A process that collects for a project: `by` as in the ledger, its version ("": an older scry, which tells none),
    its beginning and its last request (epoch seconds, None where not known)."""

    by: str
    version: str = ""
    since_ts: float | None = None
    last_claim_ts: float | None = None


def owner_of(by: str) -> str:
    """Login and box of a process in the ledger, `login@box`; an older scry noted no box: the process itself."""
    owner = by.partition(":")[0]
    return owner if "@" in owner else by


SPENT_HOURS = 24


class Spending(Struct, frozen=True):
    """The spending of one endpoint in the ledger.

    `today` and `rolling`: process → the number of requests that can have arrived in the server's UTC day and in the
    last 24 hours, with the margins of an account. `hours`: the number of the latter for each hour, the latest hour
    first. `last`: the last request answered or given up; `failed`: the last failed one of the last 24 hours.
    """

    today: Mapping[str, int] = field(default_factory=dict)
    rolling: Mapping[str, int] = field(default_factory=dict)
    hours: tuple[int, ...] = (0,) * SPENT_HOURS
    last: Spend | None = None
    failed: Spend | None = None
