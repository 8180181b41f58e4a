"""The requests for a metric by dimension in one slot, when they may leave, and the answers in hand."""

from __future__ import annotations

import pytest

from tests.analysis.test_breakdown import by
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.project import standout
from tui.analysis.project.outliers import DIMENSIONS
from tui.analysis.project.standout import (
    Slice,
    figures_of,
    is_low_bad,
    largest,
    least_percent,
    missing,
    reach,
    slice_of,
    slice_wants,
    weighed,
)
from tui.collector.bounds import WALK_S, bounds
from tui.domain.edition import CLOCK_S
from tui.domain.records import MINUTE, Breach, BreakdownRow, KeptFigure, Threshold, Window

PREMIUM = edition_of("premium")
NOW = 1_763_000_000.0
RATE = Slice("videoFreezeRate", "Native", Window(1_762_999_000, 1_762_999_020))


def figure(
    metric: str, dimension: str, *rows: BreakdownRow, one: Slice = RATE, endpoint: str = "realtime_quality_breakdown"
) -> KeptFigure:
    return KeptFigure(endpoint, metric, dimension, one.window, NOW, rows=rows, channel=one.channel, product=one.product)


def test_a_rate_takes_six_requests_each_with_the_users_of_its_values() -> None:
    wants = slice_wants(PREMIUM, RATE)
    assert [want.selection.dimension for want in wants] == list(DIMENSIONS)
    assert {want.endpoint for want in wants} == {"realtime_quality_breakdown"}
    assert all(want.selection.weighted and want.selection.product == "Native" for want in wants)
    assert {want.window for want in wants} == {RATE.window}


def test_users_are_asked_for_without_users_and_a_channel_with_two_requests_a_dimension() -> None:
    users = slice_wants(PREMIUM, Slice("pcu", "WebRTC", RATE.window))
    assert [(want.endpoint, want.selection.weighted) for want in users] == [("realtime_usage_breakdown", False)] * 6
    wants = slice_wants(PREMIUM, Slice("networkDelay", "Native", RATE.window, "math"))
    assert [(want.endpoint, want.channel, want.selection.metric) for want in wants[:2]] == [
        ("realtime_quality", "math", "networkDelay"),
        ("realtime_usage", "math", "pcu"),
    ]
    assert len(wants) == 12
    assert len(slice_wants(PREMIUM, Slice("pcu", "Native", RATE.window, "math"))) == 6


@pytest.mark.parametrize(
    ("edition", "metric"),
    [(PREMIUM, "pcc"), (edition_of("standard"), "videoFreezeRate"), (EDITION, "videoFreezeRate")],
)
def test_a_metric_without_dimensions_has_no_slice(edition: object, metric: str) -> None:
    assert slice_of(edition, metric, "Native", "", int(NOW), NOW) is None  # type: ignore[arg-type]
    assert slice_of(edition, metric, "Native", "math", int(NOW), NOW) is None  # type: ignore[arg-type]


def test_a_slice_is_the_slot_of_the_moment_or_the_newest_that_may_be_asked_for() -> None:
    chosen = slice_of(PREMIUM, "pcu", "Native", "", 1_762_999_019, NOW)
    assert chosen is not None
    assert chosen.window == Window(1_762_999_000, 1_762_999_020)
    newest = slice_of(PREMIUM, "pcu", "Native", "", None, NOW)
    assert newest is not None
    endpoint = PREMIUM["realtime_usage_breakdown"]
    assert reach(endpoint, newest.window, NOW).breach is None
    later = Window(newest.window.start_ts + 20, newest.window.end_ts + 20)
    assert reach(endpoint, later, NOW).breach is Breach.TOO_NEAR


@pytest.mark.parametrize("plan", ["premium", "enterprise"])
def test_what_is_within_reach_here_is_sent_whole_by_the_collector(plan: str) -> None:
    """Else a request would leave for another window, or for none, and be taken for answered."""
    endpoint = edition_of(plan)["realtime_quality_breakdown"]
    assert standout.NEAR_MARGIN_S > CLOCK_S
    assert standout.FAR_MARGIN_S > WALK_S + CLOCK_S
    for age_s in range(0, 70 * MINUTE, 7):
        start_ts = endpoint.slot_of(NOW - age_s)
        window = Window(start_ts, start_ts + 20)
        found = reach(endpoint, window, NOW)
        assert (found.breach is Breach.TOO_NEAR) == (found.from_ts > NOW)
        if found.breach is None:
            assert bounds(endpoint, (), NOW).clipped(window) == window
            assert endpoint.breach(window, NOW) is None


def test_answers_in_hand_are_not_asked_for_again_and_others_are_none() -> None:
    wants = slice_wants(PREMIUM, RATE)
    told = [figure("videoFreezeRate", "os"), figure("audioFreezeRate", "sdk")]
    elsewhen = Slice(RATE.metric, "Native", Window(0, 20))
    told += [
        figure("videoFreezeRate", "country", one=Slice(RATE.metric, "WebRTC", RATE.window)),
        figure("videoFreezeRate", "region", one=elsewhen),
        figure("videoFreezeRate", "network", one=Slice(RATE.metric, "Native", RATE.window, "math")),
    ]
    kept = figures_of(PREMIUM, RATE, told)
    assert kept == (told[0],)
    assert [want.selection.dimension for want in missing(wants, kept)] == [
        *("country", "region", "network", "sdk", "device")
    ]


def test_of_a_channel_each_rate_takes_its_users_from_the_other_answer() -> None:
    one = Slice("videoFreezeRate", "Native", RATE.window, "math")
    rates = figure(
        *("videoFreezeRate", "os"),
        *(BreakdownRow("iOS", percent=4.0), BreakdownRow("Windows", percent=1.0)),
        one=one,
        endpoint="realtime_quality",
    )
    alone = figure("videoFreezeRate", "sdk", BreakdownRow("4.1", percent=4.0), one=one, endpoint="realtime_quality")
    users = figure("pcu", "os", BreakdownRow("iOS", count=7.0), one=one, endpoint="realtime_usage")
    (weighted,) = weighed(one, figures_of(PREMIUM, one, [rates, alone, users]))
    assert [(row.name, row.percent, row.users) for row in weighted.rows] == [("iOS", 4.0, 7), ("Windows", 1.0, None)]


def test_users_by_dimension_tell_the_largest_value_of_each() -> None:
    one = Slice("pcu", "Native", RATE.window)
    told = [
        figure("pcu", "os", BreakdownRow("iOS", count=30.0), BreakdownRow("Windows", count=70.0), one=one),
        figure("pcu", "country", BreakdownRow("China", count=100.0), one=one),
        figure("pcu", "sdk", one=one),
    ]
    found = largest(weighed(one, told))
    assert [(name, row.name, row.users, total) for name, row, total in found] == [
        ("country", "China", 100, 100),
        ("os", "Windows", 70, 100),
    ]


def test_the_least_bad_share_is_that_which_deserves_a_look() -> None:
    thresholds = {"videoFreezeRate": Threshold(4.0, 8.0), "joinSuccessRate": Threshold(97.0, 90.0)}
    assert least_percent("videoFreezeRate", thresholds) == 4.0
    assert least_percent("joinSuccessRate", thresholds) == 3.0
    assert least_percent("networkDelay", {}) == standout.LEAST_PERCENT
    assert is_low_bad("joinSuccess5SecsRate")
    assert not is_low_bad("networkDelay")


def test_the_share_of_the_largest_value_is_of_all_users_as_the_list_has_it() -> None:
    countries = by("country", "pcu", ("China", 60.0, 60), ("India", 40.0, 40))
    regions = by("region", "pcu", ("Guangdong", 9.0, 9), ("Beijing", 7.0, 7))
    assert [(dimension, row.users, total) for dimension, row, total in largest([regions, countries])] == [
        ("country", 60, 100),
        ("region", 9, 100),
    ]
