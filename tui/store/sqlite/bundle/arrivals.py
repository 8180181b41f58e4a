"""Arrivals: the state of every feed at each answer, told again from the log of requests. Pure.

A slot's coverage is the newest answer about it; a settled slot keeps its answer (store/snapshot.py). The store holds
the last state alone, the log of requests the way to it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from tui.domain.records import FeedKey
from tui.store.sqlite.bundle.shape import EVER

RepliedFeed = FeedKey


class PastReply(Struct, frozen=True):
    """One request that was answered; `came_ts` is the time of its answer. `is_read`: it was no failure."""

    claim_id: int
    feed: RepliedFeed
    start_ts: int | None
    end_ts: int | None
    claimed_ts: float
    came_ts: float
    is_read: bool
    is_refused: bool = False
    rows: int = 0

    def is_full(self, pace: Pace) -> bool:
        """Whether it may have left rows out, and does not speak for its slots: no answer about a single slot."""
        return pace.cap is not None and self.rows >= pace.cap

    def covers(self, pace: Pace) -> bool:
        if self.start_ts is None or self.end_ts is None:
            return False
        return not self.is_full(pace) or self.end_ts - self.start_ts <= pace.slot_s


# By so much the log of requests may be set right after an answer was stored: the dates of later answers tell the
# server's time better, and the rows of earlier ones keep the time of then.
CORRECTED_S = 2.0


class Answers:
    """The answers of some requests, by the time of the request, ascending."""

    def __init__(self, replies: Iterable[PastReply]) -> None:
        self._told = sorted((reply.claimed_ts, reply.came_ts) for reply in replies if reply.is_read)

    def near(self, asked_ts: float) -> tuple[float, float] | None:
        """Of the request nearest to that time how far it is, and when its answer came; None where none is near."""
        place = bisect_left(self._told, (asked_ts, 0.0))
        around = self._told[max(0, place - 1) : place + 1]
        found = min(((abs(claimed_ts - asked_ts), came_ts) for claimed_ts, came_ts in around), default=None)
        return found if found is not None and found[0] <= CORRECTED_S else None

    def came(self, asked_ts: float) -> float:
        """`asked_ts` itself where the log does not tell."""
        found = self.near(asked_ts)
        return asked_ts if found is None else found[1]


class Arrivals:
    """The time at which each answer came. The rows of an answer bear the time of its request: the answer lacks the news
    of the time that it took, but nobody knew it before it came."""

    def __init__(self, replies: Iterable[PastReply]) -> None:
        of_feed: defaultdict[RepliedFeed, list[PastReply]] = defaultdict(list)
        of_endpoint: defaultdict[str, list[PastReply]] = defaultdict(list)
        self._came: dict[float, float] = {}
        self._of_second: dict[tuple[RepliedFeed, int], float] = {}
        for reply in replies:
            of_feed[reply.feed].append(reply)
            of_endpoint[reply.feed[0]].append(reply)
            if reply.is_read:
                self._came[reply.claimed_ts] = max(reply.came_ts, self._came.get(reply.claimed_ts, reply.came_ts))
                self._of_second.setdefault((reply.feed, math.ceil(reply.claimed_ts)), reply.came_ts)
        self._feeds = {feed: Answers(its) for feed, its in of_feed.items()}
        self._endpoints = {endpoint: Answers(its) for endpoint, its in of_endpoint.items()}

    def of(self, asked_ts: float, feed: RepliedFeed | None = None, endpoints: Collection[str] = ()) -> float:
        """That of the answer to the request of `asked_ts` to one of `endpoints`, () for any; `asked_ts` itself where
        the log does not tell."""
        if feed is not None and feed in self._feeds and (found := self._feeds[feed].near(asked_ts)) is not None:
            return found[1]
        if not endpoints and asked_ts in self._came:
            return self._came[asked_ts]
        every = [self._endpoints[name] for name in endpoints or self._endpoints if name in self._endpoints]
        return _nearest(every, asked_ts)

    def of_second(self, feeds: Sequence[RepliedFeed], asked_ts: int) -> float:
        """As `of`, for a request of one of `feeds` in the second before `asked_ts`."""
        for feed in feeds:
            if (came_ts := self._of_second.get((feed, asked_ts))) is not None:
                return came_ts
        return _nearest([self._feeds[feed] for feed in feeds if feed in self._feeds], float(asked_ts))


def _nearest(every: Iterable[Answers], asked_ts: float) -> float:
    found = [near for each in every if (near := each.near(asked_ts)) is not None]
    return min(found)[1] if found else asked_ts


class Pace(Struct, frozen=True):
    """The step of an endpoint's data and its longest delay, in seconds. `cap`: the most rows of an answer that lists
    rows by time."""

    slot_s: int
    delay_s: int
    cap: int | None = None


def feeds_then(
    replies: Iterable[PastReply], last: Mapping[RepliedFeed, float]
) -> Iterator[tuple[RepliedFeed, float, float, float]]:
    """RepliedFeed, the time of its newest answer, and from when until when that was the newest. `last` are those of the
    store."""
    known: defaultdict[RepliedFeed, list[tuple[float, float]]] = defaultdict(list)
    held = [*replies]
    for reply in held:
        if reply.is_read and reply.feed in last and reply.claimed_ts <= last[reply.feed]:
            known[reply.feed].append((reply.came_ts, reply.claimed_ts))
    came = Arrivals(held)
    for feed, answered_ts in sorted(last.items()):
        steps = sorted(known[feed])
        if not steps or steps[-1][1] < answered_ts:
            steps.append((max([came.of(answered_ts, feed), *(came_ts for came_ts, _ in steps)]), answered_ts))
        yield from _intervals(feed, steps)


def _intervals(
    feed: RepliedFeed, steps: Sequence[tuple[float, float]]
) -> Iterator[tuple[RepliedFeed, float, float, float]]:
    untils = [came_ts for came_ts, _ in steps[1:]] + [EVER]
    for (came_ts, answered_ts), until_ts in zip(steps, untils, strict=True):
        if until_ts > came_ts:
            yield feed, answered_ts, came_ts, until_ts


def coverage_then(
    replies: Iterable[PastReply], pace: Pace, last: Mapping[int, float]
) -> Iterator[tuple[int, float, float, float]]:
    """Slot, the time of the answer that spoke for it, from when until when. `replies` are those of one feed, `last` the
    coverage of its slots in the store."""
    steps: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    read = sorted((each for each in replies if each.is_read), key=lambda each: each.claimed_ts)
    answers = Answers(read)
    for reply in read:
        for slot_ts in _whole_slots(reply, pace) if reply.covers(pace) else ():
            if slot_ts not in last or not slot_ts < reply.claimed_ts < last[slot_ts]:
                continue
            before = steps[slot_ts]
            if not before or before[-1][1] < slot_ts + pace.slot_s + pace.delay_s:
                before.append((reply.came_ts, reply.claimed_ts))
    for slot_ts, answered_ts in sorted(last.items()):
        told = [*steps[slot_ts], (answers.came(answered_ts), answered_ts)]
        untils = [came_ts for came_ts, _ in told[1:]] + [EVER]
        for (came_ts, at_ts), until_ts in zip(told, untils, strict=True):
            if until_ts > came_ts:
                yield slot_ts, at_ts, came_ts, until_ts


def _whole_slots(reply: PastReply, pace: Pace) -> range:
    """Those that lie in its window from begin to end."""
    assert reply.start_ts is not None
    assert reply.end_ts is not None
    first_ts = -(-reply.start_ts // pace.slot_s) * pace.slot_s
    return range(first_ts, reply.end_ts - pace.slot_s + 1, pace.slot_s)


def truncations_then(
    replies: Iterable[PastReply], pace: Pace, last: Mapping[int, float]
) -> Iterator[tuple[int, float, float, float]]:
    """The slots of which a full answer may have left rows out, as `coverage_then`: from that answer on, until one that
    was not full. `last` are those of the store. Of a slot that is settled nothing changes."""
    opened: dict[int, tuple[float, float]] = {}
    covered: dict[int, float] = {}

    def is_open(slot_ts: int) -> bool:
        return covered.get(slot_ts, -math.inf) < slot_ts + pace.slot_s + pace.delay_s

    for reply in sorted((each for each in replies if each.is_read), key=lambda each: each.claimed_ts):
        if reply.start_ts is None or reply.end_ts is None:
            continue
        asked_ts = reply.claimed_ts
        whole = [slot_ts for slot_ts in _whole_slots(reply, pace) if slot_ts < asked_ts]
        if reply.is_full(pace):
            first_ts = reply.start_ts // pace.slot_s * pace.slot_s
            for slot_ts in range(first_ts, min(reply.end_ts, int(asked_ts)), pace.slot_s):
                if is_open(slot_ts):
                    opened.setdefault(slot_ts, (reply.came_ts, asked_ts))
        else:
            for slot_ts in whole:
                if slot_ts in opened:
                    came_ts, at_ts = opened.pop(slot_ts)
                    yield slot_ts, at_ts, came_ts, reply.came_ts
        if reply.covers(pace):
            covered |= {slot_ts: asked_ts for slot_ts in whole if is_open(slot_ts)}
    for slot_ts, answered_ts in sorted(last.items()):
        came_ts, at_ts = opened.get(slot_ts, (answered_ts, answered_ts))
        yield slot_ts, at_ts, came_ts, EVER


def last_answers_then(replies: Iterable[PastReply]) -> Iterator[tuple[RepliedFeed, int, int, float, float]]:
    """RepliedFeed, its last request, the failures in a row up to it, from when until when. A refusal is no answer."""
    by_feed: defaultdict[RepliedFeed, list[PastReply]] = defaultdict(list)
    for reply in replies:
        if not reply.is_refused:
            by_feed[reply.feed].append(reply)
    for feed in sorted(by_feed):
        told = sorted(by_feed[feed], key=lambda each: (each.came_ts, each.claim_id))
        failures = 0
        for index, reply in enumerate(told):
            failures = 0 if reply.is_read else failures + 1
            until_ts = told[index + 1].came_ts if index + 1 < len(told) else EVER
            if until_ts > reply.came_ts:
                yield feed, reply.claim_id, failures, reply.came_ts, until_ts
