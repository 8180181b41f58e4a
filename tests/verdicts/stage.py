"""A call in the making: its users, the state of each network and processor, and the faults, by the tick.

A kind of world builds a stage, changes it (loses, busies, stops …) and reads the curves. Every change that harms
somebody is recorded as a fault with its victims, for the truth of the questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from msgspec import Struct

from tests.verdicts.noise_levels import Noise
from tests.verdicts.truth import Blame, Family, WantedFact
from tui.analysis.cause.verdict import FactKind, Side
from tui.domain.records import Window

VIDEO, AUDIO = "video", "audio"
# A user's reports about its own sending, and about each peer.
SENDING_MIDS = frozenset((20003, 20006, 20007, 20008, 20015, 20017))
PEER_MIDS = frozenset((20004, 20005, 20009, 20010, 20011, 20016, 20018))
BOTH = (VIDEO, AUDIO)

Span = tuple[float, float]  # seconds of the call, from and until
Pairs = frozenset[tuple[int, int]]


class Fault(Struct, frozen=True):
    """One true fault. `must`: the numbers show it, so it is to be named; else undecided is honest, too. No blame: no
    user caused it, and nobody may be named. `weight` is its part of the suffering from simultaneous faults. `fine`: "no
    fault" is an honest answer to it. `unseen`: no curve of the pair shows the suffering."""

    span: Span
    pairs: Pairs
    blames: tuple[Blame, ...]
    must: bool = True
    weight: float = 1.0
    fine: bool = False
    unseen: bool = False
    is_stop: bool = False

    def overlap(self, span: Span) -> float:
        return max(0.0, min(self.span[1], span[1]) - max(self.span[0], span[0]))


class Observation(Struct, frozen=True):
    """A fact that should be told: by both pairs' answers over the whole window, and at a moment within."""

    fact: WantedFact
    span: Span
    pairs: Pairs
    at_moments: bool = True


class Stay(Struct, frozen=True):
    """One session of a user, in seconds of the call; `until` None: to the end, and not left."""

    sid: str
    start: float
    until: float | None = None


def blame(uid: int, side: Side, *families: Family) -> Blame:
    return Blame(uid, side, frozenset(families))


class Cut(Struct, frozen=True):
    """Points that never come: of a user's curves (all mids, or these; towards all peers, or this one)."""

    uid: int
    span: Span
    mids: frozenset[int] | None = None
    peer_uid: int | None = None


class Stage:
    """`step_s` is how far apart the points of a user are, by user where it is a mapping. `protection` is how many
    percent of loss do no harm, `audio_protection` the same of the sound, `gain` how much the rest does."""

    def __init__(
        self,
        rng: Random,
        noise: Noise,
        *,
        minutes: float,
        senders: Sequence[int] = (1001, 1002),
        receivers: Sequence[int] = (1003, 1004, 1005),
        mutual: bool = False,
        media: Sequence[str] = BOTH,
        tick_s: int = 2,
        protection: float = 8.0,
        audio_protection: float | None = None,
        gain: float = 2.5,
    ) -> None:
        self.rng, self.noise, self.tick_s = rng, noise, tick_s
        self.ticks = int(minutes * 60 / tick_s)
        self.length_s = self.ticks * tick_s
        self.start_ts = 1_700_000_000 + rng.randrange(0, 50_000_000)
        self.senders, self.media = tuple(senders), tuple(media)
        self.users = tuple(dict.fromkeys((*senders, *receivers)))
        self.mutual = mutual
        self.protection = protection
        self.audio_protection = protection * 1.6 if audio_protection is None else audio_protection
        self.gain = gain
        self.faults: list[Fault] = []
        self.observations: list[Observation] = []
        self.stays = {
            uid: [Stay(f"S{uid}", float(rng.randrange(0, 6)) if rng.random() < 0.5 else 0.0)] for uid in self.users
        }
        self.step_s = dict.fromkeys(self.users, tick_s)
        self.mid_step_s: dict[tuple[int, int], int] = {}
        self.clock_off_s = dict.fromkeys(self.users, 0)
        self.dropped: set[tuple[int, int]] = set()  # (uid, mid)
        self.cuts: list[Cut] = []
        self.unobserved: list[Span] = []  # of these times nothing is known of anybody
        self.shared_audio = False
        self.keeps_zeros = False  # whether a receiver goes on to tell of a peer that left
        self.is_over = rng.random() < 0.6
        self.missing = noise.missing

        self.up = {uid: self._flat(0.0) for uid in self.users}
        self.down = {uid: self._flat(0.0) for uid in self.users}
        self.between: dict[tuple[int, int], list[float]] = {}
        self.cpu = {uid: self._flat(rng.uniform(15, 55)) for uid in self.users}
        self.rtt = {uid: self._flat(rng.uniform(5, 80)) for uid in self.users}
        # Shares of time that a stream freezes by something else than loss: at the sender, at the receiver, of a medium.
        self.harm: dict[tuple[int, Side, str], list[float]] = {}
        fps = {uid: rng.choice((15.0, 24.0, 30.0)) for uid in self.senders}
        self.fps = {uid: self._flat(fps[uid]) for uid in self.senders}
        self.kbps = {
            **{(uid, VIDEO): self._flat(rng.uniform(400, 1400)) for uid in self.senders},
            **{(uid, AUDIO): self._flat(rng.uniform(24, 64)) for uid in self.senders},
        }
        # Where a receiver gets nothing of a stream (True), and where its picture stands still meanwhile.
        self.deaf: dict[tuple[int, int, str], list[bool]] = {}
        self.stuck: dict[tuple[int, int, str], list[bool]] = {}

    # ── who, when ────────────────────────────────────────────────────────────

    @property
    def window(self) -> Window:
        return Window(self.start_ts, self.start_ts + self.length_s)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        return [(s, r) for s in self.senders for r in self.users if s != r and (self.mutual or r not in self.senders)]

    def from_(self, uid: int) -> Pairs:
        return frozenset(pair for pair in self.pairs if pair[0] == uid)

    def to(self, uid: int) -> Pairs:
        return frozenset(pair for pair in self.pairs if pair[1] == uid)

    @property
    def receivers(self) -> tuple[int, ...]:
        return tuple(uid for uid in self.users if any(pair[1] == uid for pair in self.pairs))

    def a_span(self, low_s: float, high_s: float, *, margin_s: float = 30.0) -> Span:
        """A stretch of the call of a length between these, not nearer to its ends than the margin where it can be."""
        length = min(self.rng.uniform(low_s, high_s), self.length_s - 2 * margin_s)
        start = self.rng.uniform(margin_s, max(margin_s, self.length_s - margin_s - length))
        return start, start + length

    def bad_part(self, *, always: float = 0.2) -> Span:
        """A fourth to two thirds of the call, or all of it."""
        if self.rng.random() < always:
            return 0.0, float(self.length_s)
        return self.a_span(self.length_s * 0.25, self.length_s * 0.65, margin_s=self.length_s * 0.08)

    # ── changes ──────────────────────────────────────────────────────────────────

    def lose_up(self, uid: int, span: Span, percent: float) -> None:
        """Loss on the way from a user to the cloud; says nothing of a fault."""
        self._lose(self.up[uid], span, percent)

    def lose_down(self, uid: int, span: Span, percent: float) -> None:
        self._lose(self.down[uid], span, percent)

    def lose_between(self, pairs: Iterable[tuple[int, int]], span: Span, percent: float) -> None:
        """Loss that is neither the sender's nor the receiver's."""
        for pair in pairs:
            self._lose(self.between.setdefault(pair, self._flat(0.0)), span, percent)

    def bad_uplink(self, uid: int, span: Span, percent: float, *, must: bool = True, weight: float = 1.0) -> None:
        self.lose_up(uid, span, percent)
        self.fault(span, self.from_(uid), blame(uid, Side.SENDER, Family.NETWORK), must=must, weight=weight)

    def bad_downlink(self, uid: int, span: Span, percent: float, *, must: bool = True, weight: float = 1.0) -> None:
        self.lose_down(uid, span, percent)
        self.fault(span, self.to(uid), blame(uid, Side.RECEIVER, Family.NETWORK), must=must, weight=weight)

    def bad_server(self, pairs: Iterable[tuple[int, int]], span: Span, percent: float) -> None:
        """Loss inside the cloud: nobody of the call is to be named."""
        listed = frozenset(pairs)
        self.lose_between(listed, span, percent)
        self.faults.append(Fault(span, listed, (), must=False))

    def bad_server_of(self, span: Span, pairs: Pairs) -> None:
        """These pairs suffer by something that neither of them caused, and that is made elsewhere."""
        self.faults.append(Fault(span, pairs, (), must=False))

    def busy(self, uid: int, span: Span, percent: float) -> None:
        """A processor at about so many percent, which harms nobody by itself."""
        self._raise(self.cpu[uid], span, percent, spread=1.5, most=100.0)

    def busy_sender(self, uid: int, span: Span, percent: float, harm: float, *, must: bool = True) -> None:
        self.busy(uid, span, percent)
        self._scale(self.fps[uid], span, 1 - harm * 1.3)
        self._scale(self.kbps[uid, VIDEO], span, 1 - harm * 0.7)
        self._harm(uid, Side.SENDER, span, harm, harm * 0.6)
        families = (Family.PROCESSOR, Family.CAPTURE) if not must else (Family.PROCESSOR,)
        self.fault(span, self.from_(uid), blame(uid, Side.SENDER, *families), must=must)
        if must:  # The lower capture is reported, too, and is no lie.
            self.allow(span, self.from_(uid), blame(uid, Side.SENDER, Family.CAPTURE))

    def busy_receiver(self, uid: int, span: Span, percent: float, harm: float, *, must: bool = True) -> None:
        self.busy(uid, span, percent)
        self._harm(uid, Side.RECEIVER, span, harm, harm * 0.6)
        self.fault(span, self.to(uid), blame(uid, Side.RECEIVER, Family.PROCESSOR), must=must)

    def harm_receiver(self, uid: int, span: Span, harm: float) -> None:
        """An already busy processor harms its user's reception, too."""
        self._harm(uid, Side.RECEIVER, span, harm, harm * 0.6)
        self.fault(span, self.to(uid), blame(uid, Side.RECEIVER, Family.PROCESSOR))

    def harm_some(self, uid: int, span: Span, share: float) -> None:
        """Freezes in everything a user receives, within the ordinary."""
        self._harm(uid, Side.RECEIVER, span, share, share / 2)

    def slow(self, uid: int, span: Span, ms: float) -> None:
        """A slow way to the router, which harms nobody by itself."""
        self._raise(self.rtt[uid], span, ms, spread=ms * 0.08, most=1e9)

    def slow_router(self, uid: int, span: Span, ms: float, harm: float) -> None:
        """Harms all that the user sends and all that it receives."""
        self.slow(uid, span, ms)
        for side, pairs in ((Side.SENDER, self.from_(uid)), (Side.RECEIVER, self.to(uid))):
            if pairs:
                self._harm(uid, side, span, harm, harm * 0.7)
                self.fault(span, pairs, blame(uid, side, Family.NETWORK))

    def capture_fails(self, uid: int, span: Span, fps: float, harm: float) -> None:
        """The camera gives next to no pictures; the sound goes on."""
        self._set(self.fps[uid], span, fps)
        self._set(self.kbps[uid, VIDEO], span, 12.0 + 15 * fps)
        self._harm(uid, Side.SENDER, span, harm, 0.0)
        self.fault(span, self.from_(uid), blame(uid, Side.SENDER, Family.CAPTURE, Family.STOP))

    def turn_off(self, uid: int, span: Span, medium: str) -> None:
        """On purpose: nothing is sent, nothing comes, nothing freezes."""
        self._set(self.kbps[uid, medium], span, 0.0)
        if medium == VIDEO:
            self._set(self.fps[uid], span, 0.0)

    def camera_off(self, uid: int, span: Span) -> None:
        self.turn_off(uid, span, VIDEO)
        self.observe(span, self.from_(uid), uid, FactKind.VIDEO_OFF, FactKind.PAUSES)

    def end_video(self, uid: int, span: Span, *, at_receivers: bool) -> None:
        """The curves of the video that is off do not come meanwhile."""
        self.cuts.append(Cut(uid, span, frozenset((20006, 20007, 20008, 20017))))
        if at_receivers:
            self.cuts += [Cut(other, span, frozenset((20009, 20010, 20011, 20018)), uid) for other in self.receivers]

    def end_streams(self, uid: int, span: Span) -> None:
        """A user reports nothing more about its sending, and the others nothing about receiving it."""
        self.cuts.append(Cut(uid, span, SENDING_MIDS))
        self.cuts += [Cut(other, span, PEER_MIDS, uid) for other in self.receivers]

    def mute(self, uid: int, span: Span) -> None:
        self.turn_off(uid, span, AUDIO)
        self.observe(span, self.from_(uid), uid, FactKind.MUTED, FactKind.PAUSES)

    def push_to_talk(self, uid: int, *, talk_s: Span = (6, 30), pause_s: Span = (6, 45)) -> None:
        at = self.rng.uniform(10, 30)
        while at < self.length_s:
            pause = self.rng.uniform(*pause_s)
            self.turn_off(uid, (at, min(at + pause, self.length_s)), AUDIO)
            at += pause + self.rng.uniform(*talk_s)
        whole = (0.0, float(self.length_s))
        self.observe(whole, self.from_(uid), uid, FactKind.PAUSES, FactKind.MUTED, at_moments=False)

    def share_screen(self, uid: int, fps: float, kbps: float) -> None:
        """Few frames by intent."""
        whole = (0.0, float(self.length_s))
        self._set(self.fps[uid], whole, fps)
        self._set(self.kbps[uid, VIDEO], whole, kbps)
        self.observe(whole, self.from_(uid), uid, FactKind.LOW_RATE)

    def shrink(self, uid: int, span: Span, fps: float, kbps: float) -> None:
        """Fewer frames and a lower bitrate by intent, for a while."""
        self._set(self.fps[uid], span, fps)
        self._set(self.kbps[uid, VIDEO], span, kbps)

    def stop_sending(
        self,
        uid: int,
        span: Span,
        *,
        media: Sequence[str] = BOTH,
        freezes: bool = True,
        must: bool = True,
        families: tuple[Family, ...] = (Family.STOP, Family.CAPTURE),
    ) -> None:
        """Not on purpose: the streams stop, and the pictures of the receivers stand still."""
        for medium in media:
            self.turn_off(uid, span, medium)
            if freezes:
                for pair in self.from_(uid):
                    self._flag(self.stuck, (*pair, medium), span)
        self.faults.append(
            Fault(
                span, self.from_(uid), (blame(uid, Side.SENDER, *families),), must=must, fine=not freezes, is_stop=True
            )
        )

    def stop_receiving(
        self,
        uid: int,
        span: Span,
        *,
        of: int | None = None,
        media: Sequence[str] = BOTH,
        freezes: bool = True,
        must: bool = True,
        fine: bool = False,
    ) -> None:
        pairs = frozenset(pair for pair in self.to(uid) if of in (None, pair[0]))
        for pair in pairs:
            for medium in media:
                self._flag(self.deaf, (*pair, medium), span)
                if freezes:
                    self._flag(self.stuck, (*pair, medium), span)
        self.faults.append(
            Fault(span, pairs, (blame(uid, Side.RECEIVER, Family.STOP),), must=must, fine=fine, is_stop=True)
        )

    def disconnect(self, uid: int, span: Span, *, freezes: bool = True) -> None:
        """The connection is lost: neither streams nor reports come from the user."""
        if uid in self.senders:
            self.stop_sending(uid, span, freezes=freezes, families=(Family.STOP, Family.NETWORK))
        self.cuts.append(Cut(uid, span))
        if self.to(uid):
            families = (Family.STOP, Family.NETWORK)
            self.faults.append(
                Fault(
                    span, self.to(uid), (blame(uid, Side.RECEIVER, *families),), must=False, unseen=True, is_stop=True
                )
            )

    def fault(self, span: Span, pairs: Pairs, *blames: Blame, must: bool = True, weight: float = 1.0) -> None:
        self.faults.append(Fault(span, pairs, blames, must=must, weight=weight))

    def allow(self, span: Span, pairs: Pairs, *blames: Blame) -> None:
        """A cause that may be named besides, and need not."""
        self.faults.append(Fault(span, pairs, blames, must=False, weight=0.0))

    def observe(self, span: Span, pairs: Pairs, uid: int, *kinds: FactKind, at_moments: bool = True) -> None:
        self.observations.append(Observation(WantedFact(uid, frozenset(kinds)), span, pairs, at_moments))

    def drop(self, uids: Iterable[int], *mids: int) -> None:
        """These curves never come at all."""
        self.dropped |= {(uid, mid) for uid in uids for mid in mids}

    # ── small tools ──────────────────────────────────────────────────────────

    def _flat(self, value: float) -> list[float]:
        return [value] * self.ticks

    def _slice(self, span: Span) -> range:
        first, last = round(span[0] / self.tick_s), round(span[1] / self.tick_s)
        return range(max(0, first), min(self.ticks, last))

    def _lose(self, row: list[float], span: Span, percent: float) -> None:
        """Loss sways about its mean, slowly, as networks do."""
        sway = 1.0
        for at in self._slice(span):
            sway += 0.3 * (1.0 - sway) + self.rng.uniform(-0.12, 0.12)
            row[at] = min(90.0, row[at] + (1 - row[at] / 100) * percent * max(0.4, sway))

    def _raise(self, row: list[float], span: Span, value: float, *, spread: float, most: float) -> None:
        for at in self._slice(span):
            row[at] = max(row[at], min(most, value + self.rng.uniform(-spread, spread)))

    def _set(self, row: list[float], span: Span, value: float) -> None:
        part = self._slice(span)
        row[part.start : part.stop] = [value] * len(part)

    def _scale(self, row: list[float], span: Span, factor: float) -> None:
        part = self._slice(span)
        row[part.start : part.stop] = [x * max(0.02, factor) for x in row[part.start : part.stop]]

    def _harm(self, uid: int, side: Side, span: Span, video: float, audio: float) -> None:
        for medium, share in ((VIDEO, video), (AUDIO, audio)):
            if share:
                row = self.harm.setdefault((uid, side, medium), self._flat(0.0))
                for at in self._slice(span):
                    row[at] = min(0.95, row[at] + share)

    def _flag(self, rows: dict[tuple[int, int, str], list[bool]], key: tuple[int, int, str], span: Span) -> None:
        row = rows.setdefault(key, [False] * self.ticks)
        part = self._slice(span)
        row[part.start : part.stop] = [True] * len(part)
