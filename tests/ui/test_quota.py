"""The Quota screen: what it says of the ledger, and what its keys do."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.collector.dying import DRAFT, REPORT
from tests.manual_clock import ManualClock
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.quota import Next, NextState
from tui.clock import ServerClock
from tui.domain.glossary.rounding import size_text
from tui.domain.records import FailureKind, Limits, Outcome, Spend, Window
from tui.domain.shares import Shares
from tui.domain.text import Lang
from tui.messages.quota import ENDPOINT_NAMES
from tui.store.errors import StoreError
from tui.ui.app import ScryApp
from tui.ui.features.quota.screen import QuotaScreen
from tui.ui.features.quota.words import skew_run, why_quota

ME = "test:1"
KEYS = """
j k G g enter tab enter s S space z tab z slash x escape w escape p p u L u L question_mark escape escape escape
"""


@asynccontextmanager
async def quota(
    clock: ManualClock | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    *,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    by: str = ME,
) -> AsyncIterator[tuple[ScryApp, Pilot[None], QuotaScreen]]:
    """The screen, with the first answers told in its log."""
    clock = clock or manual_clock()
    async with on_stage(clock, transport or SimTransport(incident(clock)), size=size, lang=lang) as (app, pilot):
        app.context.by = by
        await pilot.press("6")
        await until(pilot, lambda: isinstance(app.screen, QuotaScreen))
        screen = app.screen
        assert isinstance(screen, QuotaScreen)
        await until(pilot, lambda: screen.data is not None and len(settled(screen)) >= 5)
        await wait_for(app, pilot, lambda text: "1/1000" in text)
        yield app, pilot, screen


def settled(screen: QuotaScreen) -> list[Spend]:
    return [spend for spend in screen.data.log if spend.answered_ts is not None] if screen.data else []


def row(text: str, name: str) -> str:
    """The line of the list, not of the log, that begins with that name."""
    lines = text.splitlines()
    return next((line for line in lines if re.match(rf"[▸> ][●* ]{re.escape(name)} ", line)), "")


def test_every_endpoint_has_a_row_and_in_chinese_the_reference_s_heading() -> None:
    today = {name: one for name, one in edition_of("premium").endpoints.items() if name not in EDITION.endpoints}
    assert {*ENDPOINT_NAMES} == {*EDITION.endpoints, *today}
    for name, endpoint in {**EDITION.endpoints, **today}.items():
        assert ENDPOINT_NAMES[name]("zh") == endpoint.section


async def test_reports_are_told_like_every_request_and_have_no_day() -> None:
    async with quota(size=(130, 36)) as (app, pilot, _):
        feed = app.context.feed
        assert feed is not None
        for ts in (1, 2):
            report = replace(REPORT, ts=ts)
            await feed.store.write(
                lambda changes, report: changes.queue_report(DRAFT, report, now_ts=NOW_TS, by=ME), report
            )
        told = r"10/s +2 +2\+0 +– +idle +\d+ s  200"
        text = await wait_for(app, pilot, lambda text: re.search(told, row(text, "report")) is not None)
        assert re.search(r"this scry +report +200 +0 +25 B", text)
        assert "report" not in text.splitlines()[2], "none is the tightest"
        await pilot.press("G", "w")
        await wait_for(app, pilot, lambda text: "10 a second" in text)


async def test_a_row_says_limit_spent_by_whom_next_answer_and_the_quiet_ones_say_little() -> None:
    async with quota(size=(130, 36)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "next at" in row(text, "live scale"))
        assert re.search(
            r"1/min +1/1000 +1\+0 +999 +next at \d\d:\d\d:\d\d \(pace\) +all day +\d+ [sm]  200",
            row(text, "live scale"),
        )
        assert re.search(r"3/s +0/1000 +1000 +idle$", row(text, "call lists").rstrip())
        assert re.search(r"10/s +0 +– +idle$", row(text, "report").rstrip())


async def test_the_log_says_who_asked_what_when_and_what_came_but_no_credentials() -> None:
    async with quota() as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: text.count("this scry ") >= 5)
        assert re.search(
            r"07:56:10  this scry +live scale +\d\d:\d\d–07:56  200 +\d+ +[\d.]+ kB +\d+$", text, re.MULTILINE
        )
        assert "demo" not in text


async def test_what_others_on_the_store_spent_is_told_apart() -> None:
    async with quota(by="somebody:else", size=(130, 36)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "0+1" in row(text, "live scale"))
        assert ME in text
        assert "; 1 by others" in text


async def test_what_the_server_says_is_spent_by_others_is_said() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": 300, "message": "qpd limit error"})

    async with quota(transport=httpx.MockTransport(answer)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "used up by clients outside this store" in text)
        assert re.search(r"1/1000 .* used up ", row(text, "live scale"))
        await pilot.press("w")
        await wait_for(app, pilot, lambda text: "outside this store used them" in text and "qpd limit error" in text)


async def test_a_refusal_is_told_with_what_to_do_and_when() -> None:
    async with quota(transport=httpx.MockTransport(lambda _: httpx.Response(403))) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "press r: 403 forbidden" in row(text, "live scale"))
        assert text.count("403 forbidden") > 5
        await pilot.press("w")
        await wait_for(app, pilot, lambda text: "ask sales@agora.io" in text)


async def test_a_request_that_never_arrived_is_in_the_log_and_costs_nothing() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    clock = manual_clock()
    async with on_stage(clock, httpx.MockTransport(answer), size=(160, 40)) as (app, pilot):
        await pilot.press("6")
        await wait_for(app, pilot, lambda text: "unreachable" in text and "0/1000" in row(text, "live scale"))
        await pilot.press("tab", "z")
        await wait_for(app, pilot, lambda text: "unreachable (not counted)" in text)


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "zh"), ((120, 36), "en"), ((200, 50), "zh")])
async def test_at_every_size_the_list_comes_first_and_the_log_is_there(size: tuple[int, int], lang: Lang) -> None:
    async with quota(size=size, lang=lang) as (app, pilot, screen):
        name = ENDPOINT_NAMES["live_scale"](lang)
        await until(pilot, lambda: len(screen.log_table.columns) > 0 and screen.log_table.count[1] >= 5)
        text = await wait_for(app, pilot, lambda text: text.count(name) >= 2)
        lines = text.splitlines()
        assert next(index for index, line in enumerate(lines) if name in line) <= 5
        assert all(cell_len(line) <= size[0] for line in lines)
        assert screen.log_table.region.height >= 6
        assert (screen.log_table.region.x > 0) == (size[0] >= 160)


async def test_enter_on_an_endpoint_shows_its_requests_alone_and_esc_all_again() -> None:
    async with quota() as (app, pilot, screen):
        await pilot.press("j", "enter")
        text = await wait_for(app, pilot, lambda _: [each.endpoint for each in settled(screen)] == ["live_experience"])
        await wait_for(app, pilot, lambda text: "requests: live experience" in text and "›" in text)
        assert screen.breadcrumb() == ("live experience",)
        assert "▸●live experience" in text_of(app)
        await pilot.press("escape")
        await until(pilot, lambda: len(settled(screen)) >= 5)
        assert screen.breadcrumb() == ()
        assert text


async def test_enter_on_a_request_shows_those_of_its_endpoint() -> None:
    async with quota() as (_, pilot, screen):
        await pilot.press("tab", "G")
        key = screen.log_table.cursor_key
        endpoint = next(each.endpoint for each in settled(screen) if str(each.claim_id) == key)
        await pilot.press("enter")
        await until(pilot, lambda: [each.endpoint for each in settled(screen)] == [endpoint])


async def test_the_filter_is_that_of_the_list_the_keys_go_to() -> None:
    async with quota() as (app, pilot, screen):
        await pilot.press("tab", "slash", *"diag", "enter")
        await wait_for(app, pilot, lambda text: "/diag 1 of" in text)
        assert screen.log_table.count[0] == 1
        assert screen.endpoints.count == (len(EDITION.endpoints), len(EDITION.endpoints))
        await pilot.press("tab")
        await wait_for(app, pilot, lambda text: "/diag" not in text)
        await pilot.press("slash", *"rating", "enter")
        await wait_for(app, pilot, lambda text: "/rating 1 of 14" in text)
        await pilot.press("escape")
        assert screen.endpoints.count[0] == len(EDITION.endpoints)
        assert screen.log_table.count[0] == 1


async def test_a_list_can_have_the_whole_screen() -> None:
    async with quota(size=(80, 24)) as (_, pilot, screen):
        await pilot.press("z")
        await until(pilot, lambda: screen.endpoints.region.height > 15 and not screen.log_table.region.height)
        await pilot.press("tab")
        await until(pilot, lambda: screen.log_table.region.height > 15 and not screen.endpoints.region.height)
        await pilot.press("escape")
        await until(pilot, lambda: bool(screen.log_table.region.height and screen.endpoints.region.height))


async def test_the_log_follows_the_newest_until_another_request_is_chosen() -> None:
    clock = manual_clock()
    async with quota(clock) as (_, pilot, screen):
        newest = screen.log_table.cursor_key
        assert newest == str(settled(screen)[0].claim_id)
        await pilot.press("tab", "j")
        chosen = screen.log_table.cursor_key
        known = len(settled(screen))
        clock.advance(61)
        await pilot.press("r")
        await until(pilot, lambda: len(settled(screen)) > known)
        assert screen.log_table.cursor_key == chosen
        await pilot.press("g")
        known = len(settled(screen))
        clock.advance(61)
        await pilot.press("r")
        await until(pilot, lambda: len(settled(screen)) > known)
        await until(
            pilot,
            lambda: bool(screen.data) and screen.log_table.cursor_key == str(screen.data.log[0].claim_id),  # type: ignore[union-attr]
        )


async def test_the_log_stays_on_the_newest_request_once_a_key_acts_on_it() -> None:
    clock = manual_clock()
    async with quota(clock) as (_, pilot, screen):
        await pilot.press("tab")
        await until(pilot, lambda: screen.log_table.has_focus)
        chosen, known = screen.log_table.cursor_key, len(settled(screen))
        assert chosen == str(settled(screen)[0].claim_id)
        await pilot.press("y")
        clock.advance(61)
        await pilot.press("r")
        await until(pilot, lambda: len(settled(screen)) > known)
        assert screen.log_table.cursor_key == chosen


async def test_a_frozen_view_stands_still() -> None:
    clock = manual_clock()
    async with quota(clock) as (app, pilot, screen):
        await pilot.press("p")
        await wait_for(app, pilot, lambda text: "■ frozen" in text)
        before = text_of(app).splitlines()[2:20]
        known = len(settled(screen))
        clock.advance(61)
        await pilot.press("r")
        for _ in range(3):
            app.project_session.tick()
            await still(app, pilot)
        assert text_of(app).splitlines()[2:20] == before
        await pilot.press("p")
        await until(pilot, lambda: len(settled(screen)) > known)


async def test_a_reading_that_fails_leaves_the_rows_and_heals() -> None:
    async with quota() as (app, pilot, _):
        assert app.context.feed is not None
        store, broken = app.context.feed.store, True
        read = store.read

        async def failing(question, *arguments, **named):  # type: ignore[no-untyped-def]
            if broken:
                raise StoreError("scry.db", "could not be read or written by its disk", "check the disk")
            return await read(question, *arguments, **named)

        store.read = failing  # type: ignore[method-assign]
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "check the disk" in text and "1/1000" in row(text, "live scale"))
        broken = False
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "check the disk" not in text)


async def test_names_from_outside_are_shown_as_they_are() -> None:
    async with quota() as (app, pilot, screen):
        assert screen.data is not None
        ts = settled(screen)[0].claimed_ts
        hostile = Spend(
            claim_id=9,
            endpoint="channel_users",
            channel="[/]\x1b[2J",
            window=Window(int(ts), int(ts) + 60),
            claimed_ts=ts,
            answered_ts=ts,
            by="[bold]x",
            status=200,
        )
        screen.live_query.data = replace(screen.data, log=(hostile,))
        screen.show()
        await wait_for(app, pilot, lambda text: "[/]\ufffd" in text and "[bold]x" in text)


async def test_endpoints_that_share_one_quota_say_so() -> None:
    async with quota() as (app, pilot, screen):
        app.context.shares = Shares(EDITION.shared)
        screen.reask()
        await until(pilot, lambda: bool(screen.data and screen.data.quotas["channel_users"].shared))
        await pilot.press("j", "j", "j", "j", "w")
        await wait_for(app, pilot, lambda text: "one quota for 6" in text)


@pytest.mark.long
async def test_every_key_of_the_screen_does_something_and_none_ends_the_program() -> None:
    async with quota() as (app, pilot, _):
        for key in KEYS.split():
            await pilot.press(key)
        # Two presses of L switch the language.
        await wait_for(app, pilot, lambda text: "live scale" in text or "实时规模" in text)
        assert app.is_running


@pytest.mark.parametrize(
    ("size_bytes", "text"), [(0, "0 B"), (999, "999 B"), (4096, "4.1 kB"), (21_900_000, "21.9 MB"), (3e9, "3.0 GB")]
)
def test_sizes_are_told_in_their_unit(size_bytes: int, text: str) -> None:
    assert size_text(size_bytes) == text


@pytest.mark.parametrize(
    ("skew_s", "text", "role"),
    [
        (None, "server's clock not known yet", "dim"),
        (0.4, "clock in sync", "dim"),
        (2.5, "clock 2.5 s behind the server's", "dim"),
        (-3600.0, "clock 60 m ahead of the server's", "warn"),
    ],
)
def test_this_box_s_clock_is_compared_with_the_server_s(skew_s: float | None, text: str, role: str) -> None:
    assert skew_run(skew_s, "en") == (text, role)


async def test_a_no_to_the_credentials_of_another_scry_is_told_as_that_and_advises_nothing() -> None:
    async with quota(size=(200, 36)) as (app, pilot, screen):
        feed, clock = app.context.feed, ServerClock(app.context.clock)
        assert feed is not None
        claim = await feed.store.write(
            lambda changes: changes.claim(endpoint="live_net", limits=Limits(), clock=clock, by="ops:7")
        )
        assert isinstance(claim, Spend)
        refused = Outcome(401, FailureKind.UNAUTHORIZED)
        await feed.store.write(lambda changes: changes.settle(claim.claim_id, refused, clock=clock, reading=None))
        await wait_for(app, pilot, lambda text: "401 not" in row(text, "live network"))
        assert screen.data is not None
        quiet = Next(NextState.QUIET)
        of = why_quota(screen.data.quotas["live_net"], quiet, app.context, screen.key)
        told = " ".join(paragraph.text for paragraph in of)
        assert "401 not authorised (to another scry: ops:7)." in told
        assert "customer secret" not in told
