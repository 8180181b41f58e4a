"""The plan: from wants, what is known, what was spent, the limits and now, the next request or when to look again.

Pure: it reads no clock, no network, and of the store only what it is handed. Four questions, asked of every want:

1. *When may it be asked?*  `account.free_at`: a slot frees one window plus a margin after the previous answer, and a
   day's requests are counted by the server's UTC day and by any 24 hours. All but who asks by hand leave the reserve.
2. *When is it worth asking?*  What somebody looks at: at the pace at which the budget lasts (pace.py). What nobody
   looks at: twice an hour, because an answer reaches back an hour and so no minute is lost, and never faster than
   an even share of the day. Usage: once a day, when yesterday is counted. After a failure: the back-off, except that
   a minute about to fall out of the endpoint's reach is tried for again and again before it does. After a refusal
   (401, 403): not before somebody asks, since the answer cannot change by itself; and after 401 no endpoint.
3. *Who goes first?*  What was asked on demand, what was asked for by hand, then whoever is latest by the measure of
   its own pace: so channels that share one request a minute take turns, and nobody starves.
4. *What window?*  windows.py.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tui.collector.policy import Knowledge, Policy
from tui.collector.scheduler import Due, Scheduler
from tui.collector.windows import to_ask
from tui.domain.account import MINUTE_HOLD_S, SECOND_HOLD_S, TIMEOUT_S, unreserved
from tui.domain.records import Limits, Request, Want

__all__ = ["PlannedStep", "Policy", "next_step"]


class PlannedStep(Struct, frozen=True):
    """The plan's answer: a request for now (or none), when to look again, and where every want stands.

    `limits` and `seen_id` are what the claim is to hold to.
    """

    request: Request | None
    limits: Limits | None
    seen_id: int
    look_again_ts: float
    dues: tuple[Due, ...]


def next_step(wants: Iterable[Want], knowledge: Knowledge, policy: Policy) -> PlannedStep:
    """What to ask now."""
    groups: defaultdict[tuple[str, ...], list[Want]] = defaultdict(list)
    for want in wants:
        groups[policy.quota(want.endpoint)].append(want)
    dues = [due for quota, group in groups.items() for due in _dues(quota, group, knowledge, policy)]
    now_ts = knowledge.now_ts
    # One whose process died is given up some time, and then others may ask.
    given_up = (max(spend.claimed_ts, spend.seen_ts) + TIMEOUT_S for spend in knowledge.under_way)
    later = min((ts for ts in (*(due.due_ts for due in dues), *given_up) if ts > now_ts), default=math.inf)
    for due in sorted((due for due in dues if due.due_ts <= now_ts), key=lambda due: due.rank):
        want = due.want
        account = knowledge.accounts[policy.quota(want.endpoint)]
        window = due.window or to_ask(
            policy.edition[want.endpoint],
            want.attended,
            lambda want=want: knowledge.coverage(want.endpoint, want.channel),  # type: ignore[misc]
            account.recent,
            now_ts,
        )
        limits = policy.limits_of(policy.quota(want.endpoint))
        return PlannedStep(
            Request(want.endpoint, window, want.channel, want.call_id, want.part),
            limits if due.by_hand else unreserved(limits, policy.reserve),
            account.newest_id,
            later,
            tuple(dues),
        )
    return PlannedStep(None, None, 0, later, tuple(dues))


def _dues(quota: tuple[str, ...], wants: Sequence[Want], knowledge: Knowledge, policy: Policy) -> list[Due]:
    """When each want of one quota is due. Those that wait for the same slot wait one behind the other."""
    scheduler = Scheduler(quota, wants, knowledge, policy)
    limits, now_ts = policy.limits_of(quota), knowledge.now_ts
    slot_s = max(
        MINUTE_HOLD_S / limits.per_minute if limits.per_minute else 0.0,
        SECOND_HOLD_S / limits.per_second if limits.per_second else 0.0,
    )
    before_ts = -math.inf
    dues = [scheduler.due(want) for want in wants]
    dues.sort(key=lambda due: (max(due.due_ts, now_ts), due.want.window is None, not due.by_hand, -due.late))
    for due in dues:
        if due.due_ts < math.inf:
            apart_s = slot_s if due.want.window else max(slot_s, scheduler.apart_s)
            due.due_ts = max(due.due_ts, before_ts + apart_s)
            before_ts = max(due.due_ts, now_ts)
    return dues
