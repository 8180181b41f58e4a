"""The pairs of a call that are in doubt: all others cost no more than a look."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import MEDIA, is_partly
from tui.analysis.curves.tracks import Tracks
from tui.domain.records import MINUTE, MinuteCurve


def pairs_in_doubt(tracks: Tracks, criteria: Criteria) -> list[tuple[int, int]]:
    """The pairs of which some minute may be beyond a limit: all others cost no more than a look."""
    found: dict[tuple[int, int], None] = {}
    users = list(tracks.stays)
    ends = {
        uid: {tracks.end_ts if end_ts is None else min(end_ts, tracks.end_ts) for _, end_ts in stays}
        for uid, stays in tracks.stays.items()
    }
    for medium, mids in MEDIA.items():
        limit_ms = criteria.frozen_percent(medium) * MINUTE * 10
        senders = [uid for uid in users if tracks.first_flow_ts(uid, mids.sent) is not None]
        for receiver_uid in users:
            for sender_uid in (0, *tracks.senders_to(receiver_uid, mids.freeze)):
                curves = tracks.minutes(receiver_uid, mids.freeze, sender_uid)
                if any(any(one.sums) and max(one.sums) > limit_ms for one in curves):
                    meant = [sender_uid] if sender_uid else [uid for uid in senders if uid != receiver_uid]
                    found.update(dict.fromkeys((uid, receiver_uid) for uid in meant))
            frozen = tracks.senders_to(receiver_uid, mids.freeze)
            for sender_uid in tracks.senders_to(receiver_uid, mids.received):
                if (sender_uid, receiver_uid) in found:
                    continue
                untold = sender_uid not in frozen and not tracks.minutes(receiver_uid, mids.freeze)
                curves = tracks.minutes(receiver_uid, mids.received, sender_uid)
                pair_ends = ends[receiver_uid] | ends.get(sender_uid, set())
                if untold or any(_may_stop(one, pair_ends) for one in curves):
                    found[sender_uid, receiver_uid] = None
    return list(found)


def _may_stop(curve: MinuteCurve, ends: Iterable[int]) -> bool:
    """Whether a bitrate has a minute of 0 after one above 0, or ends while its user is there and before the known data
    ends: `ends` are the leave times, and the end of the known data."""
    highs, counts = curve.highs, curve.counts
    if not highs or highs[0] <= 0:
        first = next((index for index, high in enumerate(highs) if high > 0), len(highs))
        highs, counts = highs[first:], counts[first:]
    if not highs:
        return False
    usual = set(curve.counts)
    if not all(highs) or is_partly(min(usual if counts is curve.counts else counts), max(usual)):
        return True
    last_ts = curve.first_ts + MINUTE * len(curve.counts)
    return not any(abs(end_ts - last_ts) <= MINUTE for end_ts in ends)
