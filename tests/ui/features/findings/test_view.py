"""Where a finding leads, and its row in the list."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.analysis.test_breakdown import by
from tests.today_live import PREMIUM
from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.analysis.cause.verdict import Medium
from tui.analysis.findings.engine import findings_in
from tui.analysis.findings.finding import RankedFinding, StandOut
from tui.analysis.findings.rates import FrozenCall
from tui.analysis.project.standout import slice_of
from tui.domain.records import Call, Scope, Window
from tui.domain.text import LANGS, Lang
from tui.messages import findings as words
from tui.messages.verdict import CONFIDENCE
from tui.queries.judged_calls import FindingsData
from tui.terminal.cells import UNICODE_SIGNS, lay_out, plain, row_runs, whole_runs
from tui.ui.features.findings.columns import finding_columns, finding_rows
from tui.ui.features.findings.view import head_runs, route_of

SLOT = Window(int(NOW_TS) // 20 * 20 - 600, int(NOW_TS) // 20 * 20 - 580)


def test_a_value_that_stands_out_of_the_project_opens_its_own_breakdown() -> None:
    figures = (by("os", "audioFreezeRate", ("Android", 60.0, 10), ("iOS", 1.0, 30), window=SLOT),)
    (found,) = findings_in(SLOT, [], figures, ())
    assert isinstance(found.of, StandOut)
    route = route_of(found)
    assert route is not None
    assert (route.name, route.metric, route.product) == ("standout", "audioFreezeRate", found.of.product)
    assert route.scope == Scope(moment_ts=SLOT.start_ts)
    there = slice_of(PREMIUM, route.metric, route.product or "Native", "", route.scope.moment_ts, NOW_TS)
    assert there is not None
    assert there.window == SLOT


@pytest.mark.parametrize("lang", LANGS)
def test_a_call_with_a_high_freeze_rate_shows_the_number_at_eighty_columns_and_says_once_that_nothing_is_decided(
    lang: Lang,
) -> None:
    frozen = FrozenCall(Call("c1", "math", SLOT.start_ts, None, False), SLOT.end_ts, medium=Medium.VIDEO, percent=12.0)
    found = RankedFinding(SLOT.start_ts, SLOT.end_ts, "math", "c1", frozen)
    there = context(lang)
    data = FindingsData(SLOT, "", None, (), 1, True, (found,))
    (row,) = finding_rows(data, there, dated=False)
    slots = lay_out(finding_columns(lang, dated=False), 78)
    text = plain(row_runs(row.cells, slots, UNICODE_SIGNS, cursor=False, marked=False))
    assert "12 %" in text
    assert text.count(CONFIDENCE["undecided"](lang)) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_head_says_the_reasons_against_an_all_clear_within_eighty_columns(lang: Lang) -> None:
    there = context(lang)
    known = FindingsData(SLOT, "", None, (), 941, False)
    for data in (known, replace(known, listed_until_ts=SLOT.start_ts), replace(known, left=4)):
        text = plain(whole_runs(head_runs(data, there), 78))
        for phrase in (words.HEAD_UNLISTED, words.HEAD_LISTED_UNTIL, words.HEAD_LEFT):
            said = phrase(lang, time=there.shown(SLOT.start_ts), n=data.left)
            assert (said in text) == (said in plain(head_runs(data, there)))
    assert words.HEAD_UNLISTED(lang) in plain(head_runs(known, there))
    until = replace(known, listed_until_ts=SLOT.start_ts)
    assert words.HEAD_UNLISTED(lang) not in plain(head_runs(until, there))
