"""What is said of a call, with the call in hand: its span, what is under way, what its timeline tells."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.ui.features.in_hand import KEY, context, said
from tests.worlds import NOW_TS
from tui.analysis.calls.timeline import Entry, Event
from tui.domain.records import (
    DAY,
    Call,
    Cause,
    Diagnosis,
    KeptNote,
    Part,
    Progress,
    Want,
    WantState,
    WantStatus,
    Window,
)
from tui.domain.text import Lang
from tui.ui.features.call.timeline import entry_at, entry_runs
from tui.ui.features.call.view import call_runs, progress_runs, span_text

T = int(NOW_TS)
ON = Call("c1", "数学-3班", T - 600, None, False)
OVER = replace(ON, destroyed_ts=T - 60, finished=True)
WANT = Want("call_details", call_id="c1", window=Window(T - 3600, T - 1200), part=Part.METRICS)


def test_a_call_that_is_on_tells_its_age_and_one_that_is_over_its_length() -> None:
    assert said(call_runs(ON, None, None, context())) == "channel 数学-3班   since 07:46:10  10 m   ● running   c1"
    over = "channel 数学-3班   07:46:10–07:55:10  9 m   finished   c1"
    assert said(call_runs(OVER, T - 60, None, context())) == over


def test_the_moment_is_told_behind_the_call_and_in_chinese_too() -> None:
    assert "   at 07:51:10   " in said(call_runs(OVER, T - 60, T - 300, context()))
    assert "已结束   07:51:10" in said(call_runs(OVER, T - 60, T - 300, context("zh")))


def test_an_end_that_only_the_users_tell_is_not_told_as_one() -> None:
    """Nobody is left, and no list has told the end: no length, and no `running`."""
    text = said(call_runs(replace(ON, channel=""), T - 100, None, context()))
    assert text == "channel –   since 07:46:10   end unknown   c1"


def test_a_call_that_began_on_another_day_tells_the_day() -> None:
    yesterday = replace(ON, created_ts=T - 600 - DAY)
    assert "since 2026-11-21 07:46:10" in said(call_runs(yesterday, None, None, context()))


@pytest.mark.parametrize(
    ("status", "lang", "text"),
    [
        (WantStatus(WANT, WantState.DONE), "en", ""),
        (WantStatus(WANT, WantState.WAITING), "en", "waiting for a slot: fetching curves 06:56–07:36 · esc stops"),
        (WantStatus(WANT, WantState.WAITING), "zh", "等待配额：获取曲线 06:56–07:36 · esc 停止"),
        (WantStatus(WANT, WantState.STOPPED, requests=40), "en", "stopped after 40 requests: r resumes"),
        (WantStatus(WANT, WantState.FAILED), "en", "failed: r tries again"),
        (
            WantStatus(WANT, WantState.FETCHING, progress=Progress(1_240_000, 12_400_000, 8_100_000.0)),
            "en",
            "fetching curves 06:56–07:36 · 1.2 MB of 12.4 MB (10 %) · 8.1 MB/s · esc stops",
        ),
        (
            WantStatus(WANT, WantState.FETCHING, progress=Progress(1_240_000, None, 8_100_000.0)),
            "en",
            "fetching curves 06:56–07:36 · 1.2 MB · 8.1 MB/s · esc stops",
        ),
    ],
)
def test_what_is_under_way_says_how_far_it_is_and_the_key_that_ends_it(
    status: WantStatus, lang: Lang, text: str
) -> None:
    assert said(progress_runs([status], stopped=False, context=context(lang), key=KEY)) == text


def test_of_several_the_one_that_is_being_fetched_is_told_and_a_stop_before_all() -> None:
    waiting, fetching = (WantStatus(WANT, state) for state in (WantState.WAITING, WantState.FETCHING))
    told = said(progress_runs([waiting, fetching], stopped=False, context=context(), key=KEY))
    assert told.startswith("fetching curves")
    assert said(progress_runs([fetching], stopped=True, context=context(), key=KEY)) == "stopped: r resumes"


def test_a_span_over_midnight_tells_both_days() -> None:
    assert span_text(Window(T - 60, T), context()) == "07:55–07:56"
    assert span_text(Window(T - DAY, T), context()) == "11-21 07:56–11-22 07:56"


@pytest.mark.parametrize(
    ("entry", "text", "role"),
    [
        (Entry(T, Event.CREATED), "the call began", "text"),
        (Entry(T, Event.JOIN, "5"), "joined", "dim"),
        (Entry(T - 60, Event.HOLE, "5", end_ts=T), "· no points until 07:56", "warn"),
        (Entry(T - 60, Event.BAD, "5", end_ts=T, mid=20001, value=97.4), "▲ App CPU 97 % until 07:56", "bad"),
        (
            Entry(T - 60, Event.BAD, "5", end_ts=T, mid=20016, peer_uid=44361248, value=31.4),
            "▲ Audio end-to-end loss 31 % until 07:56, from 44361248",
            "bad",
        ),
        (
            Entry(T, Event.DIAGNOSIS, "5", diagnosis=Diagnosis(T, "5", 4, "x", (Cause(23, "44361248"),))),
            "◆ Agora: video freeze  video downstream packet loss (from 44361248)",
            "mark",
        ),
        (
            Entry(T, Event.NOTE, note=KeptNote("n1", T, T, "ann@ops", "relay\ndown")),
            "◇ relay · down  ann@ops",
            "accent",
        ),
    ],
)
def test_an_entry_of_the_timeline_tells_what_until_when_and_of_whom(entry: Entry, text: str, role: str) -> None:
    runs = entry_runs(entry, context())
    assert (said(runs), runs[0][1]) == (text, role)


def test_the_entry_at_a_moment_is_the_last_one_before_it_else_the_first() -> None:
    entries = [Entry(T, Event.CREATED), Entry(T + 10, Event.JOIN, "5"), Entry(T + 10, Event.JOIN, "6")]
    at = [entry_at(entries, ts).uid for ts in (T - 5, T + 9, T + 10, T + 99)]
    assert at == ["", "", "6", "6"]
