"""Where a user appears, row by row, and the place that each row leads to."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import context, listed, said
from tests.worlds import NOW_TS
from tui.domain.records import Appearance, Cause, Diagnosis, Scope, Session
from tui.domain.text import Lang
from tui.terminal.cells import plain
from tui.ui.features.user.columns import UserData, head_runs, key_of, scope_of, user_columns, user_export, user_rows

NOW = int(NOW_TS)
USER, OTHER = "44361248", "83817682"
OWN = Diagnosis(NOW - 300, USER, 4, "class", (Cause(10),))
ELSEWHERE = Diagnosis(NOW - 200, USER, 5, "lobby", ())
THEIRS = Diagnosis(NOW - 100, OTHER, 4, "class", (Cause(23, USER),))
STAY = Session("sid1", "class", int(USER), "Wi-Fi", "Windows", True, "3.1", "", NOW - 900, None, False)
DATA = UserData(
    USER,
    (
        Appearance(USER, "class", THEIRS.ts, diagnosis=THEIRS),
        Appearance(USER, "lobby", ELSEWHERE.ts, diagnosis=ELSEWHERE),
        Appearance(USER, "class", OWN.ts, diagnosis=OWN),
        Appearance(USER, "class", STAY.join_ts, "0005abcd", session=STAY),
    ),
)


@pytest.mark.parametrize(
    ("lang", "rows", "head"),
    [
        (
            "en",
            [
                "07:54:30  cause  video freeze of 83817682  class  video downstream packet loss (from 44361248)  ",
                "07:52:50  affected  audio freeze  lobby  no root cause named  ",
                "07:51:10  affected  video freeze  class  high CPU usage (self)  ",
                "07:41:10  in a call  video freeze 1  class  since 07:41, still in the call at the last answer"
                "  Windows · Wi-Fi"
                "  0005abcd",
            ],
            "44361248   stored: 2 diagnoses, 1 as the cause, 1 session, back to 07:41",
        ),
        (
            "zh",
            ["07:54:30  根因  83817682 视频卡顿  class  视频下行网络丢包 (来自 44361248)  "],
            "本地存有：异常诊断 2 条",
        ),
    ],
)
def test_each_row_says_as_whom_and_what_was_suffered(lang: Lang, rows: list[str], head: str) -> None:
    shown = ["  ".join(plain(cell) for cell in row.cells) for row in user_rows(DATA, context(lang))]
    assert [line for line in rows if line not in shown] == [], shown
    assert head in said(head_runs(DATA, context(lang)))
    assert len(user_columns(DATA, context(lang))) == len(user_rows(DATA, context(lang))[0].cells)


def test_a_row_leads_to_the_one_who_suffered_or_into_the_session() -> None:
    assert [scope_of(one) for one in DATA.found] == [
        Scope(moment_ts=THEIRS.ts, channel="class", uid=OTHER, peer_uid=int(USER)),
        Scope(moment_ts=ELSEWHERE.ts, channel="lobby", uid=USER),
        Scope(moment_ts=OWN.ts, channel="class", uid=USER),
        Scope(call_id="0005abcd", channel="class", uid=USER),
    ]


def test_a_diagnosis_belongs_to_a_session_only_while_that_lasted_and_in_its_channel() -> None:
    over = Appearance(USER, "class", STAY.join_ts, "c", session=replace(STAY, leave_ts=NOW - 600))
    assert UserData(USER, (*DATA.found[:3], over)).during(over) == ()
    assert DATA.during(DATA.found[3]) == (OWN,)
    assert DATA.during(DATA.found[0]) == ()


def test_an_export_hides_every_name() -> None:
    shown = listed([key_of(one) for one in DATA.found])
    told = repr(user_export(DATA, context(), shown, setting(hidden=True)))
    assert not [name for name in (USER, OTHER, "0005abcd", "class", "lobby") if f"'{name}'" in told]
    assert len(user_export(DATA, context(), shown, setting()).table.rows) == 4
