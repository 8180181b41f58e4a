"""What a verdict needs of the store: all curves of a call by the minute, and what is sure to have been told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.analysis.blame import Judgement, judgement_of
from tui.analysis.call_settled import settled, told_until
from tui.analysis.call_told import told_windows
from tui.analysis.judge import NEEDED, judge_call
from tui.analysis.tracks import Tracks
from tui.domain.edition import Endpoint
from tui.domain.records import Call, Listing, Minutes, Part, Session, Threshold, Window
from tui.store.api import Snapshot


def read_tracks(
    snapshot: Snapshot,
    details: Endpoint,
    call: Call,
    sessions: Sequence[Session],
    thresholds: Mapping[str, Threshold],
    now_ts: float,
) -> Tracks:
    """A call, ready to be judged. Runs off the event loop."""
    lived = Window(call.created_ts, max(call.created_ts, int(now_ts)) + 1)
    listings = snapshot.listings(details.name, lived, call_id=call.call_id, part=Part.METRICS)
    minutes = snapshot.minutes(call.call_id, NEEDED)
    known = settled(
        minutes, told_until(listings, end_ts=call.destroyed_ts, now_ts=now_ts, delay_s=details.longest_delay_s)
    )
    return tracks_of(details, sessions, known, thresholds, listings)


def tracks_of(
    details: Endpoint,
    sessions: Iterable[Session],
    minutes: Iterable[Minutes],
    thresholds: Mapping[str, Threshold],
    listings: Sequence[Listing],
) -> Tracks:
    sessions = tuple(sessions)
    told = {one.sid: told_windows(one, listings, details.longest_delay_s) for one in sessions}
    return Tracks(sessions, minutes, thresholds, told)


def judgement(tracks: Tracks) -> Judgement:
    """Who makes others suffer in the whole call."""
    return judgement_of(judge_call(tracks))
