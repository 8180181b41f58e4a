"""The requests after the end of a call: users without a known leave time, and curves that answers left out.

While a call runs, Scry requests its newest minutes only. An answer about these lists ten users or, as the document can
be read, only users that joined in these minutes. After the end Scry requests once more every window with a user without
a known leave time, and the curves of users that later answers left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tui.analysis.calls.coverage import TellingOf
from tui.analysis.calls.told import leaves_out
from tui.analysis.calls.windows import SHARED_S
from tui.analysis.feeds.listing import told
from tui.domain.edition import Endpoint
from tui.domain.records import Listing, Session, Window


class Again(Struct, frozen=True):
    """The windows to be asked for anew: of users, of their curves."""

    users: tuple[Window, ...] = ()
    curves: tuple[Window, ...] = ()


def asked_again(
    details: Endpoint,
    windows: Sequence[Window],
    sessions: Sequence[Session],
    users: TellingOf,
    curves: TellingOf,
    *,
    end_ts: int,
    now_ts: float,
) -> Again:
    """`windows` are those of the call that are within reach, `end_ts` its last second."""
    since_ts = end_ts + 1 + details.longest_delay_s
    if now_ts < since_ts + SHARED_S:
        return Again()

    first_ts = min((window.start_ts for window in windows), default=0)

    def joined_in(window: Window) -> list[Session]:
        return [session for session in sessions if window.holds(max(first_ts, session.join_ts))]

    unheard = tuple(
        window
        for window in windows
        if any(session.leave_ts is None for session in joined_in(window))
        and not _is_anew(details, window, users, since_ts)
    )
    if unheard:
        # When they left says whether their curves stood still.
        return Again(unheard)
    return Again(
        curves=tuple(
            window
            for window in windows
            if _stood_still(details, window, joined_in(window), curves(window))
            and not _is_anew(details, window, curves, since_ts)
        )
    )


def _stood_still(details: Endpoint, window: Window, sessions: Sequence[Session], listings: Sequence[Listing]) -> bool:
    """Whether answers about later parts of the window left out users that had joined before."""
    later = [listing for listing in listings if window.holds(listing.window.start_ts)]
    return any(leaves_out(listing, session, details.longest_delay_s) for session in sessions for listing in later)


def _is_anew(details: Endpoint, window: Window, telling: TellingOf, since_ts: float) -> bool:
    """Whether answers since then have told all of the window."""
    anew = [listing for listing in telling(window) if listing.answered_ts >= since_ts]
    found = told(window, anew, details, since_ts=since_ts)
    return not found.open or found.has_ended
