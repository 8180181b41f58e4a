"""The truth of a question, and the grade of an answer: pure functions of values.

Grade
├─ RIGHT      the answer that the numbers give
├─ ALLOWED    undecided (or unknown), where the numbers leave that open
├─ PARTIAL    every named cause is true, and one is missing
├─ MISSED     undecided or unknown, though the answer is in the numbers
├─ WRONG      a cause that is none, at any confidence; or the lesser cause first, where the shares are clear
└─ ALL_CLEAR  "nothing suffers", where somebody clearly does
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.analysis.cause.verdict import Conclusion, Fact, FactKind, Reason, Side, Verdict, VerdictCause
from tui.domain.records import Window


class Family(Enum):
    """Reasons of one family are not told apart: a slow router and loss on the same way are the same network."""

    NETWORK = "network"
    PROCESSOR = "processor"
    STOP = "stop"
    CAPTURE = "capture"


FAMILIES = {
    Reason.NOT_SENDING: Family.STOP,
    Reason.CAPTURE: Family.CAPTURE,
    Reason.UPLINK: Family.NETWORK,
    Reason.SENDER_ROUTER: Family.NETWORK,
    Reason.SENDER_PROCESSOR: Family.PROCESSOR,
    Reason.NOT_RECEIVING: Family.STOP,
    Reason.DOWNLINK: Family.NETWORK,
    Reason.RECEIVER_ROUTER: Family.NETWORK,
    Reason.RECEIVER_PROCESSOR: Family.PROCESSOR,
}


class Blame(Struct, frozen=True):
    """A true cause: its user, its side of the pair, and the families of reasons that describe it."""

    uid: int
    side: Side
    families: frozenset[Family]

    def covers(self, cause: VerdictCause) -> bool:
        """Whether a named cause is this one. A cause that tells the side and no reason is right if the side is."""
        family = FAMILIES.get(cause.reason)
        return cause.uid == self.uid and cause.side is self.side and (family is None or family in self.families)


class WantedFact(Struct, frozen=True):
    """A fact that should be told of a user (0: of anybody); any of the kinds says it."""

    uid: int
    kinds: frozenset[FactKind]

    def is_among(self, facts: tuple[Fact, ...]) -> bool:
        return any(self.uid in (0, fact.uid) and fact.kind in self.kinds for fact in facts)


class Truth(Struct, frozen=True):
    """The truth: `required` causes must all be named, `allowed` ones may be. `first` is the cause with clearly the
    greatest share, None without one. `fine`, `undecided`, `unknown`: whether that outcome is an honest answer."""

    required: tuple[Blame, ...] = ()
    allowed: tuple[Blame, ...] = ()
    first: Blame | None = None
    fine: bool = False
    undecided: bool = False
    unknown: bool = False
    facts: tuple[WantedFact, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the answer is in the numbers: neither undecided nor unknown will do."""
        return not self.undecided and not self.unknown


class Question(Struct, frozen=True):
    """A pair over the window of the call, or at a moment of it."""

    sender_uid: int
    receiver_uid: int
    window: Window
    moment_ts: int | None
    truth: Truth


class Grade(Enum):
    RIGHT = "right"
    ALLOWED = "undecided, allowed"
    PARTIAL = "one of several causes"
    MISSED = "undecided though known"
    WRONG = "wrong"
    ALL_CLEAR = "false all-clear"


def grade(truth: Truth, verdict: Verdict) -> Grade:
    if verdict.causes:
        return _grade_causes(truth, verdict.causes)
    if verdict.outcome is Conclusion.FINE:
        return Grade.RIGHT if truth.fine else Grade.ALL_CLEAR
    if verdict.outcome is Conclusion.CAUSED:
        return Grade.WRONG  # caused, by nobody
    if truth.undecided or (truth.unknown and verdict.outcome is Conclusion.UNKNOWN):
        another = truth.required or truth.allowed or truth.fine
        return Grade.ALLOWED if another else Grade.RIGHT
    return Grade.MISSED


def _grade_causes(truth: Truth, causes: tuple[VerdictCause, ...]) -> Grade:
    true = (*truth.required, *truth.allowed)
    if not all(any(blame.covers(cause) for blame in true) for cause in causes):
        return Grade.WRONG
    if truth.first is not None and len(causes) > 1 and not truth.first.covers(causes[0]):
        return Grade.WRONG
    missing = [blame for blame in truth.required if not any(blame.covers(cause) for cause in causes)]
    return Grade.PARTIAL if missing else Grade.RIGHT


def untold(truth: Truth, verdict: Verdict) -> tuple[WantedFact, ...]:
    """The facts that should be told and are not."""
    return tuple(fact for fact in truth.facts if not fact.is_among(verdict.facts))


class Ground(Enum):
    """Whether the numbers of a pair show suffering."""

    NONE = "none"
    GREY = "grey"
    CLEAR = "clear"


# The vendor's limits of the freeze rate, as shares of time: video, audio.
VIDEO_LIMIT, AUDIO_LIMIT = 0.05, 0.03
# Between these multiples of the limit, either answer is honest.
GREY_FROM, CLEAR_FROM = 0.6, 1.5
# A long call may hold one bad minute: these multiples of the limit, in one minute of the clock.
GREY_MINUTE, CLEAR_MINUTE = 1.5, 5.0


def ground(share: float, worst_minute: float, limit: float) -> Ground:
    """`share` of all the time was frozen, `worst_minute` of the worst minute."""
    if share >= CLEAR_FROM * limit or worst_minute >= CLEAR_MINUTE * limit:
        return Ground.CLEAR
    if share >= GREY_FROM * limit or worst_minute >= GREY_MINUTE * limit:
        return Ground.GREY
    return Ground.NONE


def worse(one: Ground, other: Ground) -> Ground:
    order = (Ground.NONE, Ground.GREY, Ground.CLEAR)
    return max(one, other, key=order.index)
