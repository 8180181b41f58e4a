"""The lists of Quota, with endpoints and requests in hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import KEY, context, said
from tests.ui.features.quota.test_export import ASKED, DATA, FAILED, LISTS, ME
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.quota import EndpointQuota, Next, NextState, learnt
from tui.domain.account import TIMEOUT_S
from tui.domain.edition import Edition
from tui.domain.records import DAY, Breach, FailureKind, Limits, SeenCollector, Spend, Window
from tui.domain.text import LANGS, Lang
from tui.messages import quota as words
from tui.messages.endpoints import BUYS
from tui.ui.features.quota.plan import learnt_text, limits_told, outside_text, plan_runs
from tui.ui.features.quota.query import LOG_ROWS, QuotaData
from tui.ui.features.quota.view import (
    LogRows,
    endpoint_columns,
    endpoint_rows,
    failure_text,
    log_columns,
    log_title,
    rate_text,
    time_width,
)
from tui.ui.features.quota.words import collectors_told, why_quota
from tui.ui.widgets.rows import Row

T = int(NOW_TS)
EDITIONS = (EDITION, *map(edition_of, ("standard", "premium", "enterprise")))
NEXTS = {"call_lists": Next(NextState.QUIET, None)}


def text(cell: object) -> str:
    return cell if isinstance(cell, str) else said(cell)  # type: ignore[arg-type]


def endpoint(quota: EndpointQuota = LISTS, lang: Lang = "en") -> Callable[[str], str]:
    """The cells of the endpoint's row, by column."""
    reader = context(lang)
    reader.by = ME
    data = replace(DATA, quotas={quota.endpoint: quota})
    (row,) = (row for row in endpoint_rows(data, NEXTS, reader, KEY, NOW_TS) if row.key == quota.endpoint)
    cells = dict(zip((column.key for column in endpoint_columns(context(lang))), map(text, row.cells), strict=True))
    return cells.__getitem__


def logged(spend: Spend, at_ts: float = NOW_TS) -> Callable[[str], str]:
    """The cells of the request's row, by column."""
    row = LogRows((spend,), context(), at_ts)[0]
    return dict(zip((column.key for column in log_columns(context())), map(text, row.cells), strict=True)).__getitem__


@pytest.mark.parametrize(
    ("limits", "lang", "told"),
    [
        (Limits(3, None, 1000), "en", "3/s"),
        (Limits(None, 1), "en", "1/min"),
        (Limits(None, 1), "zh", "1/分"),
        (Limits(), "en", "–"),
    ],
)
def test_a_rate_is_told_by_the_second_or_the_minute(limits: Limits, lang: Lang, told: str) -> None:
    assert rate_text(limits, lang) == told


def test_an_endpoint_tells_its_spending_by_whom_and_what_is_left() -> None:
    at = endpoint()
    assert [at(key) for key in ("limit", "spent", "who", "left")] == ["3/s", "214/1000", "200+14", "786"]
    assert at("answer") == "19 s  200"


def test_every_endpoint_has_a_row_before_anything_is_known() -> None:
    rows: list[Row] = endpoint_rows(None, {}, context(), KEY, NOW_TS)
    assert {row.key for row in rows} == {*EDITION.endpoints}
    assert all(len(row.cells) == 1 for row in rows)


@pytest.mark.parametrize(
    ("quota", "column", "told"),
    [
        (replace(LISTS, left=0), "dry", words.DRY_NOW("en")),
        (replace(LISTS, outside=True), "dry", words.DRY_NOW("en")),
        (replace(LISTS, outside=True), "error", words.OUTSIDE("en")),
        (replace(LISTS, dry_ts=NOW_TS + 3600), "dry", "08:56"),
        (replace(LISTS, last=replace(ASKED, status=None)), "answer", words.UNANSWERED("en", age="19 s")),
        (replace(LISTS, last=replace(ASKED, answered_ts=None)), "answer", ""),
        (replace(LISTS, failed=None), "error", ""),
        (LISTS, "error", "07:55 404 not found: no 数学-3班"),
    ],
)
def test_what_is_wrong_with_an_endpoint_stands_in_its_column(quota: EndpointQuota, column: str, told: str) -> None:
    assert endpoint(quota)(column) == told


def test_an_error_that_an_answer_has_followed_is_dim() -> None:
    def role(quota: EndpointQuota) -> str:
        data = replace(DATA, quotas={"call_lists": quota})
        (row,) = (row for row in endpoint_rows(data, NEXTS, context(), KEY, NOW_TS) if row.key == "call_lists")
        index = [column.key for column in endpoint_columns(context())].index("error")
        return row.cells[index][0][1]

    before = replace(LISTS, failed=replace(FAILED, answered_ts=NOW_TS - 60))
    assert role(before) == "dim"
    assert role(replace(LISTS, last=FAILED)) == "warn"


@pytest.mark.parametrize(
    ("spend", "at_ts", "told"),
    [
        (ASKED, NOW_TS, "200"),
        (replace(ASKED, answered_ts=None), NOW_TS, words.UNDER_WAY("en")),
        (replace(ASKED, answered_ts=None), ASKED.claimed_ts + TIMEOUT_S, words.NO_ANSWER("en")),
        (FAILED, NOW_TS, "404 not found: no 数学-3班"),
        (
            replace(FAILED, failure=FailureKind.UNREACHABLE, arrived=False, status=None),
            NOW_TS,
            words.NOT_COUNTED("en", what="unreachable"),
        ),
    ],
)
def test_a_request_tells_what_became_of_it(spend: Spend, at_ts: float, told: str) -> None:
    assert logged(spend, at_ts)("status") == told


def test_a_window_of_hours_is_told_by_its_minutes_and_one_of_days_by_its_days() -> None:
    assert logged(ASKED)("window") == "06:56–07:56"
    days = Window(T // DAY * DAY - 7 * DAY, T // DAY * DAY)
    assert logged(replace(ASKED, window=days))("window") == "11-15–11-21"
    assert logged(replace(ASKED, window=None))("window") == ""


def test_the_log_finds_a_request_by_its_id_and_is_wider_where_it_reaches_back_to_another_day() -> None:
    log = (FAILED, ASKED)
    rows = LogRows(log, context(), NOW_TS)
    assert (len(rows), rows.index_of("7"), rows.index_of("9")) == (2, 1, None)
    assert time_width(log, context()) == 8
    assert time_width((FAILED, replace(ASKED, claimed_ts=NOW_TS - DAY)), context()) == len("11-21 07:56")


def test_the_log_s_title_says_what_it_leaves_out() -> None:
    def title(only: str, data: QuotaData | None) -> str:
        return said(log_title(only, data, "en", KEY))

    assert title("", None) == words.LOG("en")
    assert title("call_lists", DATA).endswith("esc shows all")
    full = replace(DATA, log=(ASKED,) * LOG_ROWS, unknown=3)
    assert title("", full) == f"{words.LOG('en')}  the last {LOG_ROWS}  not shown: 3 by a newer scry"


def test_the_server_s_words_are_told_unless_names_are_hidden() -> None:
    assert failure_text(FAILED, setting()) == "404 not found: no 数学-3班"
    assert failure_text(FAILED, setting(hidden=True)) == "404 not found"
    assert failure_text(ASKED, setting()) is None


def test_what_others_spent_is_told_by_their_boxes_and_what_this_scry_spent_for_itself() -> None:
    reader = context()
    reader.by = "ann@one:1-aa"
    by = (("ann@one:1-aa", 5), ("ann@one:2-bb", 3), ("ben@two:3-cc", 2), ("ben@two:4-dd", 7), ("zoe:5", 1))
    told = " ".join(each.text for each in why_quota(replace(LISTS, by=by), NEXTS["call_lists"], reader, KEY))
    assert "this scry 5 · ann@one 3 · ben@two 9 · zoe:5 1" in told


def test_the_collectors_of_the_hour_are_told_where_there_are_several() -> None:
    reader = context()
    reader.by = "ann@one:1-aa"
    mine = SeenCollector("ann@one:1-aa", "1.2", NOW_TS - 60, NOW_TS - 6)
    assert collectors_told((mine,), reader) == ()
    head, first, second = collectors_told((mine, SeenCollector("ben@two:3-cc")), reader)
    assert head.text == "collectors of the last hour: 2"
    assert first.label == "this scry"
    assert first.text.startswith("scry 1.2 · since ")
    assert (second.label, second.text) == ("ben@two:3-cc", "no request in this hour")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: f"{edition.name}-{edition.plan}")
def test_each_endpoint_of_each_edition_has_its_name_and_its_worth(edition: Edition, lang: Lang) -> None:
    reader = context(lang)
    reader.edition = edition
    rows = endpoint_rows(None, {}, reader, KEY, NOW_TS)
    assert [row.key for row in rows] == [*edition.endpoints]
    names = [text(row.cells[0]) for row in rows]
    assert len({*names}) == len(names)
    assert not [name for name in names if "_" in name]
    assert {*edition.endpoints} <= {*BUYS}
    for name in edition.endpoints:
        quota = replace(LISTS, endpoint=name, limits=edition[name].limits, last=None, failed=None)
        told = "\n".join(f"{each.label}{each.text}" for each in why_quota(quota, Next(NextState.QUIET), reader, KEY))
        assert BUYS[name](lang) in told
        assert (words.WINDOWS_LABEL(lang) in told) is edition[name].is_strict


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("insight_usage", "40 a UTC day · a day's requests buy each of its 8 series 5 times"),
        ("insight_quality", "40 a UTC day · a day's requests buy each of its 10 series 4 times"),
        ("call_by_time", "2,000 a UTC day"),
        ("insight_quality_breakdown", "40 a UTC day"),
    ],
)
def test_a_day_of_requests_is_worth_so_many_series(name: str, told: str) -> None:
    reader = context()
    reader.edition = edition_of("premium")
    limits = reader.edition[name].limits
    assert limits_told(replace(LISTS, endpoint=name, limits=limits), reader).endswith(told)


def test_the_plan_is_told_with_the_data_that_it_lacks() -> None:
    reader = context()
    assert plan_runs(reader) == ()
    told = {}
    for plan in ("standard", "premium"):
        reader.edition = edition_of(plan)
        told[plan] = said(plan_runs(reader))
    assert "plan premium" in told["premium"]
    assert "not in the plan" not in told["premium"]
    assert "not in the plan: insights, realtime" in told["standard"]


def test_a_refused_period_is_told_with_its_distance_and_none_that_was_answered() -> None:
    refused = replace(
        ASKED, endpoint="insight_usage", window=Window(T - 7200, T - 3600), claimed_ts=NOW_TS, status=200,
        failure=FailureKind.BAD_REQUEST, detail="Service package limit check error, query latency limit error",
    )  # fmt: skip
    (one,) = learnt((refused, replace(refused, claimed_ts=NOW_TS - 60), replace(refused, failure=None)))
    assert (one.breach, one.amount_s) == (Breach.TOO_NEAR, 3600)
    assert learnt_text(one, context()) == ("at 07:56:10, a period that ended 60 m before the request: too near now")


def test_a_day_that_is_used_up_too_early_names_no_culprit_where_the_unit_is_not_stated() -> None:
    reader = context()
    assert outside_text(reader) == words.OUTSIDE("en")
    reader.edition = edition_of("premium")
    assert "clients outside" not in outside_text(reader)


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ("videoFreezeRate/Native", "Video freeze Native"),
        ("userCount//86400", "Users"),
        ("#a1b2", ""),
        ("newMetric/WebRTC", "newMetric WebRTC"),
    ],
)
def test_the_log_names_the_metric_where_a_request_buys_one(selection: str, told: str) -> None:
    reader = context()
    assert "metric" not in [column.key for column in log_columns(reader)]
    reader.edition = EDITIONS[2]
    keys = [column.key for column in log_columns(reader)]
    row = LogRows((replace(ASKED, selection=selection),), reader, NOW_TS)[0]
    assert dict(zip(keys, map(text, row.cells), strict=True))["metric"] == told
