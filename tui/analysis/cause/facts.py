"""The facts beside a verdict: the numbers of each check, and the observations that are no fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from statistics import fmean

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.flow import CAPTURE, MEDIA, PROCESSOR, ROUTER, MediumMetrics, runs
from tui.analysis.cause.stream import Stream
from tui.analysis.cause.verdict import Evidence, Fact, FactKind, Medium, Reason
from tui.analysis.curves.excerpt import Excerpt, spans_of
from tui.analysis.curves.tracks import CurveKey, Readings, Tracks
from tui.domain.glossary import level
from tui.domain.records import MINUTE, Direction, Level

# A curve beyond its limit for less of the time is not worth a word where nobody suffers.
WORTH_A_WORD = 0.25
# A camera with so little change in its rate is slow by intent: a shared screen.
STEADY = 0.35
SLOW_FPS = 5.0


def evidence_of(
    tracks: Tracks,
    criteria: Criteria,
    sender_uid: int,
    receiver_uid: int,
    slots: Iterable[int],
    calm: Readings | None,
) -> tuple[Evidence, ...]:
    """The numbers of each check over the suffering slots (all that was judged where nothing suffers), in the order of
    the manual. `calm` None: nothing suffers."""
    suffered = tracks.readings(slots)
    video, audio = MEDIA[Medium.VIDEO], MEDIA[Medium.AUDIO]

    def about(mid: int) -> tuple[int, int, int]:
        return receiver_uid, mid, tracks.about(receiver_uid, mid, sender_uid)

    found = [
        *(_flow(Reason.NOT_SENDING, (sender_uid, mids.sent, 0), tracks, suffered, calm) for mids in (video, audio)),
        _flow(Reason.CAPTURE, (sender_uid, CAPTURE, 0), tracks, suffered, calm),
    ]
    curves: list[tuple[Reason, CurveKey]] = [
        (Reason.UPLINK, (sender_uid, metric, 0))
        for mids in (video, audio)
        for metric in (mids.upstream, mids.web_upstream)
    ]
    curves.append((Reason.SENDER_ROUTER, (sender_uid, ROUTER, 0)))
    found += [_curve(reason, key, tracks, criteria, suffered, calm) for reason, key in curves]
    found += [_flow(Reason.NOT_RECEIVING, about(mids.received), tracks, suffered, calm) for mids in (video, audio)]
    curves = [(Reason.DOWNLINK, about(metric)) for mids in (video, audio) for metric in _losses_to(mids)]
    curves.append((Reason.RECEIVER_ROUTER, (receiver_uid, ROUTER, 0)))
    for reason, uid in ((Reason.SENDER_PROCESSOR, sender_uid), (Reason.RECEIVER_PROCESSOR, receiver_uid)):
        curves += [(reason, (uid, mid, 0)) for mid in PROCESSOR]
    found += [_curve(reason, key, tracks, criteria, suffered, calm) for reason, key in curves]
    return tuple(one for one in found if one is not None)


def _losses_to(mids: MediumMetrics) -> tuple[int, ...]:
    """The losses of a receiver, of both definitions."""
    return (mids.end_to_end,) if mids.web_downstream is None else (mids.end_to_end, mids.web_downstream)


def _curve(
    reason: Reason, key: CurveKey, tracks: Tracks, criteria: Criteria, suffered: Readings, calm: Readings | None
) -> Evidence | None:
    curve = suffered.read(key).curve
    if not curve.slots:
        return None
    quiet = calm.read(key) if calm else None
    limit = criteria.thresholds.get(str(key[1]))
    value = fmean([*curve.means])
    bad = [] if limit is None else list(compress(curve.slots, curve.beyond(limit, criteria.burst)))
    worst = max(curve.highs)
    return Evidence(
        reason,
        key[1],
        level(value, limit, Direction.MORE_IS_WORSE),
        value,
        quiet.mean if quiet else None,
        len(bad) / len(curve.slots),
        quiet.beyond(limit, criteria.burst) if quiet and limit else None,
        max((len(run) for run in spans_of(bad)), default=0) * tracks.slot_s,
        worst,
        curve.slots[curve.highs.index(worst)] * tracks.slot_s,
        None if limit is None else limit.bad,
    )


def _flow(reason: Reason, key: CurveKey, tracks: Tracks, suffered: Readings, calm: Readings | None) -> Evidence | None:
    """Of a bitrate or a rate of frames: its mean, and for how much of the time it was 0."""
    curve = suffered.read(key).curve
    if not curve.slots or (max(curve.highs) <= 0 and max(tracks.excerpt(key, tracks.everywhere).highs) <= 0):
        return None
    quiet = calm.read(key) if calm else None
    zero = list(compress(curve.slots, _is_zero(curve)))
    least = min(curve.lows)
    return Evidence(
        reason,
        key[1],
        Level.BAD if zero else Level.GOOD,
        fmean([*curve.means]),
        quiet.mean if quiet else None,
        len(zero) / len(curve.slots),
        quiet.share(_is_zero) if quiet else None,
        max((len(run) for run in spans_of(zero)), default=0) * tracks.slot_s,
        least,
        curve.slots[curve.lows.index(least)] * tracks.slot_s,
        None,
    )


def _is_zero(curve: Excerpt) -> list[bool]:
    return [high <= 0 for high in curve.highs]


def facts_of(
    tracks: Tracks,
    criteria: Criteria,
    streams: Iterable[Stream],
    sender_uid: int,
    receiver_uid: int,
    judged: Mapping[int, int],
    is_fine: bool,
) -> tuple[Fact, ...]:
    """The facts: every deliberate stop, and curves beyond a limit without a sufferer."""
    found: list[Fact] = []
    streams = tuple(streams)
    for stream in streams:
        found += _stops(tracks, stream, sender_uid, judged)
        if stream.is_shared:
            found.append(Fact(FactKind.SHARED, receiver_uid, min(judged, default=0) * tracks.slot_s))
        if silent := [slot for slot in stream.silent if slot in judged]:
            first, last = min(silent), max(silent) + 1
            fact = Fact(FactKind.SILENT, receiver_uid, first * tracks.slot_s, last * tracks.slot_s)
            found += [fact] if fact not in found else []
    sends = any(tracks.first_flow_ts(sender_uid, mids.sent) is not None for mids in MEDIA.values())
    if not sends and tracks.alive(sender_uid) and not any(stream.frozen for stream in streams):
        found.append(Fact(FactKind.NEVER_SENDS, sender_uid, min(judged, default=0) * tracks.slot_s))
    found += _slow_camera(tracks, sender_uid, judged)
    if is_fine:
        found += _harmless(tracks, criteria, sender_uid, receiver_uid, judged)
    return tuple(found)


def _stops(tracks: Tracks, stream: Stream, sender_uid: int, judged: Mapping[int, int]) -> Iterable[Fact]:
    """A medium that the sender switched off, or that it sends in pieces."""
    mid = MEDIA[stream.medium].sent
    off = runs(slot for slot in stream.off if slot in judged)
    kind = FactKind.VIDEO_OFF if stream.medium is Medium.VIDEO else FactKind.MUTED
    if len(off) > 2 and stream.medium is Medium.AUDIO:
        yield Fact(FactKind.PAUSES, sender_uid, off[0][0] * tracks.slot_s, mid=mid, count=len(off))
    else:
        end = max(judged, default=0)
        for run in off:
            until_ts = None if run[-1] >= end else (run[-1] + 1) * tracks.slot_s
            yield Fact(kind, sender_uid, _off_since(tracks, sender_uid, mid, run[0] * tracks.slot_s), until_ts, mid)
    curve = tracks.excerpt((sender_uid, mid, 0), spans_of(judged))
    pauses = [slot for slot, low, high in zip(curve.slots, curve.lows, curve.highs, strict=True) if low <= 0 < high]
    if not off and stream.medium is Medium.AUDIO and len(pauses) > 1:
        yield Fact(FactKind.PAUSES, sender_uid, min(pauses) * tracks.slot_s, mid=mid, count=len(pauses))


def _off_since(tracks: Tracks, sender_uid: int, mid: int, ts: int) -> int:
    """When a medium that is off at `ts` was switched off: a moment looks at less than that may be ago."""
    flowing = (
        one.first_ts + MINUTE * index
        for one in tracks.minutes(sender_uid, mid)
        for index, high in enumerate(one.highs)
        if high > 0
    )
    last_ts = max((minute_ts for minute_ts in flowing if minute_ts <= ts), default=ts)
    return min(ts, last_ts + MINUTE)


def _slow_camera(tracks: Tracks, sender_uid: int, judged: Mapping[int, int]) -> Iterable[Fact]:
    """A low and steady frame rate: a shared screen, by intent."""
    curve = tracks.excerpt((sender_uid, CAPTURE, 0), spans_of(judged))
    rates = [mean for mean, high in zip(curve.means, curve.highs, strict=True) if high > 0]
    usual = fmean(rates) if len(rates) > 1 else 0.0
    if 0 < usual < SLOW_FPS and max(abs(rate - usual) for rate in rates) <= STEADY * usual:
        yield Fact(FactKind.LOW_RATE, sender_uid, min(judged) * tracks.slot_s, mid=CAPTURE, value=usual)


def _harmless(
    tracks: Tracks, criteria: Criteria, sender_uid: int, receiver_uid: int, judged: Mapping[int, int]
) -> Iterable[Fact]:
    """Curves beyond their limit for long, of which nobody suffers; of several of a kind the first."""
    own = {uid: [(uid, mid, 0) for mid in PROCESSOR] for uid in (sender_uid, receiver_uid)}
    media = [MEDIA[medium] for medium in Medium]
    upstream = [(sender_uid, metric, 0) for mids in media for metric in (mids.upstream, mids.web_upstream)]
    end_to_end = [metric for mids in media for metric in _losses_to(mids)]
    downstream = [(receiver_uid, mid, tracks.about(receiver_uid, mid, sender_uid)) for mid in end_to_end]
    spans = spans_of(judged)
    for kind, keys in (
        (FactKind.LOSSY_UPLINK, upstream),
        (FactKind.SLOW_ROUTER, [(sender_uid, ROUTER, 0)]),
        (FactKind.BUSY, own[sender_uid]),
        (FactKind.LOSSY_DOWNLINK, downstream),
        (FactKind.SLOW_ROUTER, [(receiver_uid, ROUTER, 0)]),
        (FactKind.BUSY, own[receiver_uid]),
    ):
        for key in keys:
            uid, mid, _ = key
            limit = criteria.thresholds.get(str(mid))
            curve = tracks.excerpt(key, spans)
            met = [] if limit is None else curve.beyond(limit, criteria.burst)
            bad = list(compress(curve.slots, met))
            if curve.slots and len(bad) >= max(2, WORTH_A_WORD * len(curve.slots)):
                value = fmean([*compress(curve.means, met)])
                yield Fact(kind, uid, min(bad) * tracks.slot_s, (max(bad) + 1) * tracks.slot_s, mid, value)
                break
