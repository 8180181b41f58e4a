"""The verdicts: the cause of a receiver's trouble, for a pair over a window, at a moment, and over a whole call.

Without suffering there is no fault. Suffering is cut into spells; each spell is weighed by itself (weighing.py), and
the spells add up to causes with shares. Where less than half of the suffering is explained, the verdict is undecided
and names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import astuple, replace

from tui.analysis.cause.candidates import Candidates
from tui.analysis.cause.case import Case
from tui.analysis.cause.criteria import Criteria, criteria_of
from tui.analysis.cause.doubt import pairs_in_doubt
from tui.analysis.cause.facts import evidence_of, facts_of
from tui.analysis.cause.flow import CAPTURE, MEDIA, PROCESSOR, ROUTER
from tui.analysis.cause.others import OtherStreams
from tui.analysis.cause.spells import Spell, calm_minutes, spells_of, stops_of, suffering_of
from tui.analysis.cause.stream import Stream, stream_of
from tui.analysis.cause.verdict import (
    Conclusion,
    Confidence,
    Medium,
    OthersCount,
    Reason,
    Side,
    Verdict,
    VerdictCause,
)
from tui.analysis.cause.weighing import weigh_candidates
from tui.analysis.curves.both_streams import HIGH_OF
from tui.analysis.curves.fine_tracks import FineTracks
from tui.analysis.curves.tracks import Tracks
from tui.analysis.times.spans import joined
from tui.domain.records import MINUTE, Curve, Window

# The version of the judging code: another code is another number, so that no verdict of the former one is shown.
ENGINE = 1
# The metrics that a verdict goes by.
NEEDED = frozenset(
    {metric for its in MEDIA.values() for metric in astuple(its) if metric is not None}
    | {*HIGH_OF, CAPTURE, ROUTER, *PROCESSOR}
)
# The judged time around a moment, to either side; and the search range for stops around it.
AROUND_S = 30
STOPS_AROUND_S = 5 * MINUTE
# A stretch no longer than this is judged by the points.
FINE_WINDOW_S = 5 * MINUTE
# A moment up to six minutes after the last point selects the last half minute of data.
YOUNGER_S = 6 * MINUTE
# A cause that explains less of the suffering than this is not named.
LEAST_NAMED = 0.1
# Nothing told of a user for so long leaves open whether it suffered.
SILENT_S = 60


def pair_verdict(tracks: Tracks, sender_uid: int, receiver_uid: int, window: Window | None = None) -> Verdict:
    """The verdict on a pair over a window, None: over all of the time that both were in the call."""
    return _over(tracks, sender_uid, receiver_uid, window, criteria_of(tracks.thresholds))


def _over(
    tracks: Tracks,
    sender_uid: int,
    receiver_uid: int,
    window: Window | None,
    criteria: Criteria,
    *,
    is_brief: bool = False,
) -> Verdict:
    everywhere = tracks.together(sender_uid, receiver_uid)
    judged = everywhere if window is None else tracks.together(sender_uid, receiver_uid, window)
    first_ts = min(judged, default=0) * tracks.slot_s
    known = window or Window(first_ts, max(first_ts, (max(judged, default=-1) + 1) * tracks.slot_s))
    return _verdict(tracks, sender_uid, receiver_uid, known, judged, everywhere, criteria, is_brief=is_brief)


def window_verdict(
    tracks: Tracks,
    curves: Mapping[int, Sequence[Curve]],
    sender_uid: int,
    receiver_uid: int,
    window: Window,
) -> Verdict:
    """The same for a window of minutes at most: by the points of both users, `curves` by uid."""
    criteria = criteria_of(tracks.thresholds)
    wide = Window(max(0, window.start_ts - STOPS_AROUND_S), window.end_ts + STOPS_AROUND_S)
    fine = FineTracks(tracks, curves, wide)
    everywhere = fine.together(sender_uid, receiver_uid, wide)
    judged = fine.together(sender_uid, receiver_uid, window)
    return _verdict(fine, sender_uid, receiver_uid, window, judged, everywhere, criteria, whole=tracks)


def moment_verdict(
    tracks: Tracks,
    curves: Mapping[int, Sequence[Curve]],
    sender_uid: int,
    receiver_uid: int,
    ts: int,
    now_ts: float,
) -> Verdict:
    """The verdict on the half minute around a moment, nothing of which is still to come."""
    window = around(judged_at(curves, ts), now_ts)
    return window_verdict(tracks, curves, sender_uid, receiver_uid, window)


def call_verdicts(tracks: Tracks, window: Window | None = None) -> tuple[Verdict, ...]:
    """The verdicts on all pairs of a call in which something suffers, or may, without evidence and facts."""
    criteria = criteria_of(tracks.thresholds)
    return tuple(
        verdict
        for sender_uid, receiver_uid in pairs_in_doubt(tracks, criteria)
        if (verdict := _over(tracks, sender_uid, receiver_uid, window, criteria, is_brief=True)).outcome
        is not Conclusion.FINE
    )


def judged_at(curves: Mapping[int, Sequence[Curve]], moment_ts: int) -> int:
    """The middle of the judged time: the moment. A moment younger than the newest points means the last half minute
    with points, since a diagnosis comes earlier than the curves."""
    ends = [curve.ts[-1] for its in curves.values() for curve in its if curve.ts]
    last_ts = max(ends, default=-YOUNGER_S)
    return last_ts - AROUND_S if last_ts < moment_ts + AROUND_S <= last_ts + YOUNGER_S else moment_ts


def around(ts: int, now_ts: float) -> Window:
    """The judged time around an instant, without the part still to come."""
    return Window(ts - AROUND_S, max(ts - AROUND_S, min(ts + AROUND_S, int(now_ts)) + 1))


# -- one pair


def _verdict(
    tracks: Tracks,
    sender_uid: int,
    receiver_uid: int,
    window: Window,
    judged: Mapping[int, int],
    everywhere: Mapping[int, int],
    criteria: Criteria,
    *,
    whole: Tracks | None = None,
    is_brief: bool = False,
) -> Verdict:
    """`tracks` are judged, by the points where `whole` is the same call by the minute."""
    is_moment = whole is not None
    streams = [stream_of(tracks, medium, sender_uid, receiver_uid, everywhere, criteria) for medium in Medium]
    streams = [one for one in streams if one.is_used]
    if whole is None:
        calm = tracks.readings(calm_minutes(streams, everywhere, criteria))
    else:
        calm = whole.calm(sender_uid, receiver_uid, lambda: _calm_minutes(whole, sender_uid, receiver_uid, criteria))
    spells = [
        spell for one in streams for spell in spells_of(one, judged, criteria, tracks.slot_s, is_moment=is_moment)
    ]
    found = _Sum(tracks.slot_s)
    # The heaviest spell comes last: its other streams stand for all.
    for spell in sorted(spells, key=lambda one: one.seconds):
        if spell.is_stop:
            found.add_stop(spell)
        else:
            stream = spell.stream
            case = Case(
                tracks,
                criteria,
                stream.medium,
                sender_uid,
                receiver_uid,
                spell.weights,
                calm,
                is_shared=stream.is_shared,
            )
            found.add(spell, weigh_candidates(case))
    causes = found.causes(sender_uid, receiver_uid)
    fits = set(found.fits)
    if sum(cause.share for cause in causes) < criteria.least_share:
        fits |= {cause.reason for cause in causes}
        causes = ()
    named = {cause.reason for cause in causes}
    suffered_by = {one.medium: suffering_of(one, judged, spells, criteria, tracks.slot_s) for one in streams}
    verdict = Verdict(
        sender_uid,
        receiver_uid,
        window,
        _outcome(tracks, receiver_uid, streams, spells, causes, judged),
        sufferings=tuple(its for its in suffered_by.values() if its is not None),
        untold=tuple(medium for medium, its in suffered_by.items() if its is None),
        causes=causes,
        fits=tuple(reason for reason in Reason if reason in fits - named),
        unknown=tuple(reason for reason in Reason if reason in found.unknown - named),
        receivers=found.receivers.counted if found.receivers else OthersCount(),
        senders=found.senders.counted if found.senders else OthersCount(),
    )
    if is_brief:
        return verdict
    suffered = {slot: weight for spell in spells for slot, weight in spell.weights.items()} or judged
    return replace(
        verdict,
        evidence=evidence_of(tracks, criteria, sender_uid, receiver_uid, suffered, calm if spells else None),
        facts=facts_of(tracks, criteria, streams, sender_uid, receiver_uid, judged, verdict.outcome is Conclusion.FINE),
    )


def _calm_minutes(whole: Tracks, sender_uid: int, receiver_uid: int, criteria: Criteria) -> Sequence[int]:
    minutes = whole.together(sender_uid, receiver_uid)
    streams = [stream_of(whole, medium, sender_uid, receiver_uid, minutes, criteria) for medium in Medium]
    return calm_minutes(streams, minutes, criteria)


class _Part(NamedTuple):
    """The part of one spell that one reason explains."""

    seconds: float
    confidence: Confidence
    medium: Medium
    since_ts: int
    until_ts: int


class _Sum:
    """The candidates of all spells of a pair, added up."""

    def __init__(self, slot_s: int) -> None:
        self.total = 0.0
        self.fits: set[Reason] = set()
        self.unknown: set[Reason] = set()
        self.receivers: OtherStreams | None = None
        self.senders: OtherStreams | None = None
        self._parts: dict[Reason, list[_Part]] = defaultdict(list)
        self._slot_s = slot_s

    def add(self, spell: Spell, candidates: Candidates) -> None:
        self.total += spell.seconds
        self.fits |= candidates.fits
        self.unknown |= candidates.unknown
        self.receivers, self.senders = candidates.receivers, candidates.senders
        whole = sum(one.part for one in candidates.accepted)
        for one in candidates.accepted:
            self._explain(spell, one.reason, spell.seconds * one.part / whole, one.confidence)

    def add_stop(self, spell: Spell) -> None:
        self.total += spell.seconds
        for reason, (seconds, confidence) in stops_of(spell).items():
            self._explain(spell, reason, seconds, confidence)

    def _explain(self, spell: Spell, reason: Reason, seconds: float, confidence: Confidence) -> None:
        since_ts, until_ts = min(spell.weights) * self._slot_s, (max(spell.weights) + 1) * self._slot_s
        self._parts[reason].append(_Part(seconds, confidence, spell.stream.medium, since_ts, until_ts))

    def causes(self, sender_uid: int, receiver_uid: int) -> tuple[VerdictCause, ...]:
        """The greatest share first; a cause is certain where it is certain for most of its share."""
        causes = []
        for reason, parts in self._parts.items():
            seconds = sum(part.seconds for part in parts)
            share = seconds / self.total if self.total > 0 else 0.0
            if share < LEAST_NAMED:
                continue
            certain = sum(part.seconds for part in parts if part.confidence is Confidence.CERTAIN)
            causes.append(
                VerdictCause(
                    reason,
                    sender_uid if reason.side is Side.SENDER else receiver_uid,
                    min(part.since_ts for part in parts),
                    max(part.until_ts for part in parts),
                    share,
                    Confidence.CERTAIN if certain * 2 > seconds else Confidence.LIKELY,
                    tuple(medium for medium in Medium if any(part.medium is medium for part in parts)),
                    # Those of two media at one time are one spell.
                    len(joined(Window(part.since_ts, part.until_ts) for part in parts)),
                )
            )
        return tuple(sorted(causes, key=lambda cause: -cause.share))


def _outcome(
    tracks: Tracks,
    receiver_uid: int,
    streams: Sequence[Stream],
    spells: Sequence[Spell],
    causes: Sequence[VerdictCause],
    judged: Mapping[int, int],
) -> Conclusion:
    if spells:
        return Conclusion.CAUSED if causes else Conclusion.UNDECIDED
    # Each medium must be told of: frozen or not, or switched off.
    told = bool(streams) and all(any(slot in one.frozen or slot in one.off for slot in judged) for one in streams)
    silent = {slot for one in streams for slot in one.silent if slot in judged}
    known = {slot for one in streams for slot in (*one.frozen, *one.off)}
    # A stretch that nobody has asked for may hold anything.
    silent |= {slot for slot in judged if slot not in known and not tracks.is_told(receiver_uid, slot)}
    silent_s = sum(judged[slot] for slot in silent)
    if not told or silent_s >= min(SILENT_S, sum(judged.values()) / 2 or SILENT_S):
        return Conclusion.UNKNOWN
    return Conclusion.FINE
