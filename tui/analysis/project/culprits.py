"""Culprits: the users that some diagnoses name as the cause, those that most users suffer from first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tui.domain.records import Diagnosis, KnownCall

# A user alone, or one diagnosis, may be chance; so many users that name the same cause are not.
MANY = 2


class Culprit(Struct, frozen=True):
    """A user named as the cause in one channel.

    `host_uid` is the user named by the root causes; the affected user (`is_self`) where they name no other. `people`
    suffer from it, in `diagnoses`, the newest first. `factor_id` is the most frequent root cause, None where there is
    none.
    """

    host_uid: str
    channel: str
    is_self: bool
    people: int
    diagnoses: tuple[Diagnosis, ...]
    factor_id: int | None

    @property
    def newest_ts(self) -> int:
        return self.diagnoses[0].ts


def culprits(diagnoses: Iterable[Diagnosis]) -> tuple[Culprit, ...]:
    """All of them, by the number of sufferers, then of diagnoses, then the newest.

    A diagnosis that names several users counts for each of them; for the affected user only where it names no other.
    """
    found: defaultdict[tuple[str, str, bool], list[Diagnosis]] = defaultdict(list)
    for one in diagnoses:
        others = dict.fromkeys(cause.host_uid for cause in one.causes if cause.host_uid not in ("", one.uid))
        for host_uid in others or (one.uid,):
            found[host_uid, one.channel, not others].append(one)
    each = [_culprit(host_uid, channel, its, is_self) for (host_uid, channel, is_self), its in found.items()]
    return tuple(sorted(each, key=lambda it: (-it.people, -len(it.diagnoses), -it.newest_ts, it.host_uid)))


def _culprit(host_uid: str, channel: str, its: Sequence[Diagnosis], is_self: bool) -> Culprit:
    hosts = ("", host_uid) if is_self else (host_uid,)
    named = Counter(cause.factor_id for one in its for cause in one.causes if cause.host_uid in hosts)
    return Culprit(
        host_uid,
        channel,
        is_self,
        people=len({one.uid for one in its}),
        diagnoses=tuple(sorted(its, key=lambda one: -one.ts)),
        factor_id=min(named, key=lambda factor_id: (-named[factor_id], factor_id), default=None),
    )


class ChannelSuffering(Struct, frozen=True):
    """The sufferers of one channel; `diagnoses` are the newest first."""

    channel: str
    people: int
    diagnoses: tuple[Diagnosis, ...]

    @property
    def newest_ts(self) -> int:
        return self.diagnoses[0].ts


def worst_channels(diagnoses: Iterable[Diagnosis]) -> tuple[ChannelSuffering, ...]:
    """The channel in which most users suffer first; of equals the one with most diagnoses, then the newest."""
    found: defaultdict[str, list[Diagnosis]] = defaultdict(list)
    for one in diagnoses:
        found[one.channel].append(one)
    each = [
        ChannelSuffering(channel, len({one.uid for one in its}), tuple(sorted(its, key=lambda one: -one.ts)))
        for channel, its in found.items()
    ]
    return tuple(sorted(each, key=lambda it: (-it.people, -len(it.diagnoses), -it.newest_ts, it.channel)))


class CallSuffering(Struct, frozen=True):
    """The sufferers of one call; `diagnoses` are the newest first."""

    call: KnownCall
    people: int
    diagnoses: tuple[Diagnosis, ...]

    @property
    def newest_ts(self) -> int:
        return self.diagnoses[0].ts


def worst_calls(diagnoses: Iterable[Diagnosis], calls: Iterable[KnownCall]) -> tuple[CallSuffering, ...]:
    """The call in which most users suffer first. A diagnosis belongs to each call of its channel that was on then."""
    by_channel: defaultdict[str, list[Diagnosis]] = defaultdict(list)
    for one in sorted(diagnoses, key=lambda one: -one.ts):
        by_channel[one.channel].append(one)
    found = []
    for call in calls:
        its = tuple(one for one in by_channel[call.channel] if _was_on(call, one.ts))
        if its:
            found.append(CallSuffering(call, len({one.uid for one in its}), its))
    return tuple(sorted(found, key=lambda it: (-it.people, -len(it.diagnoses), -it.newest_ts, it.call.call_id)))


def _was_on(call: KnownCall, ts: int) -> bool:
    return call.created_ts <= ts and (call.destroyed_ts is None or ts <= call.destroyed_ts)
