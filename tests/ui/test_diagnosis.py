"""The Diagnosis screen: root causes decoded inline, totals that filter, and what is not known said so."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.staging import SAMPLES, on_stage, pass_time, samples, text_of, until, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.glossary import experience, factor
from tui.domain.records import HOUR, MINUTE, Cause, Diagnosis, Scope, VendorAlert, Window
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.diagnosis.screen import DiagnosisScreen

REFERENCE = Path(__file__).parents[1] / "reference" / "agora-analytics-restful-api-2020-10.zh.md"
DOCUMENTED_TS = 1548668575
T0 = int(NOW_TS) // MINUTE * MINUTE - 20 * MINUTE
TEACHER = "44361248"
LOSS, CPU = Cause(23, TEACHER), Cause(10)
EVENTS = (
    Diagnosis(T0 + 5, "1001", 4, "class", (LOSS, CPU)),
    Diagnosis(T0 + 9, "1002", 4, "class", (LOSS,)),
    Diagnosis(T0 + 65, "77777", 6, "lobby", (Cause(36),)),
    Diagnosis(T0 + 125, "1001", 5, "class", (Cause(24, TEACHER, 2),)),
)
KEYS = """
s S left right shift+left shift+right plus minus 0 z z tab j enter escape tab o w escape p p slash l escape
enter j escape n space x
"""


def documented() -> bytes:
    """The reference's own example: what it prints, without the dots that stand for more."""
    printed = REFERENCE.read_text("utf-8").split("### 获取异常诊断数据")[1].split("```json")[1].split("```")[0]
    return re.sub(r",\s*\.{6}", "", printed).encode()


def answering(body: bytes) -> httpx.MockTransport:
    path = EDITION.diagnosis.path
    nothing = b'{"code": 200, "data": []}'
    return httpx.MockTransport(
        lambda request: httpx.Response(200, content=body if request.url.path == path else nothing)
    )


async def never(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError("it never comes")


@asynccontextmanager
async def stored(
    events: Sequence[Diagnosis] = EVENTS,
    *,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    window: Window | None = None,
    scope: Scope | None = None,
) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """The screen on what the store holds, nothing coming; the hour up to now is known."""
    async with on_stage(manual_clock(), httpx.MockTransport(never), size=size, lang=lang) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        window = window or Window(int(NOW_TS) // MINUTE * MINUTE - HOUR, int(NOW_TS) // MINUTE * MINUTE)
        await put(app, events, window)
        if scope is None:
            await pilot.press("2")
        else:
            app.push_screen(DiagnosisScreen(app.context, scope))
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen) and app.screen.data is not None)
        yield app, pilot


async def put(app: ScryApp, events: Sequence[Diagnosis], window: Window, answered_ts: float = NOW_TS) -> None:
    assert app.context.feed is not None
    await app.context.feed.store.write(
        lambda changes: changes.put_diagnoses(
            events, window=window, cap=10, delay_s=120, answered_ts=answered_ts, slot_s=MINUTE
        )
    )


def chosen(app: ScryApp) -> Diagnosis | None:
    assert isinstance(app.screen, DiagnosisScreen)
    return app.screen.chosen


def shows(text: str, part: str) -> bool:
    """Whether a row of the list holds it."""
    return any(part in line for line in text.splitlines() if re.search(r"\d\d:\d\d:\d\d +\d{4,} ", line))


def many(count: int, ts: int = T0) -> list[Diagnosis]:
    return [Diagnosis(ts + number % 60, str(1000 + number), 4, "class", (LOSS,)) for number in range(count)]


ENGLISH = "unknown cause 18 (44361248) · video downstream packet loss (self) · unknown cause 18 (self)"
CHINESE = "未知根因 18 (44361248) · 视频下行网络丢包 (自身) · 未知根因 18 (自身)"


@pytest.mark.parametrize(
    ("lang", "causes", "size"),
    [
        ("en", ENGLISH, (80, 24)),
        ("en", ENGLISH, (120, 36)),
        ("en", ENGLISH, (200, 50)),
        ("zh", CHINESE, (80, 24)),
    ],
    ids=["en-80", "en-120", "en-200", "zh-80"],
)
async def test_the_documented_example_is_decoded_inline(lang: Lang, causes: str, size: tuple[int, int]) -> None:
    clock = ManualClock(DOCUMENTED_TS + 600.0)
    async with on_stage(clock, answering(documented()), size=size, lang=lang) as (app, pilot):
        await pilot.press("2")
        text = await wait_for(app, pilot, lambda text: causes in " ".join(text.split()))
        row = rf"09:42:55 +83817682 +{experience(4)(lang)} +C148474015 +{re.escape(causes[:18])}"
        assert re.search(row, text), text


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_row_of_another_implementation_is_decoded(lang: Lang) -> None:
    async with on_stage(manual_clock(), samples(), size=(300, 50), lang=lang) as (app, pilot):
        await pilot.press("2")
        await wait_for(app, pilot, lambda text: "3978068529" in text)
        text = text_of(app)
        rows = json.loads((SAMPLES / "diagnosis.json").read_text())["data"]
        for row in rows:
            lines = [line for line in text.splitlines() if row["user"] in line and row["cname"] in line]
            for tag in row["cause_tags"]:
                assert any(factor(tag["factor_id"])(lang) in line for line in lines), (row, lines)
        assert "(28778) ×2" in text, "the same tag twice is said once"
        assert len(rows) == 10
        assert "≥ 10" in text


async def test_who_is_to_blame_leads_the_totals_and_enter_filters_by_it() -> None:
    async with stored() as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "by host user" in text)
        assert re.search(r"diagnoses 4 · people 3", text)
        assert re.search(rf"{TEACHER} +3 ", text)
        await pilot.press("tab")
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        screen.totals.move_cursor(f"host_uid|{TEACHER}")
        await pilot.press("enter")
        text = await wait_for(app, pilot, lambda text: "diagnoses 3 · people 2" in text and f"› {TEACHER}" in text)
        assert "lobby" not in text
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "diagnoses 4 · people 3" in text and "lobby" in text)


async def test_a_total_that_is_chosen_twice_no_longer_filters() -> None:
    async with stored() as (app, pilot):
        await pilot.press("tab", "enter")
        await wait_for(app, pilot, lambda text: "Diagnosis › video freeze" in text and "diagnoses 2" in text)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "Diagnosis ›" not in text and "diagnoses 4" in text)


@pytest.mark.parametrize(
    ("lang", "nothing"), [("en", "nothing matches; esc clears the filter"), ("zh", "没有匹配项；按 esc 清除过滤")]
)
async def test_a_filter_without_a_match_says_so_and_its_count_follows_the_data(lang: Lang, nothing: str) -> None:
    hour = Window(int(NOW_TS) // MINUTE * MINUTE - HOUR, int(NOW_TS) // MINUTE * MINUTE)
    async with stored(lang=lang) as (app, pilot):
        await pilot.press("slash", *"4444", "enter")
        counted = words.OF(lang, shown=0, total=4)
        text = await wait_for(app, pilot, lambda text: nothing in text and counted in text)
        later = Diagnosis(T0 + 190, "5555", 4, "class", (LOSS,))
        await put(app, (*EVENTS, later), hour)
        text = await wait_for(app, pilot, lambda text: words.OF(lang, shown=0, total=5) in text)
        assert nothing in text
        await put(app, (*EVENTS, later, replace(later, uid="4444")), hour)
        await wait_for(app, pilot, lambda text: words.OF(lang, shown=1, total=6) in text and shows(text, "4444"))
        await pilot.press("escape")
        text = await wait_for(app, pilot, lambda text: shows(text, "77777"))
        assert "/4444" not in text


async def test_the_filter_looks_at_every_column() -> None:
    async with stored() as (app, pilot):
        for typed, seen, gone in (
            ("77777", "lobby", "1002"),
            ("cpu", "1001", "lobby"),
            ("!class", "lobby", "1002"),
        ):
            await pilot.press("slash", *("exclamation_mark" if key == "!" else key for key in typed))
            await wait_for(app, pilot, lambda text, seen=seen, gone=gone: shows(text, seen) and not shows(text, gone))  # type: ignore[misc]
            await pilot.press("escape")


async def test_full_answers_are_said_in_head_totals_list_and_rows() -> None:
    window = Window(T0, T0 + 5 * MINUTE)
    async with stored(many(10), window=window) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "list capped at 10 in 5 of 8 minutes" in text)
        assert "diagnoses ≥ 10 · people ≥ 10" in text
        assert re.search(r"07:36–07:41 +≥ 10: the API lists 10 at most", text)
        assert re.search(r"video freeze +≥ 10 ", text)
        assert re.search(r"07:36:09 ≥ +1009", text)


async def test_a_narrower_answer_that_is_not_full_takes_the_doubt_away() -> None:
    async with stored(many(10), window=Window(T0, T0 + 5 * MINUTE)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "list capped at 10 in 5 of 8 minutes" in text)
        await put(app, many(4), Window(T0, T0 + 2 * MINUTE), NOW_TS + 61)
        await wait_for(app, pilot, lambda text: "list capped at 10 in 3 of 8 minutes" in text)


async def test_the_newest_minutes_are_pending_and_those_nobody_asked_for_are_not_empty() -> None:
    async with stored(EVENTS, window=Window(T0, T0 + 10 * MINUTE)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "░ pending 3 m" in text and "not asked yet 44 m" in text)


async def test_nobody_abnormal_is_said_where_the_server_said_so_and_only_there() -> None:
    async with stored([]) as (app, pilot):
        await wait_for(app, pilot, lambda text: "no diagnosis in this period" in text)
    async with on_stage(manual_clock(), httpx.MockTransport(never)) as (app, pilot):
        await pilot.press("2")
        await wait_for(app, pilot, lambda text: "no answer yet" in text and "diagnoses – · people –" in text)
    async with stored([], window=Window(T0, T0 + 10 * MINUTE)) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "no diagnosis in the known minutes" in text)
        assert "diagnoses 0 · people 0" in text


async def test_opened_at_a_moment_the_cursor_is_on_it_and_its_summary_above() -> None:
    scope = Scope(moment_ts=T0, channel="class")
    async with stored(scope=scope) as (app, pilot):
        text = await wait_for(app, pilot, lambda text: "at 07:36: " in text)
        assert "at 07:36: 2 people affected, video freeze 2" in text
        assert f"causes: video downstream packet loss ×2 (from {TEACHER} ×2) · high CPU usage ×1" in text
        assert "Live › Diagnosis › 07:36 › class" in text
        assert chosen(app) == EVENTS[1]
        await pilot.press("right")
        await wait_for(app, pilot, lambda text: "at 07:37: no diagnosis" in text)
        await pilot.press("right")
        await wait_for(app, pilot, lambda text: "at 07:38: 1 person affected, audio freeze 1" in text)
        assert chosen(app) == EVENTS[3]
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, DiagnosisScreen))


async def test_a_moment_that_lies_before_the_last_hour_is_found_in_the_store() -> None:
    ts = T0 - 5 * HOUR
    async with stored(many(3, ts), window=Window(ts, ts + MINUTE), scope=Scope(moment_ts=ts)) as (app, pilot):
        await put(app, [], Window(T0, T0 + MINUTE))
        await wait_for(app, pilot, lambda text: "at 02:36: 3 people affected" in text and "1002" in text)
        await pilot.press("right", "right")
        await wait_for(app, pilot, lambda text: "at 02:38: diagnoses lost" in text)


async def test_enter_opens_the_call_at_the_user_the_instant_and_the_cause_and_esc_returns_to_the_row() -> None:
    async with stored() as (app, pilot):
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: chosen(app) == EVENTS[0])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        screen = app.screen
        assert isinstance(screen, CallScreen)
        assert screen.scope == Scope(moment_ts=EVENTS[0].ts, channel="class", uid="1001", peer_uid=int(TEACHER))
        await wait_for(app, pilot, lambda text: "looking for the call of class at 07:36:05" in text)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))
        assert chosen(app) == EVENTS[0]


async def test_w_explains_the_diagnosis_with_all_its_causes_and_who_else_suffers() -> None:
    async with stored(size=(120, 50)) as (app, pilot):
        await pilot.press("j", "j", "j", "w")
        text = await wait_for(app, pilot, lambda text: "as the cause" in text)
        assert "1001 · video freeze" in text
        assert f"video downstream packet loss · from {TEACHER}" in text
        assert f"{TEACHER}: the network on that side" in text
        assert "the affected user, 1001: the device" in text
        assert f"{TEACHER} as the cause: 2 more · people 2" in text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))
        assert chosen(app) == EVENTS[0]


async def test_w_explains_the_row_and_the_total_under_the_cursor() -> None:
    async with stored(size=(80, 24)) as (app, pilot):
        await pilot.press("j", "w")
        await wait_for(app, pilot, lambda text: "slow join" in text and "more than five seconds" in text)
        await pilot.press("escape", "tab", "w")
        await wait_for(app, pilot, lambda text: "The user saw the picture stand still" in text)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))


async def test_groups_stand_largest_first_and_the_cursor_stays_on_its_diagnosis() -> None:
    async with stored() as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: chosen(app) == EVENTS[2])
        for heading in ("class   diagnoses 3 · people 2", f"{TEACHER}   diagnoses 3 · people 2"):
            await pilot.press("o")
            text = await wait_for(app, pilot, lambda text, heading=heading: heading in text)  # type: ignore[misc]
            assert chosen(app) == EVENTS[2]
        assert text.index(TEACHER) < text.index("self   diagnoses 2")
        await pilot.press("o")
        await wait_for(app, pilot, lambda text: "video downstream packet loss   diagnoses 2" in text)


async def test_what_comes_leaves_the_cursor_on_the_row_that_was_chosen_and_else_with_the_newest() -> None:
    async with stored() as (app, pilot):
        hour = Window(T0, T0 + 20 * MINUTE)
        await until(pilot, lambda: chosen(app) == EVENTS[3])
        newer = Diagnosis(T0 + 600, "1009", 4, "class", (LOSS,))
        await put(app, [newer], hour)
        await until(pilot, lambda: chosen(app) == newer)
        await pilot.press("j")
        await until(pilot, lambda: chosen(app) == EVENTS[3])
        await put(app, [Diagnosis(T0 + 660, "1010", 4, "class", (LOSS,))], hour, NOW_TS + 1)
        await wait_for(app, pilot, lambda text: "1010" in text)
        assert chosen(app) == EVENTS[3]


@pytest.mark.parametrize("act", ["enter", "w", "R", "y", "e", "c", "ctrl+p"])
async def test_esc_comes_back_to_the_newest_diagnosis_that_a_key_acted_on_though_a_newer_one_has_come(act: str) -> None:
    async with stored() as (app, pilot):
        listing = app.screen
        assert isinstance(listing, DiagnosisScreen)
        await until(pilot, lambda: listing.chosen == EVENTS[3])

        def is_back() -> bool:
            return app.screen is listing

        await pilot.press(act)
        if act != "y":
            await until(pilot, lambda: not is_back())
        newer = Diagnosis(T0 + 600, "1009", 4, "class", (LOSS,))
        await put(app, [newer], Window(T0, T0 + 20 * MINUTE))
        while not is_back():
            await pilot.press("escape")
        await wait_for(app, pilot, lambda text: shows(text, "1009"))
        assert listing.chosen == EVENTS[3]
        assert listing.report_facts().ts == EVENTS[3].ts


async def test_a_sorted_list_has_no_separators_of_time() -> None:
    async with stored(many(10), window=Window(T0, T0 + 5 * MINUTE)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "the API lists 10" in text)
        await pilot.press("s", "s")
        await wait_for(app, pilot, lambda text: "the API lists 10" not in text and "user▲" in text)
        await pilot.press("s", "s", "s", "s")
        await wait_for(app, pilot, lambda text: "the API lists 10" in text)


async def test_zoomed_out_the_rows_of_other_days_carry_their_date() -> None:
    yesterday = T0 - 20 * HOUR
    async with stored(many(2, yesterday), window=Window(yesterday, yesterday + MINUTE)) as (app, pilot):
        await pilot.press("minus", "minus")
        await wait_for(app, pilot, lambda text: "11-21 11:36:01" in text)


async def test_z_gives_the_panel_with_the_keys_the_whole_screen() -> None:
    async with stored() as (app, pilot):
        await pilot.press("z")
        await wait_for(app, pilot, lambda text: "77777" in text and "by root cause" not in text)
        await pilot.press("tab")
        await wait_for(app, pilot, lambda text: "77777" not in text and "by root cause" in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "77777" in text and "by root cause" in text)


@pytest.mark.parametrize(
    "size", [pytest.param((20, 5), marks=pytest.mark.long), (80, 24), pytest.param((200, 50), marks=pytest.mark.long)]
)
async def test_the_hostile_scene_breaks_nothing_at_any_size(size: tuple[int, int]) -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock, scene="hostile")), size=size) as (app, pilot):
        await pilot.press("2")
        await pass_time(app, pilot, clock, 3)
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        await until(pilot, lambda: screen.data is not None and bool(screen.data.diagnoses))
        for key in ("o", "o", "o", "w", "escape", "enter", "escape"):
            await pilot.press(key)
        assert app.is_running


@pytest.mark.long
async def test_every_key_of_the_screen_does_something_and_none_ends_the_program() -> None:
    async with stored(many(40)) as (app, pilot):
        for key in KEYS.split():
            await pilot.press(key)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


async def test_n_goes_from_one_minute_with_diagnoses_to_the_next_and_c_lists_the_calls_of_the_moment() -> None:
    async with stored([*many(2, T0), *many(1, T0 + 300)]) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        minutes = [T0 // MINUTE * MINUTE, (T0 + 300) // MINUTE * MINUTE]
        for key, minute_ts in (("N", minutes[1]), ("N", minutes[0]), ("n", minutes[1])):
            await pilot.press(key)
            assert screen.moment_ts == minute_ts
        await pilot.press("n")
        await wait_for(app, pilot, lambda text: "no later bad spell is known" in text)
        await pilot.press("c")
        at = app.context.when(minutes[1])
        await wait_for(
            app, pilot, lambda text: f"› {at} › Calls" in text.splitlines()[0] and f"running at {at}" in text
        )


async def test_an_alert_of_the_vendor_is_a_row_that_opens_its_call_and_explains_itself() -> None:
    alert = VendorAlert("a", NOW_TS, T0 + 70, "video freeze rate≥85%", channel="class", call_id="0" * 24, uid="1001")
    silent = VendorAlert("b", NOW_TS, T0 + 300, "quota")
    async with stored() as (app, pilot):
        screen = app.screen
        assert isinstance(screen, DiagnosisScreen)
        assert app.context.feed is not None
        await app.context.feed.store.write(lambda changes: changes.put_alerts([alert, silent]))
        await until(pilot, lambda: len(screen.events.listing.alerts) == 2)
        assert "Agora alerts 2" in text_of(app)
        assert chosen(app) == EVENTS[3], "the cursor stays with the diagnoses"
        screen.events.move_cursor("alert|b")
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "this alert names neither a call nor a channel" in text)
        screen.events.move_cursor("alert|a")
        await pilot.press("w")
        await wait_for(app, pilot, lambda text: "A rule in Agora's console sent this alert" in text)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert (app.screen.scope.call_id, app.screen.scope.moment_ts) == (alert.call_id, T0 + 70)  # type: ignore[attr-defined]
