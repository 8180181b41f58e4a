"""The planner's input, read from the store at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.analysis.feeds.listing import LEAD_S
from tui.clock import ServerClock
from tui.collector import usage_days, windows
from tui.collector.planner import PlannedStep, next_step
from tui.collector.policy import Knowledge, Policy
from tui.collector.realtime import idle_window, is_idle
from tui.collector.scheduler import WALK_REQUESTS
from tui.collector.windows import SHARED_S
from tui.domain.edition import Edition
from tui.domain.records import Coverage, Failure, Listing, Spend, Want
from tui.store.api import Snapshot


def read_step(
    snapshot: Snapshot,
    wants: tuple[Want, ...],
    asked_s: Mapping[Want, float],
    pressed: frozenset[Want],
    refused_s: Mapping[str, tuple[Failure, float]],
    running: tuple[Spend, ...],
    *,
    clock: ServerClock,
    policy: Policy,
) -> PlannedStep:
    """Read the input and plan the next step. `asked_s` and `refused_s` are by `Clock.elapsed`; Knowledge has them by
    the server's time. `running` are the requests of this process under way."""
    ahead_s = clock.learn(snapshot.dates())
    now_ts = clock.elapsed() + ahead_s
    asked = {want: at_s + ahead_s for want, at_s in asked_s.items()}

    def coverage(want: Want) -> Coverage:
        endpoint, chosen = policy.edition[want.endpoint], want.selection
        window = windows.look_back(endpoint, now_ts)
        return snapshot.coverage(endpoint.name, want.channel, window, endpoint.step_of(chosen), chosen)

    def told_of(want: Want) -> tuple[Listing, ...]:
        assert want.window is not None
        return snapshot.listings(
            want.endpoint,
            want.window,
            channel=want.channel,
            call_id=want.call_id,
            part=want.part,
        )

    knowledge = Knowledge(
        now_ts=now_ts,
        accounts={
            quota: snapshot.account(quota, policy.limits_of(quota), now_ts)
            for quota in {policy.quota(want.endpoint) for want in wants}
        },
        turns=snapshot.turns(),
        under_way=(*snapshot.under_way(now_ts), *running),
        coverage=coverage,
        asked=asked,
        pressed=pressed,
        tries={
            want: snapshot.tries(want, asked[want] - SHARED_S, WALK_REQUESTS, lead_s=LEAD_S)
            for want in wants
            if want.window is not None and want in asked
        },
        listings=told_of,
        refused={name: (failure, at_s + ahead_s) for name, (failure, at_s) in refused_s.items()},
        days=_days(snapshot, policy.edition, wants, now_ts),
        idle=_idle(snapshot, policy.edition, wants, now_ts),
    )
    return next_step(wants, knowledge, policy)


def _idle(snapshot: Snapshot, edition: Edition, wants: Sequence[Want], now_ts: float) -> set[tuple[str, str]]:
    """The channels and products without users."""
    found = {
        (want.channel, want.selection.product)
        for want in wants
        if want.window is None and want.selection.metric and edition[want.endpoint].is_live
    }
    if not found:
        return found
    endpoint = next(one for one in edition.endpoints.values() if one.is_live and edition.presence in one.metrics)
    chosen = {feed: endpoint.selection(edition.presence, feed[1]) for feed in found}
    names = {feed: endpoint.name_of(chosen[feed], feed[0]) for feed in found}
    window = idle_window(endpoint, now_ts)
    series = snapshot.series(list(names.values()), window)

    def is_idle_now(feed: tuple[str, str]) -> bool:
        known = snapshot.coverage(endpoint.name, feed[0], window, endpoint.slot_s, chosen[feed])
        return is_idle(endpoint, series[names[feed]].points, known, now_ts)

    return {feed for feed in found if is_idle_now(feed)}


def _days(snapshot: Snapshot, edition: Edition, wants: Sequence[Want], now_ts: float) -> list[int]:
    """The days within reach with known usage; empty where no want asks for days."""
    daily = next((endpoint for want in wants if (endpoint := edition[want.endpoint]).is_daily), None)
    if daily is None:
        return []
    known = snapshot.usage(usage_days.window_to_ask(daily, now_ts))
    return [day.ts for day in known if (day.users, day.sessions, day.channels) != (None, None, None)]
