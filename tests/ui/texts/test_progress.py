"""How far the curves of a call have come, with the states of its wants in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import KEY, context, said
from tests.worlds import NOW_TS
from tui.domain.records import Failure, FailureKind, Part, Progress, Want, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.ui.texts.progress import asked_runs, is_about, overlaps, spans_text

T = int(NOW_TS)
WANT = Want("call_details", call_id="c1", window=Window(T - 3600, T - 1200), part=Part.METRICS)
LATER = Want("call_details", call_id="c1", window=Window(T - 1200, T - 600), part=Part.METRICS)
FETCHING = WantStatus(WANT, WantState.FETCHING, progress=Progress(6_200_000, 12_400_000, 8_100_000.0))


def told(*statuses: WantStatus, lang: Lang = "en", ascii_only: bool = False) -> str:
    return said(asked_runs(statuses, context(lang, ascii_only=ascii_only), KEY, now_ts=NOW_TS))


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (WantStatus(WANT, WantState.DONE), ""),
        (WantStatus(WANT, WantState.WAITING), "06:56–07:36 waiting"),
        (WantStatus(WANT, WantState.WAITING, next_ts=NOW_TS + 0.5), "06:56–07:36 waiting"),
        (WantStatus(WANT, WantState.WAITING, next_ts=NOW_TS + 30), "06:56–07:36 waiting until 07:56:40"),
        (WantStatus(WANT, WantState.STOPPED), "06:56–07:36 not fetched: stopped, r resumes"),
        (
            WantStatus(WANT, WantState.FAILED, failure=Failure(FailureKind.SERVER_ERROR)),
            "06:56–07:36 not fetched: server error",
        ),
        (WantStatus(WANT, WantState.FETCHING), "fetching 06:56–07:36"),
        (
            WantStatus(WANT, WantState.FETCHING, progress=Progress(6_200_000, None, 8_100_000.0)),
            "fetching 06:56–07:36  6.2 MB · 8.1 MB/s",
        ),
    ],
)
def test_a_want_says_whether_it_comes_and_when(status: WantStatus, text: str) -> None:
    assert told(status) == text


def test_of_an_answer_whose_size_is_known_a_bar_says_how_much_is_there() -> None:
    assert told(FETCHING) == "fetching 06:56–07:36  ██████        6.2 of 12.4 MB · 8.1 MB/s"
    assert told(FETCHING, lang="zh").startswith("正在获取 06:56–07:36")
    assert "  ######        6.2 of" in told(FETCHING, ascii_only=True)


def test_what_is_on_its_way_comes_first_and_plain_waits_last() -> None:
    waits = WantStatus(WANT, WantState.WAITING)
    stopped, fetching = WantStatus(LATER, WantState.STOPPED), WantStatus(LATER, WantState.FETCHING)
    parts = told(waits, stopped, fetching).split("   ")
    assert [part.split()[0] for part in parts] == ["fetching", "07:36–07:46", "06:56–07:36"]


def test_only_wants_of_curves_that_overlap_are_about_a_stretch() -> None:
    whole = Window(T - 1300, T)
    assert is_about(WantStatus(WANT, WantState.DONE), whole)
    users = Want("call_details", call_id="c1", window=WANT.window, part=Part.USERS)
    assert not is_about(WantStatus(users, WantState.DONE), whole)
    assert not overlaps(WANT.window, Window(T - 1200, T)), "one ends where the other begins"
    assert not overlaps(None, whole)


def test_stretches_are_told_one_after_the_other() -> None:
    assert spans_text([Window(T - 3600, T - 1200), Window(T - 600, T)], context()) == "06:56–07:36, 07:46–07:56"
