"""Bounds: the askable part of a window, by the plan and by the refusals of the server.

    oldest_ts ──────────[ a request: less than the longest window ]────────── latest_ts ──── now
    now − reach                                                               now − delay

A server that enforces its limits refuses a window beyond them as a whole, so a request stays inside by a margin: the
clocks differ, and a request may wait for a reserve host. A refusal corrects the table: too near now, a
longer delay; too old, a shorter reach; too long, a window of half the length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from tui.domain.edition import CLOCK_S, Endpoint
from tui.domain.records import Breach, Spend, Window, breach_of

# The walk through all reserve hosts, each of which may take the whole time of a connection.
WALK_S = 60
# After a refusal as too near now the next window ends so much earlier.
FURTHER = 1.5


class Bounds(Struct, frozen=True):
    """Epoch seconds; a request starts from `oldest_ts` on, ends by `latest_ts`, and lasts at most `longest_s`."""

    oldest_ts: float
    latest_ts: float
    longest_s: float

    def clipped(self, window: Window) -> Window | None:
        """The part of `window` within reach; None where there is none. Its length is not bounded."""
        start_ts = max(window.start_ts, math.ceil(self.oldest_ts) if math.isfinite(self.oldest_ts) else window.start_ts)
        end_ts = min(window.end_ts, math.floor(self.latest_ts) if math.isfinite(self.latest_ts) else window.end_ts)
        return Window(start_ts, end_ts) if start_ts < end_ts else None

    def newest(self, window: Window) -> Window:
        """The newest part of `window` that one request may ask for."""
        return Window(max(window.start_ts, window.end_ts - int(min(self.longest_s, window.seconds))), window.end_ts)


def bounds(endpoint: Endpoint, recent: Sequence[Spend], now_ts: float) -> Bounds:
    """`recent` are the last requests of the quota, newest first. Without enforced limits only the reach bounds."""
    longest_s = math.inf if endpoint.most_s is None else float(endpoint.most_s)
    if not endpoint.is_strict:
        return Bounds(endpoint.oldest_ts(now_ts), math.inf, longest_s)
    delay_s, reach_s = float(endpoint.longest_delay_s), math.inf if endpoint.reach_s is None else endpoint.reach_s
    for spend in recent:
        if spend.endpoint != endpoint.name or spend.window is None:
            continue
        window = spend.window
        match breach_of(spend.failure, spend.detail):
            case Breach.TOO_NEAR:
                delay_s = max(delay_s, FURTHER * (spend.claimed_ts - window.end_ts))
            case Breach.TOO_OLD:
                reach_s = min(reach_s, spend.claimed_ts - window.start_ts)
            case Breach.TOO_LONG:
                longest_s = min(longest_s, max(1.0, window.seconds // 2))
            case _:
                pass
    return Bounds(now_ts - reach_s + WALK_S + CLOCK_S, now_ts - delay_s - CLOCK_S, longest_s)
