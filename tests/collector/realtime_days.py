"""Simulated days of the planner alone: watchers that share one ledger, a strict server that counts, a clock that jumps
from one event to the next. No store, no network: a day takes a second.

The server refuses by its own rules, written down here anew: more than n requests in any 60 s or in a UTC day, a window
that does not end before now minus the delay, does not start after now minus the reach, or is as long as the longest.
"""

from __future__ import annotations

import math
import random
from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from tui.agora.editions.today import edition_of
from tui.collector.planner import next_step
from tui.collector.policy import Knowledge, Policy
from tui.collector.realtime import idle_window, is_idle
from tui.collector.windows import look_back
from tui.domain.account import DAY_MARGIN_S, Account, arrived_by, free_at
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    Coverage,
    FailureKind,
    FeedKey,
    LastAttempt,
    Limits,
    Request,
    Spend,
    Want,
    Window,
)

# 14:00 UTC: a day has a night, and the end of the UTC day in the middle of a watch.
START_TS = 1_795_305_600.0 + 14 * HOUR
SLOT_S = 20
PRODUCTS = ("Native", "WebRTC")
METRICS = {
    "realtime_usage": ("pcu", "pcc"),
    "realtime_quality": (
        "joinSuccessRate",
        "joinSuccess5SecsRate",
        "audioFreezeRate",
        "videoFreezeRate",
        "networkDelay",
    ),
}
REACH_S = {"premium": 2400, "enterprise": 3600}
DELAY_S = {"premium": 40, "enterprise": 20}
PER_MINUTE = {"premium": 3, "enterprise": 10}
PER_DAY = {"premium": 480, "enterprise": 1440}

Users = Callable[[str, str, int], int]
"""Channel, product, slot → users."""


def always(_channel: str, product: str, _ts: int) -> int:
    return 40 if product == "Native" else 7


def native_alone(_channel: str, product: str, _ts: int) -> int:
    return 40 if product == "Native" else 0


def of(plan: str, channels: Sequence[str] = ("",), *, chosen: str = "", attended: bool = True) -> list[Want]:
    """The wants of one watcher who looks at the metric `chosen`."""
    edition = edition_of(plan)
    return [
        Want(
            name,
            channel,
            attended,
            selection=edition[name].selection(metric, product),
            rank=0 if metric == chosen else 2,
        )
        for channel in channels
        for name, metrics in METRICS.items()
        for metric in metrics
        for product in PRODUCTS
    ]


class Watching(NamedTuple):
    """From `at_s` seconds after the start on a watcher wants these."""

    at_s: float
    who: int
    wants: Sequence[Want]


class Day:
    """`outages`: stretches of seconds after the start in which nothing arrives."""

    def __init__(
        self,
        plan: str,
        *,
        users: Users = native_alone,
        counted: str = "endpoint",
        seed: int = 1,
        outages: Sequence[tuple[float, float]] = (),
        limits: Mapping[str, Limits] | None = None,
        attention_s: float = 8.0 * HOUR,
    ) -> None:
        self.plan, self.edition = plan, edition_of(plan)
        self.policy = Policy(self.edition, limits or self.edition.limits, attention_s, counted=counted)
        self.users, self.outages = users, outages
        self.rng = random.Random(seed)
        self.now_ts = START_TS
        self.spends: dict[int, Spend] = {}
        self.arrived: defaultdict[str, list[float]] = defaultdict(list)
        self.breaches: list[str] = []
        self.turns: dict[FeedKey, LastAttempt] = {}
        self.covered: defaultdict[FeedKey, dict[int, float]] = defaultdict(dict)
        self.known: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        self.under_way: dict[int, Spend] = {}
        self.asked: defaultdict[FeedKey, list[float]] = defaultdict(list)
        self.at: dict[int, float] = {}
        self._ledger: defaultdict[str, list[float]] = defaultdict(list)
        self._recent: defaultdict[str, list[Spend]] = defaultdict(list)
        self._idle: tuple[int, float, set[tuple[str, str]]] = (-1, 0.0, set())

    # -- what the planner knows

    def account(self, quota: Sequence[str]) -> Account:
        if len(quota) == 1:
            times, recent = self._ledger[quota[0]], self._recent[quota[0]]
        else:
            times = sorted(ts for name in quota for ts in self._ledger[name])
            recent = sorted((one for name in quota for one in self._recent[name]), key=lambda one: -one.claim_id)[:10]
        day_ts = (self.now_ts - DAY_MARGIN_S) // DAY * DAY
        rolling = times[bisect_left(times, self.now_ts - DAY - DAY_MARGIN_S) :]
        return Account(
            latest=tuple(reversed(times[-10:])),
            today=len(times) - bisect_left(times, day_ts - DAY_MARGIN_S),
            tomorrow=len(times) - bisect_left(times, day_ts + DAY - DAY_MARGIN_S),
            rolling=len(rolling),
            arrivals=array("d", rolling),
            recent=tuple(recent),
        )

    def knowledge(self, wants: Sequence[Want]) -> Knowledge:
        return Knowledge(
            now_ts=self.now_ts,
            accounts={quota: self.account(quota) for quota in {self.policy.quota(want.endpoint) for want in wants}},
            turns=self.turns,
            under_way=tuple(self.under_way.values()),
            coverage=self.coverage,
            asked={},
            idle=self.idle(wants),
        )

    def coverage(self, want: Want) -> Coverage:
        window = look_back(self.edition[want.endpoint], self.now_ts)
        slots = self.covered[want.feed]
        return Coverage(window, {ts: slots[ts] for ts in window.slots(SLOT_S) if ts in slots}, slot_s=SLOT_S)

    def idle(self, wants: Sequence[Want]) -> set[tuple[str, str]]:
        answers = sum(map(len, self.known.values()))
        if self._idle[0] == answers and self.now_ts - self._idle[1] < MINUTE:
            return self._idle[2]
        endpoint = self.edition["realtime_usage"]
        window = idle_window(endpoint, self.now_ts)
        found = set()
        for channel, product in {(want.channel, want.selection.product) for want in wants}:
            told, slots = self.known[channel, product], window.slots(SLOT_S)
            points = [(ts, float(told[ts])) for ts in slots if ts in told]
            known = Coverage(window, {ts: self.now_ts for ts, _ in points}, slot_s=SLOT_S)
            if is_idle(endpoint, points, known, self.now_ts):
                found.add((channel, product))
        self._idle = answers, self.now_ts, found
        return found

    # -- a day

    def live(self, watching: Sequence[Watching], hours: float) -> None:
        events: list[tuple[float, int, str, object]] = []
        number = 0

        def later(ts: float, what: str, thing: object) -> None:
            nonlocal number
            number += 1
            heappush(events, (ts, number, what, thing))

        for one in watching:
            later(START_TS + one.at_s, "watch", one)
        wants: dict[int, Sequence[Want]] = {}
        looks: dict[int, float] = {}
        end_ts = START_TS + hours * HOUR
        while events and events[0][0] < end_ts:
            ts, _, what, thing = heappop(events)
            self.now_ts = max(self.now_ts, ts)
            if what == "watch":
                assert isinstance(thing, Watching)
                wants[thing.who] = thing.wants
                looks[thing.who] = self.now_ts
            elif what == "answer":
                assert isinstance(thing, tuple)
                self._answer(*thing)
            elif looks.get(thing, math.inf) > self.now_ts:  # type: ignore[call-overload]
                continue
            # News of the ledger wakes all; a look wakes one.
            awake = list(wants) if what != "look" else [thing]
            self.rng.shuffle(awake)
            for who in awake:
                assert isinstance(who, int)
                while (step := next_step(wants[who], self.knowledge(wants[who]), self.policy)).request is not None:
                    claim = self._claim(step.request, step.limits or Limits())
                    if claim is None:
                        break
                    latency_s = self.rng.choice((0.1, 0.3, 0.6, 2.0, 9.0))
                    arrival_ts = self.now_ts + latency_s / 2
                    is_lost = any(start <= arrival_ts - START_TS < end for start, end in self.outages)
                    is_refused = False if is_lost else not self._serve(step.request, arrival_ts)
                    later(self.now_ts + latency_s, "answer", (claim, step.request, is_lost, is_refused))
                looks[who] = min(step.look_again_ts, self.now_ts + HOUR)
                later(max(looks[who], self.now_ts + 0.2), "look", who)

    def _claim(self, request: Request, limits: Limits) -> Spend | None:
        quota = self.policy.quota(request.endpoint)
        if free_at(self.account(quota), limits, self.now_ts) > self.now_ts:
            return None
        claim = Spend(
            claim_id=len(self.spends) + 1,
            endpoint=request.endpoint,
            channel=request.channel,
            window=request.window,
            claimed_ts=self.now_ts,
            by="me",
            selection=request.selection.key,
        )
        self.spends[claim.claim_id] = self.under_way[claim.claim_id] = claim
        self.at[claim.claim_id] = arrived_by(self.now_ts, None)
        insort(self._ledger[claim.endpoint], self.at[claim.claim_id])
        self._note(claim)
        self.asked[claim.feed].append(self.now_ts)
        return claim

    def _note(self, claim: Spend) -> None:
        rest = [one for one in self._recent[claim.endpoint] if one.claim_id != claim.claim_id]
        self._recent[claim.endpoint] = sorted([claim, *rest], key=lambda one: -one.claim_id)[:10]

    def _serve(self, request: Request, at_ts: float) -> bool:
        """Count and check it as the server does."""
        name, plan, before = request.endpoint, self.plan, len(self.breaches)
        quota = self.policy.quota(name)
        times = self.arrived[name]
        insort(times, at_ts)
        together = sorted(ts for other in quota for ts in self.arrived[other])
        if sum(at_ts - 60 < ts <= at_ts for ts in together) > PER_MINUTE[plan]:
            self.breaches.append(f"{name}: {PER_MINUTE[plan] + 1} in a minute at {at_ts - START_TS:.1f}")
        if sum(ts // DAY == at_ts // DAY for ts in together) > PER_DAY[plan]:
            self.breaches.append(f"{name}: day spent at {at_ts - START_TS:.1f}")
        window = request.window
        if not window.end_ts < at_ts - DELAY_S[plan]:
            self.breaches.append(f"{name}: too near at {at_ts - START_TS:.1f}")
        if not window.start_ts > at_ts - REACH_S[plan]:
            self.breaches.append(f"{name}: too old at {at_ts - START_TS:.1f}")
        if not window.end_ts - window.start_ts < REACH_S[plan]:
            self.breaches.append(f"{name}: too long at {at_ts - START_TS:.1f}")
        return len(self.breaches) == before

    def _answer(self, claim: Spend, request: Request, is_lost: bool, is_refused: bool) -> None:
        failure = FailureKind.UNREACHABLE if is_lost else FailureKind.OVER_LIMIT if is_refused else None
        told = replace(claim, answered_ts=self.now_ts, failure=failure, arrived=not is_lost)
        self.spends[claim.claim_id] = told
        del self.under_way[claim.claim_id]
        times = self._ledger[claim.endpoint]
        times.remove(self.at[claim.claim_id])
        if not is_lost:
            insort(times, arrived_by(claim.claimed_ts, self.now_ts))
        self._note(told)
        before = self.turns.get(claim.feed)
        failures = 0 if failure is None else 1 + (0 if before is None else before.failures)
        self.turns[claim.feed] = LastAttempt(told, failures)
        if failure is None:
            for ts in request.window.slots(SLOT_S):
                self.covered[claim.feed][ts] = max(claim.claimed_ts, self.covered[claim.feed].get(ts, 0.0))
                if request.selection.metric == "pcu":
                    product = request.selection.product
                    self.known[claim.channel, product][ts] = self.users(claim.channel, product, ts)

    # -- results

    def lost(self, wants: Sequence[Want], hours: float) -> Counter[FeedKey]:
        """Feed → its slots of the day that left the reach unanswered, but for those of a product without users."""
        window = Window(int(START_TS) // SLOT_S * SLOT_S, int(START_TS + hours * HOUR) - REACH_S[self.plan])
        found: Counter[FeedKey] = Counter()
        for want in wants:
            chosen, slots = want.selection, self.covered[want.feed]
            for ts in window.slots(SLOT_S):
                has_users = chosen.metric == "pcu" or self.users(want.channel, chosen.product, ts) > 0
                if ts not in slots and has_users:
                    found[want.feed] += 1
        return found

    def intervals(self, metric: str, start_h: float, end_h: float) -> list[float]:
        """The seconds between the requests for a metric of Native in these hours of the day."""
        times = [
            ts
            for (_, channel, feed), asked in self.asked.items()
            for ts in asked
            if feed == f"{metric}/Native" and not channel and start_h * HOUR <= ts - START_TS < end_h * HOUR
        ]
        return [after - before for before, after in pairwise(times)]

    def spent(self, endpoint: str) -> Counter[int]:
        return Counter(int(ts // DAY) for ts in self.arrived[endpoint])
