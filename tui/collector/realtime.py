"""Realtime: the intervals of feeds where each request buys one metric of one product.

    a day's requests  =  keeping: each feed once a reach, day and night  +  the rest, for viewers, by rank

*Keeping* goes first: an answer reaches back 40 or 60 minutes, so a feed with a request in each such time loses no
slot. Requests for viewers leave only while the day holds the requests of keeping. Where it does not hold even
these, the intervals stretch, so that it lasts. The feeds of channels are kept where the day has room for them as well;
else they share the rest.

*Viewers* spend the rest within `attention`, as in pacing.py: 8 parts for the looked-at metric, 3 for one with
an alarm near or firing, 1 for each other one, a fifth of that for one of a channel, and none more often than each
minute. So a metric that is newly looked at is late by its new interval, and due at once; each request leaves a little
less for a little less time. All processes on a store space their requests by the ledger that they share.

*A product without users* has nothing to lose: its users are asked for as always, all else seldom.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from tui.collector.bounds import bounds
from tui.collector.pacing import crowd
from tui.collector.policy import Knowledge, Policy
from tui.domain.account import DAY_MARGIN_S, MINUTE_HOLD_S, arrived_by
from tui.domain.edition import Endpoint
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    Coverage,
    FeedKey,
    LastAttempt,
    Limits,
    Points,
    Selection,
    Want,
    Window,
)

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
OF_A_CHANNEL = 0.2
# The share of a minute's requests that viewers may plan to spend: the rest is for requests by hand.
PLANNED = 0.8
# More intervals late than this is as late as any; a feed about to lose slots comes before all that are late.
MOST_LATE, NEEDED = 1e3, 1e6
# Turns that are due while a request is under way make up for it.
DENSER = 0.8


class Interval(Struct, frozen=True):
    """Of the feeds of one kind, in seconds. `keep_s`: the longest time between two requests, before any other want; inf
    where the day has no room to keep the feed. `look_s`: the time between two requests for viewers. `shown_s` is the
    shorter one. `lead`: the lead of the kind over those of a lower rank, in intervals late."""

    keep_s: float
    look_s: float
    shown_s: float
    lead: float


class RealtimeTurn(NamedTuple):
    """The next turn of a feed, by its interval alone: `late` orders the feeds that are due."""

    due_ts: float
    interval_s: float
    late: float


Kind = tuple[int, bool]
"""Rank, and whether the feed is one of a channel."""


class RealtimePace:
    """The pace of the realtime wants of one quota at one moment. Pure."""

    def __init__(
        self, quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy, spare: Limits
    ) -> None:
        account, now_ts = knowledge.accounts[quota], knowledge.now_ts
        self._now_ts = now_ts
        endpoints = {name: policy.edition[name] for name in {want.endpoint for want in wants}}
        # Feed → whether its product has no users, and so nothing to lose.
        feeds, looked_at = _feeds(wants, endpoints, knowledge, policy.edition.presence)
        self._feeds = feeds
        slack_s = SLACK_S + len(feeds) * MINUTE_HOLD_S / (spare.per_minute or math.inf)
        self._kept_s = min(kept_s(endpoint, knowledge, quota, slack_s) for endpoint in endpoints.values())
        left, left_s = _left(spare, account.today, account.rolling, now_ts)
        need, of_channels = self._needs(feeds, knowledge.turns, left_s)
        self.keeps_channels = left >= need + of_channels
        need += of_channels if self.keeps_channels else 0
        need += math.ceil(need * MORE)
        kept = sum(not is_idle and (self.keeps_channels or not feed[1]) for feed, is_idle in feeds.items())
        # Of a day that has too few requests each feed gets its part.
        stretch = max(1.0, need / max(1.0, left))
        self.extra = max(0.0, left - need) / (1 + crowd(account))
        self._keep_s = self._kept_s * stretch
        horizon_s = min(policy.attention_s if looked_at else float(DAY), left_s)
        if not looked_at and kept and self.extra:
            room_s = kept * left_s / (need + self.extra / 2)
            self._keep_s = min(self._keep_s, max(QUIET * (endpoints[wants[0].endpoint].reach_s or 0), room_s))
        base = kept / self._keep_s
        most = math.inf if spare.per_minute is None else PLANNED * spare.per_minute / MINUTE_HOLD_S
        look = min(self.extra / max(1.0, horizon_s), max(0.0, most - base)) if self.extra >= 1 else 0.0
        self._looks = self._shared(looked_at, look)
        self._intervals: dict[tuple[int, bool, bool, bool], Interval] = {}
        # After the last request of any process.
        self._spaced_ts = (account.latest[0] if account.latest else -math.inf) + DENSER / max(base + look, 1e-9)

    def turn(self, want: Want, feed: FeedKey, since_ts: float) -> RealtimeTurn:
        """`since_ts` is the last turn, -inf where there was none."""
        kind = want.rank, want.channel != "", want.attended, self._feeds[feed]
        found = self._intervals.get(kind)
        if found is None:
            found = self._intervals[kind] = self._interval(*kind)
        keep_s, look_s, interval_s, late = found.keep_s, found.look_s, found.shown_s, found.lead
        if since_ts == -math.inf:
            # A feed that nothing keeps waits for its share.
            due_ts = -math.inf if keep_s < math.inf else self._spaced_ts if look_s < math.inf else math.inf
            return RealtimeTurn(due_ts, interval_s, late + MOST_LATE)
        age_s = self._now_ts - since_ts
        keep_ts, look_ts, spaced_ts = since_ts + keep_s, since_ts + look_s, self._spaced_ts
        if look_ts < spaced_ts:
            # Newly looked at: the spacing gives way.
            look_ts = min(spaced_ts, look_ts + look_s) if want.rank == 0 else spaced_ts
        late += min(age_s / interval_s, MOST_LATE)
        if age_s >= keep_s:
            late += NEEDED
        return RealtimeTurn(look_ts if look_ts < keep_ts else keep_ts, interval_s, late)

    def interval(self, want: Want) -> Interval:
        return self._interval(want.rank, want.channel != "", want.attended, self._feeds[want.feed])

    def _interval(self, rank: int, is_of_channel: bool, is_attended: bool, is_idle: bool) -> Interval:
        lead = MOST_LATE * max(0, len(WEIGHTS) - 1 - rank)
        if is_idle:
            return Interval(IDLE_S, math.inf, IDLE_S, lead)
        keep_s = math.inf if is_of_channel and not self.keeps_channels else self._keep_s
        look_s = self._looks.get((rank, is_of_channel), math.inf) if is_attended else math.inf
        return Interval(keep_s, look_s, min(keep_s, look_s), lead)

    def _needs(
        self, feeds: Mapping[FeedKey, bool], turns: Mapping[FeedKey, LastAttempt], left_s: float
    ) -> tuple[int, int]:
        """The requests of `left_s` that lose no slot: of the project, and of channels."""
        of_project = of_channels = 0
        kept_s, now_ts = self._kept_s, self._now_ts
        for feed, is_idle in feeds.items():
            keep_s = IDLE_S if is_idle else kept_s
            turn = turns.get(feed)
            age_s = keep_s if turn is None else now_ts - turn.last.claimed_ts
            count = int((left_s + (age_s if age_s < keep_s else keep_s)) / keep_s)
            if feed[1]:
                of_channels += count
            else:
                of_project += count
        return of_project, of_channels

    def _shared(self, counts: dict[Kind, int], look: float) -> dict[Kind, float]:
        """Kind → the interval of its feeds, of `look` requests a second for all that are counted."""
        own = {kind: 0.0 if kind[1] and not self.keeps_channels else 1 / self._keep_s for kind in counts}
        rates: dict[Kind, float] = {}
        while counts:
            a_part = look / sum(count * _weight(*kind) for kind, count in counts.items())
            wanted = {kind: own[kind] + a_part * _weight(*kind) for kind in counts}
            full = [kind for kind, rate in wanted.items() if rate >= 1 / FASTEST_S]
            for kind in full or wanted:
                rates[kind] = 1 / FASTEST_S if full else wanted[kind]
                count = counts.pop(kind)
                # The others share the part that these cannot use.
                look = max(0.0, look - count * (rates[kind] - own[kind])) if full else look
        return {kind: 1 / rate if rate else math.inf for kind, rate in rates.items()}


def kept_s(endpoint: Endpoint, knowledge: Knowledge, quota: tuple[str, ...], slack_s: float) -> float:
    """The longest interval between two requests that loses no slot, `slack_s` before the first one would be lost."""
    bound = bounds(endpoint, knowledge.accounts[quota].recent, knowledge.now_ts)
    span_s = min(bound.latest_ts - bound.oldest_ts, bound.longest_s) - 2 * endpoint.slot_s
    return max(span_s / 2, span_s - slack_s)


def idle_window(endpoint: Endpoint, now_ts: float) -> Window:
    """The window of points and coverage for `is_idle`."""
    end_ts = endpoint.slot_of(now_ts)
    return Window(end_ts - 2 * (endpoint.reach_s or 0), end_ts)


def is_idle(endpoint: Endpoint, users: Points, known: Coverage, now_ts: float) -> bool:
    """Whether a product has no users, by the slots of them that answers spoke for: all of the last half of a reach, up
    to the newest one, which is no older than a reach. Until its users are asked for again, that stays so."""
    reach_s = endpoint.reach_s or 0
    newest_ts = max(known.answered_ts, default=0)
    if newest_ts < now_ts - reach_s:
        return False
    since_ts = newest_ts - reach_s // 2
    if any(value > 0 for ts, value in users if ts >= since_ts):
        return False
    return all(ts in known.answered_ts for ts in range(since_ts, newest_ts, endpoint.slot_s))


def _weight(rank: int, is_of_channel: bool) -> float:
    rest = len(WEIGHTS) - 1
    return WEIGHTS[min(rank, rest)] * (OF_A_CHANNEL if is_of_channel and rank >= rest else 1.0)


def _left(limits: Limits, today: int, rolling: int, now_ts: float) -> tuple[float, float]:
    """The requests that are left of the day, and its seconds."""
    if limits.per_day is None:
        return math.inf, float(DAY)
    if limits.day != "utc":
        return float(limits.per_day - max(today, rolling)), float(DAY)
    midnight_ts = ((now_ts - DAY_MARGIN_S) // DAY + 1) * DAY + DAY_MARGIN_S
    return float(limits.per_day - today), midnight_ts - now_ts


def _feeds(
    wants: Sequence[Want], endpoints: Mapping[str, Endpoint], knowledge: Knowledge, presence: str
) -> tuple[dict[FeedKey, bool], dict[Kind, int]]:
    """The wanted feeds and those that other processes on the store keep, each with the answer whether its product has
    no users; and the number of feeds with users that viewers look at, by kind."""
    idle, now_ts = knowledge.idle, knowledge.now_ts
    feeds: dict[FeedKey, bool] = {}
    looked_at: dict[Kind, int] = {}
    is_idle = False
    for want in wants:
        if idle:
            is_idle = (want.channel, want.selection.product) in idle and want.selection.metric != presence
        feeds[want.feed] = is_idle
        if want.attended and not is_idle:
            kind = want.rank, want.channel != ""
            looked_at[kind] = looked_at.get(kind, 0) + 1
    for feed, turn in knowledge.turns.items():
        if feed not in feeds and (endpoint := endpoints.get(feed[0])) is not None:
            since_ts = arrived_by(turn.last.claimed_ts, turn.last.answered_ts)
            if now_ts - since_ts < (endpoint.reach_s or 0) and "#" not in turn.last.selection:
                chosen = Selection.of_feed(feed[2])
                feeds[feed] = (feed[1], chosen.product) in idle and chosen.metric != presence
    return feeds, looked_at
