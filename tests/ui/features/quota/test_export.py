"""Quota as an extract, with the ledger in hand."""

from __future__ import annotations

from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import KEY, context, listed
from tests.worlds import NOW_TS
from tui.analysis.feeds.quota import EndpointQuota, Next, NextState
from tui.domain.fields import ExtractCell, Lacking
from tui.domain.records import FailureKind, Limits, Spend, StoreSize, Window
from tui.export.extract import Extract, Setting
from tui.ui.features.quota.export import quota_export
from tui.ui.features.quota.query import QuotaData

T = int(NOW_TS)
ME = "ops:4711"
ASKED = Spend(
    claim_id=7,
    endpoint="call_lists",
    channel="数学-3班",
    window=Window(T - 3600, T),
    claimed_ts=T - 20.0,
    answered_ts=T - 19.0,
    by=ME,
    status=200,
    size_bytes=1200,
    elapsed_ms=151.6,
    rows=12,
)
FAILED = replace(
    ASKED, claim_id=8, status=404, failure=FailureKind.NOT_FOUND, detail="no 数学-3班", rows=0, size_bytes=0
)
SPENT = ((ME, 200), ("eve:1", 14))
LISTS = EndpointQuota(
    "call_lists",
    Limits(3, None, 1000),
    (),
    214,
    SPENT,
    214,
    214,
    9,
    786,
    None,
    False,
    ASKED,
    FAILED,
)
REPORT = replace(LISTS, endpoint="report", limits=Limits(1), left=None, last=None, failed=None)
DATA = QuotaData(NOW_TS, {"call_lists": LISTS, "report": REPORT}, (FAILED, ASKED), StoreSize(0, 0, None))


def extract(data: QuotaData = DATA, *, active: str = "quota", given: Setting | None = None) -> Extract:
    nexts = {"call_lists": Next(NextState.QUIET, None)}
    reader = context()
    reader.by = ME
    lists = listed(["call_lists", "report"]), listed(["8", "7"])
    return quota_export(data, nexts, reader, KEY, active, *lists, given or setting())


def rows(told: Extract, name: str) -> list[dict[str, ExtractCell]]:
    table = next(each for each in (told.table, *told.others) if each.name == name)
    names = [field.name for field in table.fields]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_an_endpoint_tells_what_it_spent_by_whom_and_what_is_left() -> None:
    lists, report = rows(extract(), "quota")
    assert (lists["spent"], lists["spent_by_this"], lists["spent_by_others"], lists["remaining"]) == (214, 200, 14, 786)
    assert lists["dry"] == Lacking("not_today")
    assert report["per_day"] == report["remaining"] == Lacking("not_limited")
    assert (report["answered"], report["failure"]) == (None, None)


def test_a_day_that_somebody_else_spent_is_dry_now_whatever_the_store_counts() -> None:
    dry = replace(DATA, quotas={"call_lists": replace(LISTS, outside=True)})
    assert rows(extract(dry), "quota")[0]["dry"] == NOW_TS
    assert len(extract(dry).findings) == len(extract().findings) + 1


def test_the_log_tells_rows_and_size_of_answers_alone_and_whole_milliseconds() -> None:
    failed, asked = rows(extract(), "log")
    assert (asked["rows"], asked["size_bytes"], asked["elapsed_ms"]) == (12, 1200, 152)
    assert (failed["rows"], failed["size_bytes"], failed["elapsed_ms"]) == (None, None, None)
    assert str(failed["failure"]).endswith(": no 数学-3班")


def test_the_list_that_has_the_keys_is_the_table_and_the_other_one_stands_behind_it() -> None:
    assert (extract().table.name, extract(active="log").table.name) == ("quota", "log")
    assert [table.name for table in extract(active="log").others] == ["quota"]


def test_the_tightest_quota_is_told_and_requests_of_a_newer_scry_are_counted() -> None:
    (tightest,) = extract().findings
    assert "214" in tightest
    assert "1000" in tightest.replace(",", "")
    assert "3" in extract(replace(DATA, unknown=3)).findings[-1]


def test_no_name_and_no_word_of_the_server_is_left_where_names_are_hidden() -> None:
    told = extract(given=setting(hidden=True))
    text = repr((told.table.rows, [table.rows for table in told.others], told.findings))
    assert not [name for name in ("数学", "ops", "4711", "eve", "no ") if name in text]
