"""Rates: calls and users beyond the limit of the freeze rate, as the lists tell them without any curve.

A rate tells that a user suffered, over the whole stay. It tells no side: a lossy sender and a lossy receiver freeze the
same user.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from tui.analysis.cause.criteria import Criteria
from tui.analysis.cause.verdict import Medium
from tui.domain.records import Call, KnownCall, Session, Window


class FrozenUser(Struct, frozen=True):
    """The worst stay of a user with a freeze rate beyond the limit, in percent of the stay."""

    uid: int
    medium: Medium
    percent: float
    stay: Window

    @property
    def lost_s(self) -> float:
        return self.percent / 100 * self.stay.seconds


class FrozenCall(Struct, frozen=True):
    """`users` are those beyond the limit without a curve, the worst first; `of_users` the number of users with
    a rate. Without `users` it is the rate of the whole call, `percent` of `medium`, and nobody is told. The rates speak
    of the call up to `until_ts`."""

    call: Call | KnownCall
    until_ts: int
    users: tuple[FrozenUser, ...] = ()
    of_users: int = 0
    medium: Medium = Medium.VIDEO
    percent: float = 0.0


def frozen_call(
    call: Call | KnownCall,
    sessions: Iterable[Session],
    curved: Collection[tuple[int, Medium]],
    criteria: Criteria,
    until_ts: int,
) -> FrozenCall | None:
    """None where no rate is beyond its limit. `curved` are the users and media with a freeze curve: a verdict speaks of
    those. `until_ts` is the end of the call, or the time of the answer that told the rates of a running one."""
    told: set[int] = set()
    worst: dict[int, FrozenUser] = {}
    for session in sessions:
        stay = Window(session.join_ts, max(session.join_ts, until_ts if session.leave_ts is None else session.leave_ts))
        for medium, percent in _rates(session):
            told.add(session.uid)
            if (session.uid, medium) in curved or percent <= criteria.frozen_percent(medium):
                continue
            found = FrozenUser(session.uid, medium, percent, stay)
            known = worst.get(session.uid)
            if known is None or found.lost_s > known.lost_s:
                worst[session.uid] = found
    if worst:
        users = sorted(worst.values(), key=lambda one: (-one.lost_s, one.uid))
        return FrozenCall(call, until_ts, tuple(users), len(told))
    if told or curved:
        # The users' own numbers say more than the sum over all of them.
        return None
    found_rates = [rate for rate in _rates(call) if rate[1] > criteria.frozen_percent(rate[0])]
    if not found_rates:
        return None
    medium, percent = max(found_rates, key=lambda rate: rate[1])
    return FrozenCall(call, until_ts, medium=medium, percent=percent)


def _rates(one: Call | KnownCall | Session) -> list[tuple[Medium, float]]:
    rates = ((Medium.VIDEO, one.video_freeze_percent), (Medium.AUDIO, one.audio_freeze_percent))
    return [(medium, percent) for medium, percent in rates if percent is not None]
