"""The ticket for the support in today's edition: from a screen to the clipboard, to a file, and into the list."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.staging import on_stage, text_of, until, wait_for
from tests.worlds import NOW_TS, manual_clock
from tui.agora.editions.today import edition_of
from tui.domain.records import KeptReport, ReportDraft, ReportState
from tui.domain.text import Lang
from tui.messages import report as words
from tui.ui.app import ScryApp
from tui.ui.features.report.list import ReportsScreen
from tui.ui.features.report.screen import ReportScreen
from tui.ui.features.report.ticket import TicketScreen

TICKET = ReportDraft(
    channel="room", time=str(int(NOW_TS) - 600), comments="video froze", is_ticket=True, call_id="c1",
    sufferer_uid="83817682", end=str(int(NOW_TS) - 300), medium="video",
)  # fmt: skip


@asynccontextmanager
async def at(
    screen: str = "quota", *, size: tuple[int, int] = (120, 36), lang: Lang = "en"
) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    nothing = httpx.MockTransport(lambda request: httpx.Response(200, json={"code": 200, "data": []}))
    edition = edition_of("premium")
    clock = manual_clock()
    async with on_stage(clock, nothing, edition=edition, first_screen=screen, size=size, lang=lang) as (
        app,
        pilot,
    ):
        await app.context.opened()
        yield app, pilot


async def form(app: ScryApp, pilot: Pilot[None]) -> TicketScreen:
    await until(pilot, lambda: isinstance(app.screen, TicketScreen))
    screen = app.screen
    assert isinstance(screen, TicketScreen)
    await until(pilot, lambda: screen.setting is not None)
    return screen


async def opened(app: ScryApp, pilot: Pilot[None]) -> TicketScreen:
    """The form of a ticket that is kept, by the list."""
    store = (await app.context.opened()).store
    await store.write(lambda changes: changes.keep_draft(TICKET, now_ts=NOW_TS, by="me"))
    await pilot.press("ctrl+r")
    await until(pilot, lambda: isinstance(app.screen, ReportsScreen) and bool(app.screen.kept))
    await pilot.press("enter")
    return await form(app, pilot)


async def kept(app: ScryApp) -> tuple[KeptReport, ...]:
    store = (await app.context.opened()).store
    return await store.read(lambda snapshot: snapshot.reports(9))


@pytest.mark.parametrize("screen", ["live", "diagnosis", "calls", "channels", "usage", "quota", "alarms"])
async def test_the_key_opens_a_ticket_on_every_tab(screen: str) -> None:
    async with at(screen) as (app, pilot):
        await pilot.press("R")
        shown = await form(app, pilot)
        assert shown.fields.typed.is_ticket
        assert words.UNKNOWN_FACT("en") in text_of(app)


async def test_a_copy_stays_in_the_list_as_copied_and_typing_makes_a_draft_of_it() -> None:
    async with at() as (app, pilot):
        shown = await opened(app, pilot)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: shown.session.kept is not None and shown.session.kept.state is ReportState.COPIED)
        assert "83817682" in app.clipboard
        assert "**call id**: c1" in app.clipboard
        await wait_for(app, pilot, lambda text: "● copied" in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "● copied" in text and "room" in text)
        (one,) = await kept(app)
        assert (one.state, one.draft) == (ReportState.COPIED, TICKET)
        await pilot.press("enter")
        shown = await form(app, pilot)
        shown.fields.query_one("#cause_uid", Input).value = "44361248"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
        (one,) = await kept(app)
        assert (one.state, one.draft.cause_uid) == (ReportState.DRAFT, "44361248")


async def test_a_saved_ticket_is_a_file_that_the_list_names(tmp_path: Path) -> None:
    async with at(size=(200, 50)) as (app, pilot):
        app.context.export_dir = tmp_path
        shown = await opened(app, pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shown.session.kept is not None and shown.session.kept.state is ReportState.SAVED)
        file = Path(shown.session.kept.draft.file if shown.session.kept else "")
        assert file.parent == tmp_path
        assert "video froze" in await asyncio.to_thread(file.read_text)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen))
        (one,) = await kept(app)
        assert (one.state, one.draft.file) == (ReportState.SAVED, str(file))


async def test_a_file_that_cannot_be_written_leaves_a_draft_and_the_reason(tmp_path: Path) -> None:
    async with at() as (app, pilot):
        app.context.export_dir = tmp_path / "absent"
        shown = await opened(app, pilot)
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "not written" in text)
        assert shown.session.kept is not None
        assert shown.session.kept.state is ReportState.DRAFT


async def test_a_fault_stops_the_copy_and_has_the_focus() -> None:
    async with at() as (app, pilot):
        shown = await opened(app, pilot)
        shown.fields.query_one("#sufferer_uid", Input).value = "nobody"
        await pilot.press("ctrl+y")
        await wait_for(app, pilot, lambda text: "a whole number" in text and "fix the marked" in text)
        assert app.focused is shown.fields.query_one("#sufferer_uid")
        assert app.clipboard == ""


async def test_where_names_are_hidden_no_copy_holds_one() -> None:
    async with at() as (app, pilot):
        app.context.redact = True
        await opened(app, pilot)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: bool(app.clipboard))
        assert not [name for name in ("room", "c1\n", "83817682", "video froze", "demoapp") if name in app.clipboard]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_at_the_smallest_size_every_field_and_the_way_out_are_seen(lang: Lang) -> None:
    async with at(size=(80, 24), lang=lang) as (app, pilot):
        shown = await opened(app, pilot)
        text = await wait_for(app, pilot, lambda text: "ctrl+y" in text)
        for phrase in shown.fields.LABELS.values():
            assert phrase(lang) in text


async def test_a_report_of_the_other_edition_opens_and_is_sent_nowhere() -> None:
    async with at() as (app, pilot):
        store = (await app.context.opened()).store
        draft = ReportDraft("room", "1", "2", "2", str(int(NOW_TS) - 60))
        await store.write(lambda changes: changes.keep_draft(draft, now_ts=NOW_TS, by="me"))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, ReportsScreen) and bool(app.screen.kept))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReportScreen))
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "takes no reports" in text)
        (one,) = await kept(app)
        assert one.state is ReportState.DRAFT
