"""The verdict on a sender and a receiver: the suffering, the side at fault, the evidence, the confidence.

Verdict
├─ sufferings   each medium: the share of the time with a freeze, or without any stream
├─ causes       a side, a reason and its share of the suffering; none: nothing suffers, or undecided
├─ evidence     each candidate of the manual's checks with its numbers, in the order of the checks
└─ facts        observations without a fault: muted, camera off, loss without a sufferer
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records import Level, Window


class Side(Enum):
    SENDER = "sender"
    RECEIVER = "receiver"


class Medium(Enum):
    VIDEO = "video"
    AUDIO = "audio"


class Check(Enum):
    """The checks of the vendor's manual, in its order: the order of the working, not of the causes."""

    SENDING = "a"
    SENDER_NETWORK = "b"
    RECEIVING = "c"
    RECEIVER_NETWORK = "d"
    PROCESSORS = "e"


class Reason(Enum):
    """A candidate for a cause. SENDER_SIDE and RECEIVER_SIDE: the other users of the call tell the side, and no curve
    tells more."""

    NOT_SENDING = "not sending"
    CAPTURE = "capture"
    UPLINK = "uplink"
    SENDER_ROUTER = "sender's router"
    SENDER_PROCESSOR = "sender's processor"
    SENDER_SIDE = "sender's side"
    NOT_RECEIVING = "not receiving"
    DOWNLINK = "downlink"
    RECEIVER_ROUTER = "receiver's router"
    RECEIVER_PROCESSOR = "receiver's processor"
    RECEIVER_SIDE = "receiver's side"

    @property
    def side(self) -> Side:
        return Side.SENDER if self in _SENDERS else Side.RECEIVER

    @property
    def check(self) -> Check:
        return _CHECKS[self]


_CHECKS = {
    Reason.NOT_SENDING: Check.SENDING,
    Reason.CAPTURE: Check.SENDING,
    Reason.UPLINK: Check.SENDER_NETWORK,
    Reason.SENDER_ROUTER: Check.SENDER_NETWORK,
    Reason.SENDER_SIDE: Check.SENDER_NETWORK,
    Reason.NOT_RECEIVING: Check.RECEIVING,
    Reason.DOWNLINK: Check.RECEIVER_NETWORK,
    Reason.RECEIVER_ROUTER: Check.RECEIVER_NETWORK,
    Reason.RECEIVER_SIDE: Check.RECEIVER_NETWORK,
    Reason.SENDER_PROCESSOR: Check.PROCESSORS,
    Reason.RECEIVER_PROCESSOR: Check.PROCESSORS,
}
_SENDERS = frozenset(
    (
        Reason.NOT_SENDING,
        Reason.CAPTURE,
        Reason.UPLINK,
        Reason.SENDER_ROUTER,
        Reason.SENDER_PROCESSOR,
        Reason.SENDER_SIDE,
    )
)


class Conclusion(Enum):
    """FINE: nothing suffers. CAUSED: something suffers, and `causes` name why. UNDECIDED: something suffers, and the
    numbers do not tell which side it is. UNKNOWN: no curve tells whether anything suffers."""

    FINE = "fine"
    CAUSED = "caused"
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"


class Confidence(Enum):
    CERTAIN = "certain"
    LIKELY = "likely"
    UNDECIDED = "undecided"


class Suffering(Struct, frozen=True):
    """How one medium suffered. `frozen_percent` is the share of the observed time that stood still, `frozen_s` its
    seconds, `absent_s` the seconds in which nothing came although it should. `since_ts` …
    `until_ts` hold all spells."""

    medium: Medium
    level: Level
    frozen_percent: float
    frozen_s: float
    absent_s: float
    since_ts: int
    until_ts: int
    spells: int = 1


class Evidence(Struct, frozen=True):
    """The numbers of one candidate.

    `value` is the mean of `mid` in the suffering time (over all of the window without one), `calm` the mean of the same
    curve in the other time, None where there is none. `beyond` is the share of the suffering
    time, 0 to 1, in which the curve was beyond its bad limit, `calm_beyond` the same of the other time; `longest_s` the
    longest run beyond the limit. `worst` at `worst_ts` is the worst sample, or worst minute. `is_own`: the excess is
    this side's own; for the downlink, the loss beyond the sender's part.
    """

    reason: Reason
    mid: int
    level: Level
    value: float
    calm: float | None
    beyond: float
    calm_beyond: float | None
    longest_s: int
    worst: float
    worst_ts: int
    limit: float | None


class VerdictCause(Struct, frozen=True):
    """One cause: user, reason, time, number of separate spells, and its share of the suffering, 0 to 1."""

    reason: Reason
    uid: int
    since_ts: int
    until_ts: int
    share: float
    confidence: Confidence
    media: tuple[Medium, ...] = ()
    spells: int = 1

    @property
    def side(self) -> Side:
        return self.reason.side

    @property
    def check(self) -> Check:
        return self.reason.check


class FactKind(Enum):
    VIDEO_OFF = "video off"
    MUTED = "muted"
    PAUSES = "pauses"
    LOW_RATE = "low frame rate"
    LOSSY_UPLINK = "upstream lossy"
    LOSSY_DOWNLINK = "downstream lossy"
    BUSY = "processor busy"
    SLOW_ROUTER = "router slow"
    SILENT = "nothing told"
    SHARED = "about all senders"
    NEVER_SENDS = "sends nothing"


class Fact(Struct, frozen=True):
    """An observation that is no fault by itself. `uid` is its user; `until_ts` None: it lasts to the end of the known
    data. `count` is the number of pauses, `value` the mean of `mid`."""

    kind: FactKind
    uid: int
    since_ts: int
    until_ts: int | None = None
    mid: int = 0
    value: float = 0.0
    count: int = 1


class OthersCount(Struct, frozen=True):
    """The other users of the call at the same time: of `known` ones, `alike` suffered alike."""

    known: int = 0
    alike: int = 0


class Verdict(Struct, frozen=True):
    """The conclusion on one pair over one window.

    `receivers` are the other receivers of the same sender, `senders` the other senders to the same receiver. `fits` are
    candidates that the numbers do not exclude and that are not named as a cause; `unknown` those of which no curve
    tells. `causes` come greatest share first. `untold` are the media in use of which no curve tells a freeze.
    """

    sender_uid: int
    receiver_uid: int
    window: Window
    outcome: Conclusion
    sufferings: tuple[Suffering, ...] = ()
    causes: tuple[VerdictCause, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    facts: tuple[Fact, ...] = ()
    fits: tuple[Reason, ...] = ()
    unknown: tuple[Reason, ...] = ()
    receivers: OthersCount = OthersCount()
    senders: OthersCount = OthersCount()
    untold: tuple[Medium, ...] = ()

    @property
    def cause(self) -> VerdictCause | None:
        """The cause with the greatest share."""
        return self.causes[0] if self.causes else None

    @property
    def confidence(self) -> Confidence:
        return self.causes[0].confidence if self.causes else Confidence.UNDECIDED
