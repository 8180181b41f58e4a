"""Stance: whether the stored curves agree with the causes that Agora named in one diagnosis.

A diagnosis is compared with the verdicts on its user's streams in the minutes around it, medium by medium. The numbers
disagree only where they name somebody else, and exclude each user that Agora named: a stream without curves excludes
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.analysis.cause.agreement import MEDIUM_OF, Agreement, Stance, named_in
from tui.analysis.cause.engine import pair_verdict
from tui.analysis.cause.flow import MEDIA
from tui.analysis.cause.verdict import Conclusion, Medium, Verdict, VerdictCause
from tui.analysis.curves.tracks import Tracks
from tui.domain.glossary.codes import DOWNSTREAM
from tui.domain.records import MINUTE, Diagnosis, Window

# The judged minutes before that of a diagnosis, and behind it: more than are judged by the point.
AROUND_S = 3 * MINUTE
# A cause that ends so long before the diagnosis, or begins so long after it, is another one.
NEAR_S = MINUTE


class Stances:
    """The stances on the diagnoses of one call; the verdicts on a minute are kept for its other diagnoses."""

    def __init__(self, tracks: Tracks) -> None:
        self._tracks = tracks
        self._kept: dict[tuple[int, int, int], Verdict] = {}

    def on(self, one: Diagnosis) -> Agreement:
        named = named_in(one)
        medium = MEDIUM_OF.get(one.exp_id)
        receiver_uid = int(one.uid) if one.uid.isdecimal() else None
        if not named or medium is None or receiver_uid is None or receiver_uid not in self._tracks.stays:
            return Agreement(named=named)
        verdicts = {
            sender_uid: self._verdict(sender_uid, receiver_uid, one.ts // MINUTE * MINUTE)
            for sender_uid in self._senders(receiver_uid, medium)
        }
        return Agreement(_stance(one, named, medium, verdicts), named)

    def _senders(self, receiver_uid: int, medium: Medium) -> Iterable[int]:
        mids = MEDIA[medium]
        about = [uid for mid in (mids.freeze, mids.received) for uid in self._tracks.senders_to(receiver_uid, mid)]
        return dict.fromkeys(uid for uid in about if uid in self._tracks.stays)

    def _verdict(self, sender_uid: int, receiver_uid: int, minute_ts: int) -> Verdict:
        key = sender_uid, receiver_uid, minute_ts
        if key not in self._kept:
            window = Window(max(0, minute_ts - AROUND_S), minute_ts + MINUTE + AROUND_S)
            self._kept[key] = pair_verdict(self._tracks, sender_uid, receiver_uid, window)
        return self._kept[key]


def _stance(one: Diagnosis, named: tuple[str, ...], medium: Medium, verdicts: Mapping[int, Verdict]) -> Stance:
    causes = {uid: _causes_at(verdict, one.ts, medium) for uid, verdict in verdicts.items()}
    blamed = {str(cause.uid) for its in causes.values() for cause in its}
    if not blamed:
        return Stance.CANNOT_TELL
    if blamed.intersection(named):
        return Stance.AGREES
    streams = {cause.host_uid for cause in one.causes if cause.host_uid and cause.factor_id in DOWNSTREAM}
    for uid in named:
        if uid == one.uid:
            continue
        verdict = verdicts.get(int(uid)) if uid.isdecimal() else None
        if verdict is None or verdict.outcome not in (Conclusion.CAUSED, Conclusion.FINE):
            return Stance.CANNOT_TELL
        # Agora names the way of this stream, and its other end is at fault by the numbers.
        if uid in streams and causes[int(uid)]:
            return Stance.CANNOT_TELL
    return Stance.DISAGREES


def _causes_at(verdict: Verdict, ts: int, medium: Medium) -> tuple[VerdictCause, ...]:
    return tuple(
        cause
        for cause in verdict.causes
        if medium in cause.media and cause.since_ts - NEAR_S <= ts < cause.until_ts + NEAR_S
    )
