"""The state of a channel in words and its charts, with values and wants in hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.ui.features.in_hand import context, said
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.background import channel_wants
from tui.analysis.project.channels import ChannelState, ChannelValues, Value
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.records import HOUR, MINUTE, Coverage, Failure, FailureKind, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.messages import channels as words
from tui.messages.frame import NO_ANSWER_YET
from tui.ui.features.channels.chart_view import Ratio, chart_view, ratio_at
from tui.ui.features.channels.columns import COUNTED, channel_columns, count_columns, list_width
from tui.ui.features.channels.view import Statuses, about, says, short, standings

NAME = "大班课-数学"
MINUTE_TS = int(NOW_TS) // MINUTE * MINUTE - 3 * MINUTE
WINDOW = Window(MINUTE_TS - HOUR + MINUTE, MINUTE_TS + MINUTE)
KNOWN = ChannelValues(Value(((MINUTE_TS, 200.0),), 9, True), Value(((MINUTE_TS, 10.0),), 9, True))
NOTHING = Value((), 30, True)


def wants(**changes: object) -> Statuses:
    """All three wants of the channel in one state."""
    given: dict[str, object] = {"state": WantState.WAITING, **changes}
    return {(want.endpoint, NAME): WantStatus(want, **given) for want in channel_wants(EDITION, NAME)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "statuses", "state", "brief", "sentence"),
    [
        (ChannelValues(), {}, ChannelState.PENDING, words.PENDING("en"), words.PENDING_SAYS("en")),
        (ChannelValues(), wants(state=WantState.FETCHING), ChannelState.FETCHING, words.FETCHING("en"), "fetching now"),
        (
            ChannelValues(),
            wants(next_ts=NOW_TS + 30),
            ChannelState.WAITING,
            "until 07:56:40",
            "waiting until 07:56:40 (quota): channels take turns",
        ),
        (
            ChannelValues(),
            wants(state=WantState.FAILED, failure=Failure(FailureKind.SERVER_ERROR), next_ts=NOW_TS + 30),
            ChannelState.FAILED,
            "server error",
            "server error · next request 07:56:40",
        ),
        (
            ChannelValues(),
            wants(failure=Failure(FailureKind.FORBIDDEN)),
            ChannelState.REFUSED,
            words.REFUSED("en"),
            words.NOT_ENABLED("en"),
        ),
        (ChannelValues(NOTHING, NOTHING, NOTHING), {}, ChannelState.EMPTY, "no data", words.EMPTY_SAYS("en")),
        (
            ChannelValues(KNOWN.users, KNOWN.freezes, NOTHING),
            {},
            ChannelState.UNRATED,
            "no ratings",
            words.UNRATED_SAYS("en"),
        ),
        (
            ChannelValues(KNOWN.users, KNOWN.freezes, KNOWN.users),
            wants(next_ts=NOW_TS + 30),
            ChannelState.KNOWN,
            "next 07:56:40",
            "next request 07:56:40",
        ),
    ],
)
def test_a_channel_says_what_there_is_of_it_and_when_more_comes(
    values: ChannelValues, statuses: Statuses, state: ChannelState, brief: str, sentence: str
) -> None:
    found = standings(EDITION, NAME, values, statuses, NOW_TS)
    assert (found.first, short(found, context()), says(found, context())) == (state, brief, sentence)


def test_emptiness_of_all_three_is_no_lack_of_ratings() -> None:
    assert standings(EDITION, NAME, ChannelValues(NOTHING, NOTHING, NOTHING), {}, NOW_TS).score is ChannelState.EMPTY


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sentence_is_about_the_chosen_channel_whose_name_is_made_visible(lang: Lang) -> None:
    assert about(None, None, context(lang), NOW_TS) == ""
    assert about(None, "a\x1b[2J", context(lang), NOW_TS) == f"a\ufffd[2J: {words.PENDING_SAYS(lang)}"


# -- charts


def view(name: str, **points: float) -> MetricView:
    """Values of minutes: `m3=2.0` is three minutes before the newest."""
    metric = BIG_CHANNEL_METRICS[name]
    stamped = sorted((MINUTE_TS - int(key[1:]) * MINUTE, value) for key, value in points.items())
    return live_metric(
        EDITION.endpoints[metric.endpoint], metric, None, tuple(stamped), Coverage(WINDOW), WINDOW, NOW_TS
    )


FREEZES, USERS = view("video_freeze_users", m2=5.0, m0=10.0), view("online_users", m2=50.0, m1=80.0, m0=0.0)
SHARE = Ratio(USERS.points, words.OF_ONLINE)


def test_the_ratio_is_of_the_newest_minute_with_both_values_or_of_the_moment() -> None:
    assert "10.0" in ratio_at(FREEZES, SHARE, None, context()), "nobody is online in the newest minute"
    assert ratio_at(FREEZES, SHARE, MINUTE_TS - MINUTE, context()) == ""
    assert ratio_at(FREEZES, None, None, context()) == ""


def drawn(
    shown: MetricView | None, moment_ts: int | None = None, *, of: str = "", empty: str = ""
) -> Mapping[str, object]:
    chart = chart_view(
        shown, "video_freeze_users", SHARE, WINDOW, context(), now_ts=NOW_TS, moment_ts=moment_ts, of=of, empty=empty
    )
    return {"title": said(chart.title), "readout": said(chart.readout), "foot": said(chart.foot), "empty": chart.empty}


def test_a_chart_tells_the_newest_value_or_that_of_the_moment_or_why_there_is_none() -> None:
    assert str(drawn(FREEZES, of=NAME)["title"]).startswith(f"{NAME}  ")
    assert drawn(FREEZES)["readout"] == "07:53  10"
    assert drawn(FREEZES, MINUTE_TS - 2 * MINUTE)["readout"] == "07:51  5"
    assert str(drawn(FREEZES, MINUTE_TS - MINUTE)["readout"]) == "07:52  not asked"
    assert "10.0" in str(drawn(FREEZES)["foot"])


def test_a_chart_without_points_says_why() -> None:
    assert drawn(None)["empty"] == NO_ANSWER_YET("en")
    assert drawn(view("video_freeze_users"))["empty"] == NO_ANSWER_YET("en")
    assert drawn(view("video_freeze_users"), empty="nobody rates")["empty"] == "nobody rates"


# -- columns


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_lists_are_wider_where_the_screen_is(lang: Lang) -> None:
    widths = [list_width(width, lang) for width in (120, 160, 190)]
    assert widths == sorted(set(widths))
    assert [column.key for column in count_columns(lang)] == [each.key or each.name for each in COUNTED if each.title]
    assert channel_columns(lang)[0].key == "name"
