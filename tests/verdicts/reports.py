"""The curves that the users of a stage report, with all that keeps points from coming."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from tests.verdicts.physics import (
    AUDIO_FREEZE_MS,
    VIDEO_FREEZE_MS,
    averaged,
    composed,
    freezes,
    gauss,
    harm_of_loss,
    noisy,
    spiked,
    summed,
    uniform,
)
from tests.verdicts.stage import AUDIO, VIDEO, Span, Stage, Stay
from tui.analysis.cause.verdict import Side
from tui.domain.records import Curve, Session

UPSTREAM = {VIDEO: 20017, AUDIO: 20015}
END_TO_END = {VIDEO: 20018, AUDIO: 20016}
FREEZE = {VIDEO: 20011, AUDIO: 20005}
SENT = {VIDEO: 20006, AUDIO: 20003}
RECEIVED = {VIDEO: 20009, AUDIO: 20004}
CAPTURE_FPS, SENT_FPS, RECEIVED_FPS = 20007, 20008, 20010
APP_CPU, SYSTEM_CPU, TASK_DELAY, RTT = 20001, 20002, 20021, 20022
FOREVER = 1e9  # longer than any call, in seconds
_LEAST_MS = {VIDEO: VIDEO_FREEZE_MS, AUDIO: AUDIO_FREEZE_MS}


class Frozen(Struct, frozen=True):
    """A freeze curve as it came, and how far apart its points should be."""

    curve: Curve
    step_s: int


class Reports:
    """`frozen` are the freeze curves by (sender, receiver, medium); the sender is 0 where a curve is about all."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.curves: list[Curve] = []
        self.frozen: dict[tuple[int, int, str], list[Frozen]] = {}
        self.phases = {uid: stage.rng.randrange(10) for uid in stage.users}
        self.late_s = {uid: stage.rng.randrange(stage.tick_s) for uid in stage.users}
        for uid in stage.users:
            self._own(uid)
        for uid in stage.senders:
            self._sending(uid)
        for receiver in stage.receivers:
            self._receiving(receiver)

    def sessions(self) -> tuple[Session, ...]:
        stage, made = self.stage, []
        end_ts = stage.start_ts + stage.length_s
        for uid, stays in stage.stays.items():
            for stay in stays:
                left = None if stay.until is None else stage.start_ts + int(stay.until)
                if left is None and stage.is_over:
                    left = end_ts
                made.append(
                    Session(
                        sid=stay.sid,
                        channel="room",
                        uid=uid,
                        network="Wi-Fi",
                        platform="Android",
                        speaker=uid in stage.senders,
                        sdk_version="3.1.2",
                        device_type="phone",
                        join_ts=stage.start_ts + int(stay.start),
                        leave_ts=left,
                        finished=left is not None,
                    )
                )
        return tuple(made)

    # ── of itself ────────────────────────────────────────────────────────────

    def _own(self, uid: int) -> None:
        stage, noise, rng = self.stage, self.stage.noise, self.stage.rng
        cpu, app = stage.cpu[uid], rng.uniform(0.6, 1.0)
        harms = [
            row
            for side in (Side.SENDER, Side.RECEIVER)
            if (row := stage.harm.get((uid, side, VIDEO))) and max(cpu) > 90
        ]
        delay = [9.0 + 260 * sum(shares) for shares in zip(*harms, strict=True)] if harms else [9.0] * stage.ticks
        for mid, row, deviation, odds, low, high in (
            (SYSTEM_CPU, cpu, 3.0, noise.cpu_spikes, 96.0, 100.0),
            (APP_CPU, [x * app for x in cpu], 3.0, noise.cpu_spikes / 3, 90.0, 99.0),
            (TASK_DELAY, delay, 3.0, noise.cpu_spikes, 60.0, 160.0),
            (RTT, stage.rtt[uid], 5.0, noise.rtt_spikes, 600.0, 1500.0),
        ):
            values = averaged(self._from_phase(uid, mid, row), self._size(uid, mid))
            values = noisy(values, gauss(rng, len(values)), deviation if max(row) < 94 or mid == RTT else 1.0)
            values = spiked(values, rng, odds, low, high)
            self._emit(uid, 0, mid, [min(100.0, x) for x in values] if mid in (APP_CPU, SYSTEM_CPU) else values)

    # ── of what it sends ─────────────────────────────────────────────────────

    def _sending(self, uid: int) -> None:
        stage, rng = self.stage, self.stage.rng
        up = stage.up[uid]
        for medium in stage.media:
            kbps = [x * (1 - loss / 200) for x, loss in zip(stage.kbps[uid, medium], up, strict=True)]
            self._emit_rate(uid, 0, SENT[medium], kbps)
            sent = [loss if x else 0.0 for x, loss in zip(kbps, up, strict=True)]
            self._emit_loss(uid, 0, UPSTREAM[medium], sent, 1.0)
        if VIDEO in stage.media:
            for mid in (CAPTURE_FPS, SENT_FPS):
                fps = averaged(self._from_phase(uid, mid, stage.fps[uid]), self._size(uid, mid))
                self._emit(
                    uid, 0, mid, [x and y for x, y in zip(fps, noisy(fps, gauss(rng, len(fps)), 0, 0.02), strict=True)]
                )

    # ── of what it receives ──────────────────────────────────────────────────

    def _receiving(self, receiver: int) -> None:
        stage = self.stage
        shared: list[tuple[list[float], list[float], list[float]]] = []
        for sender in stage.senders:
            if (sender, receiver) not in stage.pairs:
                continue
            for medium in stage.media:
                loss, frozen, kbps = self._stream(sender, receiver, medium)
                if medium == AUDIO and stage.shared_audio:
                    shared.append((loss, frozen, kbps))
                    continue
                self._emit_loss(receiver, sender, END_TO_END[medium], loss, 1.4)
                self._emit_freeze(receiver, sender, medium, frozen)
                self._emit_rate(receiver, sender, RECEIVED[medium], kbps)
                if medium == VIDEO:
                    tick_ms = stage.tick_s * 1000.0
                    fps = [
                        rate * (1 - ms / tick_ms) if got else 0.0
                        for rate, ms, got in zip(stage.fps[sender], frozen, kbps, strict=True)
                    ]
                    self._emit_rate(receiver, sender, RECEIVED_FPS, fps)
        if shared:
            losses, freezing, rates = zip(*shared, strict=True)
            count, tick_ms = len(shared), stage.tick_s * 1000.0
            self._emit_loss(
                receiver, 0, END_TO_END[AUDIO], [sum(each) / count for each in zip(*losses, strict=True)], 1.4
            )
            self._emit_freeze(receiver, 0, AUDIO, [min(tick_ms, sum(each)) for each in zip(*freezing, strict=True)])
            self._emit_rate(receiver, 0, RECEIVED[AUDIO], [sum(each) for each in zip(*rates, strict=True)])

    def _stream(self, sender: int, receiver: int, medium: str) -> tuple[list[float], list[float], list[float]]:
        """Of each tick: the loss end to end, the milliseconds frozen, the bitrate that comes."""
        stage, rng = self.stage, self.stage.rng
        ticks, tick_ms = stage.ticks, stage.tick_s * 1000.0
        between = stage.between.get((sender, receiver))
        rows = [row for row in (stage.up[sender], between, stage.down[receiver]) if row and any(row)]
        loss = composed(*rows) if rows else [0.0] * ticks
        protection = stage.protection if medium == VIDEO else stage.audio_protection
        shares = harm_of_loss(loss, protection, stage.gain) if rows else [0.0] * ticks
        for key in ((sender, Side.SENDER, medium), (receiver, Side.RECEIVER, medium)):
            if row := stage.harm.get(key):
                shares = [min(0.95, a + b) for a, b in zip(shares, row, strict=True)]
        frozen = freezes(shares, uniform(rng, ticks), tick_ms, _LEAST_MS[medium]) if any(shares) else [0.0] * ticks
        self._ordinary_freezes(frozen, medium)
        kbps = stage.kbps[sender, medium]
        if deaf := stage.deaf.get((sender, receiver, medium)):
            kbps = [0.0 if is_deaf else x for x, is_deaf in zip(kbps, deaf, strict=True)]
        if not all(kbps):
            loss = [x if got else 0.0 for x, got in zip(loss, kbps, strict=True)]
            frozen = [x if got else 0.0 for x, got in zip(frozen, kbps, strict=True)]
        if stuck := stage.stuck.get((sender, receiver, medium)):
            frozen = [tick_ms if is_stuck else x for x, is_stuck in zip(frozen, stuck, strict=True)]
        kbps = [
            x * (1 - ms / tick_ms * 0.5) * (1 - lost / 150) if x else 0.0
            for x, ms, lost in zip(kbps, frozen, loss, strict=True)
        ]
        if rng.random() < 0.3:
            # It is on its way for a while.
            for row in (loss, frozen, kbps):
                row.insert(0, row[0])
                row.pop()
        return loss, frozen, kbps

    def _ordinary_freezes(self, frozen: list[float], medium: str) -> None:
        stage, rng = self.stage, self.stage.rng
        tick_ms = stage.tick_s * 1000.0
        expected = stage.noise.freezes * stage.length_s / 60 * (1.0 if medium == VIDEO else 0.5)
        least, most = (600.0, 1100.0) if medium == VIDEO else (200.0, 500.0)
        for _ in range(int(expected + rng.random())):
            at = rng.randrange(stage.ticks)
            frozen[at] = max(frozen[at], min(tick_ms, rng.uniform(least, most)))

    # ── as points ────────────────────────────────────────────────────────────

    def _step(self, uid: int, mid: int) -> int:
        return self.stage.mid_step_s.get((uid, mid)) or self.stage.step_s[uid]

    def _size(self, uid: int, mid: int) -> int:
        return self._step(uid, mid) // self.stage.tick_s

    def _shift(self, uid: int) -> int:
        """How many seconds late the points of a user are stamped."""
        return self.stage.clock_off_s[uid] + self.late_s[uid]

    def _phase(self, uid: int, mid: int) -> int:
        """How many ticks after the call's beginning the first sample begins: users do not report in step."""
        return self.phases[uid] % self._size(uid, mid)

    def _from_phase(self, uid: int, mid: int, row: Sequence[float]) -> Sequence[float]:
        phase = self._phase(uid, mid)
        return row[phase:] if phase else row

    def _emit_loss(self, uid: int, peer: int, mid: int, row: Sequence[float], rough: float) -> None:
        noise, rng = self.stage.noise, self.stage.rng
        values = averaged(self._from_phase(uid, mid, row), self._size(uid, mid))
        values = noisy(values, gauss(rng, len(values)), noise.loss * rough, 0.08)
        values = spiked(values, rng, noise.loss_spikes * rough, 6.0, 9.0)
        self._emit(uid, peer, mid, [min(100.0, x) for x in values] if max(row) > 50 else values)

    def _emit_rate(self, uid: int, peer: int, mid: int, row: Sequence[float]) -> None:
        values = averaged(self._from_phase(uid, mid, row), self._size(uid, mid))
        noise = gauss(self.stage.rng, len(values))
        # A switched-off part reports 0, without noise.
        self._emit(uid, peer, mid, [x * (1 + 0.03 * n) if x else 0.0 for x, n in zip(values, noise, strict=True)])

    def _emit_freeze(self, uid: int, peer: int, medium: str, row: Sequence[float]) -> None:
        mid = FREEZE[medium]
        made = self._emit(
            uid, peer, mid, [float(round(x)) for x in summed(self._from_phase(uid, mid, row), self._size(uid, mid))]
        )
        frozen = self.frozen.setdefault((peer, uid, medium), [])
        frozen += [Frozen(curve, self._step(uid, mid)) for curve in made]

    def _emit(self, uid: int, peer: int, mid: int, values: list[float]) -> list[Curve]:
        """The points that come, a curve for each of the user's sessions; none at all where the curve is dropped."""
        stage, rng = self.stage, self.stage.rng
        if (uid, mid) in stage.dropped:
            return []
        step = self._step(uid, mid)
        first_ts = stage.start_ts + self._shift(uid) + self._phase(uid, mid) * stage.tick_s + step
        stamps = array("q", range(first_ts, first_ts + step * len(values), step))
        points = array("d", values)
        stays = stage.stays[uid]
        cuts = [
            cut.span
            for cut in stage.cuts
            if cut.uid == uid and (cut.mids is None or mid in cut.mids) and cut.peer_uid in (None, peer)
        ]
        there = (
            [(0.0, None)] if not peer or stage.keeps_zeros else [(stay.start, stay.until) for stay in stage.stays[peer]]
        )
        if stage.missing:
            for _ in range(int(len(points) * stage.missing + rng.random())):
                at = rng.randrange(len(points))
                del stamps[at], points[at]
        made = []
        offset = stage.start_ts + self._shift(uid)
        for stay in stays:
            its_ts, its_values = array("q"), array("d")
            for start, until in _kept(stay, there, cuts):
                first, last = bisect_right(stamps, start + offset), bisect_right(stamps, until + offset)
                its_ts += stamps[first:last]
                its_values += points[first:last]
            if its_ts:
                made.append(Curve(stay.sid, mid, peer, its_ts, its_values))
        self.curves += made
        return made


def _kept(stay: Stay, there: Sequence[tuple[float, float | None]], cuts: Sequence[Span]) -> list[Span]:
    """When points come of one session: while its user is in the call, and the peer, and nothing cuts them."""
    spans: list[Span] = []
    for start, until in there:
        first, last = max(start, stay.start), min(until or FOREVER, stay.until or FOREVER)
        if first < last:
            spans.append((first, last))
    for cut_start, cut_end in cuts:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, cut_start)), (max(start, cut_end), end))
            if part[0] < part[1]
        ]
    return spans
