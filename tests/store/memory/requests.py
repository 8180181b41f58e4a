"""The ledger: requests, what became of them, and what the `Date` headers tell of the time."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec.structs import asdict, replace

from tests.store.memory.project import Claimed, Rows
from tui.clock import DateReading, ServerClock
from tui.domain.account import (
    DAY_HOLD_S,
    DAY_MARGIN_S,
    FEW,
    RECENT,
    TIMEOUT_S,
    Account,
    arrived_by,
    day_number,
    free_at,
)
from tui.domain.records import (
    DAY,
    HOUR,
    REFUSALS,
    SPENT_HOURS,
    FeedKey,
    LastAttempt,
    Limits,
    Outcome,
    Part,
    Spend,
    Spending,
    Want,
    Window,
)

DATES = 9


class Requests(Rows):
    def _newest(self, holds: Callable[[Spend], bool] = lambda _: True) -> list[Spend]:
        """The newest claim first."""
        return [one.spend for _, one in sorted(self.project.requests.items(), reverse=True) if holds(one.spend)]

    def account(self, endpoints: Sequence[str], limits: Limits, now_ts: float) -> Account:
        mine = [one for one in self.project.requests.values() if one.spend.endpoint in endpoints]
        arrivals = sorted(one.arrived_by_ts for one in mine if one.arrived_by_ts > 0)
        day_ts = day_number(now_ts) * DAY
        rolling = [ts for ts in arrivals if ts >= now_ts - DAY_HOLD_S]
        is_much = limits.per_day is not None and len(rolling) >= math.floor(limits.per_day * FEW)
        return Account(
            latest=tuple(arrivals[::-1][: max(limits.per_second or 0, limits.per_minute or 0)]),
            today=sum(
                one.arrived_by_ts >= day_ts - DAY_MARGIN_S and one.spend.claimed_ts < day_ts + DAY + DAY_MARGIN_S
                for one in mine
            ),
            tomorrow=sum(ts >= day_ts + DAY - DAY_MARGIN_S for ts in arrivals),
            rolling=len(rolling),
            arrivals=array("d", rolling if is_much else []),
            recent=tuple(self._newest(lambda one: one.endpoint in endpoints)[:RECENT]),
        )

    def requests(self, limit: int, endpoints: Collection[str] | None = None) -> tuple[Spend, ...]:
        return tuple(self._newest(lambda one: endpoints is None or one.endpoint in endpoints)[:limit])

    def unknown_requests(self, endpoints: Collection[str], since_ts: float) -> int:
        return len(self._newest(lambda one: one.endpoint not in endpoints and one.claimed_ts >= since_ts))

    def under_way(self, now_ts: float) -> tuple[Spend, ...]:
        return tuple(
            self._newest(lambda one: one.answered_ts is None and max(one.claimed_ts, one.seen_ts) > now_ts - TIMEOUT_S)
        )

    def _arrived(self, since_ts: float) -> list[Claimed]:
        return [one for one in self.project.requests.values() if one.arrived_by_ts >= since_ts]

    def spent_of_a_day(self, limits: Mapping[str, Limits], now_ts: float) -> dict[str, int]:
        today_ts = day_number(now_ts) * DAY - DAY_MARGIN_S
        today = Counter(one.spend.endpoint for one in self._arrived(today_ts))
        rolling = Counter(one.spend.endpoint for one in self._arrived(now_ts - DAY_HOLD_S))
        return {
            name: today[name] if limits[name].day == "utc" else count
            for name, count in rolling.items()
            if name in limits
        }

    def spending(self, now_ts: float) -> dict[str, Spending]:
        since_ts, today_ts = now_ts - DAY_HOLD_S, day_number(now_ts) * DAY - DAY_MARGIN_S
        last: dict[str, Spend] = {}
        for (endpoint, *_), turn in self.turns().items():
            if endpoint not in last or (turn.last.answered_ts or 0.0) > (last[endpoint].answered_ts or 0.0):
                last[endpoint] = turn.last
        recent = self._arrived(since_ts)
        found = {}
        for endpoint in {one.spend.endpoint for one in recent} | set(last):
            mine = [one for one in recent if one.spend.endpoint == endpoint]
            ago = Counter(max(0, int((now_ts - one.arrived_by_ts) // HOUR)) for one in mine)
            vain = self._newest(
                lambda one, endpoint=endpoint: (  # type: ignore[misc]
                    one.endpoint == endpoint and one.failure is not None and one.claimed_ts >= since_ts - HOUR
                )
            )
            found[endpoint] = Spending(
                dict(Counter(one.spend.by for one in mine if one.arrived_by_ts >= today_ts)),
                dict(Counter(one.spend.by for one in mine)),
                tuple(ago[hour] for hour in range(SPENT_HOURS)),
                last.get(endpoint),
                vain[0] if vain else None,
            )
        return found

    def tries(self, want: Want, since_ts: float, limit: int, *, lead_s: int = 0) -> tuple[Spend, ...]:
        asked = want.window
        assert asked is not None

        def is_one(one: Spend) -> bool:
            return (
                (one.endpoint, one.channel, one.call_id, one.part, one.selection)
                == (want.endpoint, want.channel, want.call_id, want.part, want.selection.key)
                and one.failure not in REFUSALS
                and one.window is not None
                and one.window.start_ts >= asked.start_ts - lead_s
                and one.window.end_ts <= asked.end_ts
                and one.answered_ts is not None
                and one.claimed_ts >= since_ts
            )

        return tuple(self._newest(is_one)[:limit])

    def turns(self) -> dict[FeedKey, LastAttempt]:
        return {
            feed: LastAttempt(self.project.requests[claim_id].spend, failures)
            for feed, (claim_id, failures) in self.project.turns.items()
        }

    def dates(self) -> list[DateReading]:
        return list(self.project.dates)

    # -- changes

    def claim(
        self,
        *,
        endpoint: str,
        channel: str = "",
        call_id: str = "",
        part: Part | None = None,
        window: Window | None = None,
        selection: str = "",
        shared_with: Sequence[str] = (),
        limits: Limits,
        clock: ServerClock,
        by: str,
        seen_id: int | None = None,
    ) -> Spend | float:
        now_ts = clock.elapsed() + self._tell_the_time(clock)
        account = self.account(shared_with or (endpoint,), limits, now_ts)
        if seen_id is not None and account.newest_id != seen_id:
            return now_ts
        free_ts = free_at(account, limits, now_ts)
        if free_ts > now_ts:
            return free_ts
        spend = Spend(
            claim_id=1 + max(self.project.requests, default=0),
            endpoint=endpoint,
            channel=channel,
            window=window,
            claimed_ts=now_ts,
            by=by,
            call_id=call_id,
            part=part,
            selection=selection,
        )
        self.project.requests[spend.claim_id] = Claimed(spend, clock.boot, clock.elapsed(), arrived_by(now_ts, None))
        self.project.bump("ledger")
        return spend

    def settle(self, claim_id: int, outcome: Outcome, *, clock: ServerClock, reading: DateReading | None) -> float:
        if reading is not None:
            self.project.dates = [*self.project.dates, reading][-DATES:]
        answered_ts = clock.elapsed() + self._tell_the_time(clock)
        if claim_id not in self.project.requests:
            raise LookupError(f"no claim {claim_id} in the ledger")
        request = self.project.requests[claim_id]
        request.spend = replace(request.spend, answered_ts=answered_ts, **asdict(outcome))
        request.answered_s = clock.elapsed()
        request.arrived_by_ts = arrived_by(request.spend.claimed_ts, answered_ts) if outcome.arrived else 0.0
        if outcome.failure not in REFUSALS:
            feed = request.spend.feed
            _, failures = self.project.turns.get(feed, (0, 0))
            self.project.turns[feed] = (claim_id, 0 if outcome.failure is None else failures + 1)
        self.project.bump("ledger")
        return request.spend.claimed_ts

    def see(self, claim_id: int, clock: ServerClock) -> None:
        request = self.project.requests.get(claim_id)
        if request is not None and request.boot == clock.boot and request.spend.answered_ts is None:
            waited_s = max(0.0, clock.elapsed() - request.claimed_s)
            request.spend = replace(request.spend, seen_ts=request.spend.claimed_ts + waited_s)

    def _tell_the_time(self, clock: ServerClock) -> float:
        """Every request of this boot by what the clock has learned."""
        ahead_s = clock.learn(self.project.dates)
        for one in self.project.requests.values():
            shift_s = one.claimed_s + ahead_s - one.spend.claimed_ts
            if one.boot != clock.boot or not shift_s:
                continue
            answered_ts = None if one.answered_s is None else one.answered_s + ahead_s
            seen_ts = one.spend.seen_ts and one.spend.seen_ts + shift_s
            claimed_ts = one.claimed_s + ahead_s
            one.spend = replace(one.spend, claimed_ts=claimed_ts, answered_ts=answered_ts, seen_ts=seen_ts)
            one.arrived_by_ts = one.arrived_by_ts and arrived_by(claimed_ts, answered_ts)
        return ahead_s

    # -- what the reports need of it

    def _is_awaited(self, claim_id: int | None, now_ts: float) -> bool:
        request = self.project.requests.get(claim_id or 0)
        return request is not None and request.spend.answered_ts is None and self._gone_ts(claim_id) > now_ts

    def _gone_ts(self, claim_id: int | None) -> float:
        request = self.project.requests.get(claim_id or 0)
        return -math.inf if request is None else request.spend.claimed_ts + TIMEOUT_S
