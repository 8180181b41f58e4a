"""Usage days: when the days are asked for next, and which (数据洞察).

Pure. One answer holds every whole UTC day within the endpoint's reach, and the newest of them is counted by 08:00 UTC:
one request a day, soon after that, misses no day and sees the older ones change. Who began before that hour asks once
more behind it. Ten a day is all that there is.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from tui.domain.edition import Endpoint
from tui.domain.records import COUNTED_S, DAY, Window, day_of, final_ts

# Our clock and the server's may differ by some seconds: inside the reach, and behind eight o'clock, by more than that.
MARGIN_S = 30


def window_to_ask(endpoint: Endpoint, now_ts: float) -> Window:
    """The whole UTC days within the reach that are counted: six, or five before 08:00 UTC."""
    end_ts = day_of(now_ts - COUNTED_S)
    start_ts = math.ceil((endpoint.oldest_ts(now_ts) + MARGIN_S) / DAY) * DAY
    return Window(start_ts, end_ts)


def next_ask_ts(
    endpoint: Endpoint, *, known_days: Collection[int], last_asked_ts: float | None, now_ts: float
) -> float:
    """When to ask next while all is well; not after `now_ts` where it is time.

    `known_days` are the starts of the days with figures, `last_asked_ts` is when the last request left that was
    answered (one that held nothing is an answer). No two on one UTC day behind 08:00, nor before it. Before 08:00 UTC
    it is worth asking only where nothing that an answer can hold is known: the answer would lack yesterday.
    """
    if last_asked_ts is None:
        return now_ts
    today_ts = day_of(now_ts)
    if last_asked_ts >= _counted_ts(today_ts):
        return _counted_ts(today_ts + DAY)
    window = window_to_ask(endpoint, now_ts)
    if last_asked_ts < today_ts and not any(window.holds(day_ts) for day_ts in known_days):
        return now_ts
    return _counted_ts(today_ts)


def _counted_ts(day_ts: int) -> float:
    """When on that day the day before can be had."""
    return final_ts(day_ts - DAY) + MARGIN_S
