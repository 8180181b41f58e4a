"""Diagnosis: the sum of the diagnoses of a period, and the minutes that may hold more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import TypeVar

from msgspec import Struct

from tui.analysis.feeds.minutes import minute_states
from tui.domain.edition import Endpoint
from tui.domain.records import MINUTE, Coverage, Diagnosis, MinuteState, Totals, Window

K = TypeVar("K", bound=Hashable)


class Doubt(Enum):
    """Why a minute may hold more diagnoses than are known."""

    PENDING = "pending"
    TRUNCATED = "truncated"
    # Within the API's reach: the collector asks for it before that ends.
    NOT_YET = "not asked yet"
    NOT_ASKED = "not asked"
    LOST = "lost"
    # An answer about it held something that could not be read, or may have.
    UNREAD = "unread"


# An answer that held nothing of a minute has said that nobody was abnormal in it.
_DOUBTS = {
    MinuteState.PENDING: Doubt.PENDING,
    MinuteState.NOT_ASKED: Doubt.NOT_ASKED,
    MinuteState.LOST: Doubt.LOST,
    MinuteState.UNREAD: Doubt.UNREAD,
}


class Doubtful(Struct, frozen=True):
    """Neighbouring minutes that are in doubt for one reason."""

    window: Window
    doubt: Doubt


class FactorCount(Struct, frozen=True):
    """A root cause: how many diagnoses name it, and of how many it lies with which other user, most first."""

    factor_id: int
    count: int
    hosts: tuple[tuple[str, int], ...] = ()


class Summary(Struct, frozen=True):
    """Some diagnoses in a sentence: people, experiences and causes; the most frequent first.

    `experiences` counts people, `causes` diagnoses. `at_least`: an answer about this time was full. `doubt` None: all
    is known.
    """

    people: int
    experiences: tuple[tuple[int, int], ...]
    causes: tuple[FactorCount, ...]
    at_least: bool = False
    doubt: Doubt | None = None


def ranked(counts: Mapping[K, int]) -> tuple[tuple[K, int], ...]:
    """The greatest count first; equal ones by key."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))


def moment_summary(diagnoses: Iterable[Diagnosis], *, at_least: bool = False, doubt: Doubt | None = None) -> Summary:
    """The sum of the diagnoses of a moment."""
    affected: set[tuple[int, str]] = set()
    causes: Counter[int] = Counter()
    hosts: Counter[tuple[int, str]] = Counter()
    for one in diagnoses:
        affected.add((one.exp_id, one.uid))
        causes.update({cause.factor_id for cause in one.causes})
        hosts.update({(cause.factor_id, cause.host_uid) for cause in one.causes if cause.host_uid})
    return Summary(
        people=len({uid for _, uid in affected}),
        experiences=ranked(Counter(exp_id for exp_id, _ in affected)),
        causes=tuple(
            FactorCount(factor_id, count, ranked({host: n for (its, host), n in hosts.items() if its == factor_id}))
            for factor_id, count in ranked(causes)
        ),
        at_least=at_least,
        doubt=doubt,
    )


def totals_of(diagnoses: Iterable[Diagnosis]) -> Totals:
    """The totals of those in hand, as the store counts them."""
    experiences, factors = Counter[int](), Counter[int]()
    hosts, channels, people = Counter[str](), Counter[str](), set[str]()
    for one in diagnoses:
        experiences[one.exp_id] += 1
        channels[one.channel] += 1
        people.add(one.uid)
        factors.update({cause.factor_id for cause in one.causes})
        hosts.update({cause.host_uid for cause in one.causes})
    return Totals(experiences.total(), len(people), dict(experiences), dict(factors), dict(hosts), dict(channels))


def most_telling(diagnoses: Sequence[Diagnosis]) -> Diagnosis | None:
    """The first diagnosis in the channel with most sufferers, before all one that blames another user: a common cause
    tells more than the last event."""
    people: defaultdict[str, set[str]] = defaultdict(set)
    for one in diagnoses:
        people[one.channel].add(one.uid)
    return max(diagnoses, key=lambda one: (len(people[one.channel]), host_of(one) is not None), default=None)


def host_of(one: Diagnosis) -> int | None:
    """The host user of the first cause with another host; None where there is none, or where that is no uid."""
    hosts = (cause.host_uid for cause in one.causes if cause.host_uid not in ("", one.uid))
    return uid_of(next(hosts, ""))


def uid_of(name: str) -> int | None:
    """The uid that a text of the API is; None where it is none."""
    return int(name) if name.isascii() and name.isdecimal() and int(name) < 2**32 else None


def doubts(
    endpoint: Endpoint, coverage: Coverage, truncated: Sequence[Window], window: Window, now_ts: float
) -> tuple[Doubtful, ...]:
    """The slots of the window that may hold more than is known, ascending, neighbours of one reason as one stretch.

    A slot that is both pending and truncated is pending, one that is unread is that: they are asked for again.
    """
    states = minute_states((), coverage, window, endpoint.longest_delay_s, now_ts, endpoint.reach_s)
    cut = {slot_ts for stretch in truncated for slot_ts in stretch.slots(endpoint.slot_s)}
    found: list[Doubtful] = []
    for slot_ts, state in states.items():
        doubt = _DOUBTS.get(state)
        if slot_ts in cut and doubt not in (Doubt.PENDING, Doubt.UNREAD):
            doubt = Doubt.TRUNCATED
        elif doubt is Doubt.NOT_ASKED and slot_ts >= endpoint.oldest_ts(now_ts):
            doubt = Doubt.NOT_YET
        if doubt is None:
            continue
        last = found[-1] if found else None
        if last is not None and last.doubt is doubt and last.window.end_ts == slot_ts:
            found[-1] = Doubtful(Window(last.window.start_ts, slot_ts + endpoint.slot_s), doubt)
        else:
            found.append(Doubtful(Window(slot_ts, slot_ts + endpoint.slot_s), doubt))
    return tuple(found)


def doubt_at(found: Iterable[Doubtful], ts: float) -> Doubt | None:
    return next((each.doubt for each in found if each.window.holds(ts)), None)


def minutes_in(found: Iterable[Doubtful], doubt: Doubt) -> int:
    """How many minutes are in doubt for that reason."""
    return sum(each.window.seconds // MINUTE for each in found if each.doubt is doubt)


def concerns(one: Diagnosis, uid: int) -> bool:
    """Whether a diagnosis is this user's, or names the user as the host of a cause."""
    return one.uid == str(uid) or any(cause.host_uid == str(uid) for cause in one.causes)
