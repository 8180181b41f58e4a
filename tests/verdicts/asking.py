"""The questions about a call with their truth: derived from the made faults, and from the reported curves.

The faults give the causes. The reported freeze curves tell whether anybody suffered: a fault without a sufferer is
none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tests.verdicts.reports import Frozen, Reports
from tests.verdicts.stage import AUDIO, VIDEO, Fault, Span, Stage
from tests.verdicts.truth import AUDIO_LIMIT, VIDEO_LIMIT, Blame, Ground, Question, Truth, ground, worse
from tui.domain.records import MINUTE, Curve, Session, Window

LIMITS = {VIDEO: VIDEO_LIMIT, AUDIO: AUDIO_LIMIT}
# The reach of a moment, to either side.
AROUND_S = 30
# A cause of at least this share of the suffering must be named; at this ratio to the next one it comes first.
REQUIRED_SHARE, FIRST_RATIO = 0.25, 2.0
# A stop of this length is suffering, whatever the freeze curves show: in a whole call, around a moment.
STOPPED_S, STOPPED_AT_MOMENT_S = 45.0, 20.0
# A receiver of which nothing is told leaves open whether it suffered, once no minute of the clock can hide it.
SILENT_S = 130.0
# A fault shorter than this leaves too few samples to be sure of its reason.
SHORT_S = 20.0
# How much a sample may tell of earlier times; and how much of a moment's minute a fault must fill to be its fault.
SAMPLE_S, MOST_OF_IT_S = 16.0, 40.0
EDGE_S = 6.0
MOST_WHOLE, MOST_MOMENTS = 8, 6


class Harm(Struct, frozen=True):
    """A true cause, and the receiver of a stream that it harms."""

    blame: Blame
    receiver_uid: int


class World(Struct, frozen=True):
    """One call with all that is known of it, and the questions with their truth. `now_ts` is when it is looked at;
    `harms` are all true causes of anybody's trouble, asked about or not."""

    kind: str
    seed: int
    noise: str
    sessions: tuple[Session, ...]
    curves: tuple[Curve, ...]
    window: Window
    now_ts: int
    questions: tuple[Question, ...]
    harms: frozenset[Harm] = frozenset()


class Seen(Struct, frozen=True):
    """A pair's reported suffering: `seconds` frozen; `is_told` False: no curve is about the pair at all."""

    ground: Ground
    seconds: float
    is_told: bool


def world_of(kind: str, seed: int, stage: Stage) -> World:
    reports = Reports(stage)
    rng = stage.rng
    end_ts = stage.start_ts + stage.length_s
    now_ts = end_ts + (rng.randrange(300, 4000) if stage.is_over else rng.randrange(0, 30))
    return World(
        kind,
        seed,
        stage.noise.name,
        reports.sessions(),
        tuple(reports.curves),
        stage.window,
        now_ts,
        tuple(_questions(stage, reports)),
        frozenset(
            Harm(blame, receiver) for fault in stage.faults for blame in fault.blames for _, receiver in fault.pairs
        ),
    )


def _questions(stage: Stage, reports: Reports) -> Iterable[Question]:
    rng = stage.rng
    whole = (0.0, float(stage.length_s))
    harmed = {pair for fault in stage.faults for pair in fault.pairs}
    pairs = sorted(stage.pairs, key=lambda pair: (pair not in harmed, rng.random()))
    for pair in pairs[:MOST_WHOLE]:
        yield Question(*pair, stage.window, None, truth_of(stage, reports, pair, whole, is_moment=False))
    moments = moments_of(stage)
    asked = [(pair, moment) for pair in pairs[:6] for moment in moments]
    rng.shuffle(asked)
    for pair, moment in asked[:MOST_MOMENTS]:
        if not _is_in_call(stage, pair, moment) or any(start < moment < end for start, end in stage.unobserved):
            continue
        span = (moment - AROUND_S, moment + AROUND_S)
        ts = stage.start_ts + round(moment)
        yield Question(*pair, stage.window, ts, truth_of(stage, reports, pair, span, is_moment=True))


def moments_of(stage: Stage) -> list[float]:
    """Instants, in seconds of the call: in the midst of up to three faults, and one far from all of them."""
    rng, far = stage.rng, AROUND_S * 2
    spans = sorted({fault.span for fault in stage.faults})
    moments = []
    for start, end in rng.sample(spans, min(3, len(spans))):
        inner = (start + far, end - far) if end - start > 2 * far else ((start + end) / 2,) * 2
        moments.append(rng.uniform(*inner))
    edges = [edge for span in spans for edge in span]
    edges += [edge for one in stage.observations for edge in one.span]
    moments = [at for at in moments if AROUND_S < at < stage.length_s - AROUND_S and _is_clear_cut(at, spans)]
    for _ in range(20):
        at = rng.uniform(far, max(far, stage.length_s - far))
        if not any(start - far < at < end + far for start, end in spans) and all(
            abs(at - edge) > far for edge in edges
        ):
            return [*moments, at]
    return moments


def _is_clear_cut(at: float, spans: Sequence[Span]) -> bool:
    """Whether each fault is far from the moment's reach, or wholly in it, or fills most of it."""
    first, last = at - AROUND_S, at + AROUND_S
    return all(
        end < first - SAMPLE_S
        or start > last + SAMPLE_S
        or (first <= start and end <= last)
        or min(end, last) - max(start, first) >= MOST_OF_IT_S
        for start, end in spans
    )


def _is_in_call(stage: Stage, pair: tuple[int, int], at: float) -> bool:
    return all(
        any(
            stay.start <= at - AROUND_S and (stay.until is None or at + AROUND_S <= stay.until)
            for stay in stage.stays[uid]
        )
        for uid in pair
    )


def truth_of(stage: Stage, reports: Reports, pair: tuple[int, int], span: Span, *, is_moment: bool) -> Truth:
    acting = [fault for fault in stage.faults if pair in fault.pairs and fault.overlap(span) > 0]
    main = [fault for fault in acting if fault.weight]
    seen = seen_of(stage, reports, pair, span, is_moment=is_moment)
    # A stretch of which nobody tells anything may hold suffering that nobody knows of.
    has_hole = any(start < span[1] and span[0] < end for start, end in stage.unobserved)
    facts = tuple(
        one.fact
        for one in stage.observations
        if pair in one.pairs
        and (
            (one.at_moments and one.span[0] <= span[0] and span[1] <= one.span[1])
            if is_moment
            else one.span[1] - one.span[0] >= MINUTE
        )
    )
    if not main:
        assert seen.ground is not Ground.CLEAR, f"{pair} suffers in {span}, and no fault of the kind says why"
        # Some unlucky ordinary freezes may come near the limit.
        return Truth(
            fine=True,
            undecided=seen.ground is not Ground.NONE,
            unknown=has_hole or not seen.is_told,
            facts=facts,
        )
    least_s = STOPPED_AT_MOMENT_S if is_moment else STOPPED_S
    has_stopped = any(
        fault.is_stop and fault.overlap(span) >= (max(least_s, SILENT_S) if fault.unseen and not is_moment else least_s)
        for fault in main
    )
    is_clear = has_stopped or seen.ground is Ground.CLEAR
    may_be_fine = (not is_clear and seen.is_told) or all(fault.fine for fault in main)
    if not is_clear or not seen.is_told:
        # No suffering, hardly any, or unknown: the true cause may be named, and need not.
        blames = tuple(blame for fault in acting for blame in fault.blames)
        return Truth(
            allowed=blames,
            fine=may_be_fine,
            undecided=seen.ground is not Ground.NONE or not seen.is_told,
            unknown=has_hole or not seen.is_told or any(fault.unseen for fault in main),
            facts=facts,
        )
    shares = shares_of(main, stage, reports, pair, span)
    required: list[Blame] = []
    allowed = [blame for fault in acting for blame in fault.blames]
    is_open = False
    for fault, share in zip(main, shares, strict=True):
        if share < REQUIRED_SHARE:
            continue
        if fault.must and fault.overlap(span) >= SHORT_S:
            required += fault.blames
        else:
            is_open = True
    return Truth(
        required=tuple(dict.fromkeys(required)),
        allowed=tuple(dict.fromkeys(allowed)),
        first=_first(main, shares) if _can_be_compared(main) else None,
        fine=may_be_fine,
        undecided=is_open and not required,
        unknown=any(fault.unseen for fault in main),
        facts=facts,
    )


def _can_be_compared(faults: Sequence[Fault]) -> bool:
    """Whether their shares are known: each has its own time, or a weight of its own."""
    return all(
        not one.overlap(other.span) or (one.weight != 1.0 and other.weight != 1.0)
        for number, one in enumerate(faults)
        for other in faults[:number]
    )


def _first(faults: Sequence[Fault], shares: Sequence[float]) -> Blame | None:
    by_blame: dict[Blame, float] = {}
    for fault, share in zip(faults, shares, strict=True):
        for blame in fault.blames:
            by_blame[blame] = by_blame.get(blame, 0.0) + share
    ranked = sorted(by_blame.items(), key=lambda one: -one[1])
    if len(ranked) > 1 and ranked[0][1] >= FIRST_RATIO * ranked[1][1]:
        return ranked[0][0]
    return None


def shares_of(
    faults: Sequence[Fault], stage: Stage, reports: Reports, pair: tuple[int, int], span: Span
) -> list[float]:
    """The share of each fault in the pair's suffering: by the seconds frozen in its time; of simultaneous faults by
    their weights."""
    parts = []
    for fault in faults:
        own = (max(fault.span[0], span[0]), min(fault.span[1], span[1]))
        seconds = seen_of(stage, reports, pair, own, is_moment=True).seconds
        if fault.is_stop:
            seconds = max(seconds, (own[1] - own[0]) * 0.9)
        rivals = sum(other.weight for other in faults if other.overlap(own) > 0.5 * (own[1] - own[0]))
        parts.append(seconds * fault.weight / (rivals or 1.0))
    total = sum(parts) or 1.0
    return [part / total for part in parts]


def seen_of(stage: Stage, reports: Reports, pair: tuple[int, int], span: Span, *, is_moment: bool) -> Seen:
    seen = _seen(stage, reports, pair, span, with_minutes=not is_moment)
    if not is_moment or span[1] - span[0] < 4 * EDGE_S:
        return seen
    # A fault at the edge of a moment's minute may count or not.
    others = [
        _seen(stage, reports, pair, (span[0] + edge, span[1] - edge), with_minutes=False).ground
        for edge in (EDGE_S, -EDGE_S)
    ]
    if all(other is seen.ground for other in others):
        return seen
    return Seen(Ground.GREY, seen.seconds, seen.is_told)


def _seen(stage: Stage, reports: Reports, pair: tuple[int, int], span: Span, *, with_minutes: bool) -> Seen:
    start, end = stage.start_ts + span[0], stage.start_ts + span[1]
    found, seconds, told = Ground.NONE, 0.0, 0
    for medium in stage.media:
        sender = 0 if medium == AUDIO and stage.shared_audio else pair[0]
        share, worst, frozen_s, points = _frozen(reports.frozen.get((sender, pair[1], medium), ()), start, end)
        told += points > 0
        seconds = max(seconds, frozen_s)
        found = worse(found, ground(share, worst if with_minutes else 0.0, LIMITS[medium]))
    return Seen(found, seconds, told == len(stage.media))


def _frozen(curves: Iterable[Frozen], start: float, end: float) -> tuple[float, float, float, int]:
    """The share of the time frozen, that of the worst minute of the clock, the seconds, the points."""
    total, points, observed = 0.0, 0, 0
    minutes: dict[int, float] = {}
    for frozen in curves:
        stamps, values = frozen.curve.ts, frozen.curve.values
        first, last = bisect_left(stamps, start), bisect_left(stamps, end)
        points += last - first
        observed += frozen.step_s * (last - first)
        total += sum(values[first:last])
        for ts, value in zip(stamps[first:last], values[first:last], strict=True):
            if value:
                minutes[ts // MINUTE] = minutes.get(ts // MINUTE, 0.0) + value
    share = total / 1000 / observed if observed else 0.0
    worst = max(minutes.values(), default=0.0) / 1000 / MINUTE
    return share, worst, total / 1000, points
