"""The client of today's edition on its simulator, with a strict server between them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manual_clock import ManualClock
from tests.sim.asking import NOW_TS
from tests.strict_today import StrictToday
from tests.today_worlds import strictly
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.agora.errors import ApiError, BadRequest
from tui.domain.records import Part, Request, Selection, Window
from tui.sim.calls import Call
from tui.sim.today.switches import switches
from tui.sim.today.world import TodayWorld

HOUR = 3600
NAMES = tuple(edition_of("premium").endpoints)


class Staged:
    """A world under a plan, and a client of it; a minute passes before each request."""

    def __init__(self, *settings: str, plan: str = "premium", scene: str = "incident", seed: int = 3) -> None:
        self.clock = ManualClock(NOW_TS)
        self.world = TodayWorld(
            scene,
            seed,
            self.clock.now,
            epoch_ts=NOW_TS,
            onset_s=-7200.0,
            plan=plan,
            switches=switches(settings, seed),
        )
        self.strict: StrictToday = strictly(self.world, plan, self.clock.now)
        self.edition = edition_of(plan)
        self.client = Client(
            edition=self.edition,
            base_url="http://localhost",
            app_id="demoapp",
            customer_id="demo",
            customer_secret="demo",
            transport=self.strict,
        )

    def call(self) -> Call:
        """The class of the incident, over by now."""
        found = self.world.calls.of_channel_at("数学-3班", NOW_TS - 2 * HOUR)
        assert found is not None
        return found

    async def ask(self, request: Request) -> Any:
        """The value of an answer, asked again where a spelling was refused."""
        self.clock.advance(61)
        try:
            return (await self.client.fetch(request)).value
        except BadRequest:
            self.clock.advance(61)
            return (await self.client.fetch(request)).value


def asked_of(name: str, call: Call, sids: tuple[str, ...] = ()) -> Request:
    """A request of an endpoint that has an answer in the incident's world."""
    of_call = Window(call.created_ts, call.created_ts + 900)
    yesterday = Window(NOW_TS - 19 * HOUR, NOW_TS - 15 * HOUR)
    now = Window(NOW_TS - 600, NOW_TS - 100)
    selection = {
        "call_metrics": Selection(sids=sids),
        "call_statistics": Selection(metric="video_freeze_rate", dimension="network"),
        "call_freeze_buckets": Selection(metric="video_freeze_rate"),
        "call_by_time": Selection(metric="user_count"),
        "insight_usage": Selection(metric="peakConcurrentUsers", step_s=HOUR),
        "insight_quality": Selection(metric="networkDelay", product="Native", step_s=HOUR),
        "insight_usage_breakdown": Selection(metric="sessionCount", dimension="sdk"),
        "insight_quality_breakdown": Selection(metric="videoFreezeRate", product="Native", dimension="network"),
        "realtime_usage": Selection(metric="pcu", product="Native", dimension="sdk", values=("2.9.1", "3.1.2")),
        "realtime_quality": Selection(metric="joinSuccess5SecsRate", product="WebRTC"),
        "realtime_usage_breakdown": Selection(metric="pcu", product="Native", dimension="region"),
        "realtime_quality_breakdown": Selection(
            metric="audioFreezeRate", product="Native", dimension="device", weighted=True
        ),
    }.get(name, Selection())
    if name.startswith("call_"):
        window = Window(NOW_TS - 8 * HOUR, NOW_TS - 8 * HOUR + 240) if name == "call_lists" else of_call
        return Request(
            name,
            window,
            call_id="" if name == "call_lists" else call.call_id,
            part=Part.ALL_USERS if name == "call_sessions" else None,
            selection=selection,
        )
    return Request(name, yesterday if name.startswith("insight") else now, selection=selection)


async def all_of(staged: Staged, names: tuple[str, ...] = NAMES) -> dict[str, Any]:
    """The records of one request to each endpoint."""
    found: dict[str, Any] = {}
    sids: tuple[str, ...] = ()
    for name in names:
        found[name] = await staged.ask(asked_of(name, staged.call(), sids))
        if name == "call_sessions":
            sids = tuple(session.sid for session in found[name].sessions[:20])
    return found


@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise", "pro", "flagship"])
async def test_every_endpoint_has_records_and_no_request_breaks_a_rule(plan: str) -> None:
    staged = Staged("overview=yes", plan=plan)
    names = tuple(staged.edition.endpoints)
    found = await all_of(staged, names)
    assert all(found.values())
    assert staged.strict.breaches == []
    assert len(staged.strict.asked) == len(names) == (6 if plan == "standard" else 14)


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), name=st.sampled_from(NAMES))
async def test_a_hostile_server_raises_no_error_but_the_clients_own(seed: int, name: str) -> None:
    staged = Staged("random", "limit=300", scene="hostile", seed=seed)
    with suppress(ApiError):
        await staged.ask(asked_of(name, staged.call(), ("A" * 32,)))
