"""Which windows a call's details are asked in, as long as is allowed: those that somebody points at first."""

from __future__ import annotations

from tui.domain.edition import Endpoint
from tui.domain.records import Call, Part, Want, Window

# A request that left this little before counts as the answer to a newer want: a want for newer data waits so long.
SHARED_S = 15
# A window of a server that enforces its delay ends so long before that: the clocks differ, and a request may wait.
STRICT_S = 10


def windows_of(
    details: Endpoint, call: Call, now_ts: float, moment_ts: float | None = None, *, end_ts: int | None = None
) -> tuple[Window, ...]:
    """The windows from the call's first second to its last one, the one that holds `moment_ts` first, then the newest.

    `end_ts` is its last second where the lists do not tell it. One that is still on ends where the newest data can be,
    in steps of the delay: a window that grew with every second would be another one every second. None where nothing
    can be known yet.
    """
    last_ts = end_ts if call.destroyed_ts is None else call.destroyed_ts
    step_s = max(1, details.longest_delay_s)
    end_ts = call.created_ts + int(max(0.0, now_ts - call.created_ts)) // step_s * step_s
    if last_ts is not None:
        end_ts = max(last_ts, call.created_ts) + 1
    if details.is_strict:
        # A request up to now is refused as a whole.
        latest_s = now_ts - details.longest_delay_s - STRICT_S - call.created_ts
        end_ts = call.created_ts + (
            int(latest_s) // step_s * step_s if end_ts > call.created_ts + latest_s else end_ts - call.created_ts
        )
    span_s = details.most_s or max(1, end_ts - call.created_ts)
    starts = range(call.created_ts, end_ts, span_s)
    windows = [Window(start_ts, min(start_ts + span_s, end_ts)) for start_ts in reversed(starts)]
    return tuple(sorted(windows, key=lambda window: moment_ts is None or not window.holds(moment_ts)))


def details_wants(
    details: Endpoint,
    call: Call,
    now_ts: float,
    moment_ts: float | None = None,
    *,
    servers: bool = False,
    end_ts: int | None = None,
) -> tuple[Want, ...]:
    """The requests about a call, in order: its users, in all windows, and then their curves.

    The API answers for no window older than its reach.
    """
    windows = [
        window
        for window in windows_of(details, call, now_ts, moment_ts, end_ts=end_ts)
        if window.end_ts > details.oldest_ts(now_ts)
    ]
    parts = (Part.ALL_USERS, Part.ALL_METRICS) if servers else (Part.USERS, Part.METRICS)
    return tuple(
        Want(details.name, call_id=call.call_id, part=part, window=window) for part in parts for window in windows
    )
