"""The list of reports as an extract: everything that a row says, and nobody's name where names are hidden."""

from __future__ import annotations

import pytest

from tests.export.made import setting
from tests.ui.features.in_hand import context
from tui.domain.records import Failure, FailureKind, KeptReport, Receipt, ReportDraft, ReportState
from tui.domain.text import Lang
from tui.export.columns import columns_of, values_of
from tui.export.text import row_text
from tui.ui.features.report.columns import reports_export
from tui.ui.widgets.rows import ListSource, Row, ShownRows

DRAFT = ReportDraft("数学-3班", "44361248", "83817682", "83817682", "1795334170", 2, "froze\nfor 83817682")
SENT = KeptReport(1, DRAFT, None, ReportState.SENT, 1_795_334_200.0, "ops:1", None, Receipt(200, "thanks, 数学-3班"))
SAID_NO = Failure(FailureKind.BAD_REQUEST, "no such user 44361248", 400, 400)
REFUSED = KeptReport(
    2, ReportDraft("b", "044361248", time="soon", type=0), None, ReportState.REFUSED, 5.0, "x", SAID_NO
)
LISTED = ShownRows(ListSource((Row("1", ()), Row("2", ()))), (0, 1))
NAMES = ("数学", "44361248", "83817682", "ops")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "en",
            "time 2026-11-22 07:56:10 UTC | channel 数学-3班 | teacher 44361248 | student 83817682"
            " | abnormal end student | type call for help | state sent | answer 200 thanks, 数学-3班"
            " | since 2026-11-22 07:56:40 UTC | by ops:1 | comments froze · for 83817682",
        ),
        (
            "zh",
            "时间 2026-11-22 07:56:10 UTC | 频道 数学-3班 | 老师 44361248 | 学生 83817682 | 体验异常端 学生"
            " | 问题类型 求助 | 状态 已发送 | 答复 200 thanks, 数学-3班 | 状态时间 2026-11-22 07:56:40 UTC"
            " | 请求方 ops:1 | 备注 froze · for 83817682",
        ),
    ],
)
def test_a_report_is_told_with_its_answer_in_the_reader_s_language(lang: Lang, said: str) -> None:
    made = setting(lang=lang)
    extract = reports_export((SENT, REFUSED), context(), LISTED, made)
    assert row_text(extract.table, 0, made) == said


def test_where_names_are_hidden_nobody_is_named_by_any_field_and_a_user_has_one_alias_however_typed() -> None:
    extract = reports_export((SENT, REFUSED), context(), LISTED, setting(hidden=True))
    rows = [
        dict(zip((column.name for column in columns_of(extract.table)), values_of(extract.table, row), strict=True))
        for row in extract.table.rows
    ]
    assert not [name for name in NAMES if name in f"{rows} {extract.findings}"]
    assert rows[0]["teacher_uid"] == rows[1]["teacher_uid"]
    assert (rows[0]["answer"], rows[1]["answer"]) == ("200", "bad request")
    assert (rows[0]["comments"], rows[0]["comments_state"]) == (None, "hidden")
