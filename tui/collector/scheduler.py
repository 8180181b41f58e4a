"""The scheduler of one quota: the due time of each want that shares it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from tui.analysis.feeds import listing
from tui.collector import insights, usage_days
from tui.collector.bounds import bounds
from tui.collector.pacing import UNATTENDED_S, apart_s, crowd, day_ends_ts
from tui.collector.policy import Knowledge, Policy
from tui.collector.realtime import RealtimePace
from tui.collector.windows import is_misdated, lost_at, next_listing, next_page, still_open
from tui.domain.account import MINUTE_HOLD_S, Account, arrived_by, free_at, unreserved
from tui.domain.edition import Endpoint, Paging
from tui.domain.records import (
    DAY,
    MINUTE,
    REFUSALS,
    Breach,
    Failure,
    FailureKind,
    FeedKey,
    LastAttempt,
    Spend,
    Want,
    Window,
    breach_of,
)

BACKOFF_FIRST_S = 5.0
BACKOFF_MOST_S = 300.0
# So long before slots leave the reach the back-off ends, and so often they are requested again.
RESCUE_S = 5 * MINUTE
RESCUE_EVERY_S = 15.0
# The share of a want on demand before the user allows more: a tenth of a day's requests.
WALK_REQUESTS = 100
# The tries of a want on demand. After a futile failure there is none until the user asks.
TRIES = 5
FUTILE = frozenset({FailureKind.BAD_REQUEST, FailureKind.NOT_FOUND})
# Another window may be answered: bounds.py makes one.
_OF_THE_WINDOW = frozenset({Breach.TOO_NEAR, Breach.TOO_OLD, Breach.TOO_LONG})
# Outcomes that say nothing about the next request of another want.
_NOT_SHARED = frozenset({None, FailureKind.OVER_LIMIT, FailureKind.CANCELLED, *REFUSALS})

_NOT_REFUSED: tuple[Failure | None, float] = (None, -math.inf)


class Due(Struct):
    """The due time of a want, and its last failure (None after a success).

    `interval_s` is the time between two requests (0: there is only one), `late` the age of the last one in intervals.
    For a want on demand: `window` is its next window, None where everything is there or `stopped` (its share of
    requests is spent), `page` its next page; `requests` is the number of answered ones.
    Only the planner changes the values.
    """

    want: Want
    due_ts: float
    interval_s: float
    late: float
    by_hand: bool
    fetching: bool
    failure: Failure | None
    window: Window | None = None
    requests: int = 0
    stopped: bool = False
    page: int = 1

    @property
    def done(self) -> bool:
        """True where a want on demand is fulfilled."""
        return self.want.window is not None and self.window is None and not self.fetching

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """The order of wants: the least goes first."""
        return self.want.window is None, not self.by_hand, -self.late


class Scheduler:
    """The facts that the wants of one quota share, computed once."""

    def __init__(
        self,
        quota: tuple[str, ...],
        wants: Sequence[Want],
        live: Sequence[Want],
        knowledge: Knowledge,
        policy: Policy,
    ) -> None:
        """`live` are the wants, of all, that buy one metric each from this quota."""
        account, now_ts = knowledge.accounts[quota], knowledge.now_ts
        limits = policy.limits_of(quota)
        spare = unreserved(limits, policy.reserve)
        self.knowledge, self.policy, self.account = knowledge, policy, account
        self.quota, self.now_ts, self.turns = quota, now_ts, knowledge.turns
        self.free_ts = max(free_at(account, spare, now_ts), day_ends_ts(account, limits, now_ts))
        # Unattended, the day's requests spread evenly; one attended want gives all of them the quicker pace.
        attended = any(want.attended for want in wants)
        self.live = {want.endpoint for want in live}
        self.realtime = RealtimePace(quota, live, knowledge, policy, spare) if live else None
        attention_s = policy.attention_s if attended else float(DAY)
        # Of insights the slots tell when a request is worth it, and the share of the background how many a day has.
        is_paced = live or all(policy.edition[want.endpoint].is_insight for want in wants)
        self.apart_s = 0.0 if is_paced else apart_s(account, spare, now_ts, attention_s)
        self.crowded = 1 + crowd(account)
        last_ts = account.latest[0] if account.latest else -math.inf
        self.next_ts = max(self.free_ts, last_ts + self.apart_s)
        self.interval_s = max(self.apart_s, MINUTE_HOLD_S * self.crowded)
        # Other consumers slow down requests each minute. Requests twice an hour stay, and lose nothing.
        self.quiet_interval_s = max(self.apart_s, float(UNATTENDED_S))
        failed = _failed_last(account, policy)
        self.failed_ts = last_ts if failed else -math.inf
        self.trouble_ts = last_ts + backoff_s(failed, account.newest_id)
        self.endpoints = {
            name: ((endpoint := policy.edition[name]), endpoint.is_daily, *knowledge.refused.get(name, _NOT_REFUSED))
            for name in quota
        }
        self.under_way = {spend.feed: spend for spend in reversed(knowledge.under_way)}
        # No request waits for an answer, and no user asks for one.
        self.is_quiet = not self.under_way and not knowledge.asked

    @cached_property
    def free_by_hand_ts(self) -> float:
        """The next slot with the reserve, which only a request by hand needs."""
        return free_at(self.account, self.policy.limits_of(self.quota), self.now_ts)

    def due(self, want: Want) -> Due:
        """The due time of one want. Runs for hundreds of wants in a plan: it calls as little as it can."""
        if want.window is not None:
            return self._on_demand(want)
        if self.policy.edition[want.endpoint].is_insight:
            return self._insight(want)
        feed = want.feed
        turn = self.turns.get(feed)
        if self.realtime is not None and want.endpoint in self.live:
            return self._live(want, feed, self.realtime, turn)
        endpoint, is_daily, refusal, refused_ts = self.endpoints[want.endpoint]
        # A misdated request was no turn: its answer says nothing about the wanted time.
        is_anew = turn is not None and is_misdated(endpoint, turn.last)
        interval_s = self.interval_s if want.attended else self.quiet_interval_s
        claimed_ts = since_ts = -math.inf
        failure = None
        if is_anew:
            turn = None
        elif turn is not None:
            last = turn.last
            claimed_ts, failure = last.claimed_ts, last.failure
            since_ts = arrived_by(claimed_ts, last.answered_ts)
            if failure is None and refusal is None and not is_daily and self.is_quiet:
                # Nearly all wants of nearly all plans.
                due_ts = since_ts + interval_s
                late = (self.now_ts - since_ts) / interval_s
                return Due(
                    want, due_ts if due_ts > self.next_ts else self.next_ts, interval_s, late, False, False, None
                )
        asked_ts = self.knowledge.asked.get(want, -math.inf)
        if (sent := self.under_way.get(feed)) is not None:
            # A request under way counts as a turn.
            claimed_ts, since_ts = max(claimed_ts, sent.claimed_ts), max(since_ts, _arrived_ts(sent))
        by_hand = asked_ts > claimed_ts
        if refusal is not None and asked_ts <= refused_ts:
            return Due(want, math.inf, interval_s, 0.0, False, sent is not None, refusal)
        if by_hand:
            due_ts = self.free_by_hand_ts
        elif is_anew:
            due_ts = self.free_ts
        elif turn is None or (failure is None and not is_daily):
            due_ts = max(self.next_ts, since_ts + interval_s)
        elif failure is FailureKind.OVER_LIMIT:
            due_ts = max(self.next_ts, since_ts + self.interval_s)
        elif is_daily and is_unread(turn.last):
            due_ts, interval_s = self._unread_days_ts(since_ts), float(DAY)
        elif failure is not None:
            due_ts = self._retry_ts(want, turn)
        else:
            due_ts, interval_s = max(self.free_ts, self._days_ts(endpoint, turn.last)), float(DAY)
        late = (self.now_ts - since_ts) / interval_s
        told = refusal if failure is None or turn is None else _told(turn.last)
        return Due(want, due_ts, interval_s, late, by_hand, sent is not None, told)

    def _live(self, want: Want, feed: FeedKey, realtime: RealtimePace, turn: LastAttempt | None) -> Due:
        """The due time of a want of which each request buys one metric."""
        endpoint, _, refusal, refused_ts = self.endpoints[want.endpoint]
        last = None if turn is None or is_misdated(endpoint, turn.last) else turn.last
        claimed_ts = since_ts = -math.inf
        failure = None
        if last is not None:
            claimed_ts, failure = last.claimed_ts, last.failure
            since_ts = arrived_by(claimed_ts, last.answered_ts)
        if self.is_quiet and refusal is None and failure is None:
            # Nearly all wants of nearly all plans.
            due_ts, interval_s, late = realtime.turn(want, feed, since_ts)
            return Due(want, due_ts if due_ts > self.free_ts else self.free_ts, interval_s, late, False, False, None)
        asked_ts = self.knowledge.asked.get(want, -math.inf)
        if (sent := self.under_way.get(feed)) is not None:
            claimed_ts, since_ts = max(claimed_ts, sent.claimed_ts), max(since_ts, _arrived_ts(sent))
        due_ts, interval_s, late = realtime.turn(want, feed, since_ts)
        if refusal is not None and asked_ts <= refused_ts:
            return Due(want, math.inf, interval_s, 0.0, False, sent is not None, refusal)
        by_hand = asked_ts > claimed_ts
        if by_hand:
            due_ts = self.free_by_hand_ts
        elif turn is not None and failure is FailureKind.OVER_LIMIT:
            due_ts = max(self.next_ts, since_ts + MINUTE_HOLD_S * self.crowded)
        elif turn is not None and failure is not None:
            due_ts = self._retry_ts(want, turn)
        else:
            due_ts = max(self.free_ts, due_ts)
        told = refusal if failure is None or last is None else _told(last)
        return Due(want, due_ts, interval_s, late, by_hand, sent is not None, told)

    def _insight(self, want: Want) -> Due:
        """By its open slots, the newest first; within its part of the day's requests."""
        now_ts, turn = self.now_ts, self.turns.get(want.feed)
        endpoint, _, refusal, refused_ts = self.endpoints[want.endpoint]
        ask = insights.next_ask(endpoint, want, self.knowledge.coverage(want), self.account.recent, now_ts)
        asked_ts = self.knowledge.asked.get(want, -math.inf)
        is_under_way = want.feed in self.under_way
        last = None if turn is None else turn.last
        since_ts = -math.inf if last is None else arrived_by(last.claimed_ts, last.answered_ts)
        by_hand = last is None or asked_ts > last.claimed_ts > -math.inf
        by_hand = by_hand and asked_ts > -math.inf and ask.window is not None
        due_ts = self.free_by_hand_ts if by_hand else max(ask.due_ts, self.free_ts)
        failure = _told(last)
        if refusal is not None and asked_ts <= refused_ts:
            due_ts, failure = math.inf, refusal
        elif not by_hand:
            if turn is not None and turn.last.failure not in (None, FailureKind.OVER_LIMIT):
                due_ts = max(due_ts, since_ts + backoff_s(turn.failures, turn.last.claim_id), self.trouble_ts)
            elif last is not None and insights.is_same(last, ask.window):
                # The answer left its slots open: another one so soon would, too.
                due_ts = max(due_ts, since_ts + insights.REASK_S)
            limits = self.policy.limits_of(self.quota)
            if insights.is_share_spent(want, self.account, limits):
                due_ts = max(due_ts, insights.next_day_ts(now_ts))
        if is_under_way:
            due_ts = math.inf
        late = ask.worth + insights.RANKS - want.rank
        return Due(want, due_ts, float(DAY), late, by_hand, is_under_way, failure, ask.window)

    def _days_ts(self, endpoint: Endpoint, last: Spend) -> float:
        # The content of an answer dates from its request, however long it took over eight o'clock.
        return usage_days.next_ask_ts(
            endpoint,
            known_days=self.knowledge.days,
            last_asked_ts=None if last.answered_ts is None else last.claimed_ts,
            now_ts=self.knowledge.now_ts,
        )

    def _unread_days_ts(self, since_ts: float) -> float:
        """The next request for unread days: after a minute, then twice as late each time, so that ten requests last
        for hours."""
        answers = [spend for spend in self.account.recent if spend.answered_ts is not None]
        tries = next((count for count, spend in enumerate(answers) if not is_unread(spend)), len(answers))
        return max(self.free_ts, since_ts + MINUTE_HOLD_S * 2.0 ** (tries - 1))

    def _on_demand(self, want: Want) -> Due:
        """Due at once, unless just answered, under way, or known for good."""
        now_ts = self.knowledge.now_ts
        asked_ts = self.knowledge.asked.get(want, now_ts)
        tries = [
            spend
            for spend in self.knowledge.tries.get(want, ())
            if is_part(spend, want)
            and spend.failure is not FailureKind.CANCELLED
            # A new want after a failure gets another try, however soon.
            and (spend.failure is None or spend.claimed_ts >= asked_ts)
        ]
        under_way = self.knowledge.under_way
        fetching = any(is_part(spend, want) for spend in under_way)
        # One answer at a time: link and memory hold no two of the largest.
        one_by_one = self.policy.edition[want.endpoint].span_s is not None
        busy = fetching or (one_by_one and any(spend.endpoint == want.endpoint for spend in under_way))
        failures = next((count for count, spend in enumerate(tries) if spend.failure is None), len(tries))
        answered = sum(spend.failure is None for spend in tries)
        last = tries[0] if tries else None
        window = self._still_open(want, asked_ts, tries, fetching=fetching)
        stopped = window is not None and len(tries) - failures >= (want.most or WALK_REQUESTS)
        refusal, refused_ts = self.knowledge.refused.get(want.endpoint, (None, -math.inf))
        by_hand = want in self.knowledge.pressed and not any(spend.claimed_ts >= asked_ts for spend in tries)
        due_ts = self.free_by_hand_ts if by_hand else self.free_ts
        if window is None or busy or stopped or (refusal is not None and asked_ts <= refused_ts):
            due_ts = math.inf
        elif last is not None and last.answered_ts is not None:
            due_ts = max(due_ts, last.answered_ts + backoff_s(failures, last.claim_id))
        if self.failed_ts > asked_ts:
            # A failure of one want concerns the others that wait.
            due_ts = max(due_ts, self.trouble_ts)
        if failures and last is not None and (self._is_futile(last) or failures >= TRIES):
            due_ts = math.inf
        failure = _told(last) or refusal
        page = 1 + answered if self.policy.edition[want.endpoint].paging is Paging.CURSOR else 1
        return Due(want, due_ts, 0.0, now_ts - asked_ts, by_hand, fetching, failure, window, answered, stopped, page)

    def _is_futile(self, last: Spend) -> bool:
        """True where the next request of the want would get the same answer."""
        learns = self.policy.edition[last.endpoint].is_strict
        is_other = learns and breach_of(last.failure, last.detail) in _OF_THE_WINDOW
        return last.failure in FUTILE and not is_other

    def _still_open(self, want: Want, asked_ts: float, tries: Sequence[Spend], *, fetching: bool) -> Window | None:
        """The next window of a want on demand; None where nothing is left."""
        assert want.window is not None
        endpoint, now_ts = self.policy.edition[want.endpoint], self.knowledge.now_ts
        if not want.window.seconds:
            return None
        if endpoint.lists_newest:
            listings = self.knowledge.listings(want)
            return next_listing(endpoint, want, listings, asked_ts, now_ts, self.account.recent)
        answers = [spend for spend in tries if spend.failure is None]
        if endpoint.paging is Paging.CURSOR:
            return next_page(endpoint, want, self.knowledge.listings(want), answers, asked_ts, now_ts)
        if answers:
            return None
        if endpoint.series and not fetching and not want.call_id and not want.selection.dimension:
            coverage = self.knowledge.coverage(want)
            return still_open(endpoint, want.window, coverage, now_ts, self.account.recent)
        bound = bounds(endpoint, self.account.recent, now_ts) if endpoint.is_strict else None
        within = want.window if bound is None else bound.clipped(want.window)
        return within if bound is None or within is None else bound.newest(within)

    def _retry_ts(self, want: Want, turn: LastAttempt) -> float:
        """The next try: after the back-off, or in time to save slots that are about to leave the reach."""
        since_ts = _arrived_ts(turn.last)
        retry_ts = max(since_ts + backoff_s(turn.failures, turn.last.claim_id), self.trouble_ts, self.next_ts)
        endpoint, now_ts = self.policy.edition[want.endpoint], self.knowledge.now_ts
        if endpoint.reach_s is None or retry_ts < now_ts or endpoint.is_daily:
            return retry_ts
        lost_ts = lost_at(endpoint, self.knowledge.coverage(want), now_ts)
        return min(retry_ts, max(self.free_ts, since_ts + RESCUE_EVERY_S, lost_ts - RESCUE_S))


def is_unread(spend: Spend) -> bool:
    """True for an answer with unread rows, or one that is unreadable as a whole."""
    return spend.failure is FailureKind.UNREADABLE or (spend.failure is None and spend.set_aside > 0)


def is_part(spend: Spend, want: Want) -> bool:
    """True for a request that asks for a part of `want`, a want on demand, and for nothing else."""
    if spend.window is None or want.window is None:
        return False
    same = (spend.endpoint, spend.channel, spend.call_id, spend.part)
    if same != (want.endpoint, want.channel, want.call_id, want.part) or spend.selection != want.selection.key:
        return False
    return listing.is_part(spend.window, want.window)


def _failed_last(account: Account, policy: Policy) -> int:
    """The number of newest answers of a quota, in a row, with a failure that another request would share."""
    count = 0
    for spend in account.recent:
        if spend.answered_ts is None or is_misdated(policy.edition[spend.endpoint], spend):
            continue
        if spend.failure in _NOT_SHARED:
            break
        count += 1
    return count


def backoff_s(failures: int, claim_id: int) -> float:
    """The wait after so many failures in a row: doubling, bounded, with jitter.

    The jitter is drawn from the claim's number, so the same ledger gives the same plan.
    """
    if failures == 0:
        return 0.0
    most = min(BACKOFF_MOST_S, BACKOFF_FIRST_S * 2.0 ** min(failures - 1, 16))
    return most * random.Random(claim_id).uniform(0.5, 1.0)  # noqa: S311 - spreading, not secrecy


def _arrived_ts(spend: Spend) -> float:
    return arrived_by(spend.claimed_ts, spend.answered_ts)


def _told(spend: Spend | None) -> Failure | None:
    if spend is None or spend.failure is None:
        return None
    wait_s = spend.wait_s or None
    return Failure(spend.failure, spend.detail, spend.status, arrived=spend.arrived, wait_s=wait_s)
