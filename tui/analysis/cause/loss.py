"""The parts of a loss: the sender's uplink, the receiver's downlink, the rest that neither curve explains.

A loss on the sender's side reaches every receiver; a loss on the receiver's side is in every stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from tui.analysis.cause.candidates import Accepted, Candidates
from tui.analysis.cause.case import (
    Case,
    Course,
    Weighed,
    has_contrast,
    is_active,
    is_plain,
    limit_of,
    weigh,
)
from tui.analysis.cause.others import OtherStreams
from tui.analysis.cause.verdict import Confidence, Reason
from tui.analysis.curves.excerpt import Excerpt
from tui.analysis.curves.reading import SlotReading
from tui.domain.records import Threshold


class Parts(NamedTuple):
    """Mean loss over the spell in percent: `sender` on the sender's side, None where no curve shows it; `total` on the
    whole way; `is_measured`: the sender's own curve gives its part. `is_repaired`: the upstream lost more than any
    receiver misses."""

    sender: float | None
    total: float | None
    is_measured: bool
    is_repaired: bool
    is_contradicted: bool


def loss_parts(case: Case, others: Sequence[float], bad: float) -> Parts:
    upstream = case.mean(case.read(case.sender_uid, case.upstream).spell) if case.is_one_loss else None
    total = case.mean(case.of_receiver(case.end_to_end).spell)
    # A loss on the sender's side reaches every receiver: it is at most the smallest loss of any of them.
    bound = min(others, default=None)
    if upstream is None:
        return Parts(bound if bound is None or total is None else min(bound, total), total, False, False, False)
    sender, is_repaired = upstream, False
    for most in (bound, total):
        if most is not None and most < upstream / 2:
            sender, is_repaired = min(sender, most), True
    is_contradicted = (
        len(others) >= case.criteria.least_others
        and bound is not None
        and bound > bad
        and bound > 2 * upstream
        and (total is None or bound >= total / 2)
    )
    return Parts(sender, total, True, is_repaired, is_contradicted)


def weigh_loss(
    case: Case, candidates: Candidates, receivers: OtherStreams, senders: OtherStreams, *, has_own: bool
) -> None:
    """Accept the side, or both sides, with the loss. `has_own`: the receiver has another candidate of its own."""
    up_limit, limit = limit_of(case, case.upstream), limit_of(case, case.end_to_end)
    if up_limit is None or limit is None:
        return
    parts = loss_parts(case, receivers.losses, limit.bad)
    if case.mean(case.read(case.sender_uid, case.upstream).spell) is None:
        candidates.unknown.add(Reason.UPLINK)
    if parts.total is None:
        candidates.unknown.add(Reason.DOWNLINK)
    if not case.is_one_loss:
        _weigh_apart(case, candidates, parts, receivers, senders, limit.bad)
    elif parts.is_contradicted:
        # The sender's curve is clean, and all its receivers lose alike: somewhere between.
        candidates.fits |= {Reason.UPLINK, Reason.DOWNLINK}
    elif parts.sender is None:
        _without_upstream(case, candidates, parts, senders, limit)
    else:
        _weigh_downlink(case, candidates, parts, receivers, senders, limit.bad)
        if parts.is_measured:
            _weigh_uplink(case, candidates, parts, receivers, up_limit.bad, has_own=has_own)
        else:
            _weigh_sender_side(case, candidates, parts, receivers, senders, limit.bad)


def _weigh_downlink(
    case: Case, candidates: Candidates, parts: Parts, receivers: OtherStreams, senders: OtherStreams, bad: float
) -> None:
    mids, criteria = case.mids, case.criteria
    upstream = case.read(case.sender_uid, mids.upstream) if parts.is_measured and not parts.is_repaired else None
    sender_part = parts.sender or 0.0
    own_part = 0.0 if parts.total is None else parts.total - sender_part
    if own_part <= bad:
        return
    down = weigh(case, _between(case, case.of_receiver(mids.end_to_end), upstream, sender_part), mids.end_to_end)
    if down is None or not is_active(down, criteria):
        return
    if down.calm_beyond is None and receivers.are_alike(criteria) and max(receivers.losses, default=0.0) <= bad:
        # The others suffer alike without a loss: nothing shows that this loss harms anybody.
        candidates.fits.add(Reason.DOWNLINK)
        return
    own = median(senders.losses) if senders.losses else None
    if own is not None and own < criteria.own_part * own_part and own <= bad:
        # The receiver gets other streams whole: only this pair loses, and neither side's curve tells why.
        candidates.fits |= {Reason.DOWNLINK, Reason.UPLINK}
        return
    is_borne_out = parts.is_measured or bool(receivers.losses)
    _accept(case, candidates, Reason.DOWNLINK, down, own_part, likely=not is_borne_out)


def _weigh_sender_side(
    case: Case, candidates: Candidates, parts: Parts, receivers: OtherStreams, senders: OtherStreams, bad: float
) -> None:
    """No curve of the sender tells; each receiver loses as much."""
    mid = case.mids.end_to_end
    whole = weigh(case, case.of_receiver(mid), mid)
    if whole is None or parts.sender is None or parts.sender <= bad:
        return
    if len(receivers.losses) >= case.criteria.least_others or senders.are_fine(case.criteria):
        _accept(case, candidates, Reason.SENDER_SIDE, whole, parts.sender, likely=True)
    else:
        candidates.fits.add(Reason.UPLINK)


def _weigh_uplink(
    case: Case, candidates: Candidates, parts: Parts, receivers: OtherStreams, bad: float, *, has_own: bool
) -> None:
    mid, criteria = case.mids.upstream, case.criteria
    up = weigh(case, case.read(case.sender_uid, mid), mid)
    if up is None or parts.sender is None or not is_active(up, criteria):
        return
    if parts.is_repaired and parts.sender <= bad:
        # More than any receiver misses was lost upstream, and repaired: nobody suffers by it.
        return
    contrast = has_contrast(up, criteria)
    is_fine = receivers.are_fine(criteria)
    confidence = Confidence.CERTAIN if is_plain(up, criteria) and not is_fine else Confidence.LIKELY
    if up.calm_beyond is not None and not contrast:
        candidates.fits.add(Reason.UPLINK)
    elif not is_fine or (contrast and receivers.counted.known < criteria.least_others):
        candidates.accepted.append(Accepted(Reason.UPLINK, parts.sender, confidence))
    elif any(one.reason is Reason.DOWNLINK for one in candidates.accepted) or (contrast and not has_own):
        # Others get the same loss and see the stream well: here it adds to the receiver's own loss, or only the timing
        # speaks for it.
        candidates.accepted.append(Accepted(Reason.UPLINK, parts.sender, Confidence.LIKELY))
    else:
        candidates.fits.add(Reason.UPLINK)


def _weigh_apart(
    case: Case, candidates: Candidates, parts: Parts, receivers: OtherStreams, senders: OtherStreams, bad: float
) -> None:
    """The losses of both users by two definitions: each is held against its own limit, and none is taken from the
    other. `parts.sender` comes from the other receivers, by the definition of this one."""
    criteria = case.criteria
    up = weigh(case, case.read(case.sender_uid, case.upstream), case.upstream)
    down = weigh(case, case.of_receiver(case.end_to_end), case.end_to_end)
    if up is not None and is_active(up, criteria):
        contrast = up.calm_beyond is None or has_contrast(up, criteria)
        if contrast and not receivers.are_fine(criteria):
            is_certain = is_plain(up, criteria)
            confidence = Confidence.CERTAIN if is_certain else Confidence.LIKELY
            candidates.accepted.append(Accepted(Reason.UPLINK, max(parts.sender or 0.0, bad), confidence))
        else:
            candidates.fits.add(Reason.UPLINK)
    if down is None or parts.total is None or not is_active(down, criteria):
        return
    own_part = parts.total - (parts.sender or 0.0)
    if candidates.accepted and parts.sender is None:
        # Nothing divides the loss between the two.
        candidates.fits.add(Reason.DOWNLINK)
    elif own_part > bad:
        own = median(senders.losses) if senders.losses else None
        if own is not None and own < criteria.own_part * own_part and own <= bad:
            candidates.fits |= {Reason.DOWNLINK, Reason.UPLINK}
        else:
            _accept(case, candidates, Reason.DOWNLINK, down, own_part, likely=True)
    elif not candidates.accepted:
        # All receivers lose alike, and the sender's curve does not tell why.
        candidates.fits |= {Reason.UPLINK, Reason.DOWNLINK}


def _between(case: Case, end_to_end: Course, upstream: Course | None, sender_part: float) -> Course:
    """The loss of the whole way beyond the upstream loss, slot by slot; without an upstream curve, beyond the sender's
    mean part. At calm times the sender's part comes from its curve then, or is 0."""
    parts: Mapping[int, float] = {}
    calm_part = 0.0
    if upstream is not None:
        parts = dict(zip(upstream.spell.slots, upstream.spell.means, strict=True))
        calm_part = upstream.quiet.mean or 0.0
    spell, quiet = end_to_end.spell, end_to_end.quiet.curve
    return Course(
        _less(spell, [parts.get(slot, sender_part) for slot in spell.slots]),
        SlotReading(_less(quiet, [calm_part] * len(quiet.slots))),
    )


def _less(curve: Excerpt, parts: Sequence[float]) -> Excerpt:
    """A curve without a part of it, slot by slot."""
    columns = [
        [max(0.0, value - part) for value, part in zip(column, parts, strict=True)]
        for column in (curve.means, curve.lows, curve.highs)
    ]
    return Excerpt(curve.slots, [1.0] * len(parts), *columns)


def _accept(case: Case, candidates: Candidates, reason: Reason, one: Weighed, percent: float, *, likely: bool) -> None:
    """Name a side for so many percent of loss, unless its curve was as bad at calm times."""
    if one.calm_beyond is not None and not has_contrast(one, case.criteria):
        candidates.fits.add(reason)
    elif is_active(one, case.criteria):
        is_certain = not likely and is_plain(one, case.criteria)
        candidates.accepted.append(Accepted(reason, percent, Confidence.CERTAIN if is_certain else Confidence.LIKELY))


def _without_upstream(
    case: Case, candidates: Candidates, parts: Parts, senders: OtherStreams, limit: Threshold
) -> None:
    """Loss end to end, and neither the sender's curve nor another receiver tells where: only the other senders can."""
    mid = case.mids.end_to_end
    whole = weigh(case, case.of_receiver(mid), mid)
    if whole is None or parts.total is None or parts.total <= limit.bad or not is_active(whole, case.criteria):
        return
    own = median(senders.losses) if senders.losses else None
    if own is not None and own >= case.criteria.own_part * parts.total:
        _accept(case, candidates, Reason.RECEIVER_SIDE, whole, parts.total, likely=True)
    elif own is not None and own <= limit.warn:
        _accept(case, candidates, Reason.SENDER_SIDE, whole, parts.total, likely=True)
    else:
        candidates.fits |= {Reason.UPLINK, Reason.DOWNLINK}
