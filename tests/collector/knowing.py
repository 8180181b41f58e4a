"""Made-up input of a plan: accounts, turns and coverage as from a store."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from tui.agora.editions.reference_2020 import EDITION
from tui.collector.planner import PlannedStep, next_step
from tui.collector.policy import Knowledge, Policy
from tui.collector.scheduler import is_part
from tui.domain.account import DAY_MARGIN_S, Account, arrived_by
from tui.domain.records import (
    DAY,
    MINUTE,
    REFUSALS,
    Coverage,
    Failure,
    FailureKind,
    FeedKey,
    LastAttempt,
    Listing,
    Spend,
    Want,
    Window,
)

NOW = 1_795_334_169.0  # 07:56:09 UTC
POLICY = Policy(EDITION, EDITION.limits)
HOUR = Window(int(NOW) // MINUTE * MINUTE - 3600, int(NOW) // MINUTE * MINUTE)


def spend(
    ago_s: float | None,
    *,
    endpoint: str = "live_scale",
    channel: str = "",
    failure: FailureKind | None = None,
    by: str = "me",
    number: int = 1,
    window: Window | None = HOUR,
    detail: str = "",
    rows: int = 0,
    arrived: bool = True,
) -> Spend:
    """Answered so long ago; None: claimed a second ago and not answered."""
    answered_ts = None if ago_s is None else NOW - ago_s
    claimed_ts = NOW - 1 if answered_ts is None else answered_ts - 1
    if window is HOUR and claimed_ts < HOUR.end_ts:
        # The windows that could be requested then.
        end_ts = int(claimed_ts) // MINUTE * MINUTE
        window = Window(end_ts - 59 * MINUTE, end_ts)
    return Spend(
        claim_id=number,
        endpoint=endpoint,
        channel=channel,
        window=window,
        claimed_ts=claimed_ts,
        answered_ts=answered_ts,
        by=by,
        failure=failure,
        detail=detail,
        rows=rows,
        arrived=arrived,
    )


def account_of(spends: Sequence[Spend], now_ts: float = NOW) -> Account:
    """The account of these requests, newest first, as store/account.py reads it."""
    arrivals = sorted(arrived_by(one.claimed_ts, one.answered_ts) for one in spends if one.arrived)
    day_ts = (now_ts - DAY_MARGIN_S) // DAY * DAY
    return Account(
        latest=tuple(reversed(arrivals[-10:])),
        today=sum(ts >= day_ts - DAY_MARGIN_S for ts in arrivals),
        tomorrow=sum(ts >= day_ts + DAY - DAY_MARGIN_S for ts in arrivals),
        rolling=sum(ts >= now_ts - DAY - DAY_MARGIN_S for ts in arrivals),
        arrivals=array("d", [ts for ts in arrivals if ts >= now_ts - DAY - DAY_MARGIN_S]),
        recent=tuple(spends[:10]),
    )


def knowledge_of(
    spends: Sequence[Spend],
    wants: Sequence[Want],
    *,
    policy: Policy = POLICY,
    asked: Mapping[Want, float] | None = None,
    coverage: Callable[[Want], Coverage] | None = None,
    days: Sequence[int] = (),
    pressed: Sequence[Want] = (),
) -> Knowledge:
    """`spends` newest first."""
    quotas = {policy.quota(want.endpoint) for want in wants}
    turns: dict[FeedKey, LastAttempt] = {}
    for one in reversed([one for one in spends if one.answered_ts is not None and one.failure not in REFUSALS]):
        feed = one.feed
        before = turns[feed].failures if feed in turns else 0
        turns[feed] = LastAttempt(one, before + 1 if one.failure else 0)
    refused: dict[str, tuple[Failure, float]] = {}
    for one in reversed(spends):
        if one.failure in REFUSALS and one.by == "me":
            refused[one.endpoint] = Failure(one.failure), one.claimed_ts
        elif one.by == "me":
            refused.pop(one.endpoint, None)
    return Knowledge(
        now_ts=NOW,
        accounts={quota: account_of([one for one in spends if one.endpoint in quota]) for quota in quotas},
        turns=turns,
        under_way=[one for one in spends if one.answered_ts is None],
        coverage=coverage or (lambda want: Coverage(HOUR)),
        asked=asked or {},
        days=days,
        pressed=pressed,
        tries={
            want: [
                one
                for one in spends
                if is_part(one, want) and one.answered_ts is not None and one.claimed_ts > NOW - 10
            ]
            for want in wants
        },
        listings=lambda want: [
            Listing(one.window, one.answered_ts, one.rows, False, None, None)
            for one in spends
            if is_part(one, want) and one.window and one.answered_ts is not None and one.failure is None
        ],
        refused=refused,
    )


def step_of(
    *spends: Spend,
    wants: Sequence[Want] = (Want("live_scale"),),
    policy: Policy = POLICY,
    asked: Mapping[Want, float] | None = None,
    coverage: Callable[[Want], Coverage] | None = None,
    days: Sequence[int] = (),
    pressed: Sequence[Want] = (),
) -> PlannedStep:
    knowledge = knowledge_of(spends, wants, policy=policy, asked=asked, coverage=coverage, days=days, pressed=pressed)
    return next_step(wants, knowledge, policy)
