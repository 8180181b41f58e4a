"""A call that was looked at leaves its verdict in the store, whichever screen judged it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.patience import until
from tests.ui.classroom import CALL, PUPIL, START_TS, store_class
from tests.ui.staging import on_stage, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.records import KeptVerdict, Scope
from tui.queries import call_data
from tui.queries.call_verdict import CallVerdicts
from tui.ui.features.session import query as session_query
from tui.ui.navigation import Route

OF_CALL = Scope(call_id=CALL.call_id, channel=CALL.channel, moment_ts=START_TS + 300)
OF_SESSION = replace(OF_CALL, uid=str(PUPIL), sid="P")


@pytest.mark.parametrize(
    "route",
    [Route("call", OF_CALL), Route("session", OF_SESSION), Route("findings", Scope())],
    ids=lambda route: route.name,
)
async def test_each_screen_that_judges_a_call_keeps_its_verdict(route: Route, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (call_data, session_query):
        monkeypatch.setattr(module, "call_verdict", CallVerdicts(1))
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock)), prepared=store_class) as (app, pilot):
        await wait_for(app, pilot, lambda text: "● live" in text)
        feed = app.context.feed
        assert feed is not None
        store = feed.store

        async def kept() -> KeptVerdict | None:
            return await store.read(lambda snapshot: snapshot.kept_verdict(CALL.call_id))

        assert await kept() is None
        app.open(route)
        await until(kept)
