"""Usage days: the time and the window of the next request for figures by the day (数据洞察).

Pure. One answer holds every whole UTC day within the endpoint's reach, and the newest of them is counted by 08:00 UTC:
one request a day, soon after that hour, misses no day and sees changes of older ones. A collector that started before
that hour asks once more after it. The limit is ten a day.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from tui.domain.edition import Endpoint
from tui.domain.records import COUNTED_S, DAY, Window, day_of, final_ts

# The local and the server's clock may differ by some seconds: requests stay inside the reach, and behind eight o'clock,
# by more than that.
MARGIN_S = 30


def window_to_ask(endpoint: Endpoint, now_ts: float) -> Window:
    """The whole UTC days within the reach that are counted: six, or five before 08:00 UTC."""
    end_ts = day_of(now_ts - COUNTED_S)
    start_ts = math.ceil((endpoint.oldest_ts(now_ts) + MARGIN_S) / DAY) * DAY
    return Window(start_ts, end_ts)


def next_ask_ts(
    endpoint: Endpoint, *, known_days: Collection[int], last_asked_ts: float | None, now_ts: float
) -> float:
    """The time of the next request after a success; not after `now_ts` where it is due.

    `known_days` are the starts of the days with figures, `last_asked_ts` is the time of the last answered request (an
    empty answer counts). At most one request on a UTC day after 08:00, and one before. Before 08:00 UTC a request is
    worth it only where no day within reach is known: the answer would lack yesterday.
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
    """The time on that day at which the day before is counted."""
    return final_ts(day_ts - DAY) + MARGIN_S
