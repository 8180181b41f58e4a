"""The plan: from wants, what is known, what was spent, the limits and now, the next request or when to look again.

Pure: it reads no clock, no network, and of the store only what it is handed. Four questions, asked of every want:

1. *When may it be asked?*  `account.free_at`: a slot frees one window plus a margin after the previous answer, and a
   day's requests are counted by the server's UTC day and by any 24 hours. All but who asks by hand leave the reserve.
2. *When is it worth asking?*  What somebody looks at: at the pace at which the budget lasts (pace.py). What nobody
   looks at: twice an hour, because an answer reaches back an hour and so no minute is lost, and never faster than
   an even share of the day. Usage: once a day. After a failure: the back-off, except that a minute about to fall
   out of the endpoint's reach is tried for again and again before it does. After a refusal (401, 403): not before
   somebody asks, since the answer cannot change by itself.
3. *Who goes first?*  What was asked on demand, what was asked for by hand, then whoever is latest by the measure of
   its own pace: so channels that share one request a minute take turns, and nobody starves.
4. *What window?*  windows.py.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from tui.api.endpoints import Endpoint
from tui.collect import usage_days
from tui.collect.pace import apart_s, crowd, day_ends_ts
from tui.collect.windows import lost_at, to_ask
from tui.records import DAY, HOUR, MINUTE, Coverage, Failure, FailureKind, Limits, Request, Spend, Want
from tui.store.account import MINUTE_HOLD_S, SECOND_HOLD_S, Account, arrived_by, free_at, unreserved
from tui.store.ledger import Turn

# Two of them and an outage of 27 minutes are still less than the hour that an answer reaches back.
UNATTENDED_S = 28 * MINUTE
BACKOFF_FIRST_S = 5.0
BACKOFF_MOST_S = 300.0
# This long before minutes are lost for good the back-off is given up, and they are tried for this often.
RESCUE_S = 5 * MINUTE
RESCUE_EVERY_S = 15.0
# An equal request that left this little before it was asked for again is the answer to both.
SHARED_S = 10.0
FINAL = frozenset({FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN})

Feed = tuple[str, str]  # endpoint and channel


class Policy(Struct, frozen=True):
    """The rules in force. `limits` by endpoint; `together` the endpoints that share one quota, none by default."""

    endpoints: Mapping[str, Endpoint]
    limits: Mapping[str, Limits]
    attention_s: float = 8.0 * HOUR
    reserve: float = 0.1
    together: tuple[str, ...] = ()

    def quota(self, endpoint: str) -> tuple[str, ...]:
        """The endpoints whose requests count against the same limits."""
        return self.together if endpoint in self.together else (endpoint,)


class Knowledge(Struct, frozen=True):
    """What the store says at one moment.

    `accounts` by quota; `turns` by endpoint and channel; `under_way` the requests that may still be answered;
    `coverage` says which minutes of an endpoint and channel are answered for, as far back as it reaches and a little
    further. `asked` is when a want was asked for by hand, or on demand; `days` the UTC days whose usage is known.
    """

    now_ts: float
    accounts: Mapping[tuple[str, ...], Account]
    turns: Mapping[Feed, Turn]
    under_way: Sequence[Spend]
    coverage: Callable[[str, str], Coverage]
    asked: Mapping[Want, float]
    days: Collection[int] = ()


class Due(Struct):
    """When a want will be asked, and what its last failure was (None after a success).

    `interval_s` is how far apart it is asked (0: once), `late` how many intervals ago it was asked last; `done`: what
    was asked on demand is there. The plan fills it in as it goes; nobody else changes it.
    """

    want: Want
    due_ts: float
    interval_s: float
    late: float
    by_hand: bool
    fetching: bool
    done: bool
    failure: Failure | None

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Who goes first: the least."""
        return self.want.window is None, not self.by_hand, -self.late


class Step(Struct, frozen=True):
    """The plan's answer: a request for now (or none), when to look again, and where every want stands.

    `limits` and `seen_id` are what the claim is to hold to.
    """

    request: Request | None
    limits: Limits | None
    seen_id: int
    look_again_ts: float
    dues: tuple[Due, ...]


def next_step(wants: Iterable[Want], knowledge: Knowledge, policy: Policy, by: str) -> Step:
    """What to ask now; `by` is this process's name in the ledger."""
    groups: defaultdict[tuple[str, ...], list[Want]] = defaultdict(list)
    for want in wants:
        groups[policy.quota(want.endpoint)].append(want)
    dues = [due for quota, group in groups.items() for due in _dues(quota, group, knowledge, policy, by)]
    now_ts = knowledge.now_ts
    later = min((due.due_ts for due in dues if due.due_ts > now_ts), default=math.inf)
    for due in sorted((due for due in dues if due.due_ts <= now_ts), key=lambda due: due.rank):
        want = due.want
        account = knowledge.accounts[policy.quota(want.endpoint)]
        window = to_ask(
            policy.endpoints[want.endpoint],
            want,
            lambda want=want: knowledge.coverage(want.endpoint, want.channel),  # type: ignore[misc]
            account.recent,
            now_ts,
        )
        if window is None:
            due.due_ts, due.done = math.inf, True
            continue
        limits = policy.limits[want.endpoint]
        return Step(
            Request(want.endpoint, window, want.channel),
            limits if due.by_hand else unreserved(limits, policy.reserve),
            account.newest_id,
            later,
            tuple(dues),
        )
    return Step(None, None, 0, later, tuple(dues))


def _dues(quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy, by: str) -> list[Due]:
    """When each want of one quota is due. Those that wait for the same slot wait one behind the other."""
    desk = _Desk(quota, wants, knowledge, policy, by)
    limits, now_ts = policy.limits[quota[0]], knowledge.now_ts
    slot_s = max(
        MINUTE_HOLD_S / limits.per_minute if limits.per_minute else 0.0,
        SECOND_HOLD_S / limits.per_second if limits.per_second else 0.0,
        desk.apart_s,
    )
    before_ts = -math.inf
    dues = [desk.due(want) for want in wants]
    dues.sort(key=lambda due: (max(due.due_ts, now_ts), due.want.window is None, not due.by_hand, -due.late))
    for due in dues:
        if due.due_ts < math.inf:
            due.due_ts = max(due.due_ts, before_ts + slot_s)
            before_ts = max(due.due_ts, now_ts)
    return dues


class _Desk:
    """All that the wants of one quota have in common, worked out once."""

    def __init__(
        self, quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy, by: str
    ) -> None:
        account, now_ts = knowledge.accounts[quota], knowledge.now_ts
        limits = policy.limits[quota[0]]
        spare = unreserved(limits, policy.reserve)
        self.knowledge, self.policy, self.by, self.account = knowledge, policy, by, account
        self.free_by_hand_ts = free_at(account, limits, now_ts)
        self.free_ts = max(free_at(account, spare, now_ts), day_ends_ts(account, limits, now_ts))
        # Where nobody looks the day's requests are spread evenly; where somebody does, all share the quicker pace.
        attended = any(want.attended for want in wants)
        self.apart_s = apart_s(account, spare, now_ts, policy.attention_s if attended else float(DAY))
        self.crowded = 1 + crowd(account)
        last_ts = account.latest[0] if account.latest else -math.inf
        self.next_ts = max(self.free_ts, last_ts + self.apart_s)
        self.interval_s = max(self.apart_s, MINUTE_HOLD_S * self.crowded)
        self.quiet_interval_s = max(self.apart_s, UNATTENDED_S * self.crowded)
        # Another process may have other credentials: its refusal says nothing about ours.
        answers = [spend for spend in account.recent if spend.answered_ts is not None and spend.by == by]
        newest = {spend.endpoint: spend for spend in reversed(answers)}
        self.refused = {name: _told(spend) for name, spend in newest.items() if spend.failure in FINAL}
        self.under_way = {(spend.endpoint, spend.channel): spend for spend in reversed(knowledge.under_way)}

    def due(self, want: Want) -> Due:
        feed = (want.endpoint, want.channel)
        turn, sent = self.knowledge.turns.get(feed), self.under_way.get(feed)
        if want.window is not None:
            return self._on_demand(want, sent)
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
        if by_hand:
            due_ts = self.free_by_hand_ts
        elif want.endpoint in self.refused:
            due_ts = math.inf
        elif turn is None or failure in FINAL:
            due_ts = max(self.next_ts, since_ts + interval_s if sent else -math.inf)
        elif failure is not None and failure is not FailureKind.OVER_LIMIT:
            due_ts = max(self.free_ts, self._retry_ts(want, turn))
        elif want.endpoint == "usage":
            due_ts, interval_s = max(self.free_ts, self._days_ts(turn.last)), float(DAY)
        else:
            due_ts = max(self.next_ts, since_ts + interval_s)
        late = (self.knowledge.now_ts - since_ts) / interval_s
        said = _told(turn.last if turn else None) or self.refused.get(want.endpoint)
        return Due(want, due_ts, interval_s, late, by_hand, sent is not None, False, said)

    def _days_ts(self, last: Spend) -> float:
        return usage_days.next_ask_ts(
            known_days=self.knowledge.days, last_answered_ts=last.answered_ts, now_ts=self.knowledge.now_ts
        )

    def _on_demand(self, want: Want, sent: Spend | None) -> Due:
        """At once, unless an equal request was just answered or is under way."""
        asked_ts = self.knowledge.asked.get(want, self.knowledge.now_ts)
        equal = [
            spend
            for spend in self.account.recent
            if (spend.endpoint, spend.channel, spend.window) == (want.endpoint, want.channel, want.window)
            and spend.claimed_ts >= asked_ts - SHARED_S
            and spend.answered_ts is not None
        ]
        fetching = sent is not None and sent.window == want.window
        last = equal[0] if equal else None
        done = last is not None and last.failure is None
        due_ts = self.free_ts
        if done or fetching or (last is not None and last.failure in FINAL):
            due_ts = math.inf
        elif last is not None and last.answered_ts is not None:
            due_ts = max(due_ts, last.answered_ts + backoff_s(len(equal), last.claim_id))
        return Due(want, due_ts, 0.0, self.knowledge.now_ts - asked_ts, False, fetching, done, _told(last))

    def _retry_ts(self, want: Want, turn: Turn) -> float:
        """After the back-off, or in time to save the minutes that are about to be lost."""
        since_ts = _arrived_ts(turn.last)
        retry_ts = since_ts + backoff_s(turn.failures, turn.last.claim_id)
        endpoint, now_ts = self.policy.endpoints[want.endpoint], self.knowledge.now_ts
        if endpoint.reach_s is None or retry_ts < now_ts or want.endpoint == "usage":
            return retry_ts
        lost_ts = lost_at(endpoint, self.knowledge.coverage(want.endpoint, want.channel), now_ts)
        return min(retry_ts, max(since_ts + RESCUE_EVERY_S, lost_ts - RESCUE_S))


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
    return Failure(spend.failure, spend.detail, spend.status, arrived=spend.arrived)
