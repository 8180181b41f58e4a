"""The candidates for the cause of one spell: each is weighed, and accepted where its timing and the other users of the
call bear it out; a candidate that is excluded or contradicted only *fits*.

    1  the loss                       loss.py
    2  the curves of both users       processors, routers, capture
    3  stops shorter than a slot
    4  the other streams alone        others.py
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from tui.analysis.cause.candidates import Accepted, Candidates
from tui.analysis.cause.case import (
    LEAST_CALM,
    Case,
    Weighed,
    has_contrast,
    is_active,
    is_plain,
    weigh,
    weigh_by,
)
from tui.analysis.cause.flow import CAPTURE, PROCESSOR, ROUTER, told_loss
from tui.analysis.cause.loss import weigh_loss
from tui.analysis.cause.others import OtherStreams, are_alike, are_fine, receivers_of, senders_to
from tui.analysis.cause.verdict import Confidence, Medium, OthersCount, Reason, Side

# A camera with less than this part of its usual rate has failed; a shared screen is slow all the time.
CAPTURE_PART = 0.5
_RECEIVER_OWN = frozenset((Reason.RECEIVER_PROCESSOR, Reason.RECEIVER_ROUTER))


def weigh_candidates(case: Case) -> Candidates:
    """Weigh every candidate against the spell."""
    receivers, senders = receivers_of(case), senders_to(case)
    candidates = Candidates([], set(), set(), receivers, senders)
    if case.is_shared:
        _weigh_shared(case, candidates)
        _hold_back(case, candidates)
        return candidates
    curves = _curves(case)
    has_own = any(one is not None and is_active(one, case.criteria) for one in map(curves.get, _RECEIVER_OWN))
    weigh_loss(case, candidates, receivers, senders, has_own=has_own)
    _share_loss(candidates)
    _weigh_curves(case, candidates, curves)
    _settle(case, candidates)
    _share_sides(case, candidates)
    if not candidates.accepted:
        _weigh_pauses(case, candidates)
    if not candidates.accepted:
        _weigh_others(case, candidates)
    _hold_back(case, candidates)
    return candidates


def _hold_back(case: Case, candidates: Candidates) -> None:
    """A side is found by elimination: not by curves that nobody has asked for, which may tell another story."""
    unasked = case.tracks.unasked(case.weights)
    if not unasked:
        return
    receivers, criteria = candidates.receivers, case.criteria
    open_reasons: set[Reason] = set()
    if case.sender_uid in unasked:
        open_reasons.add(Reason.SENDER_SIDE)
    others = unasked - {case.sender_uid, case.receiver_uid}
    is_spared = receivers.are_fine(criteria) or _loses_alone(case, receivers)
    if others and receivers.counted.known < criteria.least_others and not is_spared:
        open_reasons |= {Reason.DOWNLINK, Reason.RECEIVER_SIDE}
    if others and case.is_shared:
        open_reasons.add(Reason.UPLINK)
    dropped = {one.reason for one in candidates.accepted if one.reason in open_reasons}
    candidates.fits |= dropped
    candidates.accepted = [one for one in candidates.accepted if one.reason not in dropped]


def _loses_alone(case: Case, receivers: OtherStreams) -> bool:
    """Whether another receiver of the same sender loses less than half as much."""
    total = case.mean(case.of_receiver(case.end_to_end).spell)
    return total is not None and bool(receivers.losses) and min(receivers.losses) < total / 2


# -- the curves of both users


def _processor(case: Case, uid: int) -> Weighed | None:
    """The busiest of the processor's curves."""
    found = [one for mid in PROCESSOR if (one := weigh(case, case.read(uid, mid), mid)) is not None]
    return max(found, key=lambda one: (one.beyond, one.times), default=None)


def _router(case: Case, uid: int) -> Weighed | None:
    return weigh(case, case.read(uid, ROUTER), ROUTER)


def _capture(case: Case) -> Weighed | None:
    """The capture rate, by how much less it is than at calm times."""
    course = case.read(case.sender_uid, CAPTURE)
    calm = list(course.quiet.curve.means)
    if case.medium is not Medium.VIDEO or len(calm) < LEAST_CALM:
        return None
    usual = median(calm)
    if usual <= 0:
        return None
    least = CAPTURE_PART * usual
    return weigh_by(case, course, CAPTURE, lambda curve: [mean < least for mean in curve.means], usual)


def _curves(case: Case) -> Mapping[Reason, Weighed | None]:
    """The candidates that a curve of one user tells; None where it does not."""
    return {
        Reason.SENDER_PROCESSOR: _processor(case, case.sender_uid),
        Reason.SENDER_ROUTER: _router(case, case.sender_uid),
        Reason.CAPTURE: _capture(case),
        Reason.RECEIVER_PROCESSOR: _processor(case, case.receiver_uid),
        Reason.RECEIVER_ROUTER: _router(case, case.receiver_uid),
    }


def _share_loss(candidates: Candidates) -> None:
    """Uplink and downlink share the loss: together they count as one cause."""
    whole = sum(one.part for one in candidates.accepted)
    if whole > 0:
        candidates.accepted = [one._replace(part=one.part / whole) for one in candidates.accepted]


_LOSS = frozenset((Reason.UPLINK, Reason.DOWNLINK, Reason.SENDER_SIDE, Reason.RECEIVER_SIDE))
# A named side has some part in it, even if all others suffered.
LEAST_SIDE = 0.15


def _share_sides(case: Case, candidates: Candidates) -> None:
    """Between the sides, where no loss divides them: the sender's part is the suffering of the other receivers."""
    sides = {one.reason.side for one in candidates.accepted}
    if len(sides) < 2 or {one.reason for one in candidates.accepted} <= _LOSS:
        return
    others = candidates.receivers.frozen
    if len(others) < case.criteria.least_others:
        return
    own = case.total / (case.tracks.slot_s * len(case.weights))
    sender = min(1 - LEAST_SIDE, max(LEAST_SIDE, median(others) / own if own > 0 else 1.0))
    whole = {side: sum(one.part for one in candidates.accepted if one.reason.side is side) for side in sides}
    parts = {Side.SENDER: sender, Side.RECEIVER: 1 - sender}
    candidates.accepted = [
        one._replace(part=one.part * parts[one.reason.side] / whole[one.reason.side]) for one in candidates.accepted
    ]


def _weigh_curves(case: Case, candidates: Candidates, curves: Mapping[Reason, Weighed | None]) -> None:
    for reason, one in curves.items():
        if one is None:
            candidates.unknown |= {reason} - {Reason.CAPTURE}
        elif is_active(one, case.criteria):
            receivers, senders = candidates.receivers.counted, candidates.senders.counted
            mine, theirs = (receivers, senders) if reason.side is Side.SENDER else (senders, receivers)
            _accept_curve(case, candidates, reason, one, mine, theirs)


def _accept_curve(
    case: Case, candidates: Candidates, reason: Reason, one: Weighed, mine: OthersCount, theirs: OthersCount
) -> None:
    """`mine` are the other streams of the side that the candidate is on: it harms them alike. `theirs` those of the
    other side: they are spared."""
    criteria = case.criteria
    contrast = has_contrast(one, criteria)
    if one.calm_beyond is not None and not contrast:
        candidates.fits.add(reason)
        return
    if are_fine(mine, criteria) and (reason.side is Side.SENDER or not contrast):
        candidates.fits.add(reason)
        return
    if not contrast and not (
        are_alike(mine, criteria) or are_fine(theirs, criteria) or not (mine.known or theirs.known)
    ):
        candidates.fits.add(reason)
        return
    is_borne_out = are_alike(mine, criteria) or are_fine(theirs, criteria)
    is_certain = is_plain(one, criteria) and is_borne_out and not are_fine(mine, criteria)
    candidates.accepted.append(Accepted(reason, 1.0, Confidence.CERTAIN if is_certain else Confidence.LIKELY))


# -- consequences of other candidates, and the other sufferers


def _settle(case: Case, candidates: Candidates) -> None:
    """Drop the candidates that another accepted one explains, or that the other streams exclude."""
    reasons = {one.reason for one in candidates.accepted}
    criteria = case.criteria
    dropped: set[Reason] = set()
    if Reason.CAPTURE in reasons and reasons & {Reason.SENDER_PROCESSOR, Reason.UPLINK, Reason.SENDER_SIDE}:
        dropped.add(Reason.CAPTURE)
    own = reasons & _RECEIVER_OWN
    if own and candidates.receivers.are_alike(criteria) and not are_alike(candidates.senders.counted, criteria):
        # Everybody suffers by this sender: a receiver's own curve is no cause of that.
        dropped |= own
    candidates.fits |= dropped
    candidates.accepted = [one for one in candidates.accepted if one.reason not in dropped]


def _weigh_pauses(case: Case, candidates: Candidates) -> None:
    """A stop shorter than a slot: the bitrate fell to 0 within the suffering minutes and in hardly any other."""
    mids, criteria = case.mids, case.criteria
    for reason, course, mid in (
        (Reason.NOT_SENDING, case.read(case.sender_uid, mids.sent), mids.sent),
        (Reason.NOT_RECEIVING, case.of_receiver(mids.received), mids.received),
    ):
        one = weigh_by(case, course, mid, lambda curve: [low <= 0 for low in curve.lows], 1.0)
        if one is None:
            continue
        if is_active(one, criteria) and one.calm_beyond is not None and one.calm_beyond <= criteria.certain_calm:
            is_fine = candidates.receivers.are_fine(criteria)
            if reason is Reason.NOT_SENDING and is_fine:
                # The other receivers had no pause, and this one cannot receive while nothing is sent.
                candidates.fits.add(reason)
                return
            if reason is Reason.NOT_RECEIVING and not is_fine:
                candidates.fits.add(reason)
                continue
            candidates.accepted.append(Accepted(reason, 1.0, Confidence.LIKELY))
            return


def _weigh_others(case: Case, candidates: Candidates) -> None:
    """No curve tells a cause: the side, where the others tell it plainly."""
    criteria = case.criteria
    receivers, senders = candidates.receivers, candidates.senders
    if candidates.fits & {Reason.UPLINK, Reason.DOWNLINK}:
        return
    if receivers.are_alike(criteria):
        if senders.are_fine(criteria) or (not senders.counted.known and _unknown_of(candidates, Side.SENDER)):
            candidates.accepted.append(Accepted(Reason.SENDER_SIDE, 1.0, Confidence.LIKELY))
    elif are_alike(senders.counted, criteria) and receivers.are_fine(criteria):
        candidates.accepted.append(Accepted(Reason.RECEIVER_SIDE, 1.0, Confidence.LIKELY))


def _unknown_of(candidates: Candidates, side: Side) -> bool:
    return any(reason.side is side for reason in candidates.unknown)


# -- curves that are about all senders together


def _weigh_shared(case: Case, candidates: Candidates) -> None:
    """The receiver's curve sums up all senders: it accuses a sender only where no other one is possible, and the
    receiver only by the receiver's own curves."""
    tracks, mids, criteria = case.tracks, case.mids, case.criteria
    for reason, one in (
        (Reason.RECEIVER_PROCESSOR, _processor(case, case.receiver_uid)),
        (Reason.RECEIVER_ROUTER, _router(case, case.receiver_uid)),
    ):
        if one is None:
            candidates.unknown.add(reason)
        elif is_active(one, criteria):
            if has_contrast(one, criteria):
                candidates.accepted.append(Accepted(reason, 1.0, Confidence.LIKELY))
            else:
                candidates.fits.add(reason)
    ups = {
        uid: weigh(case, case.read(uid, metric), metric)
        for uid in tracks.stays
        if uid != case.receiver_uid and tracks.first_flow_ts(uid, mids.sent) is not None
        for metric in (told_loss(tracks, uid, mids.upstream, mids.web_upstream),)
    }
    mine = ups.pop(case.sender_uid, None)
    others_known = all(one is not None for one in ups.values())
    others_clean = others_known and not any(
        one is not None and one.beyond > criteria.certain_calm for one in ups.values()
    )
    if mine is None:
        candidates.unknown.add(Reason.UPLINK)
    elif is_active(mine, criteria):
        if others_clean and has_contrast(mine, criteria) and not candidates.accepted:
            candidates.accepted.append(Accepted(Reason.UPLINK, 1.0, Confidence.LIKELY))
        else:
            candidates.fits.add(Reason.UPLINK)
    if not others_clean:
        candidates.fits.add(Reason.UPLINK)
        candidates.accepted.clear()
