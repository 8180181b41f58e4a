"""Whether the cause that Agora named of a user's trouble is the one that the numbers name."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from tui.analysis.cause.verdict import Medium, Side, Verdict
from tui.domain.glossary.codes import DOWNSTREAM
from tui.domain.records import Diagnosis

# The experiences that a verdict speaks of.
MEDIUM_OF = {4: Medium.VIDEO, 5: Medium.AUDIO}


class Stance(Enum):
    AGREES = "agrees"
    DISAGREES = "disagrees"
    CANNOT_TELL = "cannot tell"


class Agreement(Struct, frozen=True):
    """`named` are the users that Agora named, as it wrote them."""

    stance: Stance = Stance.CANNOT_TELL
    named: tuple[str, ...] = ()


def named_in(one: Diagnosis) -> tuple[str, ...]:
    """The users that a diagnosis names, as Agora wrote them. A cause without a host is the user's own."""
    return tuple(dict.fromkeys(cause.host_uid or one.uid for cause in one.causes))


def agreement(verdict: Verdict, diagnosed: Iterable[Diagnosis]) -> Agreement:
    """Compare with the diagnoses of the receiver within the window of the verdict, a minute to either side: those of
    freezes, which is all that a verdict speaks of."""
    window = verdict.window
    near = [
        one
        for one in diagnosed
        if one.uid == str(verdict.receiver_uid)
        and one.exp_id in MEDIUM_OF
        and window.start_ts - 60 <= one.ts < window.end_ts + 60
    ]
    named = tuple(dict.fromkeys(uid for one in near for uid in named_in(one)))
    if not named or not verdict.causes:
        return Agreement(named=named)
    if any(str(cause.uid) in named for cause in verdict.causes):
        return Agreement(Stance.AGREES, named)
    # A loss in the stream of this sender is named, and the verdict finds it on the last part of its way.
    sender = str(verdict.sender_uid)
    is_way = any(cause.host_uid == sender and cause.factor_id in DOWNSTREAM for one in near for cause in one.causes)
    is_last_part = any(cause.side is Side.RECEIVER for cause in verdict.causes)
    return Agreement(Stance.CANNOT_TELL if is_way and is_last_part else Stance.DISAGREES, named)
