"""Where a finding leads, and its row in the list."""

from __future__ import annotations

import pytest

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
from tui.messages.verdict import CONFIDENCE
from tui.queries.judged_calls import FindingsData
from tui.terminal.cells import UNICODE_SIGNS, lay_out, plain, row_runs
from tui.ui.features.findings.columns import finding_columns, finding_rows
from tui.ui.features.findings.view import route_of

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
    frozen = FrozenCall(Call("c1", "math", SLOT.start_ts, None, False), medium=Medium.VIDEO, percent=12.0)
    found = RankedFinding(SLOT.start_ts, SLOT.end_ts, "math", "c1", frozen)
    there = context(lang)
    data = FindingsData(SLOT, "", None, (), 1, True, (found,))
    (row,) = finding_rows(data, there, dated=False)
    slots = lay_out(finding_columns(lang, dated=False), 78)
    text = plain(row_runs(row.cells, slots, UNICODE_SIGNS, cursor=False, marked=False))
    assert "12 %" in text
    assert text.count(CONFIDENCE["undecided"](lang)) == 1
