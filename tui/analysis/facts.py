"""What stands beside a verdict: the numbers of each check, and what was seen and is no fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from statistics import fmean

from tui.analysis.case import beyond
from tui.analysis.criteria import Criteria
from tui.analysis.flow import CAPTURE, MEDIA, PROCESSOR, ROUTER, runs
from tui.analysis.stream import Stream
from tui.analysis.tracks import Key, Slots, Tracks
from tui.analysis.verdict import Evidence, Fact, FactKind, Medium, Reason
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
    slots: Mapping[int, float],
    calm: Sequence[int],
) -> tuple[Evidence, ...]:
    """The numbers of each check over the suffering slots (all that was judged where nothing suffers), in the order of
    the manual."""
    video, audio = MEDIA[Medium.VIDEO], MEDIA[Medium.AUDIO]

    def about(mid: int) -> tuple[int, int, int]:
        return receiver_uid, mid, tracks.about(receiver_uid, mid, sender_uid)

    found = [
        *(_flow(Reason.NOT_SENDING, (sender_uid, mids.sent, 0), tracks, slots, calm) for mids in (video, audio)),
        _flow(Reason.CAPTURE, (sender_uid, CAPTURE, 0), tracks, slots, calm),
    ]
    curves = [(Reason.UPLINK, (sender_uid, mids.upstream, 0)) for mids in (video, audio)]
    curves.append((Reason.SENDER_ROUTER, (sender_uid, ROUTER, 0)))
    found += [_curve(reason, key, tracks, criteria, slots, calm) for reason, key in curves]
    found += [_flow(Reason.NOT_RECEIVING, about(mids.received), tracks, slots, calm) for mids in (video, audio)]
    curves = [(Reason.DOWNLINK, about(mids.end_to_end)) for mids in (video, audio)]
    curves.append((Reason.RECEIVER_ROUTER, (receiver_uid, ROUTER, 0)))
    for reason, uid in ((Reason.SENDER_PROCESSOR, sender_uid), (Reason.RECEIVER_PROCESSOR, receiver_uid)):
        curves += [(reason, (uid, mid, 0)) for mid in PROCESSOR]
    found += [_curve(reason, key, tracks, criteria, slots, calm) for reason, key in curves]
    return tuple(one for one in found if one is not None)


def _curve(
    reason: Reason,
    key: Key,
    tracks: Tracks,
    criteria: Criteria,
    slots: Mapping[int, float],
    calm: Sequence[int],
) -> Evidence | None:
    curve = tracks.slots(*key)
    rows = {slot: curve[slot] for slot in slots if slot in curve}
    limit = criteria.thresholds.get(str(key[1]))
    if not rows:
        return None
    quiet = tracks.calm(key, calm)
    value = fmean(row[1] / row[0] for row in rows.values())
    bad = [] if limit is None else list(compress(rows, beyond(rows.values(), limit, criteria.burst)))
    calm_bad = 0 if limit is None else sum(beyond(quiet, limit, criteria.burst))
    worst_slot = max(rows, key=lambda slot: rows[slot][3])
    return Evidence(
        reason,
        key[1],
        level(value, limit, Direction.MORE_IS_WORSE),
        value,
        fmean(row[1] / row[0] for row in quiet) if quiet else None,
        len(bad) / len(rows),
        calm_bad / len(quiet) if quiet else None,
        max((len(run) for run in runs(bad)), default=0) * tracks.slot_s,
        rows[worst_slot][3],
        worst_slot * tracks.slot_s,
        None if limit is None else limit.bad,
    )


def _flow(reason: Reason, key: Key, tracks: Tracks, slots: Mapping[int, float], calm: Sequence[int]) -> Evidence | None:
    """Of a bitrate or a rate of frames: its mean, and for how much of the time it was 0."""
    curve = tracks.slots(*key)
    rows = {slot: curve[slot] for slot in slots if slot in curve}
    if not rows or not any(row[3] > 0 for row in curve.values()):
        return None
    quiet = tracks.calm(key, calm)
    zero = [slot for slot, row in rows.items() if row[3] <= 0]
    least = min(rows, key=lambda slot: rows[slot][2])
    return Evidence(
        reason,
        key[1],
        Level.BAD if zero else Level.GOOD,
        fmean(row[1] / row[0] for row in rows.values()),
        fmean(row[1] / row[0] for row in quiet) if quiet else None,
        len(zero) / len(rows),
        sum(row[3] <= 0 for row in quiet) / len(quiet) if quiet else None,
        max((len(run) for run in runs(zero)), default=0) * tracks.slot_s,
        rows[least][2],
        least * tracks.slot_s,
        None,
    )


def facts_of(
    tracks: Tracks,
    criteria: Criteria,
    streams: Iterable[Stream],
    sender_uid: int,
    receiver_uid: int,
    judged: Mapping[int, int],
    is_fine: bool,
) -> tuple[Fact, ...]:
    """What is told as a fact: stops on purpose always, curves beyond a limit where nobody suffers by them."""
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
    curve = tracks.slots(sender_uid, mid)
    off = runs(slot for slot in stream.off if slot in judged)
    kind = FactKind.VIDEO_OFF if stream.medium is Medium.VIDEO else FactKind.MUTED
    if len(off) > 2 and stream.medium is Medium.AUDIO:
        yield Fact(FactKind.PAUSES, sender_uid, off[0][0] * tracks.slot_s, mid=mid, count=len(off))
    else:
        end = max(judged, default=0)
        for run in off:
            until_ts = None if run[-1] >= end else (run[-1] + 1) * tracks.slot_s
            yield Fact(kind, sender_uid, _off_since(tracks, sender_uid, mid, run[0] * tracks.slot_s), until_ts, mid)
    pauses = [slot for slot in judged if (row := curve.get(slot)) is not None and row[2] <= 0 < row[3]]
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
    curve = tracks.slots(sender_uid, CAPTURE)
    rates = [row[1] / row[0] for slot in judged if (row := curve.get(slot)) is not None and row[3] > 0]
    usual = fmean(rates) if len(rates) > 1 else 0.0
    if 0 < usual < SLOW_FPS and max(abs(rate - usual) for rate in rates) <= STEADY * usual:
        yield Fact(FactKind.LOW_RATE, sender_uid, min(judged) * tracks.slot_s, mid=CAPTURE, value=usual)


def _harmless(
    tracks: Tracks, criteria: Criteria, sender_uid: int, receiver_uid: int, judged: Mapping[int, int]
) -> Iterable[Fact]:
    """Curves beyond their limit for long, of which nobody suffers; of several of a kind the first."""
    video, audio = MEDIA[Medium.VIDEO], MEDIA[Medium.AUDIO]

    def own(uid: int, *mids: int) -> Mapping[int, Slots]:
        return {mid: tracks.slots(uid, mid) for mid in mids}

    downlink = {
        mid: tracks.slots(receiver_uid, mid, tracks.about(receiver_uid, mid, sender_uid))
        for mid in (video.end_to_end, audio.end_to_end)
    }
    for kind, uid, curves in (
        (FactKind.LOSSY_UPLINK, sender_uid, own(sender_uid, video.upstream, audio.upstream)),
        (FactKind.SLOW_ROUTER, sender_uid, own(sender_uid, ROUTER)),
        (FactKind.BUSY, sender_uid, own(sender_uid, *PROCESSOR)),
        (FactKind.LOSSY_DOWNLINK, receiver_uid, downlink),
        (FactKind.SLOW_ROUTER, receiver_uid, own(receiver_uid, ROUTER)),
        (FactKind.BUSY, receiver_uid, own(receiver_uid, *PROCESSOR)),
    ):
        for mid, curve in curves.items():
            limit = criteria.thresholds.get(str(mid))
            rows = {slot: row for slot in judged if (row := curve.get(slot)) is not None}
            bad = [] if limit is None else list(compress(rows, beyond(rows.values(), limit, criteria.burst)))
            if rows and len(bad) >= max(2, WORTH_A_WORD * len(rows)):
                value = fmean(rows[slot][1] / rows[slot][0] for slot in bad)
                yield Fact(kind, uid, min(bad) * tracks.slot_s, (max(bad) + 1) * tracks.slot_s, mid, value)
                break
