"""The planner: from wants, knowledge, spending, limits and the time to the next request, or to the next look.

Pure: it reads no clock and no network; the store's facts come as an argument. Four questions for every want:

1. *When is a request allowed?*  `account.free_at`: a slot frees one window plus a margin after the previous answer,
   and a day's requests count by the server's UTC day and by any 24 hours. Only requests by hand may use the reserve.
2. *When is it worth a request?*  An attended feed: at the pace of the budget (pacing.py). An unattended feed: twice an
   hour, since an answer reaches back an hour and no minute is lost, and never faster than an even share of the day.
   Feeds of which each request buys one metric: realtime.py. Figures by the day: once a day, after yesterday is counted.
   After a failure: the back-off; only a slot about to leave the endpoint's reach is tried more often. After a refusal
   (401, 403): not before a request by hand, since the answer cannot change by itself; and after 401 no endpoint at all.
3. *Which want goes first?*  Requests on demand, then requests by hand, then the want that is latest by its own pace:
   channels that share one request a minute take turns, and none starves.
4. *Which window?*  windows.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.collector.policy import Knowledge, Policy
from tui.collector.scheduler import Due, Scheduler
from tui.collector.windows import to_ask
from tui.domain.account import MINUTE_HOLD_S, SECOND_HOLD_S, TIMEOUT_S, unreserved
from tui.domain.records import Limits, Request, Want

__all__ = ["PlannedStep", "Policy", "next_step"]


class PlannedStep(Struct, frozen=True):
    """One plan: a request for now (or none), the time of the next look, and the due time of every want.

    `limits` and `seen_id` bind the claim.
    """

    request: Request | None
    limits: Limits | None
    seen_id: int
    look_again_ts: float
    dues: tuple[Due, ...]


def next_step(wants: Iterable[Want], knowledge: Knowledge, policy: Policy) -> PlannedStep:
    """The plan for this moment."""
    wants = list(wants)
    by_metric = frozenset(policy.edition.of_live if policy.edition.presence else ())
    live = [want for want in wants if want.window is None and want.endpoint in by_metric]
    groups: dict[tuple[str, ...], list[Want]] = {}
    of_endpoint: dict[str, list[Want]] = {}
    for want in wants:
        group = of_endpoint.get(want.endpoint)
        if group is None:
            group = of_endpoint[want.endpoint] = groups.setdefault(policy.quota(want.endpoint), [])
        group.append(want)
    dues = [due for quota, group in groups.items() for due in _dues(quota, group, live, knowledge, policy)]
    now_ts = knowledge.now_ts
    # A request of a dead process is given up after a while; then others may ask.
    given_up = (max(spend.claimed_ts, spend.seen_ts) + TIMEOUT_S for spend in knowledge.under_way)
    later = min([ts for ts in (*[due.due_ts for due in dues], *given_up) if ts > now_ts], default=math.inf)
    if due := min([due for due in dues if due.due_ts <= now_ts], key=lambda due: due.rank, default=None):
        want = due.want
        account = knowledge.accounts[policy.quota(want.endpoint)]
        window = due.window or to_ask(
            policy.edition[want.endpoint],
            want.attended,
            lambda: knowledge.coverage(want),
            account.recent,
            now_ts,
        )
        limits = policy.limits_of(policy.quota(want.endpoint))
        return PlannedStep(
            Request(
                *(want.endpoint, window, want.channel, want.call_id, want.part),
                replace(want.selection, page=due.page) if due.page > 1 else want.selection,
            ),
            limits if due.by_hand else unreserved(limits, policy.reserve),
            account.newest_id,
            later,
            tuple(dues),
        )
    return PlannedStep(None, None, 0, later, tuple(dues))


def _dues(
    quota: tuple[str, ...], wants: Sequence[Want], live: Sequence[Want], knowledge: Knowledge, policy: Policy
) -> list[Due]:
    """The due time of each want of one quota. Wants for the same slot queue one behind the other."""
    scheduler = Scheduler(quota, wants, [want for want in live if want.endpoint in quota], knowledge, policy)
    limits, now_ts = policy.limits_of(quota), knowledge.now_ts
    slot_s = max(
        MINUTE_HOLD_S / limits.per_minute if limits.per_minute else 0.0,
        SECOND_HOLD_S / limits.per_second if limits.per_second else 0.0,
    )
    before_ts = -math.inf
    dues = [scheduler.due(want) for want in wants]
    dues.sort(
        key=lambda due: (
            due.due_ts if due.due_ts > now_ts else now_ts,
            due.want.window is None,
            not due.by_hand,
            -due.late,
        )
    )
    pace_s = max(slot_s, scheduler.apart_s)
    for due in dues:
        if due.due_ts < math.inf:
            next_ts = before_ts + (slot_s if due.want.window else pace_s)
            if due.due_ts < next_ts:
                due.due_ts = next_ts
            before_ts = due.due_ts if due.due_ts > now_ts else now_ts
    return dues
