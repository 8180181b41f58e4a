"""The end of a call: from the lists, else from the leave times of its users."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tui.analysis.calls.lookup import within_reach
from tui.analysis.feeds.listing import told
from tui.domain.edition import Edition
from tui.domain.records import AnswerTimes, Call, Listing, Session, Window


def is_listed(edition: Edition, call: Call, now_ts: float) -> bool:
    """Whether the lists still tell of the call, and so whether it is on."""
    return within_reach(edition.call_lists, Window(call.created_ts, call.created_ts + 1), now_ts).seconds > 0


def end_of(
    edition: Edition,
    call: Call,
    heard: AnswerTimes,
    sessions: Sequence[Session],
    listings: Sequence[Listing],
    now_ts: float,
) -> int | None:
    """The last second of the call, None while it runs; `listings` come from the answers about its users.

    A list may give a finished call without its end: the call ended when its last user left, and before the list answer
    came. A call that ran in its last list, longer ago than the lists reach, is over once the newest answer about its
    users lists no present user.
    """
    if call.destroyed_ts is not None:
        return call.destroyed_ts
    if call.finished:
        by_ts = int(heard.call_ts)
    elif is_listed(edition, call, now_ts) or (empty_ts := _empty_ts(edition, heard, sessions, listings)) is None:
        return None
    else:
        by_ts = empty_ts
    details = edition.call_details
    by_ts = max(by_ts, call.created_ts)
    leaves = [session.leave_ts for session in sessions if session.leave_ts is not None]
    start_ts = min(by_ts, math.ceil(max(call.created_ts, details.oldest_ts(now_ts))))
    users = told(Window(start_ts, by_ts), listings, details, since_ts=math.inf)
    if leaves and len(leaves) == len(sessions) and (not users.open or users.has_ended):
        return max(leaves)
    return by_ts


def _empty_ts(
    edition: Edition, heard: AnswerTimes, sessions: Sequence[Session], listings: Sequence[Listing]
) -> int | None:
    """The second by which nobody was in the call any more, as the answers tell; None where somebody may be."""
    delay_s = edition.call_details.longest_delay_s
    on = (session for session in sessions if session.leave_ts is None and not session.finished)
    on_ts = max((heard.sessions_ts.get(session.sid, math.inf) for session in on), default=-math.inf)
    after_ts = max(on_ts, heard.call_ts + delay_s)
    # A window ends at most a delay before it is asked, and may wait for its turn for as long.
    ends = [
        one.window.end_ts - 1
        for one in listings
        if not (one.is_full or one.unread)
        and one.answered_ts > after_ts
        and one.window.end_ts + 2 * delay_s >= one.answered_ts
    ]
    return min(ends, default=None)
