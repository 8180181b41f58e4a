"""The scheduler of one quota: when each of the wants that share it is due."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from msgspec import Struct

from tui.analysis import listing
from tui.collector import usage_days
from tui.collector.pacing import UNATTENDED_S, apart_s, crowd, day_ends_ts
from tui.collector.policy import Knowledge, Policy
from tui.collector.windows import is_misdated, lost_at, next_listing, still_open
from tui.domain.account import MINUTE_HOLD_S, Account, arrived_by, free_at, unreserved
from tui.domain.edition import Endpoint
from tui.domain.records import DAY, MINUTE, REFUSALS, Failure, FailureKind, Spend, Turn, Want, Window

BACKOFF_FIRST_S = 5.0
BACKOFF_MOST_S = 300.0
# This long before minutes are lost for good the back-off is given up, and they are tried for this often.
RESCUE_S = 5 * MINUTE
RESCUE_EVERY_S = 15.0
# So many answers a want on demand is worth before somebody says that it is worth more: a tenth of a day's requests.
WALK_REQUESTS = 100
# An equal request that left this little before it was asked for again is the answer to both.
SHARED_S = 10.0
# What is asked for once is tried so often, and not again where the answer cannot be another, until somebody asks.
TRIES = 5
FUTILE = frozenset({FailureKind.BAD_REQUEST, FailureKind.NOT_FOUND})


class Due(Struct):
    """When a want will be asked, and what its last failure was (None after a success).

    `interval_s` is how far apart it is asked (0: once), `late` how many intervals ago it was asked last. Of a want on
    demand: `window` is what to ask of it now, None where all of it is there or `stopped` says that it has had its
    share of requests, of which `requests` were answered. The plan fills it in as it goes; nobody else changes it.
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

    @property
    def done(self) -> bool:
        """Whether what was asked on demand is there."""
        return self.want.window is not None and self.window is None and not self.fetching

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Who goes first: the least."""
        return self.want.window is None, not self.by_hand, -self.late


class Scheduler:
    """All that the wants of one quota have in common, worked out once."""

    def __init__(self, quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy) -> None:
        account, now_ts = knowledge.accounts[quota], knowledge.now_ts
        limits = policy.limits_of(quota)
        spare = unreserved(limits, policy.reserve)
        self.knowledge, self.policy, self.account = knowledge, policy, account
        self.free_by_hand_ts = free_at(account, limits, now_ts)
        self.free_ts = max(free_at(account, spare, now_ts), day_ends_ts(account, limits, now_ts))
        # Where nobody looks the day's requests are spread evenly; where somebody does, all share the quicker pace.
        attended = any(want.attended for want in wants)
        self.apart_s = apart_s(account, spare, now_ts, policy.attention_s if attended else float(DAY))
        self.crowded = 1 + crowd(account)
        last_ts = account.latest[0] if account.latest else -math.inf
        self.next_ts = max(self.free_ts, last_ts + self.apart_s)
        self.interval_s = max(self.apart_s, MINUTE_HOLD_S * self.crowded)
        # A crowd slows down who asks each minute. Who asks twice an hour is not what crowds, and must lose nothing.
        self.quiet_interval_s = max(self.apart_s, float(UNATTENDED_S))
        failed = _failed_last(account, policy)
        self.failed_ts = last_ts if failed else -math.inf
        self.trouble_ts = last_ts + backoff_s(failed, account.newest_id)
        self.under_way = {(spend.endpoint, spend.channel): spend for spend in reversed(knowledge.under_way)}

    def due(self, want: Want) -> Due:
        feed = (want.endpoint, want.channel)
        turn, sent = self.knowledge.turns.get(feed), self.under_way.get(feed)
        if want.window is not None:
            return self._on_demand(want)
        # Such a request had no turn: no answer to it says anything of what is wanted.
        endpoint = self.policy.edition[want.endpoint]
        is_anew = turn is not None and is_misdated(endpoint, turn.last)
        turn = None if is_anew else turn
        interval_s = self.interval_s if want.attended else self.quiet_interval_s
        asked_ts = self.knowledge.asked.get(want, -math.inf)
        claimed_ts = since_ts = -math.inf
        failure = None
        if turn is not None:
            claimed_ts, since_ts, failure = turn.last.claimed_ts, _arrived_ts(turn.last), turn.last.failure
        if sent is not None:
            # What is under way has had its turn.
            claimed_ts, since_ts = max(claimed_ts, sent.claimed_ts), max(since_ts, _arrived_ts(sent))
        by_hand = asked_ts > claimed_ts
        refusal, refused_ts = self.knowledge.refused.get(want.endpoint, (None, -math.inf))
        if refusal is not None and asked_ts <= refused_ts:
            return Due(want, math.inf, interval_s, 0.0, False, sent is not None, refusal)
        if by_hand:
            due_ts = self.free_by_hand_ts
        elif is_anew:
            due_ts = self.free_ts
        elif failure is FailureKind.OVER_LIMIT:
            due_ts = max(self.next_ts, since_ts + self.interval_s)
        elif turn is not None and endpoint.is_daily and is_unread(turn.last):
            due_ts, interval_s = self._unread_days_ts(since_ts), float(DAY)
        elif turn is not None and failure is not None:
            due_ts = self._retry_ts(want, turn)
        elif turn is not None and endpoint.is_daily:
            due_ts, interval_s = max(self.free_ts, self._days_ts(endpoint, turn.last)), float(DAY)
        else:
            due_ts = max(self.next_ts, since_ts + interval_s)
        late = (self.knowledge.now_ts - since_ts) / interval_s
        told = _told(turn.last if turn else None) or refusal
        return Due(want, due_ts, interval_s, late, by_hand, sent is not None, told)

    def _days_ts(self, endpoint: Endpoint, last: Spend) -> float:
        # What an answer holds was settled when the request left, however long it was on its way over eight o'clock.
        return usage_days.next_ask_ts(
            endpoint,
            known_days=self.knowledge.days,
            last_asked_ts=None if last.answered_ts is None else last.claimed_ts,
            now_ts=self.knowledge.now_ts,
        )

    def _unread_days_ts(self, since_ts: float) -> float:
        """When days that were not read are asked for again: after a minute, then twice as late each time, so that the
        day's ten requests reach over hours."""
        answers = [spend for spend in self.account.recent if spend.answered_ts is not None]
        tries = next((count for count, spend in enumerate(answers) if not is_unread(spend)), len(answers))
        return max(self.free_ts, since_ts + MINUTE_HOLD_S * 2.0 ** (tries - 1))

    def _on_demand(self, want: Want) -> Due:
        """At once, unless that was just answered, is under way, or is known for good."""
        now_ts = self.knowledge.now_ts
        asked_ts = self.knowledge.asked.get(want, now_ts)
        tries = [
            spend
            for spend in self.knowledge.tries.get(want, ())
            if is_part(spend, want)
            and spend.failure is not FailureKind.CANCELLED
            # Who asks again after a failure wants another try, however soon.
            and (spend.failure is None or spend.claimed_ts >= asked_ts)
        ]
        under_way = self.knowledge.under_way
        fetching = any(is_part(spend, want) for spend in under_way)
        # Of answers as large as these can be one at a time is enough for link and memory.
        one_by_one = self.policy.edition[want.endpoint].span_s is not None
        busy = fetching or (one_by_one and any(spend.endpoint == want.endpoint for spend in under_way))
        failures = next((count for count, spend in enumerate(tries) if spend.failure is None), len(tries))
        answered = sum(spend.failure is None for spend in tries)
        last = tries[0] if tries else None
        window = self._still_open(want, asked_ts, answered=answered > 0, fetching=fetching)
        stopped = window is not None and len(tries) - failures >= WALK_REQUESTS
        refusal, refused_ts = self.knowledge.refused.get(want.endpoint, (None, -math.inf))
        by_hand = want in self.knowledge.pressed and not any(spend.claimed_ts >= asked_ts for spend in tries)
        due_ts = self.free_by_hand_ts if by_hand else self.free_ts
        if window is None or busy or stopped or (refusal is not None and asked_ts <= refused_ts):
            due_ts = math.inf
        elif last is not None and last.answered_ts is not None:
            due_ts = max(due_ts, last.answered_ts + backoff_s(failures, last.claim_id))
        if self.failed_ts > asked_ts:
            # What fails for one fails for the others that wait.
            due_ts = max(due_ts, self.trouble_ts)
        if failures and last is not None and (last.failure in FUTILE or failures >= TRIES):
            due_ts = math.inf
        failure = _told(last) or refusal
        return Due(want, due_ts, 0.0, now_ts - asked_ts, by_hand, fetching, failure, window, answered, stopped)

    def _still_open(self, want: Want, asked_ts: float, *, answered: bool, fetching: bool) -> Window | None:
        """What is to be asked of a want on demand; None: nothing any more."""
        assert want.window is not None
        endpoint, now_ts = self.policy.edition[want.endpoint], self.knowledge.now_ts
        if not want.window.seconds:
            return None
        if endpoint.lists_newest:
            return next_listing(endpoint, want, self.knowledge.listings(want), asked_ts - SHARED_S, now_ts)
        if answered:
            return None
        if endpoint.series and not fetching:
            return still_open(endpoint, want.window, self.knowledge.coverage(want.endpoint, want.channel), now_ts)
        return want.window

    def _retry_ts(self, want: Want, turn: Turn) -> float:
        """After the back-off, or in time to save the minutes that are about to be lost."""
        since_ts = _arrived_ts(turn.last)
        retry_ts = max(since_ts + backoff_s(turn.failures, turn.last.claim_id), self.trouble_ts, self.next_ts)
        endpoint, now_ts = self.policy.edition[want.endpoint], self.knowledge.now_ts
        if endpoint.reach_s is None or retry_ts < now_ts or endpoint.is_daily:
            return retry_ts
        lost_ts = lost_at(endpoint, self.knowledge.coverage(want.endpoint, want.channel), now_ts)
        return min(retry_ts, max(self.free_ts, since_ts + RESCUE_EVERY_S, lost_ts - RESCUE_S))


def is_unread(spend: Spend) -> bool:
    """Whether an answer came of which something, or all, was not read."""
    return spend.failure is FailureKind.UNREADABLE or (spend.failure is None and spend.set_aside > 0)


def is_part(spend: Spend, want: Want) -> bool:
    """Whether a request asked for nothing but what `want` asks for on demand, or for some of it."""
    if spend.window is None or want.window is None:
        return False
    same = (spend.endpoint, spend.channel, spend.call_id, spend.part)
    if same != (want.endpoint, want.channel, want.call_id, want.part):
        return False
    return listing.is_part(spend.window, want.window)


def _failed_last(account: Account, policy: Policy) -> int:
    """How many of the last answers of a quota, in a row, were failures that another request would share."""
    other = (None, FailureKind.OVER_LIMIT, FailureKind.CANCELLED, *REFUSALS)
    answers = [
        spend
        for spend in account.recent
        if spend.answered_ts is not None and not is_misdated(policy.edition[spend.endpoint], spend)
    ]
    return next((count for count, spend in enumerate(answers) if spend.failure in other), len(answers))


def backoff_s(failures: int, claim_id: int) -> float:
    """How long to wait after so many failures in a row: doubling, bounded, with jitter.

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
