"""Calls: the duration of each, the age of its state, the next one to ask for, the reachable part of a search."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from tui.domain.edition import Endpoint
from tui.domain.records import MINUTE, KnownCall, Window

# A request near the edge of the API's reach must still be within it when its turn comes.
EDGE_S = MINUTE
# For so long a call that was on is told as being on.
FRESH_S = 5 * MINUTE
# A call that is on is asked about again so often at most, and all of them together so often.
AGAIN_S = 2 * MINUTE
APART_S = MINUTE / 2


def reachable(lists: Endpoint, window: Window, now_ts: float) -> Window | None:
    """The part of the window that the API can answer now; None where all of it is too long ago, or still to come."""
    start_ts = math.floor(max(window.start_ts, lists.oldest_ts(int(now_ts)) + EDGE_S))
    end_ts = math.floor(min(window.end_ts, lists.latest_ts(now_ts)))
    return Window(start_ts, end_ts) if start_ts < end_ts else None


def is_fresh(call: KnownCall, now_ts: float) -> bool:
    return now_ts - call.answered_ts < FRESH_S


def lasted_s(call: KnownCall, now_ts: float) -> tuple[int, bool] | None:
    """How long a call lasted, and whether that is only the least; None where its end is not known."""
    if call.destroyed_ts is not None:
        return call.destroyed_ts - call.created_ts, False
    if call.finished:
        return None
    until_ts = now_ts if is_fresh(call, now_ts) else call.answered_ts
    return max(0, int(until_ts) - call.created_ts), not is_fresh(call, now_ts)


def next_again(calls: Iterable[KnownCall], now_ts: float, asked_ts: Mapping[str, float]) -> KnownCall | None:
    """The running call with the oldest news; None where none is due, or the last request is recent.

    `asked_ts`: the time of each call's last repeated request.
    """
    if now_ts - max(asked_ts.values(), default=float("-inf")) < APART_S:
        return None
    heard = ((max(call.answered_ts, asked_ts.get(call.call_id, 0.0)), call) for call in calls if not call.finished)
    due = [(ts, call) for ts, call in heard if now_ts - ts >= AGAIN_S]
    return min(due, key=lambda item: (item[0], item[1].call_id), default=(0.0, None))[1]
