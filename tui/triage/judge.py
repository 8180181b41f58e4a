"""The one judge: who or what makes a receiver suffer, for a pair over a window, at a moment, and over a whole call.

Without suffering there is no fault. Suffering is cut into spells; each spell is weighed by itself (candidates.py), and
the spells add up to causes with shares. Where less than half of the suffering is explained, the verdict is undecided
and names nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tui.records import MINUTE, Curve, Level, Minutes, Session, Window
from tui.triage.candidates import CAPTURE, PROCESSOR, ROUTER, rule
from tui.triage.case import Case, Ruling
from tui.triage.criteria import Criteria, criteria_of
from tui.triage.facts import evidence_of, facts_of
from tui.triage.stream import MIDS, Stream, runs, stream_of
from tui.triage.tracks import FineTracks, Thresholds, Tracks
from tui.triage.verdict import (
    Cause,
    Confidence,
    Medium,
    Outcome,
    Reason,
    Side,
    Suffering,
    Testimony,
    Verdict,
)

# The metrics that a verdict goes by.
NEEDED = frozenset(
    {mid for mids in MIDS.values() for mid in (mids.sent, mids.received, mids.freeze, mids.upstream, mids.end_to_end)}
    | {CAPTURE, ROUTER, *PROCESSOR}
)
# What is looked at around a moment, to either side; and how far around it stops are looked for.
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


class Spell(NamedTuple):
    """Suffering of one medium without a calm break; `weights` are the seconds suffered in each slot. `frozen` and
    `stopped`: of which kind."""

    stream: Stream
    weights: Mapping[int, float]
    is_stop: bool


def call_of(
    sessions: Iterable[Session],
    minutes: Iterable[Minutes],
    thresholds: Thresholds,
    told: Mapping[str, Sequence[Window]] | None = None,
) -> Tracks:
    """What is known of a call, ready to be judged: all of its users' curves by the minute, all metrics in `NEEDED`."""
    return Tracks(sessions, minutes, thresholds, told)


def judge_pair(
    tracks: Tracks, sender_uid: int, receiver_uid: int, window: Window | None = None, criteria: Criteria | None = None
) -> Verdict:
    """The verdict on a pair over a window, None: over all of the time that both were in the call."""
    return _over(tracks, sender_uid, receiver_uid, window, criteria or criteria_of(tracks.thresholds))


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
    return _judge(tracks, sender_uid, receiver_uid, known, judged, everywhere, criteria, is_brief=is_brief)


def judge_window(
    tracks: Tracks,
    curves: Mapping[int, Sequence[Curve]],
    sender_uid: int,
    receiver_uid: int,
    window: Window,
    criteria: Criteria | None = None,
) -> Verdict:
    """The same for a window of minutes at most: by the points of both users, `curves` by uid."""
    criteria = criteria or criteria_of(tracks.thresholds)
    wide = Window(max(0, window.start_ts - STOPS_AROUND_S), window.end_ts + STOPS_AROUND_S)
    fine = FineTracks(tracks, curves, wide)
    everywhere = fine.together(sender_uid, receiver_uid, wide)
    judged = fine.together(sender_uid, receiver_uid, window)
    return _judge(fine, sender_uid, receiver_uid, window, judged, everywhere, criteria, whole=tracks)


def judge_moment(
    tracks: Tracks,
    curves: Mapping[int, Sequence[Curve]],
    sender_uid: int,
    receiver_uid: int,
    ts: int,
    now_ts: float,
    criteria: Criteria | None = None,
) -> Verdict:
    """The verdict on the half minute around a moment, nothing of which is still to come."""
    window = around(judged_at(curves, ts), now_ts)
    return judge_window(tracks, curves, sender_uid, receiver_uid, window, criteria)


def judge_call(tracks: Tracks, window: Window | None = None, criteria: Criteria | None = None) -> tuple[Verdict, ...]:
    """The verdicts on all pairs of a call in which something suffers, or may, without evidence and facts."""
    criteria = criteria or criteria_of(tracks.thresholds)
    return tuple(
        verdict
        for sender_uid, receiver_uid in _pairs_in_doubt(tracks, criteria)
        if (verdict := _over(tracks, sender_uid, receiver_uid, window, criteria, is_brief=True)).outcome
        not in (Outcome.FINE, Outcome.UNKNOWN)
    )


def judged_at(curves: Mapping[int, Sequence[Curve]], moment_ts: int) -> int:
    """The middle of what is judged: the moment; where it is younger than the newest points, the last half minute that
    they tell of, since a diagnosis comes earlier than what was measured."""
    ends = [curve.ts[-1] for its in curves.values() for curve in its if curve.ts]
    last_ts = max(ends, default=-YOUNGER_S)
    return last_ts - AROUND_S if last_ts < moment_ts + AROUND_S <= last_ts + YOUNGER_S else moment_ts


def around(ts: int, now_ts: float) -> Window:
    """What is judged around an instant: nothing that is still to come."""
    return Window(ts - AROUND_S, max(ts - AROUND_S, min(ts + AROUND_S, int(now_ts)) + 1))


# -- which pairs


def _pairs_in_doubt(tracks: Tracks, criteria: Criteria) -> list[tuple[int, int]]:
    """The pairs of which some minute may be beyond a limit: all others cost no more than a look."""
    found: dict[tuple[int, int], None] = {}
    users = list(tracks.stays)
    for medium, mids in MIDS.items():
        limit_ms = criteria.frozen_percent(medium) * MINUTE * 10
        senders = [uid for uid in users if tracks.first_flow_ts(uid, mids.sent) is not None]
        for receiver_uid in users:
            for sender_uid in (0, *tracks.senders_to(receiver_uid, mids.freeze)):
                curves = tracks.minutes(receiver_uid, mids.freeze, sender_uid)
                if any(max(one.sums, default=0.0) > limit_ms for one in curves):
                    meant = [sender_uid] if sender_uid else [uid for uid in senders if uid != receiver_uid]
                    found.update(dict.fromkeys((uid, receiver_uid) for uid in meant))
            for sender_uid in tracks.senders_to(receiver_uid, mids.received):
                if _may_stop(tracks, sender_uid, receiver_uid, mids.received):
                    found[sender_uid, receiver_uid] = None
    return list(found)


def _may_stop(tracks: Tracks, sender_uid: int, receiver_uid: int, mid: int) -> bool:
    """Whether a bitrate has a minute of nothing after one of something, or ends before the two part."""
    for one in tracks.minutes(receiver_uid, mid, sender_uid):
        first = next((index for index, high in enumerate(one.highs) if high > 0), None)
        if first is not None:
            last_ts = one.first_ts + MINUTE * len(one.counts)
            if min(one.highs[first:]) <= 0 or not _ends_with(tracks, sender_uid, receiver_uid, last_ts):
                return True
    return False


def _ends_with(tracks: Tracks, sender_uid: int, receiver_uid: int, ts: int) -> bool:
    """Whether a curve that ends at `ts` ends as one of the two leaves, or what is told of the call ends."""
    ends = []
    for uid in (sender_uid, receiver_uid):
        stays = tracks.stays.get(uid, ())
        ends += [tracks.end_ts if leave_ts is None else leave_ts for _, leave_ts in stays]
    return any(abs(min(end_ts, tracks.end_ts) - ts) <= MINUTE for end_ts in ends)


# -- one pair


def _judge(
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
    """`tracks` are what is judged, by the points where `whole` is the same call by the minute."""
    is_moment = whole is not None
    streams = [stream_of(tracks, medium, sender_uid, receiver_uid, everywhere, criteria) for medium in Medium]
    streams = [one for one in streams if one.is_used]
    if whole is None:
        calm = _calm(streams, everywhere, criteria)
    else:
        minutes = whole.together(sender_uid, receiver_uid)
        by_minute = [stream_of(whole, medium, sender_uid, receiver_uid, minutes, criteria) for medium in Medium]
        calm = _calm(by_minute, minutes, criteria)
    spells = [spell for one in streams for spell in _spells(one, judged, criteria, tracks.slot_s, is_moment=is_moment)]
    total = sum(sum(spell.weights.values()) for spell in spells)
    shares: dict[Reason, list[tuple[float, Confidence, Medium, int, int]]] = defaultdict(list)
    fits: set[Reason] = set()
    unknown: set[Reason] = set()
    receivers = senders = Testimony()
    for spell in sorted(spells, key=lambda one: sum(one.weights.values())):
        weight = sum(spell.weights.values())
        first_ts, last_ts = min(spell.weights) * tracks.slot_s, (max(spell.weights) + 1) * tracks.slot_s
        medium = spell.stream.medium
        if spell.is_stop:
            for reason, (part, confidence) in _stops(spell).items():
                shares[reason].append((part, confidence, medium, first_ts, last_ts))
            continue
        ruling = _ruled(tracks, criteria, sender_uid, receiver_uid, spell, calm)
        fits |= ruling.fits
        unknown |= ruling.unknown
        # The heaviest spell comes last: its witnesses stand for all.
        receivers, senders = ruling.receivers, ruling.senders
        whole_part = sum(one.part for one in ruling.accepted)
        for one in ruling.accepted:
            part = weight * one.part / whole_part
            shares[one.reason].append((part, one.confidence, medium, first_ts, last_ts))
    causes = _causes(shares, total, sender_uid, receiver_uid)
    explained = sum(cause.share for cause in causes)
    if explained < criteria.least_share:
        fits |= {cause.reason for cause in causes}
        causes = ()
    named = {cause.reason for cause in causes}
    outcome = _outcome(streams, spells, causes, judged)
    suffered = {slot: weight for spell in spells for slot, weight in spell.weights.items()} or judged
    return Verdict(
        sender_uid,
        receiver_uid,
        window,
        outcome,
        sufferings=tuple(
            its for one in streams if (its := _suffered(one, judged, spells, criteria, tracks.slot_s)) is not None
        ),
        causes=causes,
        evidence=()
        if is_brief
        else evidence_of(tracks, criteria, sender_uid, receiver_uid, suffered, calm if spells else ()),
        facts=() if is_brief else facts_of(tracks, criteria, streams, sender_uid, receiver_uid, judged, bool(spells)),
        fits=tuple(reason for reason in Reason if reason in fits - named),
        unknown=tuple(reason for reason in Reason if reason in unknown - named),
        receivers=receivers,
        senders=senders,
    )


def _calm(streams: Iterable[Stream], everywhere: Mapping[int, int], criteria: Criteria) -> list[int]:
    """The minutes in which no stream of the pair suffers or is near it, nor in the minute before or after a bad one: an
    onset lies anywhere in a minute."""
    near: set[int] = set()
    for stream in streams:
        least = criteria.near_percent(stream.medium) / 100
        near |= {slot for slot, frozen_s in stream.frozen.items() if frozen_s > least * stream.seconds[slot]}
        bad = [*_beyond(stream, criteria), *stream.stopped]
        near |= {slot + step for slot in bad for step in (-1, 0, 1)}
    return sorted(set(everywhere) - near)


def _beyond(stream: Stream, criteria: Criteria) -> list[int]:
    limit = criteria.frozen_percent(stream.medium) / 100
    return [slot for slot, frozen_s in stream.frozen.items() if frozen_s > limit * stream.seconds[slot]]


def _spells(
    stream: Stream, judged: Mapping[int, int], criteria: Criteria, slot_s: int, *, is_moment: bool
) -> Iterable[Spell]:
    """The spells of a stream in the judged slots; what froze too little to be an incident is none."""
    medium = stream.medium
    times = criteria.least_times_at if is_moment else criteria.least_times
    least_s = times * criteria.frozen_percent(medium) / 100 * MINUTE
    frozen = {
        slot: value for slot in judged if (value := stream.frozen.get(slot)) is not None and slot not in stream.stopped
    }
    if is_moment:
        seconds = sum(judged[slot] for slot in frozen)
        whole = sum(frozen.values())
        if whole >= least_s and whole > criteria.frozen_percent(medium) / 100 * seconds:
            yield Spell(stream, {slot: value for slot, value in frozen.items() if value > 0}, is_stop=False)
    else:
        beyond = [slot for slot in _beyond(stream, criteria) if slot in frozen]
        for run in runs(beyond, gap=1):
            weights = {slot: frozen[slot] for slot in run}
            if sum(weights.values()) >= least_s:
                yield Spell(stream, weights, is_stop=False)
    stopped = [slot for slot in stream.stopped if slot in judged]
    for run in runs(stopped):
        yield Spell(stream, {slot: float(judged[slot]) for slot in run}, is_stop=True)


def _stops(spell: Spell) -> Mapping[Reason, tuple[float, Confidence]]:
    """The seconds of a stop by reason; those without one count for nobody."""
    seconds: dict[Reason, float] = defaultdict(float)
    sure: dict[Reason, float] = defaultdict(float)
    for slot, weight in spell.weights.items():
        stop = spell.stream.stopped[slot]
        if stop.reason is not None:
            seconds[stop.reason] += weight
            sure[stop.reason] += weight if stop.is_sure else 0.0
    return {
        reason: (weight, Confidence.CERTAIN if sure[reason] * 2 > weight else Confidence.LIKELY)
        for reason, weight in seconds.items()
    }


def _ruled(
    tracks: Tracks, criteria: Criteria, sender_uid: int, receiver_uid: int, spell: Spell, calm: Sequence[int]
) -> Ruling:
    stream = spell.stream
    case = Case(tracks, criteria, stream.medium, sender_uid, receiver_uid, spell.weights, calm, stream.is_shared)
    return rule(case)


def _causes(
    shares: Mapping[Reason, Sequence[tuple[float, Confidence, Medium, int, int]]],
    total: float,
    sender_uid: int,
    receiver_uid: int,
) -> tuple[Cause, ...]:
    """Over all spells; certain is what is so for most of what it explains."""
    causes = []
    for reason, parts in shares.items():
        weight = sum(part for part, *_ in parts)
        share = weight / total if total > 0 else 0.0
        if share < LEAST_NAMED:
            continue
        certain = sum(part for part, confidence, *_ in parts if confidence is Confidence.CERTAIN)
        causes.append(
            Cause(
                reason,
                sender_uid if reason.side is Side.SENDER else receiver_uid,
                min(since_ts for *_, since_ts, _ in parts),
                max(until_ts for *_, until_ts in parts),
                share,
                Confidence.CERTAIN if certain * 2 > weight else Confidence.LIKELY,
                tuple(medium for medium in Medium if any(its is medium for _, _, its, _, _ in parts)),
            )
        )
    return tuple(sorted(causes, key=lambda cause: -cause.share))


def _outcome(
    streams: Sequence[Stream], spells: Sequence[Spell], causes: Sequence[Cause], judged: Mapping[int, int]
) -> Outcome:
    if spells:
        return Outcome.CAUSED if causes else Outcome.UNDECIDED
    # Each medium must be told of: frozen or not, or switched off.
    told = bool(streams) and all(any(slot in one.frozen or slot in one.off for slot in judged) for one in streams)
    silent_s = sum(judged[slot] for slot in {slot for one in streams for slot in one.silent} if slot in judged)
    if not told or silent_s >= min(SILENT_S, sum(judged.values()) / 2 or SILENT_S):
        return Outcome.UNKNOWN
    return Outcome.FINE


def _suffered(
    stream: Stream, judged: Mapping[int, int], spells: Sequence[Spell], criteria: Criteria, slot_s: int
) -> Suffering | None:
    """How much of a medium stood still in all that was judged; None where no curve tells and nothing stopped."""
    seconds = sum(judged[slot] for slot in judged if slot in stream.frozen)
    frozen_s = sum(stream.frozen[slot] for slot in judged if slot in stream.frozen)
    own = [spell for spell in spells if spell.stream is stream]
    absent_s = sum(sum(spell.weights.values()) for spell in own if spell.is_stop)
    if not seconds and not own:
        return None
    percent = 100 * frozen_s / seconds if seconds else 0.0
    near = percent > criteria.near_percent(stream.medium) or bool(set(_beyond(stream, criteria)) & set(judged))
    slots = [slot for spell in own for slot in spell.weights] or list(judged)
    return Suffering(
        stream.medium,
        Level.BAD if own else Level.WARN if near else Level.GOOD,
        percent,
        frozen_s,
        absent_s,
        min(slots) * slot_s,
        (max(slots) + 1) * slot_s,
        len(own),
    )
