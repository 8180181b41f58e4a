"""The list of Diagnosis, with diagnoses in hand: short terms, whose, groups, the word of the stored curves."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len

from tests.ui.features.diagnosis.test_export import DATA
from tests.ui.features.in_hand import context, said
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.agreement import Agreement, Stance
from tui.clock import Times
from tui.domain.glossary import FACTORS, factor, factor_term
from tui.domain.glossary.codes import DOWNSTREAM
from tui.domain.names import Names
from tui.domain.records import Cause, Diagnosis
from tui.domain.text import LANGS, Lang
from tui.queries.judged_calls import FindingsQuery
from tui.queries.kept_calls import KeptCalls
from tui.queries.stances import read_stances
from tui.terminal.cells import lay_out, plain
from tui.ui.features.diagnosis.columns import columns_in, total_columns_in
from tui.ui.features.diagnosis.view import _grouped, event_row, list_rows, marked, stance_text
from tui.ui.texts.diagnosis import cause_text, causes_text
from tui.ui.widgets.rows import search_text

TEACHER = "44361248"
OWN = Names()
LONGEST_UID = "4294967295"
ONE = Diagnosis(int(NOW_TS), "1001", 4, "class", (Cause(23, TEACHER), Cause(10)))
# Of 120 columns: without the totals, their margin and the list's scrollbar; of the totals without their scrollbar.
LIST_AT_120, TOTALS_AT_120 = 120 - 34 - 1 - 1, 34 - 1


def times() -> Times:
    return context().zone.over(NOW_TS - 3600, NOW_TS)


@pytest.mark.parametrize("lang", LANGS)
def test_every_root_cause_has_a_term_that_the_totals_show_whole_at_120_columns(lang: Lang) -> None:
    (name, *_) = lay_out(total_columns_in(lang, 2), TOTALS_AT_120)
    for factor_id in (*FACTORS, 18):
        assert cell_len(factor_term(factor_id)(lang)) <= name.width, factor_id


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("factor_id", [21, 23, 8, 10, 18])
def test_the_first_root_cause_and_whose_it_is_stand_whole_at_120_columns(factor_id: int, lang: Lang) -> None:
    *_, causes = lay_out(columns_in(context(lang), dated=False), LIST_AT_120)
    text = said(causes_text([Cause(factor_id, LONGEST_UID)], lang, OWN, short=True))
    assert cell_len(text) <= causes.width, text


def test_the_terms_of_two_root_causes_differ_as_their_names_do() -> None:
    for lang in LANGS:
        terms = [factor_term(factor_id)(lang) for factor_id in FACTORS]
        assert len(set(terms)) == len(terms)


def test_a_stream_on_its_way_down_comes_from_the_user_that_agora_names() -> None:
    assert said(cause_text(Cause(23, TEACHER), "en", OWN)) == f"video downstream packet loss (from {TEACHER})"
    assert said(cause_text(Cause(23, TEACHER), "en", OWN, short=True)) == f"video ↓ loss from {TEACHER}"
    assert said(cause_text(Cause(23, TEACHER), "zh", OWN)) == f"视频下行网络丢包 (来自 {TEACHER})"
    assert said(cause_text(Cause(21, TEACHER), "en", OWN)) == f"video upstream packet loss ({TEACHER})"
    assert said(cause_text(Cause(23), "en", OWN)) == "video downstream packet loss (self)"
    assert {factor(factor_id)("zh")[2:4] for factor_id in DOWNSTREAM} == {"下行"}
    assert [its for its in FACTORS if "下行" in factor(its)("zh")] == sorted(DOWNSTREAM)


def test_a_short_row_is_found_by_the_long_name_of_its_root_cause() -> None:
    row = event_row(ONE, context(), times(), cut=False, dated=False, short=True)
    assert plain(row.cells[-1]) == f"video ↓ loss from {TEACHER} · high CPU usage (self)"
    assert "downstream packet loss" in search_text(row)
    assert "video ↓ loss" in search_text(row)
    long = event_row(ONE, context(), times(), cut=False, dated=False, short=False)
    assert plain(long.cells[-1]) == f"video downstream packet loss (from {TEACHER}) · high CPU usage (self)"


def test_those_who_suffer_from_themselves_stand_behind_those_who_make_others_suffer() -> None:
    own = [Diagnosis(int(NOW_TS) - second, str(second), 4, "lobby", (Cause(10),)) for second in range(1, 6)]
    pairs = [(one, event_row(one, context(), times(), cut=False, dated=False, short=True)) for one in (*own, ONE)]
    headings = [plain(row.cells[0]) for row in _grouped(pairs, "host", context()).rows if row.heading]
    assert [heading.split()[0] for heading in headings] == [TEACHER, "self"]


def test_the_sign_of_the_stored_curves_stands_before_the_causes_where_curves_are_stored() -> None:
    listing = list_rows(DATA, context(), {}, separated=False)
    assert marked(listing, {}) == listing.rows
    known = next(iter(listing.events.values()))
    for stance, sign in ((Stance.AGREES, "= "), (Stance.DISAGREES, "≠ "), (Stance.CANNOT_TELL, "? ")):
        rows = marked(listing, {known: Agreement(stance, ("7",))})
        signs = [row.cells[-1][0][0] for row in rows if row.key in listing.events]
        assert signs.count(sign) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_stance_is_said_with_the_users_that_agora_named(lang: Lang) -> None:
    said = {stance: stance_text(Agreement(stance, ("44361248",)), context(lang)) for stance in Stance}
    assert "44361248" in said[Stance.AGREES]
    assert "44361248" in said[Stance.DISAGREES]
    assert said[Stance.CANNOT_TELL] not in (said[Stance.AGREES], said[Stance.DISAGREES])


class NoCalls:
    """A store without calls."""

    async def read(self, question: object, *given: object, **named: object) -> object:
        return (), True


async def test_without_stored_curves_there_is_no_stance() -> None:
    store: Any = NoCalls()
    query = FindingsQuery(EDITION, DATA.window, "", None, DATA.now_ts, {})
    assert await read_stances(store, query, DATA.diagnoses, KeptCalls()) == ({}, 0)
