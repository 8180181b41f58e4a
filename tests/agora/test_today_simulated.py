"""The client against the simulator of today's edition, in every form that the documents leave open: nothing is set
aside, and the records do not depend on the form."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.agora.answering import sent
from tests.sim.asking_today import TodayAsker
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.agora.errors import ApiError, BadRequest
from tui.collector.bounds import bounds
from tui.domain.edition import Edition
from tui.domain.records import DAY, HOUR, Answer, Breach, Breakdown, Request, Selection, Series, Window, breach_of
from tui.sim.today.protocol import respond

# One form each; the values of the records must be those without it.
FORMS = [
    "stamps=ms",
    "code=0",
    "code=absent",
    "code=mixed",
    "message=null",
    "has_more=absent",
    "roles=string",
    "uid=string",
    "order=sorted",
    "buckets=all",
    "data=list",
    "end=null",
    "end=now",
    "gaps=null",
    "peak=current",
    "dimensions=new",
    "dimensions=old",
]


class Simulated:
    """A client of a made-believe server, by function calls; its rates are tested elsewhere, and time stands still."""

    def __init__(self, *settings: str, seed: int = 1, plan: str = "enterprise") -> None:
        self.asker = TodayAsker("incident", *settings, seed=seed, plan=plan)
        self.edition: Edition = edition_of(plan)
        self.client = Client(
            edition=self.edition,
            base_url="https://api.example",
            app_id="demoapp",
            customer_id="demo",
            customer_secret="demo",
            transport=httpx.MockTransport(lambda request: sent(self._answer(request))),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        world = self.asker.world
        world.counters = type(world.counters)(world.switches)
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = request.url.query.decode()
        found = respond(world, request.method, request.url.path, query, headers, request.content, self.asker.now_ts)
        return httpx.Response(found.status, content=b"".join(found.body))

    async def fetch(self, name: str, window: Window, call_id: str = "", **choice: Any) -> Answer[Any]:
        request = Request(name, window, call_id=call_id, selection=Selection(**choice))
        try:
            return await self.client.fetch(request)
        except BadRequest as error:
            # The other spelling, as the next request of a collector.
            if error.failure.code != 400:
                raise
            return await self.client.fetch(request)

    def window(self, name: str, ago_s: int, length_s: int) -> Window:
        """Within the bounds of the plan, on the hour."""
        endpoint = self.edition[name]
        bound = bounds(endpoint, (), self.asker.now_ts)
        end_ts = int(bound.latest_ts - ago_s) // endpoint.slot_s * endpoint.slot_s
        window = Window(end_ts - length_s, end_ts)
        assert endpoint.breach(window, self.asker.now_ts) is None
        return window

    async def everything(self) -> dict[str, Answer[Any]]:
        """One answer of each endpoint, of a call that has ended."""
        found: dict[str, Answer[Any]] = {}
        lists = self.window("call_lists", 2 * HOUR, 2 * HOUR)
        found["call_lists"] = await self.fetch("call_lists", lists)
        call = max(
            (call for call in found["call_lists"].value.calls if call.destroyed_ts is not None),
            key=lambda call: (call.all_users or 0, call.call_id),
        )
        window = Window(call.created_ts, min(call.destroyed_ts + 1, call.created_ts + 3 * HOUR))
        found["call_sessions"] = await self.fetch("call_sessions", window, call.call_id)
        sids = tuple(session.sid for session in found["call_sessions"].value.sessions[:20])
        found["call_metrics"] = await self.fetch("call_metrics", window, call.call_id, sids=sids)
        for name, choice in (
            ("call_statistics", {"metric": "video_freeze_rate", "dimension": "sdk"}),
            ("call_freeze_buckets", {"metric": "video_freeze_rate"}),
            ("call_by_time", {"metric": "user_count"}),
        ):
            found[name] = await self.fetch(name, window, call.call_id, **choice)
        hours, minutes = self.window("insight_usage", HOUR, 5 * HOUR), self.window("realtime_usage", 0, 600)
        quality = {"metric": "videoFreezeRate", "product": "Native"}
        found["insight_usage"] = await self.fetch("insight_usage", hours, metric="peakConcurrentUsers")
        found["insight_quality"] = await self.fetch("insight_quality", hours, **quality)
        found["insight_usage_breakdown"] = await self.fetch(
            "insight_usage_breakdown", hours, metric="userCount", dimension="network"
        )
        found["insight_quality_breakdown"] = await self.fetch(
            "insight_quality_breakdown", hours, dimension="sdk", **quality
        )
        found["realtime_usage"] = await self.fetch("realtime_usage", minutes, metric="pcu", product="Native")
        found["realtime_quality"] = await self.fetch("realtime_quality", minutes, **quality)
        found["realtime_usage_breakdown"] = await self.fetch(
            "realtime_usage_breakdown", minutes, metric="pcu", product="Native", dimension="network"
        )
        found["realtime_quality_breakdown"] = await self.fetch(
            "realtime_quality_breakdown", minutes, dimension="device", weighted=True, **quality
        )
        return found


@pytest.mark.long
async def test_every_endpoint_answers_with_records_and_nothing_is_set_aside() -> None:
    found = await Simulated().everything()
    assert set(found) == set(edition_of("enterprise").endpoints)
    for name, answer in found.items():
        assert not answer.left.parts, (name, answer.left.parts[:3])
        rows = answer.value
        match name:
            case "call_lists":
                assert len(rows.calls) > 3
                assert all(call.peak_users is not None and call.all_users is not None for call in rows.calls)
            case "call_sessions":
                assert len({session.sid for session in rows.sessions}) == rows.total
            case "call_metrics":
                assert {curve.mid for curve in rows} >= {20003, 20004, 20022}
                assert all(len(curve.ts) == len(curve.values) > 0 for curve in rows)
            case "call_freeze_buckets":
                assert sum(bucket.users for bucket in rows) > 0
            case _ if isinstance(rows, Breakdown):
                assert rows.rows, name
            case _:
                assert all(isinstance(one, Series) and one.points for one in rows), name


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
async def test_the_records_do_not_depend_on_the_form_of_the_answer(form: str) -> None:
    plain, found = await Simulated().everything(), await Simulated(form).everything()
    for name, answer in found.items():
        assert not answer.left.parts, (form, name, answer.left.parts[:3])
        expected, value = plain[name].value, answer.value
        if name == "call_freeze_buckets" and form == "buckets=all":
            value = tuple(bucket for bucket in value if bucket.users)
        if name == "call_statistics":
            expected, value = set(expected.rows), set(value.rows)
        assert value == expected, (form, name)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
async def test_any_mixture_of_forms_is_read_whole(seed: int) -> None:
    found = await Simulated("random", "limit=300", "percent=percent", seed=seed).everything()
    for name, answer in found.items():
        assert not answer.left.parts, (seed, name, answer.left.parts[:3])


@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise", "pro", "flagship"])
@pytest.mark.parametrize(
    "form", [*(pytest.param(f"prefix={each}", marks=pytest.mark.long) for each in ("always", "never")), "prefix=mixed"]
)
async def test_each_limit_of_the_window_is_refused_by_its_name_and_the_bounds_keep_it(plan: str, form: str) -> None:
    simulated = Simulated(form, plan=plan)
    now_ts = int(simulated.asker.now_ts)
    endpoint = simulated.edition.call_lists
    longest_s, reach_s = endpoint.longest_s or 0, endpoint.reach_s or 0
    for window, breach in (
        (Window(now_ts - HOUR, now_ts), Breach.TOO_NEAR),
        (Window(now_ts - reach_s - 60, now_ts - reach_s + 60), Breach.TOO_OLD),
        (Window(now_ts - longest_s - 100, now_ts - 100), Breach.TOO_LONG),
    ):
        assert endpoint.breach(window, now_ts) is breach
        with pytest.raises(ApiError) as raised:
            await simulated.fetch("call_lists", window)
        assert breach_of(raised.value.kind, raised.value.failure.detail) is breach
    bound = bounds(endpoint, (), now_ts)
    whole = bound.clipped(Window(now_ts - 20 * DAY, now_ts))
    assert whole is not None
    await simulated.fetch("call_lists", bound.newest(whole))
    await simulated.fetch("call_lists", Window(whole.start_ts, whole.start_ts + 60))


async def test_a_free_plan_is_refused_with_no_auth() -> None:
    simulated = Simulated(plan="standard")
    simulated.asker = TodayAsker("calm", plan="free")
    with pytest.raises(ApiError) as raised:
        await simulated.fetch("call_lists", simulated.window("call_lists", 0, HOUR))
    assert breach_of(raised.value.kind, raised.value.failure.detail) is Breach.NO_PLAN
