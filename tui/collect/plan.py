"""The plan: from wants, what is known, what was spent, the limits and now, the next request or when to look again.

Pure: it reads no clock, no store, no network. Three questions, asked of every want:

1. *When may it be asked?*  `ledger.free_at`: a slot frees one window plus a margin after the previous answer.
2. *When is it worth asking?*  An attended want as soon as it may; an unattended one twice an hour, because an answer
   reaches back an hour and so no minute is lost. After failures, the back-off; after a refusal (401, 403), not before
   somebody asks, since the answer cannot change by itself.
3. *What window?*  From the oldest minute within the endpoint's reach that no answer has settled, so one request heals
   a gap; always at least the last five minutes, whose values may still arrive or change.

Of the wants that are due the most urgent goes first, then the attended, then the one that has waited longest.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.api.endpoints import Endpoint
from tui.records import MINUTE, Coverage, Failure, FailureKind, Limits, Request, Spend, Want, Window
from tui.store.ledger import TIMEOUT_S, free_at

UNATTENDED_S = 30 * MINUTE
REASK_S = 5 * MINUTE
# Our clock and the server's may differ by some seconds and a request takes time to arrive: staying this far inside
# the reach keeps the oldest minute from being refused as too old.
REACH_MARGIN_S = 30
BACKOFF_FIRST_S = 5.0
BACKOFF_MOST_S = 300.0
FINAL = frozenset({FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN})


class Known(Struct, frozen=True):
    """What the plan is told about one want: its coverage, and the recent requests of its endpoint, newest first.

    `asked_ts` is when somebody last asked for it by hand: until the answer it is urgent, and no refusal before counts.
    """

    coverage: Coverage
    spends: Sequence[Spend]
    asked_ts: float = -math.inf


class Due(Struct, frozen=True):
    """When a want will be asked, and what its last failure was (None after a success)."""

    want: Want
    due_ts: float
    urgent: bool
    fetching: bool
    failure: Failure | None


class Step(Struct, frozen=True):
    """The plan's answer: a request for now (or none), when to look again, and where every want stands."""

    want: Want | None
    request: Request | None
    look_again_ts: float
    dues: tuple[Due, ...]


def next_step(
    wants: Iterable[Want],
    known: Mapping[Want, Known],
    endpoints: Mapping[str, Endpoint],
    limits: Mapping[str, Limits],
    now_ts: float,
    by: str,
) -> Step:
    """What to ask now. `limits` holds those in force, by endpoint; `by` is this process's name in the ledger."""
    dues = tuple(due(want, known[want], limits[want.endpoint], now_ts, by) for want in wants)
    ready = sorted(
        (item for item in dues if item.due_ts <= now_ts),
        key=lambda item: (not item.urgent, not item.want.attended, item.due_ts),
    )
    later = min((item.due_ts for item in dues if item.due_ts > now_ts), default=math.inf)
    if not ready:
        return Step(None, None, later, dues)
    want = ready[0].want
    window = window_to_ask(endpoints[want.endpoint], known[want].coverage, now_ts)
    return Step(want, Request(want.endpoint, window, want.channel), later, dues)


def due(want: Want, known: Known, limits: Limits, now_ts: float, by: str) -> Due:
    """When `want` is to be asked next: the latest of its slot, its pace and its back-off."""
    mine = [spend for spend in known.spends if spend.channel == want.channel]
    fetching = any(
        spend.answered_ts is None and spend.by == by and now_ts < spend.claimed_ts + TIMEOUT_S for spend in mine
    )
    settled = [spend for spend in mine if spend.answered_ts is not None]
    moment_ts = free_at(known.spends, limits, now_ts)
    if not settled:
        return Due(want, moment_ts, known.asked_ts > -math.inf, fetching, None)
    last = settled[0]
    assert last.answered_ts is not None
    urgent = known.asked_ts >= last.answered_ts
    if not urgent:
        if last.failure in FINAL:
            # Another process may have other credentials: its refusal says nothing about ours.
            moment_ts = math.inf if last.by == by else moment_ts
        elif last.failure is not None:
            moment_ts = max(moment_ts, last.answered_ts + backoff_s(settled))
        elif not want.attended:
            moment_ts = max(moment_ts, last.answered_ts + UNATTENDED_S)
    failure = None if last.failure is None else Failure(last.failure, last.detail, last.status)
    return Due(want, moment_ts, urgent, fetching, failure)


def backoff_s(settled: Sequence[Spend]) -> float:
    """How long to wait after the failures at the head of `settled` (newest first): doubling, bounded, with jitter.

    The jitter is drawn from the claim's number, so the same ledger gives the same plan.
    """
    streak = 0
    for spend in settled:
        if spend.failure is None:
            break
        streak += 1
    if streak == 0:
        return 0.0
    most = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2.0 ** min(streak - 1, 16))
    return most * random.Random(settled[0].claim_id).uniform(0.5, 1.0)  # noqa: S311 - spreading, not secrecy


def window_to_ask(endpoint: Endpoint, coverage: Coverage, now_ts: float) -> Window:
    """The whole minutes from the oldest unsettled one within reach to now; never less than the last five."""
    end_ts = math.floor(now_ts / MINUTE) * MINUTE
    reach_s = endpoint.reach_s or 0
    oldest_ts = math.ceil((now_ts - reach_s + REACH_MARGIN_S) / MINUTE) * MINUTE
    start_ts = end_ts - REASK_S
    for minute_ts in range(oldest_ts, start_ts, MINUTE):
        if not is_settled(coverage, minute_ts, endpoint.delay_s[1]):
            start_ts = minute_ts
            break
    return Window(min(start_ts, end_ts), end_ts)


def window_to_look_back(endpoint: Endpoint, now_ts: float) -> Window:
    """The window whose coverage the plan needs to know."""
    end_ts = math.floor(now_ts / MINUTE) * MINUTE
    return Window(end_ts - max(endpoint.reach_s or 0, REASK_S), end_ts)


def is_settled(coverage: Coverage, minute_ts: int, delay_s: int) -> bool:
    """Whether an answer came late enough after the minute that it would have held it."""
    return coverage.answered_ts.get(minute_ts, -math.inf) >= minute_ts + MINUTE + delay_s
