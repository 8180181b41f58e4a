"""The answered part of a session: the stretches of its presence that an answer is sure to cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.analysis.times.spans import joined, whole_minutes, without
from tui.domain.records import MINUTE, Level, Listing, Session, Window


def told_windows(session: Session, listings: Iterable[Listing], delay_s: float) -> tuple[Window, ...]:
    """The stretches with this session's curves in an answer, for sure.

    A full answer may leave the session out, unless it joined after the oldest session in the answer. An answer that is
    not full covers it, where answers list only sessions that joined in their window. A partly unread answer may leave
    out anything.
    """
    told = []
    for one in listings:
        if one.unread:
            continue
        named = not one.is_full or (one.oldest_ts is not None and session.join_ts > one.oldest_ts)
        named = named and not leaves_out(one, session, delay_s)
        end_ts = min(one.window.end_ts, int(one.answered_ts - delay_s))
        if named and end_ts > one.window.start_ts:
            told.append(Window(one.window.start_ts, end_ts))
    return joined(told)


def leaves_out(listing: Listing, session: Session, delay_s: float) -> bool:
    """Whether an answer with room for more did not name the session, although it had begun before and was on."""
    if (
        listing.is_full
        or listing.unread
        or session.join_ts >= min(listing.window.start_ts, int(listing.answered_ts - delay_s))
    ):
        return False
    was_on = session.leave_ts is None or session.leave_ts > listing.window.start_ts
    return was_on and (not listing.rows or (listing.oldest_ts is not None and listing.oldest_ts > session.join_ts))


def without_points(
    presence: Window, minutes: Mapping[int, Level], told: Sequence[Window]
) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
    """The whole minutes of the presence without points: the answered ones, and the others.

    It steps from one stretch to the next, however long: a presence of years costs no more than its known part.
    """
    within = presence.minutes()
    if not within:
        return (), ()
    whole = Window(within.start, within[-1] + MINUTE)
    empty = without(whole, [Window(ts, ts + MINUTE) for ts in minutes])
    told_of = [its for one in told if (its := whole_minutes(one)).seconds]
    unknown = tuple(left for gap in empty for left in without(gap, told_of))
    holes = tuple(left for gap in empty for left in without(gap, unknown))
    return joined(holes), joined(unknown)
