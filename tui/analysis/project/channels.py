"""Channels: the state of each value of a big channel, and the sums of the counts over all big channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise
from math import nan

from msgspec import Struct

from tui.domain.records import MINUTE, FailureKind, WantState, WantStatus

# So many minutes answered for, and nothing in any of them: less may be chance.
SILENT_MINUTES = 30
UNRATED_MINUTES = 10
# The vendor's SDK takes no longer channel name, and none with characters that cannot be seen.
NAME_BYTES = 64

MinutePoints = Sequence[tuple[int, float]]


class ChannelState(Enum):
    """The state of a value, from the best to the least."""

    KNOWN = "known"
    EMPTY = "empty"  # answered, late enough, and nothing was in it
    UNRATED = "unrated"  # the same of a rating: nobody rates, where something else of the channel is known
    PENDING = "pending"  # answered too early, or about to be asked
    FETCHING = "fetching"
    WAITING = "waiting"  # for its turn
    FAILED = "failed"
    REFUSED = "refused"  # 403


class Value(Struct, frozen=True):
    """One series as the store holds it: its last hour of points, and how many minutes were answered late enough."""

    points: MinutePoints = ()
    settled: int = 0
    answered: bool = False

    @property
    def now(self) -> tuple[int, float] | None:
        return self.points[-1] if self.points else None


class ChannelValues(Struct, frozen=True):
    users: Value = Value()
    freezes: Value = Value()
    score: Value = Value()
    slot_s: int = MINUTE

    @property
    def newest_ts(self) -> int | None:
        """The row is as old as the older of its two counts; ratings may be rare, and have no say."""
        return min((value.now[0] for value in (self.users, self.freezes) if value.now), default=None)

    @property
    def share(self) -> float | None:
        """Freeze users in percent of the online users, at the newest slot of which both are known."""
        shares = per_hundred(self.freezes.points, self.users.points, self.slot_s)
        return shares[-1][1] if shares else None


class Trial(Enum):
    """Whether a name may be watched."""

    GOOD = "good"
    EMPTY = "empty"
    TOO_LONG = "too long"
    UNSEEN = "unseen"
    WATCHED = "watched"


def try_name(name: str, watched: Iterable[str]) -> Trial:
    if not name:
        return Trial.EMPTY
    if not name.isprintable():
        return Trial.UNSEEN
    if len(name.encode()) > NAME_BYTES:
        return Trial.TOO_LONG
    return Trial.WATCHED if name in watched else Trial.GOOD


def standing(value: Value, status: WantStatus | None, now_ts: float, *, unrated: bool = False) -> ChannelState:
    """`unrated`: an empty value means no rating. A known value stays known after a failure."""
    if value.points:
        return ChannelState.KNOWN
    if status is not None and status.failure is not None:
        return ChannelState.REFUSED if status.failure.kind is FailureKind.FORBIDDEN else ChannelState.FAILED
    if value.settled:
        return ChannelState.UNRATED if unrated and value.settled >= UNRATED_MINUTES else ChannelState.EMPTY
    if status is not None and not value.answered:
        if status.state is WantState.FETCHING:
            return ChannelState.FETCHING
        if status.next_ts is not None and status.next_ts > now_ts:
            return ChannelState.WAITING
    return ChannelState.PENDING


def silent_minutes(values: Iterable[Value]) -> int:
    """For how many minutes everything was answered for and nothing was in any answer; 0 where something was."""
    settled = 0
    for value in values:
        if value.points:
            return 0
        settled = max(settled, value.settled)
    return settled


def per_hundred(parts: MinutePoints, wholes: MinutePoints, slot_s: int = MINUTE) -> tuple[tuple[int, float], ...]:
    """Slot by slot the parts on a hundred of the whole; nothing where one is not known, the whole is zero, or there are
    more parts than the whole has: then they do not belong to each other.

    A slot with several rows counts with its newest.
    """
    known = {ts // slot_s * slot_s: value for ts, value in wholes}
    slots = {ts // slot_s * slot_s: value for ts, value in parts}
    return tuple(
        (slot_ts, 100 * value / known[slot_ts])
        for slot_ts, value in slots.items()
        if known.get(slot_ts) and value <= known[slot_ts]
    )


def unjoined(points: MinutePoints, slot_s: int = MINUTE) -> tuple[tuple[float, float], ...]:
    """Slots, with a NaN wherever one is left out: a line through them breaks there."""
    line: list[tuple[float, float]] = list(points[:1])
    for (left_ts, _), right in pairwise(points):
        if right[0] - left_ts > slot_s:
            line.append((left_ts + slot_s, nan))
        line.append(right)
    return tuple(line)
