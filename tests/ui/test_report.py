"""Reporting a problem: the form from what is on screen to the server's answer, and the list of what was reported."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from textual import events
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.ui.classroom import ATTENDS, CALL, DIAGNOSED_TS, PUPIL, TEACHER, store_class
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import NOW_TS, manual_clock
from tui.analysis.project.report import check
from tui.domain.records import KeptNote, KeptReport, Report, ReportDraft, ReportState, Scope
from tui.domain.text import Lang
from tui.messages.report import TYPES
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.ui.app import ScryApp
from tui.ui.features.pair.screen import PairScreen
from tui.ui.features.report.list import ReportsScreen
from tui.ui.features.report.query import OpenReport
from tui.ui.features.report.screen import ReportScreen
from tui.ui.shell import Passed
from tui.ui.widgets.choice import Choice

YES = httpx.Response(200, json={"code": 200, "message": "thank you"})
NO = httpx.Response(400, json={"code": 400, "message": "invalid parameter: cname"})


class Stage:
    """An app, and a server that keeps what is reported to it and says what it is told to say."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.says: httpx.Response | type[httpx.TransportError] = YES
        # Until then it says nothing.
        self.gate = asyncio.Event()
        self.gate.set()
        self.app: ScryApp
        self.pilot: Pilot[None]
        self.store: Store

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/reportV2"):
            return httpx.Response(200, json={"code": 200, "data": []})
        await self.gate.wait()
        says = self.says
        if not isinstance(says, httpx.Response):
            if says is httpx.ReadTimeout:
                self.received.append(json.loads(request.content))
            raise says("", request=request)
        if says.status_code == 200:
            self.received.append(json.loads(request.content))
        return httpx.Response(says.status_code, content=says.content)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def sees(self, *texts: str) -> str:
        """However its lines are broken in the form's box."""

        def holds(text: str) -> bool:
            joined = " ".join(text.replace("│", " ").split())
            return all(each in joined for each in texts)

        return await wait_for(self.app, self.pilot, holds)

    @property
    def form(self) -> ReportScreen:
        found = self.app.screen
        assert isinstance(found, ReportScreen), found
        return found

    async def kept(self) -> tuple[KeptReport, ...]:
        return await self.store.read(lambda snapshot: snapshot.reports(9))


@asynccontextmanager
async def staged(
    *,
    size: tuple[int, int] = (80, 24),
    lang: Lang = "en",
    pair: bool = False,
    keymap: Mapping[str, str] | None = None,
) -> AsyncIterator[Stage]:
    """On Live; or on the pair of the class, teacher and pupil."""
    stage = Stage()
    transport = httpx.MockTransport(stage.answer)
    async with on_stage(manual_clock(), transport, size=size, lang=lang, keymap=keymap) as (app, pilot):
        stage.app, stage.pilot = app, pilot
        stage.store = (await app.context.opened()).store
        if pair:
            await store_class(stage.store)
            scope = Scope(call_id=CALL.call_id, sid=ATTENDS.sid, uid=str(PUPIL), moment_ts=DIAGNOSED_TS)
            screen = PairScreen(app.context, scope, sender_uid=TEACHER, receiver_uid=PUPIL)
            app.push_screen(screen)
            await until(pilot, lambda: screen.verdict is not None)
        yield stage


OTHER = Report("a", 1, 2, 2, int(NOW_TS) - 60, 4, "another")
WHOLE = ReportDraft("a", "1", "2", "2", str(int(NOW_TS) - 60), 4, "frozen")


async def listed(stage: Stage, draft: ReportDraft = WHOLE) -> KeptReport:
    """A draft that is kept, in the list of them."""
    kept = await stage.store.write(lambda changes: changes.keep_draft(draft, now_ts=NOW_TS, by="me"))
    await stage.press("ctrl+r")
    await until(stage.pilot, lambda: isinstance(stage.app.screen, ReportsScreen) and bool(stage.app.screen.kept))
    return kept


async def opened(stage: Stage, draft: ReportDraft = WHOLE) -> ReportScreen:
    """The form of a kept draft, by the list of them."""
    await listed(stage, draft)
    await stage.press("enter")
    await until(stage.pilot, lambda: isinstance(stage.app.screen, ReportScreen))
    return stage.form


async def test_two_keys_send_what_the_pair_shows_and_the_form_goes_away_with_the_server_s_words() -> None:
    async with staged(pair=True) as stage:
        await stage.press("R")
        text = await stage.sees("Request", "appid=demoapp", '{"cname": "数学-3班"', "○ new draft, not saved")
        assert "9 m ago" not in text
        comments, report, feed = stage.form.fields.typed.comments, stage.form.report, stage.app.context.feed
        assert report is not None
        assert feed is not None
        body = feed.report_body(report)
        await stage.sees(" ".join(body.split())[:150])
        await stage.press("ctrl+s")
        await stage.sees("● sent 07:56:10, the server said 200 thank you", "enter or esc closes")
        assert stage.received == [
            {
                "cname": "数学-3班",
                "teacher_uid": TEACHER,
                "student_uid": PUPIL,
                "abnormal_uid": PUPIL,
                "ts": DIAGNOSED_TS,
                "type": 4,
                "comments": comments,
            }
        ]
        assert stage.received == [json.loads(body)]
        await stage.press("ctrl+s", "enter")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen))
        assert len(stage.received) == 1


async def test_a_uid_as_a_log_writes_it_is_sent_and_kept_as_the_user_that_it_is() -> None:
    async with staged() as stage:
        await stage.press("R", *"big-1", "tab", *"-421112233", "down", *"-４２１１１２２３４", "down", "right", "down")
        text = await stage.sees("→ 3873855063", "→ 3873855062")
        assert "-421112233" in text
        await stage.press(*"-５ｍ", "tab", "right")
        await stage.sees('"teacher_uid": 3873855063', '"student_uid": 3873855062')
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert (stage.received[0]["teacher_uid"], stage.received[0]["ts"]) == (3873855063, int(NOW_TS) - 300)
        await stage.press("escape", "ctrl+r")
        text = await stage.sees("3873855063", "3873855062")
        assert "-421112233" not in text


async def test_where_one_types_every_letter_is_a_letter_and_each_field_says_what_is_wrong_with_it() -> None:
    async with staged() as stage:
        await stage.press("R")
        await stage.sees("▲ needed", "Nothing can be sent yet: channel: needed;")
        await stage.press(*"/fq1?R", "tab", *"12x", "down", *"12", "down")
        text = await stage.sees("▲ a whole number, 1–4294967295")
        assert "/fq1?R" in text
        # The abnormal one is a choice, and stays with its uid while that is typed.
        await stage.press("right", "right", "up", "3", "up", "backspace")
        assert stage.form.fields.typed == ReportDraft("/fq1?R", "12", "123", "123", "", 4)
        await stage.press("ctrl+s")
        await stage.sees("✕ fix the marked fields first")
        assert stage.form.focused is not None
        assert stage.form.focused.id == "time"
        await stage.press(*"-5m")
        await stage.sees("→ 2026-11-22 07:51:10 UTC", '"ts": 1795333870')
        await stage.press("tab", "left", "left", "left", "tab", "enter", *"no sound")
        assert stage.form.fields.typed.type == 1
        assert stage.form.fields.typed.comments == "\nno sound"
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert stage.received[0]["comments"] == "no sound"
        assert stage.received[0]["ts"] == int(NOW_TS) - 300


async def test_what_was_typed_outlives_esc_and_ctrl_q_and_what_was_only_filled_in_is_not_kept() -> None:
    async with staged(pair=True) as stage:
        await stage.press("R")
        await stage.sees("Request")
        await stage.press("escape")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen))
        assert await stage.kept() == ()
        # While one types already: whatever ends the program.
        await stage.press("R", *"gone")
        await stage.sees("○ draft, saved")
        assert (await stage.kept())[0].draft.comments.startswith("gone2026-11-22")
        await stage.press(*": ", "escape")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen))
        (kept,) = await stage.kept()
        assert kept.state is ReportState.DRAFT
        assert kept.draft.comments.startswith("gone: 2026-11-22")
        assert (kept.draft.time, kept.draft.abnormal_uid) == (str(DIAGNOSED_TS), str(PUPIL))
        # It is told of by no notice: nobody said that it be sent.
        assert "Reports not sent" not in text_of(stage.app)
        await stage.press("ctrl+r", "enter")
        await stage.sees("gone: 2026-11-22", "○ draft, saved")
        await stage.press(*"far ", "ctrl+q")
        await until(stage.pilot, lambda: not stage.app.is_running)
        assert (await stage.kept())[0].draft.comments.startswith("far gone: ")


async def test_a_refused_report_says_the_server_s_words_and_can_be_put_right_and_sent_again() -> None:
    async with staged() as stage:
        stage.says = NO
        await opened(stage)
        await stage.press("ctrl+s")
        await stage.sees("✕ refused: bad request: invalid parameter: cname.", "ctrl+s sends it again")
        stage.says = YES
        stage.form.set_focus(stage.form.query_one("#channel"))
        await stage.press("end", "b", "ctrl+s")
        await stage.sees("● sent")
        assert [each["cname"] for each in stage.received] == ["ab"]
        assert [each.state for each in await stage.kept()] == [ReportState.SENT]


async def test_a_report_whose_answer_was_lost_is_sent_a_second_time_only_at_the_second_key() -> None:
    async with staged() as stage:
        stage.says = httpx.ReadTimeout
        form = await opened(stage)
        await stage.press("ctrl+s")
        await stage.sees("▲ unknown: the report left, no answer came", "The server may have it already")
        stage.says = YES
        await stage.press("ctrl+s")
        await stage.sees("ctrl+s again sends it a second time")
        assert len(stage.received) == 1
        # Whoever types meanwhile is asked again.
        form.set_focus(form.query_one("#comments"))
        await stage.press("x", "ctrl+s")
        await stage.sees("ctrl+s again")
        assert len(stage.received) == 1
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert len(stage.received) == 2


@pytest.mark.parametrize(
    "says",
    [
        httpx.Response(500, text="oops"),
        pytest.param(httpx.Response(503, json={"code": 400, "message": "busy"}), marks=pytest.mark.long),
        pytest.param(httpx.Response(200, json={"code": 500, "message": "internal"}), marks=pytest.mark.long),
    ],
)
async def test_a_fault_of_the_server_leaves_open_whether_a_report_was_taken(says: httpx.Response) -> None:
    async with staged() as stage:
        stage.says = says
        await opened(stage)
        await stage.press("ctrl+s")
        await stage.sees("▲ unknown: it left, and the answer leaves open whether it was taken", "may have it already")
        (kept,) = await stage.kept()
        assert kept.state is ReportState.UNKNOWN
        stage.says, before = YES, len(stage.received)
        await stage.press("ctrl+s")
        await stage.sees("ctrl+s again sends it a second time")
        assert len(stage.received) == before
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert len(stage.received) == before + 1


@pytest.mark.parametrize("number", [1, *(pytest.param(number, marks=pytest.mark.long) for number in (2, 3, 4))])
@pytest.mark.parametrize("key", ["right", "left", "space"])
async def test_each_type_arrives_as_it_was_chosen_by_keys(number: int, key: str) -> None:
    async with staged() as stage:
        form = await opened(stage)
        form.set_focus(form.query_one("#type"))
        # It begins with the fourth and goes round.
        await stage.press(*[key] * ((4 - number) if key == "left" else number))
        assert f"● {TYPES[number]('en')}" in text_of(stage.app)
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert [each["type"] for each in stage.received] == [number]


@pytest.mark.parametrize("says", [YES, httpx.ReadTimeout])
async def test_the_same_report_written_anew_is_sent_a_second_time_only_at_the_second_key(says: Any) -> None:
    async with staged(pair=True) as stage:
        stage.says = says
        await stage.press("R", "ctrl+s")
        await stage.sees("● sent" if says is YES else "▲ unknown")
        await stage.press("escape")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, PairScreen))
        stage.says = YES
        await stage.press("R", "ctrl+s")
        await stage.sees("▲ The same report", "ctrl+s again sends it a second time, esc closes it.")
        assert len(stage.received) == 1
        await stage.press("ctrl+s")
        await stage.sees("● sent")
        assert len(stage.received) == 2


async def test_a_read_that_fails_behind_the_write_neither_doubles_a_report_nor_says_that_it_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with staged() as stage:
        await opened(stage)
        read = stage.store.read
        monkeypatch.setattr("tui.ui.features.report.screen.READ_AGAIN_S", 0.05)

        async def failing(question: Any, *arguments: Any, **named: Any) -> Any:
            if question.__qualname__.startswith("ReportSession.read."):
                raise StoreError("scry.db", "is busy", "wait")
            return await read(question, *arguments, **named)

        monkeypatch.setattr(stage.store, "read", failing)
        await stage.press("ctrl+s")
        text = await stage.sees("▲ the store cannot tell the outcome now", "is busy")
        assert "not saved" not in text
        await stage.press("ctrl+s")
        monkeypatch.setattr(stage.store, "read", read)
        await stage.sees("● sent")
        assert len(stage.received) == 1
        assert len(await stage.kept()) == 1


async def test_a_form_opened_from_an_old_row_tells_what_became_of_it_since() -> None:
    async with staged() as stage:
        kept = await listed(stage)
        await stage.press("p")
        report = check(WHOLE, NOW_TS, stage.app.context.zone).report
        assert report is not None
        await stage.store.write(
            lambda changes: changes.queue_report(WHOLE, report, report_id=kept.report_id, now_ts=NOW_TS, by="me")
        )
        await until(stage.pilot, lambda: bool(stage.received))
        stage.app.post_message(OpenReport(replace(kept, state=ReportState.UNKNOWN, report=report)))
        await stage.sees("● sent 07:56:10", "Request sent")
        await stage.press("ctrl+s", "ctrl+s")
        assert len(stage.received) == 1


async def test_a_time_without_end_in_a_draft_harms_nobody() -> None:
    async with staged() as stage:
        await opened(stage, replace(WHOLE, time="9" * 5000))
        await stage.sees("▲ not a time")


async def test_however_fast_a_report_is_opened_there_is_one_form_of_it() -> None:
    async with staged() as stage:
        kept = await listed(stage)
        stage.app.reporting.open(kept)
        stage.app.reporting.open(kept)
        assert [type(screen) for screen in stage.app.screen_stack[-2:]] == [ReportsScreen, ReportScreen]
        await stage.sees("○ draft, saved")
        await stage.press("escape")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, ReportsScreen))
        stage.app.reporting.open(kept)
        await until(stage.pilot, lambda: isinstance(stage.app.screen, ReportScreen))


async def test_the_form_has_the_keys_that_work_everywhere_and_the_second_ctrl_c_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with staged() as stage:
        done: list[str] = []
        for name in ("redraw", "suspend_process"):
            monkeypatch.setattr(stage.app, f"action_{name}", lambda name=name: done.append(name))
        await stage.press("R", *"class-1", "ctrl+l", "ctrl+z")
        stage.form.set_focus(stage.form.query_one("#comments"))
        await stage.press("x", "ctrl+z")
        assert done == ["redraw", "suspend_process", "suspend_process"]
        assert stage.form.fields.typed.comments == "x"
        await stage.press("ctrl+underscore", *"y", "ctrl+c")
        await stage.sees("ctrl+q quits (or ctrl+c again)")
        await stage.press("ctrl+c")
        await until(stage.pilot, lambda: not stage.app.is_running)
        assert (await stage.kept())[0].draft == ReportDraft("class-1", comments="y")


async def test_a_draft_of_the_same_channel_is_offered_and_one_key_away() -> None:
    async with staged(pair=True) as stage:
        await stage.store.write(
            lambda changes: changes.keep_draft(ReportDraft("数学-3班", "1"), now_ts=NOW_TS, by="me")
        )
        await stage.store.write(lambda changes: changes.keep_draft(ReportDraft("another", "1"), now_ts=NOW_TS, by="me"))
        await stage.press("R")
        await stage.sees("Unsent drafts of this channel: 1; ctrl+r lists them")
        await stage.press("ctrl+r")
        await until(stage.pilot, lambda: isinstance(stage.app.screen, ReportsScreen))
        await stage.sees("reports: 2")


async def test_notes_about_the_channel_around_the_time_are_offered_for_the_comments() -> None:
    def note(number: int, text: str, channel: str | None, ts: int) -> KeptNote:
        return KeptNote(f"n{number}", NOW_TS, NOW_TS, "ann@ops", text, Scope(moment_ts=ts, channel=channel))

    notes = [
        note(1, "restarted the relay", CALL.channel, DIAGNOSED_TS + 60),
        note(2, "deploy", None, DIAGNOSED_TS - 60),
        note(3, "other room", "another", DIAGNOSED_TS),
        note(4, "long ago", CALL.channel, DIAGNOSED_TS - 7200),
    ]
    async with staged(pair=True) as stage:
        for each in notes:
            await stage.store.write(lambda changes, each=each: changes.put_note(each))  # type: ignore[misc]
        await stage.press("R")
        await stage.sees("2 notes about this: ctrl+n adds")
        before = stage.form.last.comments
        assert "relay" not in before
        await stage.press("ctrl+n")
        lines = stage.form.last.comments.removeprefix(before).split("\n")
        assert [line.partition("ann@ops: ")[2] for line in lines if line] == ["deploy", "restarted the relay"]
        await stage.press("ctrl+n")
        await stage.sees("no other notes about this channel and time")
        assert stage.form.last.comments.count("relay") == 1
        assert "adds" not in text_of(stage.app)


async def test_keys_are_told_as_they_are_bound() -> None:
    keymap = {
        "back": "f9",
        "report.send": "f2",
        "report.close": "f3",
        "report.done": "f4",
        "reports": "f5",
        "report": "f6",
        "table.select": "f7",
        "reports.discard": "f8",
    }
    async with staged(keymap=keymap) as stage:
        stage.says = NO
        await stage.press("f5")
        await stage.sees("f6 on any screen drafts a report")
        await stage.store.write(lambda changes: changes.keep_draft(WHOLE, now_ts=NOW_TS, by="me"))
        await stage.sees("reports: 1")
        await stage.press("f8")
        await stage.sees("f8 again discards")
        await stage.press("f7")
        await stage.sees("f2 sends", "f3 closes")
        await stage.press("f2")
        text = await stage.sees("✕ refused", "f2 sends it again")
        stage.says = httpx.ReadTimeout
        await stage.press("f2")
        text += await stage.sees("f2 twice sends it again")
        await stage.press("f2")
        text += await stage.sees("f2 again sends it a second time, f3 closes it")
        await stage.press("f3")
        text += await stage.sees("f7 opens it to send it again")
        assert "ctrl+s" not in text
        assert "esc " not in text
        await stage.press("6")
        await stage.sees("6 Quota")
        await stage.store.write(lambda changes: changes.queue_report(WHOLE, OTHER, now_ts=NOW_TS, by="me"))
        await stage.sees("Reports without an answer, perhaps received: 1. f5 shows them.")


async def test_a_report_made_offline_is_kept_and_told_of_until_somebody_looks_and_sent_when_somebody_says_so() -> None:
    async with staged(lang="zh") as stage:
        stage.says = httpx.ConnectError
        await opened(stage)
        await stage.press("ctrl+s")
        await stage.sees("▲ 未发送：无法连接", "按 ctrl+s 重新发送")
        await stage.press("escape", "escape")
        # Seen in the form: nothing more to tell.
        assert "未送达" not in await stage.sees("1 实时")
        await stage.press("ctrl+r", "enter")
        stage.says = YES
        await stage.press("ctrl+s")
        await stage.sees("● 已发送 07:56:10，服务器回复 200 thank you")


@pytest.mark.parametrize("says", [YES, httpx.ConnectError])
async def test_what_becomes_of_a_report_that_was_left_is_said_where_one_is_then(says: Any) -> None:
    async with staged() as stage:
        stage.says = says
        stage.gate.clear()
        await opened(stage)
        await stage.press("ctrl+s")
        await stage.sees("◌ sending… esc closes the form; sending goes on")
        await stage.press("escape", "escape", "6")
        await stage.sees("6 Quota")
        stage.gate.set()
        if says is YES:
            await stage.sees("● report of a sent")
        else:
            await stage.sees("▲ not sent: report of a: ctrl+r", "Reports not sent: 1. ctrl+r shows them.")
            await stage.press("ctrl+r")
            await stage.sees("▲ not sent: unreachable: ", "enter opens it to send it again")
            await until(stage.pilot, lambda: "Reports not sent" not in text_of(stage.app))


async def test_what_cannot_be_kept_is_said_and_lost_only_at_the_second_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged() as stage:
        await stage.press("R", "x")

        async def full(*_: object, **__: object) -> int:
            raise StoreError("scry.db", "does not fit on its disk any more", "free some space")

        monkeypatch.setattr(stage.store, "write_to_disk", full)
        await stage.press("y", "escape")
        await stage.sees("does not fit on its disk any more", "esc again discards it")
        assert stage.form.query_one("#channel", Input).value == "xy"
        await stage.press("ctrl+q")
        await until(stage.pilot, lambda: not stage.app.is_running)


async def test_nothing_a_terminal_would_obey_comes_into_a_field_by_paste_or_from_a_draft() -> None:
    hostile = ReportDraft("a\x1b[2Jb", "1", "2", "2", str(int(NOW_TS)), 4, "one\x1b]52;c;x\x07\ntwo [/] [b]")
    async with staged() as stage:
        form = await opened(stage, hostile)
        assert form.fields.typed.channel == "a\ufffd[2Jb"
        assert form.fields.typed.comments == "one\ufffd]52;c;x\ufffd\ntwo [/] [b]"
        await stage.sees("▲ has invisible characters")
        fields = {"comments": "\ufffd[2Jpasted\nlines", "teacher_uid": "\ufffd[2Jpasted", "channel": "\ufffd[2Jpasted"}
        for name, pasted in fields.items():
            form.query_one("#channel", Input).clear()
            form.query_one("#teacher_uid", Input).clear()
            form.query_one("#comments", TextArea).clear()
            form.set_focus(form.query_one(f"#{name}"))
            stage.app.post_message(events.Paste("\x1b[2Jpasted\nlines"))
            await until(stage.pilot, lambda: "pasted" in str(form.fields.typed))
            await still(stage.app, stage.pilot)
            assert getattr(form.fields.typed, name) == pasted, "once"
        form.query_one("#time", Input).focus()
        stage.app.post_message(events.Paste("9" * 5000))
        await still(stage.app, stage.pilot)
        assert len(form.fields.typed.time) < 5000


async def test_the_list_tells_of_each_report_and_lets_go_of_a_draft_at_the_second_key() -> None:
    async with staged(size=(120, 36)) as stage:
        await stage.press("ctrl+r")
        await stage.sees("no report yet", "R on any screen")
        await stage.store.write(lambda changes: changes.keep_draft(WHOLE, now_ts=NOW_TS - 90, by="ops:1-ab"))
        text = await stage.sees("reports: 1", "07:55:10", "○ draft", "student", "problem", "ops")
        assert "▸ 07:55:10" in text
        await stage.press("enter", "ctrl+s")
        await stage.sees("● sent")
        await stage.press("escape", "d")
        await stage.sees("a sent report stays on record", "200 thank you")
        await stage.press("enter")
        await stage.sees("Request sent", '"cname": "a"')
        await stage.press("escape")
        await stage.store.write(lambda changes: changes.keep_draft(ReportDraft("b", "7"), now_ts=NOW_TS, by="ops:1-ab"))
        await stage.sees("reports: 2")
        await stage.press("g", "d")
        await stage.sees("d again discards the report of b")
        assert len(await stage.kept()) == 2
        await stage.press("d")
        await stage.sees("reports: 1", "discarded")
        await stage.press("R")
        await stage.sees("Nothing can be sent yet")
        await stage.press("escape", "escape")
        assert not isinstance(stage.app.screen, ReportsScreen)


@pytest.mark.parametrize(("lang", "size"), [("en", (80, 24)), ("zh", (120, 36))])
async def test_every_field_and_the_preview_are_in_sight_and_reached_by_tab(lang: Lang, size: tuple[int, int]) -> None:
    async with staged(lang=lang, size=size) as stage:
        form = await opened(stage)
        reached = []
        for _ in range(8):
            assert form.focused is not None
            region = form.focused.region
            assert region.area
            assert form.region.contains_region(region)
            reached.append(form.focused.id)
            await stage.press("tab")
        assert sorted(filter(None, reached)) == sorted(
            ["channel", "teacher_uid", "student_uid", "abnormal_uid", "time", "type", "comments", "sent"]
        )
        assert '"cname": "a"' in text_of(stage.app)
        for choice in form.query(Choice):
            assert choice.region.right <= size[0], "no choice is cut off"


async def test_a_key_pressed_right_behind_a_letter_acts_on_what_was_typed() -> None:
    async with staged() as stage:
        form = await opened(stage)
        form.query_one("#comments", TextArea).insert("wholly ")
        form.action_send()
        await stage.sees("● sent")
        assert stage.received[0]["comments"] == "wholly frozen"


async def test_what_is_typed_right_behind_tab_goes_into_the_next_field() -> None:
    async with staged() as stage:
        await stage.press("R")
        await stage.sees("Nothing can be sent yet")
        # As a terminal hands over what was typed while the program was busy: all at once.
        for key, character in (
            ("a", "a"),
            ("tab", "\t"),
            ("1", "1"),
            ("tab", "\t"),
            ("2", "2"),
            ("shift+tab", None),
            ("3", "3"),
        ):
            stage.app.post_message(events.Key(key, character))
        await until(stage.pilot, lambda: stage.form.fields.typed.teacher_uid == "13")
        assert stage.form.fields.typed == ReportDraft("a", "13", "2", "", "", 4)


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_type_chosen_and_a_letter_typed_right_ahead_of_the_key_that_sends_are_sent(number: int) -> None:
    async with staged() as stage:
        form = await opened(stage)
        form.set_focus(form.query_one("#type"))
        # As a terminal hands over what was typed while the program was busy: all at once.
        keys = [("right", None)] * number + [("tab", "\t"), ("!", "!"), ("ctrl+s", None)]
        for key, character in keys:
            stage.app.post_message(events.Key(key, character))
        await stage.sees("● sent")
        assert [(each["type"], each["comments"]) for each in stage.received] == [(number, "!frozen")]


async def test_on_a_busy_box_the_key_that_sends_waits_for_those_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    dispatch = MessagePump._dispatch_message

    async def slowly(self: MessagePump, message: Message) -> None:
        if isinstance(message, events.Key | Passed):
            # Nothing else goes on meanwhile.
            time.sleep(0.1)  # noqa: ASYNC251
        await dispatch(self, message)

    async with staged() as stage:
        form = await opened(stage)
        form.set_focus(form.query_one("#type"))
        monkeypatch.setattr(MessagePump, "_dispatch_message", slowly)
        for key, character in [("right", None), ("right", None), ("tab", "\t"), ("!", "!"), ("ctrl+s", None)]:
            stage.app.post_message(events.Key(key, character))
        await until(stage.pilot, lambda: bool(stage.received))
        assert [(each["type"], each["comments"]) for each in stage.received] == [(2, "!frozen")]
