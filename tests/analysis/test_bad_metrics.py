"""Which metric an idle Live shows, and the onsets of all metrics."""

from __future__ import annotations

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.bad_metrics import idle_choice, onset_ahead, severity
from tui.analysis.project.live import MetricView, live_metric
from tui.domain.glossary import LIVE_METRICS, thresholds_with
from tui.domain.records import MINUTE, Coverage, Window

T = 1_795_330_680
LIMITS = thresholds_with({})
USERS, JOIN, VIDEO, AUDIO = "pcu", "joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate"


def view(name: str, *values: float) -> MetricView:
    """One value a minute from T on."""
    metric, window = LIVE_METRICS[name], Window(T, T + 60 * MINUTE)
    points = tuple((T + MINUTE * index, value) for index, value in enumerate(values))
    now_ts = T + MINUTE * len(values)
    return live_metric(EDITION[metric.endpoint], metric, LIMITS.get(name), points, Coverage(window), window, now_ts)


def metrics(join: float, video: float, audio: float) -> dict[str, MetricView]:
    return {USERS: view(USERS, 9), JOIN: view(JOIN, join), VIDEO: view(VIDEO, video), AUDIO: view(AUDIO, audio)}


def test_an_idle_cursor_goes_to_the_metric_that_turns_bad() -> None:
    assert idle_choice(metrics(99, 1, 1), USERS, first=False) == USERS
    assert idle_choice(metrics(99, 9, 1), USERS, first=False) == VIDEO


def test_of_several_bad_metrics_it_is_the_one_farthest_beyond_its_limit() -> None:
    assert severity(view(VIDEO, 9)) > severity(view(JOIN, 94.8)) > severity(view(JOIN, 96)) == 0
    assert idle_choice(metrics(94.8, 9, 1), USERS, first=True) == VIDEO
    assert idle_choice(metrics(80, 5.1, 1), USERS, first=False) == JOIN


def test_a_cursor_on_a_bad_metric_stays_when_another_turns_worse() -> None:
    assert idle_choice(metrics(94.8, 9, 1), JOIN, first=False) == JOIN


def test_a_metric_near_its_limit_takes_the_cursor_at_the_first_look_alone() -> None:
    near = metrics(99, 3, 1)
    assert idle_choice(near, USERS, first=True) == VIDEO
    assert idle_choice(near, USERS, first=False) == USERS


def test_the_onsets_of_all_metrics_are_one_row_of_minutes() -> None:
    views = [view(VIDEO, 1, 1, 9, 9, 1, 1, 1, 1, 9), view(AUDIO, 1, 1, 1, 1, 9), view(USERS, *range(9))]
    at, found = T + 60 * MINUTE, []
    while (step := onset_ahead(views, USERS, at, -1)) is not None:
        found.append((step[0], (step[1] - T) // MINUTE))
        at = step[1]
    assert found == [(VIDEO, 8), (AUDIO, 4), (VIDEO, 2)]
    assert onset_ahead(views, USERS, T + 2 * MINUTE, 1) == (AUDIO, T + 4 * MINUTE)


def test_of_two_metrics_that_turn_bad_together_the_chosen_one_is_meant_else_the_worst() -> None:
    views = [view(AUDIO, 1, 3.1), view(VIDEO, 1, 60)]
    assert onset_ahead(views, AUDIO, T, 1) == (AUDIO, T + MINUTE)
    assert onset_ahead(views, USERS, T, 1) == (VIDEO, T + MINUTE)
