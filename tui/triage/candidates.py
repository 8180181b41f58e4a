"""The candidates for a cause, weighed against one spell of suffering: how far beyond its limit a curve was, for how
much of the spell, how the same curve stood at calm times, and what the other users of the call tell.

    1  the parts of the loss: what the sender's uplink, what the receiver's downlink lost, what neither explains
    2  the curves of both users: processors, routers, capture
    3  the witnesses: other receivers of the sender, other senders to the receiver
    4  the accepted ones, with strengths; whatever is excluded or contradicted only *fits*
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from msgspec import Struct

from tui.records import Threshold
from tui.triage.limits import Limits
from tui.triage.stream import MIDS, about
from tui.triage.tracks import Slot, Slots, Tracks
from tui.triage.verdict import Confidence, Medium, Reason, Side, Testimony

PROCESSOR = (20001, 20002, 20021)
ROUTER, CAPTURE = 20022, 20007
# A curve says nothing of calm times by fewer slots than this.
LEAST_CALM = 3
# A camera that captures less than this part of what it did has failed; a shared screen is slow all the time.
CAPTURE_PART = 0.5


class Weighed(NamedTuple):
    """A candidate's curve in one spell: `beyond` and `calm_beyond` are shares of the suffering and of the calm time in
    which it was beyond its limit (`calm_beyond` None: no calm time is known), `times` its mean over its limit."""

    mid: int
    beyond: float
    calm_beyond: float | None
    value: float
    calm: float | None
    times: float


class Accepted(NamedTuple):
    reason: Reason
    strength: float
    confidence: Confidence


class Ruling(Struct):
    """What is concluded of one spell. Without `accepted` it is undecided."""

    accepted: list[Accepted]
    fits: set[Reason]
    unknown: set[Reason]
    receivers: Testimony = Testimony()
    senders: Testimony = Testimony()


class Case(NamedTuple):
    """One spell of one medium of a pair: the suffering slots with their weights, and the calm ones of the same pair."""

    tracks: Tracks
    limits: Limits
    medium: Medium
    sender_uid: int
    receiver_uid: int
    weights: Mapping[int, float]
    calm: Sequence[int]
    is_shared: bool

    @property
    def total(self) -> float:
        return sum(self.weights.values())


def rule(case: Case) -> Ruling:
    """Weigh every candidate against the spell."""
    receivers, senders = _receivers(case), _senders(case)
    ruling = Ruling([], set(), set(), receivers.testimony, senders.testimony)
    if case.is_shared:
        _rule_shared(case, ruling)
        return ruling
    _weigh_loss(case, ruling, receivers, senders)
    _weigh_curves(case, ruling, receivers.testimony, senders.testimony)
    _settle(case, ruling)
    if not ruling.accepted:
        _weigh_pauses(case, ruling)
    if not ruling.accepted:
        _by_witnesses(case, ruling)
    return ruling


# -- one curve against the spell


def weigh(case: Case, curve: Slots, limit: Threshold | None, mid: int) -> Weighed | None:
    """A curve that is worse the greater it is; None where it tells of less than half of the spell."""
    if limit is None:
        return None
    return _weigh(case, curve, mid, lambda row: is_beyond(row, limit, case.limits.burst), limit.bad)


def is_beyond(row: Slot, limit: Threshold, burst: float) -> bool:
    """Whether a slot is beyond the bad limit: by its mean, or near it with a burst."""
    mean = row[1] / row[0]
    return mean > limit.bad or (mean > limit.warn and row[3] > burst * limit.bad)


def _weigh(case: Case, curve: Slots, mid: int, test: Callable[[Slot], bool], bad: float) -> Weighed | None:
    known = {slot: weight for slot, weight in case.weights.items() if slot in curve}
    total = sum(known.values())
    if total <= 0 or total < case.total / 2:
        return None
    # Samples lie up to a slot apart from what they caused, where slots are short.
    near = (0,) if case.tracks.slot_s >= 60 else (0, -1, 1)

    def met(slot: int) -> bool:
        return any((row := curve.get(slot + step)) is not None and test(row) for step in near)

    beyond = sum(weight for slot, weight in known.items() if met(slot)) / total
    value = sum(weight * curve[slot][1] / curve[slot][0] for slot, weight in known.items()) / total
    calm = [row for slot in case.calm if (row := curve.get(slot)) is not None]
    if len(calm) < LEAST_CALM:
        return Weighed(mid, beyond, None, value, None, value / bad if bad > 0 else float("inf"))
    calm_beyond = sum(map(test, calm)) / len(calm)
    calm_value = sum(row[1] / row[0] for row in calm) / len(calm)
    return Weighed(mid, beyond, calm_beyond, value, calm_value, value / bad if bad > 0 else float("inf"))


def is_active(one: Weighed, limits: Limits) -> bool:
    return one.beyond >= limits.least_share


def has_contrast(one: Weighed, limits: Limits) -> bool:
    """Whether the curve was beyond its limit because of the time: it was not so, or much less, at calm times."""
    if one.calm_beyond is None or one.calm is None:
        return False
    return one.calm_beyond <= limits.calm_share * one.beyond or one.value >= limits.lift * one.calm


def _is_plain(one: Weighed, limits: Limits) -> bool:
    return one.beyond >= limits.certain_share and one.calm_beyond is not None and one.calm_beyond <= limits.certain_calm


def _limit(case: Case, mid: int) -> Threshold | None:
    return case.limits.thresholds.get(str(mid))


# -- witnesses


class Witnesses(NamedTuple):
    """Other streams of one side in the same time: how many of them suffer, and the mean loss of each that tells it."""

    testimony: Testimony
    losses: Sequence[float]

    def are_alike(self, limits: Limits) -> bool:
        known, alike = self.testimony.known, self.testimony.alike
        return known >= limits.least_witnesses and alike >= limits.alike * known

    def are_fine(self, limits: Limits) -> bool:
        return are_fine(self.testimony, limits)


def are_alike(one: Testimony, limits: Limits) -> bool:
    return one.known >= 1 and one.alike >= limits.alike * one.known


def are_fine(one: Testimony, limits: Limits) -> bool:
    return one.known >= 1 and one.alike <= (1 - limits.alike) * one.known


def _receivers(case: Case) -> Witnesses:
    mids = MIDS[case.medium]
    uids = {*case.tracks.receivers_of(case.sender_uid, mids.freeze)}
    uids |= {*case.tracks.receivers_of(case.sender_uid, mids.end_to_end)}
    return _witnesses(case, [(case.sender_uid, uid) for uid in sorted(uids) if uid != case.receiver_uid])


def _senders(case: Case) -> Witnesses:
    mids = MIDS[case.medium]
    uids = {*case.tracks.senders_to(case.receiver_uid, mids.freeze)}
    uids |= {*case.tracks.senders_to(case.receiver_uid, mids.end_to_end)}
    return _witnesses(case, [(uid, case.receiver_uid) for uid in sorted(uids) if uid != case.sender_uid])


def _witnesses(case: Case, pairs: Iterable[tuple[int, int]]) -> Witnesses:
    tracks, mids = case.tracks, MIDS[case.medium]
    known = alike = 0
    losses = []
    limit = case.limits.frozen_percent(case.medium) / 100
    for sender_uid, receiver_uid in pairs:
        loss = mean_over(tracks.slots(receiver_uid, mids.end_to_end, sender_uid), case.weights)
        if loss is not None:
            losses.append(loss)
        freeze = tracks.slots(receiver_uid, mids.freeze, sender_uid)
        rows = [row for slot in case.weights if (row := freeze.get(slot)) is not None]
        if len(rows) * 2 < len(case.weights):
            continue
        received = tracks.slots(receiver_uid, mids.received, sender_uid)
        got = [row for slot in case.weights if (row := received.get(slot)) is not None]
        if received and not any(row[3] > 0 for row in got):
            # It gets nothing of this stream: muted, or worse; no witness of how well it comes.
            continue
        known += 1
        alike += sum(row[1] for row in rows) / 1000 > limit * tracks.slot_s * len(rows)
    return Witnesses(Testimony(known, alike), losses)


def mean_over(curve: Slots, weights: Mapping[int, float]) -> float | None:
    """The mean of a curve over slots, by their weights; None where it tells of less than half of them."""
    known = [(weight, row) for slot, weight in weights.items() if (row := curve.get(slot)) is not None]
    total = sum(weight for weight, _ in known)
    if total <= 0 or total < sum(weights.values()) / 2:
        return None
    return sum(weight * row[1] / row[0] for weight, row in known) / total


# -- 1 the parts of the loss


class Parts(NamedTuple):
    """Mean loss over the spell in percent: `sender`, what was lost on the sender's side, None where nothing tells it;
    `total`, on the whole way; `is_measured`: the sender's own curve tells its part. `is_repaired`: more was lost
    upstream than any receiver misses."""

    sender: float | None
    total: float | None
    is_measured: bool
    is_repaired: bool
    is_contradicted: bool


def loss_parts(case: Case, others: Sequence[float], bad: float) -> Parts:
    tracks, mids = case.tracks, MIDS[case.medium]
    upstream = mean_over(tracks.slots(case.sender_uid, mids.upstream), case.weights)
    curve, _ = about(tracks, case.receiver_uid, mids.end_to_end, case.sender_uid)
    total = mean_over(curve, case.weights)
    # What is lost on the sender's side is lost to every receiver: no more than the least that one of them misses.
    bound = min(others, default=None)
    if upstream is None:
        return Parts(bound if bound is None or total is None else min(bound, total), total, False, False, False)
    sender, is_repaired = upstream, False
    for most in (bound, total):
        if most is not None and most < upstream / 2:
            sender, is_repaired = min(sender, most), True
    is_contradicted = (
        len(others) >= case.limits.least_witnesses
        and bound is not None
        and bound > bad
        and bound > 2 * upstream
        and (total is None or bound >= total / 2)
    )
    return Parts(sender, total, True, is_repaired, is_contradicted)


def _weigh_loss(case: Case, ruling: Ruling, receivers: Witnesses, senders: Witnesses) -> None:
    tracks, mids, limits = case.tracks, MIDS[case.medium], case.limits
    up_limit, limit = _limit(case, mids.upstream), _limit(case, mids.end_to_end)
    upstream = tracks.slots(case.sender_uid, mids.upstream)
    end_to_end, _ = about(tracks, case.receiver_uid, mids.end_to_end, case.sender_uid)
    if up_limit is None or limit is None:
        return
    parts = loss_parts(case, receivers.losses, limit.bad)
    if parts.sender is None:
        ruling.unknown.add(Reason.UPLINK)
    if parts.total is None:
        ruling.unknown.add(Reason.DOWNLINK)
    up = weigh(case, upstream, up_limit, mids.upstream)
    whole = weigh(case, end_to_end, limit, mids.end_to_end)
    if parts.is_contradicted:
        # The sender's curve is clean, and all its receivers lose alike: somewhere between.
        if senders.losses and median(senders.losses) >= limits.own_part * (parts.total or 0.0):
            _accept_loss(case, ruling, Reason.DOWNLINK, whole, parts.total or 0.0, limit.bad, likely=True)
        else:
            ruling.fits |= {Reason.UPLINK, Reason.DOWNLINK}
        return
    if parts.sender is None:
        _without_upstream(case, ruling, whole, parts, senders, limit)
        return
    receiver = None if parts.total is None else max(0.0, parts.total - parts.sender)
    between = _between(end_to_end, upstream if parts.is_measured and not parts.is_repaired else {}, parts.sender)
    down = weigh(case, between, limit, mids.end_to_end)
    if parts.is_measured:
        if parts.is_repaired and parts.sender <= up_limit.bad:
            # More than any receiver misses was lost upstream, and repaired: nobody suffers by it.
            up = None
        if up is not None and is_active(up, limits):
            _accept_uplink(case, ruling, up, parts.sender / up_limit.bad, receivers)
    elif parts.sender > limit.bad and whole is not None:
        # No curve of the sender tells; each receiver loses as much.
        likely = len(receivers.losses) >= limits.least_witnesses or senders.are_fine(limits)
        if likely:
            _accept_loss(case, ruling, Reason.SENDER_SIDE, whole, parts.sender, limit.bad, likely=True)
        else:
            ruling.fits.add(Reason.UPLINK)
    if receiver is None or down is None or not is_active(down, limits):
        return
    if receiver <= limit.bad:
        return
    own = median(senders.losses) if senders.losses else None
    if own is not None and own < limits.own_part * receiver and own <= limit.bad:
        # The receiver gets other streams whole: only this pair loses, and neither side's curve tells why.
        ruling.fits |= {Reason.DOWNLINK, Reason.UPLINK}
        return
    is_borne_out = parts.is_measured or bool(receivers.losses)
    _accept_loss(case, ruling, Reason.DOWNLINK, down, receiver, limit.bad, likely=not is_borne_out)


def _between(end_to_end: Slots, upstream: Slots, sender_part: float) -> Slots:
    """How much more was lost on the whole way than upstream, slot by slot; without an upstream curve than the sender's
    mean part."""
    found = {}
    for slot, row in end_to_end.items():
        up = upstream.get(slot)
        part = sender_part if up is None else up[1] / up[0]
        mean = max(0.0, row[1] / row[0] - part)
        found[slot] = 1, mean, max(0.0, row[2] - part), max(0.0, row[3] - (part if up is None else up[3]))
    return found


def _accept_loss(
    case: Case, ruling: Ruling, reason: Reason, one: Weighed | None, value: float, bad: float, *, likely: bool
) -> None:
    if one is None:
        return
    limits = case.limits
    if one.calm_beyond is not None and not has_contrast(one, limits):
        ruling.fits.add(reason)
        return
    if not is_active(one, limits):
        return
    is_certain = not likely and _is_plain(one, limits)
    strength = value / bad if bad > 0 else 1.0
    ruling.accepted.append(Accepted(reason, strength, Confidence.CERTAIN if is_certain else Confidence.LIKELY))


def _accept_uplink(case: Case, ruling: Ruling, up: Weighed, strength: float, receivers: Witnesses) -> None:
    limits = case.limits
    contrast = has_contrast(up, limits)
    if up.calm_beyond is not None and not contrast:
        ruling.fits.add(Reason.UPLINK)
    elif receivers.are_fine(limits) and (not contrast or receivers.testimony.known >= limits.least_witnesses):
        # Others get the same loss, and see the stream well: the timing alone does not accuse.
        if contrast and not _has_other_side(case):
            ruling.accepted.append(Accepted(Reason.UPLINK, strength, Confidence.LIKELY))
        else:
            ruling.fits.add(Reason.UPLINK)
    else:
        is_certain = _is_plain(up, limits) and not receivers.are_fine(limits)
        ruling.accepted.append(
            Accepted(Reason.UPLINK, strength, Confidence.CERTAIN if is_certain else Confidence.LIKELY)
        )


def _has_other_side(case: Case) -> bool:
    """Whether the receiver has an own candidate: a processor or a router beyond its limit."""
    return any(
        one is not None and is_active(one, case.limits)
        for one in (_processor(case, case.receiver_uid), _router(case, case.receiver_uid))
    )


def _without_upstream(
    case: Case, ruling: Ruling, whole: Weighed | None, parts: Parts, senders: Witnesses, limit: Threshold
) -> None:
    """Loss end to end, and neither the sender's curve nor another receiver tells where: only the other senders can."""
    if whole is None or parts.total is None or parts.total <= limit.bad or not is_active(whole, case.limits):
        return
    if not senders.losses:
        ruling.fits |= {Reason.UPLINK, Reason.DOWNLINK}
    elif median(senders.losses) >= case.limits.own_part * parts.total:
        _accept_loss(case, ruling, Reason.RECEIVER_SIDE, whole, parts.total, limit.bad, likely=True)
    elif median(senders.losses) <= limit.warn:
        _accept_loss(case, ruling, Reason.SENDER_SIDE, whole, parts.total, limit.bad, likely=True)
    else:
        ruling.fits |= {Reason.UPLINK, Reason.DOWNLINK}


# -- 2 the curves of both users


def _processor(case: Case, uid: int) -> Weighed | None:
    """The busiest of the processor's curves."""
    found = [
        one
        for mid in PROCESSOR
        if (one := weigh(case, case.tracks.slots(uid, mid), _limit(case, mid), mid)) is not None
    ]
    return max(found, key=lambda one: (one.beyond, one.times), default=None)


def _router(case: Case, uid: int) -> Weighed | None:
    return weigh(case, case.tracks.slots(uid, ROUTER), _limit(case, ROUTER), ROUTER)


def _capture(case: Case) -> Weighed | None:
    """The capture rate, by how much less it is than at calm times."""
    curve = case.tracks.slots(case.sender_uid, CAPTURE)
    calm = [row[1] / row[0] for slot in case.calm if (row := curve.get(slot)) is not None]
    if case.medium is not Medium.VIDEO or len(calm) < LEAST_CALM:
        return None
    usual = median(calm)
    if usual <= 0:
        return None
    found = _weigh(case, curve, CAPTURE, lambda row: row[1] / row[0] < CAPTURE_PART * usual, usual)
    return None if found is None else found._replace(times=usual / max(found.value, 0.1 * usual))


def _weigh_curves(case: Case, ruling: Ruling, receivers: Testimony, senders: Testimony) -> None:
    sender_uid, receiver_uid = case.sender_uid, case.receiver_uid
    for reason, one, mine, theirs in (
        (Reason.SENDER_PROCESSOR, _processor(case, sender_uid), receivers, senders),
        (Reason.SENDER_ROUTER, _router(case, sender_uid), receivers, senders),
        (Reason.CAPTURE, _capture(case), receivers, senders),
        (Reason.RECEIVER_PROCESSOR, _processor(case, receiver_uid), senders, receivers),
        (Reason.RECEIVER_ROUTER, _router(case, receiver_uid), senders, receivers),
    ):
        if one is None:
            if reason is not Reason.CAPTURE:
                ruling.unknown.add(reason)
        elif is_active(one, case.limits):
            _accept_curve(case, ruling, reason, one, mine, theirs)


def _accept_curve(case: Case, ruling: Ruling, reason: Reason, one: Weighed, mine: Testimony, theirs: Testimony) -> None:
    """`mine` are the other streams of the side that the candidate is on: it harms them alike. `theirs` those of the
    other side: they are spared."""
    limits = case.limits
    contrast = has_contrast(one, limits)
    if one.calm_beyond is not None and not contrast:
        ruling.fits.add(reason)
        return
    if are_fine(mine, limits) and (reason.side is Side.SENDER or not contrast):
        ruling.fits.add(reason)
        return
    if not contrast and not (are_alike(mine, limits) or are_fine(theirs, limits) or not (mine.known or theirs.known)):
        ruling.fits.add(reason)
        return
    is_borne_out = are_alike(mine, limits) or are_fine(theirs, limits)
    is_certain = _is_plain(one, limits) and is_borne_out and not are_fine(mine, limits)
    ruling.accepted.append(Accepted(reason, one.times, Confidence.CERTAIN if is_certain else Confidence.LIKELY))


# -- 3 what follows from what, and who else suffers


_RECEIVER_OWN = frozenset((Reason.RECEIVER_PROCESSOR, Reason.RECEIVER_ROUTER))


def _settle(case: Case, ruling: Ruling) -> None:
    """Drop what another accepted candidate explains, or what the witnesses exclude."""
    reasons = {one.reason for one in ruling.accepted}
    limits = case.limits
    dropped: set[Reason] = set()
    if Reason.CAPTURE in reasons and reasons & {Reason.SENDER_PROCESSOR, Reason.UPLINK, Reason.SENDER_SIDE}:
        dropped.add(Reason.CAPTURE)
    is_everybody = ruling.receivers.known >= limits.least_witnesses and are_alike(ruling.receivers, limits)
    if is_everybody and not are_alike(ruling.senders, limits):
        # Everybody suffers by this sender: a receiver's own curve is no cause of that.
        dropped |= reasons & _RECEIVER_OWN
    ruling.fits |= dropped
    ruling.accepted = [one for one in ruling.accepted if one.reason not in dropped]


def _weigh_pauses(case: Case, ruling: Ruling) -> None:
    """A stop shorter than a slot: the bitrate fell to 0 within the suffering minutes and in hardly any other."""
    tracks, mids, limits = case.tracks, MIDS[case.medium], case.limits
    received, _ = about(tracks, case.receiver_uid, mids.received, case.sender_uid)
    for reason, curve, mid in (
        (Reason.NOT_SENDING, tracks.slots(case.sender_uid, mids.sent), mids.sent),
        (Reason.NOT_RECEIVING, received, mids.received),
    ):
        one = _weigh(case, curve, mid, lambda row: row[2] <= 0, 1.0)
        if one is None:
            continue
        if is_active(one, limits) and one.calm_beyond is not None and one.calm_beyond <= limits.certain_calm:
            excluded = ruling.receivers
            if reason is Reason.NOT_SENDING and are_fine(excluded, limits):
                continue
            if reason is Reason.NOT_RECEIVING and not are_fine(excluded, limits):
                ruling.fits.add(reason)
                continue
            ruling.accepted.append(Accepted(reason, 1.0, Confidence.LIKELY))
            return


def _by_witnesses(case: Case, ruling: Ruling) -> None:
    """No curve tells a cause: the side, where the others tell it plainly."""
    limits = case.limits
    receivers, senders = ruling.receivers, ruling.senders
    if ruling.fits & {Reason.UPLINK, Reason.DOWNLINK}:
        return
    enough = limits.least_witnesses
    if receivers.known >= enough and are_alike(receivers, limits):
        if are_fine(senders, limits) or (not senders.known and _unknown_of(ruling, Side.SENDER)):
            ruling.accepted.append(Accepted(Reason.SENDER_SIDE, 1.0, Confidence.LIKELY))
    elif senders.known and are_alike(senders, limits) and are_fine(receivers, limits):
        ruling.accepted.append(Accepted(Reason.RECEIVER_SIDE, 1.0, Confidence.LIKELY))


def _unknown_of(ruling: Ruling, side: Side) -> bool:
    return any(reason.side is side for reason in ruling.unknown)


# -- curves that are about all senders together


def _rule_shared(case: Case, ruling: Ruling) -> None:
    """The receiver's curve sums up all senders: it accuses a sender only where no other one can be meant, and the
    receiver only by what it measures of itself."""
    tracks, mids, limits = case.tracks, MIDS[case.medium], case.limits
    limit = _limit(case, mids.upstream)
    for reason, one in (
        (Reason.RECEIVER_PROCESSOR, _processor(case, case.receiver_uid)),
        (Reason.RECEIVER_ROUTER, _router(case, case.receiver_uid)),
    ):
        if one is None:
            ruling.unknown.add(reason)
        elif is_active(one, limits):
            if has_contrast(one, limits):
                ruling.accepted.append(Accepted(reason, one.times, Confidence.LIKELY))
            else:
                ruling.fits.add(reason)
    ups = {
        uid: weigh(case, tracks.slots(uid, mids.upstream), limit, mids.upstream)
        for uid in tracks.stays
        if uid != case.receiver_uid and tracks.first_flow_ts(uid, mids.sent) is not None
    }
    mine = ups.pop(case.sender_uid, None)
    others_known = all(one is not None for one in ups.values())
    others_clean = others_known and not any(
        one is not None and one.beyond > limits.certain_calm for one in ups.values()
    )
    if mine is None:
        ruling.unknown.add(Reason.UPLINK)
    elif is_active(mine, limits):
        if others_clean and has_contrast(mine, limits) and not ruling.accepted:
            ruling.accepted.append(Accepted(Reason.UPLINK, mine.times, Confidence.LIKELY))
        else:
            ruling.fits.add(Reason.UPLINK)
    if not others_clean:
        ruling.fits.add(Reason.UPLINK)
        ruling.accepted.clear()
