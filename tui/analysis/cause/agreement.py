"""Whether the cause that Agora named of a user's trouble is the one that the numbers name."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from tui.analysis.cause.verdict import Verdict
from tui.domain.records import Diagnosis


class Stance(Enum):
    AGREES = "agrees"
    DISAGREES = "disagrees"
    CANNOT_TELL = "cannot tell"


class Agreement(Struct, frozen=True):
    """`named` are the users that Agora named, as it wrote them."""

    stance: Stance = Stance.CANNOT_TELL
    named: tuple[str, ...] = ()


def agreement(verdict: Verdict, diagnosed: Iterable[Diagnosis]) -> Agreement:
    """Compare with the diagnoses of the receiver within the window of the verdict, a minute to either side. A cause
    without a host is the user's own."""
    window = verdict.window
    named: dict[str, None] = {}
    for one in diagnosed:
        if one.uid == str(verdict.receiver_uid) and window.start_ts - 60 <= one.ts < window.end_ts + 60:
            named.update(dict.fromkeys(cause.host_uid or one.uid for cause in one.causes))
    if not named or not verdict.causes:
        return Agreement(named=tuple(named))
    agrees = any(str(cause.uid) in named for cause in verdict.causes)
    return Agreement(Stance.AGREES if agrees else Stance.DISAGREES, tuple(named))
