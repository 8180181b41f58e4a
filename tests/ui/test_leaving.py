"""The end of the app while a report is leaving."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.collector.dying import DRAFT, REPORT
from tests.patience import PATIENCE_S
from tests.ui.staging import samples, until
from tests.worlds import NOW_TS, make_context, make_feed, manual_clock, open_store
from tui.clock import ServerClock
from tui.collector import report_sender
from tui.domain.records import ReportState
from tui.ui.app import ScryApp
from tui.ui.context import Feed


@pytest.mark.parametrize("answered", [True, False])
async def test_a_report_that_is_leaving_has_a_moment_to_be_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    monkeypatch.setattr(report_sender, "FINISH_S", 20.0 if answered else 0.1)
    left, released = asyncio.Event(), asyncio.Event()
    others = samples()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method != "POST":
                return await others.handle_async_request(request)
            left.set()
            await released.wait()
            return httpx.Response(200, json={"code": 200, "message": ""})

    with open_store(tmp_path) as store:
        clock = ServerClock(manual_clock())

        async def open_feed() -> Feed:
            return make_feed(store, clock, Slow())

        app = ScryApp(make_context(clock, open_feed))
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.context.feed is not None)
            queued = await store.write(lambda changes: changes.queue_report(DRAFT, REPORT, now_ts=NOW_TS, by="test:1"))
            await left.wait()
            app.exit()
            await asyncio.sleep(0.05)
            if answered:
                released.set()
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    kept = await store.read(lambda snapshot: snapshot.report(queued.report_id))
                    assert kept is not None
                    if kept.state is not ReportState.SENDING:
                        break
                    await asyncio.sleep(0.01)
        assert kept.state is (ReportState.SENT if answered else ReportState.UNKNOWN)


async def test_the_second_press_that_leaves_asks_for_what_is_being_written_as_the_key_that_quits_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never() -> Feed:
        raise AssertionError

    app, happened = ScryApp(make_context(manual_clock(), never)), list[str]()

    async def not_yet(_binding_id: str) -> bool:
        happened.append("asked")
        return False

    monkeypatch.setattr(app.reporting, "may_quit", not_yet)
    monkeypatch.setattr(app, "say_how_to_leave", happened.append)
    monkeypatch.setattr(app, "exit", lambda: happened.append("left"))
    for _ in range(2):
        await app.action_leave("leave")
    assert happened == ["leave", "asked"]
