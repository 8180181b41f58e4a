"""Realtime: the intervals of feeds of which each request buys one metric of one product.

    a day's requests  =  keeping: each feed once a reach, day and night  +  the rest, for those who look, by rank

*Keeping* goes first: an answer reaches back 40 or 60 minutes, so a feed that is asked before that long is over loses no
slot. Requests for those who look leave only while the day still holds what keeping needs. Where it does not hold even
that, the intervals stretch, so that it lasts. The feeds of channels are kept where the day has room for them as well;
else they share the rest.

*Those who look* spend the rest within `attention`, as in pacing.py: 8 parts for the looked-at metric, 3 for one with
an alarm near or firing, 1 for each other one, and none more often than each minute. So a metric that is newly looked
at is late by its new interval at once, and is asked; so many requests leave a little less for a little less time. All
processes on a store space their requests by the ledger that they share.

*A product without users* has nothing to lose: its users are asked for as always, all else seldom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.collector.bounds import bounds
from tui.collector.pacing import crowd
from tui.collector.policy import Knowledge, Policy
from tui.domain.account import DAY_MARGIN_S, MINUTE_HOLD_S, arrived_by
from tui.domain.edition import Endpoint
from tui.domain.records import DAY, HOUR, MINUTE, FeedKey, LastAttempt, Limits, Want

# An answer may take a minute, and a retry another.
SLACK_S = 2 * MINUTE
# The share of the reach after which feeds are asked while nobody looks, if the day has room: an outage of half of it
# loses nothing then.
QUIET = 28 / 60
# A request that fails is made again: so many more than keeping needs stay.
MORE = 0.05
# The interval of the feeds of a product without users.
IDLE_S = 6 * HOUR
FASTEST_S = float(MINUTE)
WEIGHTS = (8.0, 3.0, 1.0)
# The share of a minute's requests that those who look may plan to spend: the rest is for requests by hand.
PLANNED = 0.8
# Turns that are due while a request is under way make up for it.
DENSER = 0.8


class Interval(Struct, frozen=True):
    """Of the feeds of one kind, in seconds. `keep_s`: the time after which a feed is asked whatever else is wanted, inf
    where nothing keeps it; `look_s`: the time after which those who look have it asked."""

    keep_s: float
    look_s: float

    @property
    def shown_s(self) -> float:
        return min(self.keep_s, self.look_s)


class RealtimePace:
    """The pace of the realtime wants of one quota at one moment. Pure."""

    def __init__(
        self, quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy, spare: Limits
    ) -> None:
        account, now_ts = knowledge.accounts[quota], knowledge.now_ts
        self._now_ts = now_ts
        self._idle, self._presence = knowledge.idle, policy.edition.presence
        endpoints = {name: policy.edition[name] for name in {want.endpoint for want in wants}}
        feeds = _feeds(wants, endpoints, knowledge)
        slack_s = SLACK_S + len(feeds) * MINUTE_HOLD_S / (spare.per_minute or math.inf)
        self._kept_s = min(kept_s(endpoint, knowledge, quota, slack_s) for endpoint in endpoints.values())
        left, left_s = _left(spare, account.today, account.rolling, now_ts)
        need, of_channels = self._needs(feeds, knowledge.turns, left_s)
        self.keeps_channels = left >= need + of_channels
        need += of_channels if self.keeps_channels else 0
        need += math.ceil(need * MORE)
        kept = [feed for feed in feeds if self._is_kept(feed)]
        # Of a day that has too few requests each feed gets its part.
        stretch = max(1.0, need / max(1.0, left))
        self.extra = max(0.0, left - need) / (1 + crowd(account))
        self._keep_s = self._kept_s * stretch
        attended = [want for want in wants if want.attended and not self._is_idle(want.feed)]
        horizon_s = min(policy.attention_s if attended else float(DAY), left_s)
        if not attended and kept and self.extra:
            room_s = len(kept) * left_s / (need + self.extra / 2)
            self._keep_s = min(self._keep_s, max(QUIET * (endpoints[wants[0].endpoint].reach_s or 0), room_s))
        base = len(kept) / self._keep_s
        most = math.inf if spare.per_minute is None else PLANNED * spare.per_minute / MINUTE_HOLD_S
        look = min(self.extra / max(1.0, horizon_s), max(0.0, most - base)) if self.extra >= 1 else 0.0
        self._intervals = self._shared(attended, look)
        self.apart_s = DENSER / max(base + look, 1e-9)
        # Of the latest possible arrivals: the last request of any process.
        self._last_ts = account.latest[0] if account.latest else -math.inf

    def interval(self, want: Want) -> Interval:
        if self._is_idle(want.feed):
            return Interval(IDLE_S, math.inf)
        keep_s = self._keep_s if not want.channel or self.keeps_channels else math.inf
        look_s = self._intervals.get((want.rank, keep_s), math.inf) if want.attended else math.inf
        return Interval(keep_s, look_s)

    def due_ts(self, want: Want, interval: Interval, since_ts: float) -> float:
        """The due time by these intervals alone; `since_ts` is the last turn, -inf where there was none."""
        if since_ts == -math.inf:
            return since_ts
        spaced_ts = self._last_ts + self.apart_s
        if want.rank == 0:
            # Newly looked at.
            spaced_ts = min(spaced_ts, since_ts + 2 * interval.look_s)
        return min(since_ts + interval.keep_s, max(since_ts + interval.look_s, spaced_ts))

    def lateness(self, want: Want, interval: Interval, since_ts: float) -> float:
        """The order of the feeds that are due: those about to lose slots, then by rank, then the latest."""
        age_s = self._now_ts - since_ts
        late = age_s / interval.shown_s if interval.shown_s < math.inf else 0.0
        is_needed = age_s >= interval.keep_s
        return min(late, 1e3) + 1e6 * is_needed + 1e4 * (len(WEIGHTS) - 1 - min(want.rank, len(WEIGHTS) - 1))

    def _is_idle(self, feed: FeedKey) -> bool:
        _, channel, chosen = feed
        metric, _, product = chosen.partition("/")
        return metric != self._presence and (channel, product) in self._idle

    def _is_kept(self, feed: FeedKey) -> bool:
        return not self._is_idle(feed) and (not feed[1] or self.keeps_channels)

    def _needs(self, feeds: Iterable[FeedKey], turns: Mapping[FeedKey, LastAttempt], left_s: float) -> tuple[int, int]:
        """The requests of `left_s` that lose no slot: of the project, and of channels."""
        of_project = of_channels = 0
        for feed in feeds:
            keep_s = IDLE_S if self._is_idle(feed) else self._kept_s
            turn = turns.get(feed)
            age_s = keep_s if turn is None else min(keep_s, self._now_ts - turn.last.claimed_ts)
            count = math.floor((left_s + age_s) / keep_s)
            if feed[1]:
                of_channels += count
            else:
                of_project += count
        return of_project, of_channels

    def _shared(self, attended: Sequence[Want], look: float) -> dict[tuple[int, float], float]:
        """(Rank, keep_s) → the interval of its feeds, of `look` requests a second for all of them."""
        counts: dict[tuple[int, float], int] = {}
        for want in attended:
            keep_s = self._keep_s if not want.channel or self.keeps_channels else math.inf
            counts[want.rank, keep_s] = counts.get((want.rank, keep_s), 0) + 1
        rates: dict[tuple[int, float], float] = {}
        open_ = dict(counts)
        while open_:
            parts = sum(count * _weight(rank) for (rank, _), count in open_.items())
            full = [
                kind
                for kind in open_
                if (1 / kind[1] if kind[1] else 0) + look * _weight(kind[0]) / parts >= 1 / FASTEST_S
            ]
            for kind in full or list(open_):
                own = 1 / kind[1]
                rates[kind] = 1 / FASTEST_S if full else own + look * _weight(kind[0]) / parts
            for kind in full or list(open_):
                count = open_.pop(kind)
                look = max(0.0, look - count * (rates[kind] - 1 / kind[1])) if full else look
        return {kind: 1 / rate if rate else math.inf for kind, rate in rates.items()}


def kept_s(endpoint: Endpoint, knowledge: Knowledge, quota: tuple[str, ...], slack_s: float) -> float:
    """The longest interval between two requests that loses no slot, `slack_s` before the first one would be lost."""
    bound = bounds(endpoint, knowledge.accounts[quota].recent, knowledge.now_ts)
    span_s = min(bound.latest_ts - bound.oldest_ts, bound.longest_s) - 2 * endpoint.slot_s
    return max(span_s / 2, span_s - slack_s)


def _weight(rank: int) -> float:
    return WEIGHTS[min(rank, len(WEIGHTS) - 1)]


def _left(limits: Limits, today: int, rolling: int, now_ts: float) -> tuple[float, float]:
    """The requests that are left of the day, and its seconds."""
    if limits.per_day is None:
        return math.inf, float(DAY)
    if limits.day != "utc":
        return float(limits.per_day - max(today, rolling)), float(DAY)
    midnight_ts = ((now_ts - DAY_MARGIN_S) // DAY + 1) * DAY + DAY_MARGIN_S
    return float(limits.per_day - today), midnight_ts - now_ts


def _feeds(wants: Sequence[Want], endpoints: Mapping[str, Endpoint], knowledge: Knowledge) -> list[FeedKey]:
    """The wanted feeds, and those that other processes on the store keep."""
    feeds = dict.fromkeys(want.feed for want in wants)
    for feed, turn in knowledge.turns.items():
        endpoint = endpoints.get(feed[0])
        if endpoint is not None and feed not in feeds:
            last = turn.last
            since_ts = arrived_by(last.claimed_ts, last.answered_ts)
            if knowledge.now_ts - since_ts < (endpoint.reach_s or 0) and "#" not in last.selection:
                feeds[feed] = None
    return list(feeds)
