"""The words after `r`, in place of data without an answer, and beside a failure: each says only what is known."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import cast

import pytest

from tests.ui.features.in_hand import KEY, SIGNS, context
from tests.worlds import NOW_TS
from tui.domain.glossary import BIG_CHANNEL_METRICS, LIVE_METRICS
from tui.domain.records import Failure, FailureKind, Want, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.messages.failures import WHAT
from tui.ui.banner import banner_text, by_hand_text
from tui.ui.context import Context, Feed
from tui.ui.features.channels.chart_view import chart_view as channel_chart
from tui.ui.features.diagnosis.view import placeholder
from tui.ui.features.live.view import chart_view
from tui.ui.features.live.worst import nobody
from tui.ui.unanswered import unanswered_text

NO = Failure(FailureKind.UNAUTHORIZED, status=401)
AWAY = Failure(FailureKind.UNREACHABLE)
WANT = Want("live_scale")
SLOT_TS = NOW_TS + 42
LANGS: tuple[Lang, ...] = ("en", "zh")


def status(
    state: WantState = WantState.FAILED,
    next_ts: float | None = None,
    failure: Failure | None = None,
    by_hand_ts: float | None = None,
    want: Want = WANT,
) -> WantStatus:
    return WantStatus(want, state, next_ts, failure, by_hand_ts=by_hand_ts)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("failure", [NO, AWAY, Failure(FailureKind.FORBIDDEN, status=403)])
def test_a_failure_before_the_next_plan_is_no_answer_to_the_key(lang: Lang, failure: Failure) -> None:
    pressed = status(failure=failure, by_hand_ts=math.inf)
    assert by_hand_text(context(lang), [pressed]) == words.REQUESTED(lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("failure", [None, NO, AWAY])
def test_the_key_waits_for_a_slot_of_the_quota_and_names_its_time(lang: Lang, failure: Failure | None) -> None:
    waiting = [status(WantState.WAITING, SLOT_TS, failure, SLOT_TS), status(WantState.WAITING, NOW_TS + 9)]
    assert by_hand_text(context(lang), waiting) == words.QUEUED(lang, time="07:56:52")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "one", [status(WantState.FETCHING, failure=NO), status(next_ts=NOW_TS, failure=NO, by_hand_ts=NOW_TS)]
)
def test_a_request_by_hand_that_leaves_or_has_left_is_asked_now(lang: Lang, one: WantStatus) -> None:
    assert by_hand_text(context(lang), [status(failure=NO, by_hand_ts=SLOT_TS), one]) == words.ASKING(lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize("next_ts", [None, SLOT_TS])
def test_the_time_after_a_failure_is_no_slot_and_the_key_was_answered(
    lang: Lang, kind: FailureKind, next_ts: float | None
) -> None:
    said = by_hand_text(context(lang), [status(next_ts=next_ts, failure=Failure(kind))])
    assert said == words.ASKED_FAILED(lang, what=WHAT[kind](lang))


@pytest.mark.parametrize("lang", LANGS)
def test_only_a_screen_without_wants_asks_for_nothing(lang: Lang) -> None:
    assert by_hand_text(context(lang), []) == words.NOTHING_TO_ASK(lang)
    assert by_hand_text(context(lang), [status(WantState.DONE)]) == words.ALL_HERE(lang)
    assert by_hand_text(context(lang), [status(WantState.WAITING)]) == words.NOT_ALLOWED(lang)
    assert by_hand_text(context(lang), [status(WantState.WAITING, SLOT_TS)]) == words.ASKED_NEXT(lang, time="07:56:52")


@pytest.mark.parametrize("lang", LANGS)
def test_a_failure_is_not_called_given_up_while_a_request_is_under_way(lang: Lang) -> None:
    def told(*statuses: WantStatus) -> str:
        return banner_text(context(lang), statuses, [one.want for one in statuses], SIGNS)

    asking = words.NOTICE_ASKING(lang, what="", advice="").rsplit(" ", 1)[-1]
    stopped = status(failure=NO)
    assert not told(stopped).endswith(asking)
    assert told(status(WantState.FETCHING, failure=NO)).endswith(asking)
    assert told(stopped, status(WantState.FETCHING, failure=NO, want=Want("live_net"))).endswith(asking)


def failed(lang: Lang, failure: Failure | None, *wants: Want) -> Context:
    """A context with a feed that knows of these wants that they failed so."""
    told = context(lang)
    told.feed = cast("Feed", SimpleNamespace(statuses={want: status(failure=failure, want=want) for want in wants}))
    return told


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("failure", [NO, AWAY])
def test_in_place_of_data_stands_the_failure_of_its_own_endpoint(lang: Lang, failure: Failure) -> None:
    says = WHAT[failure.kind](lang)
    metric, count = LIVE_METRICS["pcu"], next(iter(BIG_CHANNEL_METRICS))
    window = Window(int(NOW_TS) - 3600, int(NOW_TS))

    def texts(of: Context) -> list[str]:
        edition = of.edition
        return [
            chart_view("pcu", None, None, of, None, chosen=True).empty,
            nobody(None, of),
            placeholder(None, of, KEY),
            channel_chart(None, count, None, window, of, now_ts=NOW_TS, moment_ts=None, channel="a").empty,
            unanswered_text(of, edition.usage.name),
        ]

    edition = context(lang).edition
    wants = [Want(metric.endpoint), Want(edition.diagnosis.name), Want(edition.usage.name)]
    wants += [Want(endpoint, "a") for endpoint, one in edition.endpoints.items() if count in one.series]
    assert texts(failed(lang, failure, *wants)) == [says] * 5
    assert texts(failed(lang, None, *wants)) == [words.NO_ANSWER_YET(lang)] * 5
    assert texts(failed(lang, failure, Want("call_lists"))) == [words.NO_ANSWER_YET(lang)] * 5
