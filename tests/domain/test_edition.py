"""An edition is a value: what it says of its endpoints, and that no room above asks one for its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today.endpoints import edition_of
from tui.domain.edition import Edition, Endpoint, Paging, Yields
from tui.domain.glossary import LIVE_METRICS, TODAY_METRICS
from tui.domain.records import DAY, HOUR, Limits

ROOMS = ("analysis", "collector", "monitor", "ui")


def today(plan: str, limits: Limits, reach_s: int) -> Edition:
    """Two endpoints of a later edition: steps of 20 s, pages, limits by plan."""
    window = ("startTs", "endTs", "appid")
    live = Endpoint(
        "realtime_quality",
        "GET",
        "/beta/realtime/quality/by_time_20sec",
        "",
        (*window, "productType", "metric"),
        limits,
        Yields.SERIES,
        series=("videoFreezeRate",),
        slot_s=20,
        delay_s=(20, 40),
        reach_s=reach_s,
        span_s=reach_s,
    )
    lists = Endpoint(
        "call_lists",
        "GET",
        "/beta/analytics/call/lists",
        "",
        ("start_ts", "end_ts", "appid"),
        Limits(per_second=3, per_day=2000),
        Yields.CALLS,
        optional=("cname", "page_no", "page_size"),
        paging=Paging.CURSOR,
        cap=100,
        reach_s=7 * DAY,
        span_s=16 * HOUR,
    )
    return Edition("today", {each.name: each for each in (live, lists)}, plan=plan)


def test_one_edition_has_other_limits_under_another_plan() -> None:
    premium = today("premium", Limits(per_minute=3, per_day=480), 40 * 60)
    enterprise = today("enterprise", Limits(per_minute=10, per_day=1440), HOUR)
    assert premium.limits["realtime_quality"] == Limits(per_minute=3, per_day=480)
    assert enterprise.limits["realtime_quality"] == Limits(per_minute=10, per_day=1440)
    assert premium["realtime_quality"].oldest_ts(10_000) == 10_000 - 2400
    assert enterprise["realtime_quality"].oldest_ts(10_000) == 10_000 - 3600


def test_a_slot_of_twenty_seconds_begins_on_its_own_grid() -> None:
    live = today("premium", Limits(), HOUR)["realtime_quality"]
    assert [live.slot_of(ts) for ts in (0, 19.9, 20, 59, 61)] == [0, 0, 20, 40, 60]
    assert not live.is_daily


def test_a_list_with_a_cursor_is_no_list_of_the_newest() -> None:
    assert not today("premium", Limits(), HOUR).call_lists.lists_newest
    assert EDITION.call_lists.lists_newest
    assert EDITION.call_details.lists_newest


def test_a_role_that_an_edition_does_not_have_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="today has no endpoint for diagnoses"):
        _ = today("premium", Limits(), HOUR).diagnosis
    with pytest.raises(KeyError):
        _ = EDITION["realtime_quality"]


def test_the_reference_has_an_endpoint_for_every_role() -> None:
    roles = (EDITION.diagnosis, EDITION.usage, EDITION.call_lists, EDITION.call_details, EDITION.report)
    assert [endpoint.name for endpoint in roles] == ["diagnosis", "usage", "call_lists", "call_details", "report"]
    assert EDITION.usage.is_daily
    assert {endpoint.slot_s for endpoint in EDITION.endpoints.values() if endpoint.series} == {60}
    assert EDITION.probe in EDITION.endpoints
    assert set(EDITION.shared) < set(EDITION.endpoints)


def compared(path: Path) -> Iterator[str]:
    """The endpoint names that a file compares something with, by `==`, `in` or `match`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        sides: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            sides = [node.value]
        for side in sides:
            for part in ast.walk(side):
                if isinstance(part, ast.Constant) and part.value in EDITION.endpoints:
                    yield f"{path}:{part.lineno}: {part.value!s}"


def test_the_series_of_project_channels_and_channel_are_told_by_their_parameters() -> None:
    assert EDITION.of_project == ("live_scale", "live_experience", "live_net")
    assert EDITION.of_all_channels == ("all_video_freeze", "all_slow_joining", "all_joining_trial")
    assert EDITION.of_a_channel == ("channel_users", "channel_video_freeze", "channel_score")
    # The table of the metrics names no other endpoint.
    of_project = {metric.endpoint for metric in LIVE_METRICS.values()}
    assert of_project == {*EDITION.of_project}
    # Series of a call, and of hours, are none of the project's minutes.
    later = edition_of("premium")
    assert "call_by_time" in later.endpoints
    assert all(later[name].slot_s <= 60 and "call_id" not in later[name].params for name in later.of_project)
    assert (later.of_all_channels, later.of_a_channel) == ((), ())


def test_the_metrics_of_live_are_those_of_the_edition_and_of_the_plan() -> None:
    assert [*EDITION.live_metrics] == [*LIVE_METRICS]
    today = edition_of("premium")
    assert today.of_live == ("realtime_usage", "realtime_quality")
    assert [*today.live_metrics] == [*TODAY_METRICS]
    for name, metric in today.live_metrics.items():
        assert name in today[metric.endpoint].series
        assert today[metric.endpoint].slot_s == 20
    # This plan has no realtime data.
    assert (edition_of("standard").of_live, dict(edition_of("standard").live_metrics)) == ((), {})


def test_a_metric_of_both_editions_has_one_title_one_unit_and_one_threshold() -> None:
    shared = LIVE_METRICS.keys() & TODAY_METRICS.keys()
    assert len(shared) == 6
    for name in shared:
        one, other = LIVE_METRICS[name], TODAY_METRICS[name]
        assert (one.title, one.unit, one.direction, one.threshold) == (
            other.title,
            other.unit,
            other.direction,
            other.threshold,
        )


def test_no_room_compares_an_endpoint_with_its_name(tmp_path: Path) -> None:
    root = Path(tui.__file__).parent
    found = [hit for room in ROOMS for path in sorted((root / room).rglob("*.py")) for hit in compared(path)]
    assert found == []
    bad = tmp_path / "bad.py"
    bad.write_text('if want.endpoint in ("usage", name):\n    pass\n', encoding="utf-8")
    assert list(compared(bad)) == [f"{bad}:1: usage"]
