"""By session: the requests for curves of an edition that asks for the curves of named sessions, some at a time.

    windows    in the order of interest: that of the moment first, then the newest
    sessions   in the order of interest: those in sight, those that suffer, those that send, the others
    a request  the first sessions that lack something of the window, for the stretch that they lack

A call of hundreds of users is never fetched as a whole: behind the first `MOST_SESSIONS` only those in sight are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from tui.analysis.times.spans import without
from tui.domain.edition import Endpoint
from tui.domain.records import Listing, Part, Selection, Session, Want, Window

# Sessions of one request.
SIDS = 20
# The curves of so many sessions are fetched without anybody looking at them.
MOST_SESSIONS = 100
# Further requests wait until these are answered: meanwhile another part of the list may come into sight.
MOST_WANTS = 3
# A freeze rate from here on suffers, in percent, as the vendor's console counts a freezing user.
FREEZES_PERCENT = 3.0

ToldBySession = Mapping[str, Sequence[Listing]]
"""Session → the answers that spoke for its curves."""


def suffers(session: Session) -> bool:
    """Whether the list of users itself tells of freezes."""
    rates = (session.audio_freeze_percent, session.video_freeze_percent)
    return any(rate is not None and rate >= FREEZES_PERCENT for rate in rates)


def of_interest(sessions: Iterable[Session], in_sight: Collection[str]) -> list[Session]:
    """The sessions to fetch curves of, the most interesting first."""
    sessions = list(sessions)
    seen = [one for one in sessions if one.sid in in_sight]
    others = [one for one in sessions if one.sid not in in_sight]
    others.sort(key=lambda one: (not suffers(one), not one.speaker))
    return [*seen, *others[: max(0, MOST_SESSIONS - len(seen))]]


def curve_wants(
    curves: Endpoint,
    call_id: str,
    windows: Iterable[Window],
    sessions: Sequence[Session],
    told: ToldBySession,
    *,
    most: int = MOST_WANTS,
) -> tuple[Want, ...]:
    """The next requests. An answer that was not wholly read counts as one: the same request brings the same again."""
    wants: list[Want] = []
    for window in windows:
        lacking = [(one, gap) for one in sessions if (gap := _lacking(one, window, told.get(one.sid, ()))) is not None]
        for batch in (lacking[at : at + SIDS] for at in range(0, len(lacking), SIDS)):
            hull = Window(min(gap.start_ts for _, gap in batch), max(gap.end_ts for _, gap in batch))
            sids = tuple(sorted(one.sid for one, _ in batch))
            wants.append(
                Want(curves.name, call_id=call_id, part=Part.METRICS, window=hull, selection=Selection(sids=sids))
            )
            if len(wants) == most:
                return tuple(wants)
    return tuple(wants)


def _lacking(session: Session, window: Window, answers: Iterable[Listing]) -> Window | None:
    """From the first to the last second of the session's stay in the window that no answer spoke for."""
    start_ts = max(window.start_ts, session.join_ts)
    end_ts = window.end_ts if session.leave_ts is None else min(window.end_ts, session.leave_ts + 1)
    if start_ts >= end_ts:
        return None
    gaps = without(Window(start_ts, end_ts), [one.window for one in answers])
    return Window(gaps[0].start_ts, gaps[-1].end_ts) if gaps and gaps[-1].end_ts > gaps[0].start_ts else None
