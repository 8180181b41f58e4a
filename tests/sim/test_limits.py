"""Limits of both editions, what the audit counts, and the faults that a test may order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sim.asking import (
    DAY_S,
    DIAGNOSIS,
    EXPERIENCE,
    LISTS,
    NETWORK,
    NOW_TS,
    ONE_USERS,
    REPORT,
    SCALE,
    USAGE,
    Asker,
)
from tests.sim.audit import Audit, Breach
from tests.sim.watched import World
from tui.sim.limits import EDITIONS, Limit, Limits
from tui.sim.protocol import ROUTES
from tui.sim.response import Response

MIDNIGHT = float(NOW_TS // DAY_S * DAY_S)


def asker(limits: Limits = EDITIONS["2020"], now_ts: float = NOW_TS) -> Asker:
    one = Asker(now_ts=now_ts)
    one.world = World("calm", 1, lambda: one.now_ts, epoch_ts=now_ts, limits=limits)
    return one


def asked(one: Asker, path: str) -> Response:
    params: Mapping[str, object] = {"start_ts": int(one.now_ts) - 60, "end_ts": int(one.now_ts), "metric": "pcu"}
    return one.response(path, params, method=ROUTES[path].method)


def body(response: Response) -> Any:
    return json.loads(b"".join(response.body))


# -- editions


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_endpoint_has_a_limit_in_every_edition(edition: str) -> None:
    assert EDITIONS[edition].keys() == ROUTES.keys()


@pytest.mark.parametrize("path", [SCALE, EXPERIENCE, NETWORK, DIAGNOSIS])
def test_the_edition_of_2021_answers_live_and_diagnosis_once_a_second(path: str) -> None:
    for edition, wait_s in (("2020", 60), ("2021", 1)):
        one = asker(EDITIONS[edition])
        assert asked(one, path).status != 429
        one.wait(wait_s - 0.01)
        assert asked(one, path).status == 429
        one.wait(0.01)
        assert asked(one, path).status != 429


@pytest.mark.parametrize("path", [ONE_USERS, USAGE, LISTS, REPORT])
def test_the_editions_agree_on_everything_else(path: str) -> None:
    assert EDITIONS["2020"][path] == EDITIONS["2021"][path]


def test_a_world_may_have_limits_of_its_own() -> None:
    one = asker({**EDITIONS["2020"], SCALE: Limit(2, 60, 3)})
    assert [asked(one, SCALE).status for _ in range(3)] == [200, 200, 429]
    one.wait(60)
    assert [asked(one, SCALE).status for _ in range(2)] == [200, 429]
    assert body(asked(one, SCALE))["message"] == "qpd limit error"


# -- the audit


def test_a_client_that_keeps_the_limits_breaches_none() -> None:
    one = asker(now_ts=MIDNIGHT)
    for _ in range(999):
        asked(one, SCALE)
        one.wait(86.5)
    assert one.world.breaches() == []


def test_a_request_too_soon_is_one_breach_whether_or_not_it_is_refused() -> None:
    one = asker()
    asked(one, SCALE)
    one.wait(59.9)
    asked(one, SCALE)
    one.wait(60)
    asked(one, SCALE)
    assert one.world.breaches() == [Breach(SCALE, "minute", NOW_TS + 59.9, 2, 1)]
    assert one.world.journal.refusals() == {(SCALE, "qps limit error"): 1}
    assert one.world.journal.asked(SCALE) == 3


def test_a_day_is_counted_from_midnight_and_over_any_24_hours() -> None:
    one = asker(now_ts=MIDNIGHT - 3600)
    for _ in range(10):
        asked(one, USAGE)
        one.wait(60)
    one.now_ts = MIDNIGHT + 60
    asked(one, USAGE)
    assert [(breach.kind, breach.number) for breach in one.world.breaches()] == [("24 h", 11)]
    for _ in range(10):
        one.wait(3600)
        asked(one, USAGE)
    assert [breach.number for breach in one.world.breaches() if breach.kind == "utc day"] == [11]


def test_what_is_not_let_in_is_no_arrival() -> None:
    one = asker()
    for _ in range(3):
        one.response(SCALE, headers={})
        one.response(SCALE, {"appid": "other"})
        one.response("/nowhere")
    assert one.world.journal.asked() == 0
    assert one.world.breaches() == []


arrivals = st.lists(st.sampled_from([0.0, 0.25, 1.0, 20.0, 40.0, 60.0, 5000.0, 43_200.0]), max_size=40)


@given(arrivals, st.sampled_from([Limit(1, 60, 4), Limit(3, 1, 5), Limit(2, 60)]))
def test_the_audit_counts_as_a_naive_count_does(gaps: list[float], limit: Limit) -> None:
    audit = Audit()
    times: list[float] = []
    expected = []
    now_ts = MIDNIGHT - 7200
    for gap in gaps:
        now_ts += gap
        times.append(now_ts)
        audit.arrive(SCALE, limit, now_ts)
        kind = {1: "second", 60: "minute"}[limit.window_s]
        numbers = [(kind, sum(ts > now_ts - limit.window_s for ts in times), limit.requests)]
        if limit.per_day:
            numbers.append(("utc day", sum(ts // DAY_S == now_ts // DAY_S for ts in times), limit.per_day))
            numbers.append(("24 h", sum(ts > now_ts - DAY_S for ts in times), limit.per_day))
        expected += [Breach(SCALE, kind, now_ts, number, most) for kind, number, most in numbers if number > most]
    assert audit.breaches() == expected


def test_the_journal_counts_by_endpoint_and_the_audit_names_each_breach() -> None:
    one = asker()
    for _ in range(3):
        asked(one, SCALE)
    assert one.world.journal.counts() == [
        {"endpoint": SCALE, "asked": 3, "refused": {"qps limit error": 2}},
    ]
    assert one.world.breaches()[0] == Breach(SCALE, "minute", NOW_TS, 2, 1)


def test_the_counts_are_of_all_that_ever_arrived_however_few_requests_the_journal_keeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.sim.journal.KEPT", 5)
    one = asker()
    for _ in range(9):
        asked(one, DIAGNOSIS)
        one.wait(60)
    assert len(one.world.journal.requests()) == 5
    assert one.world.journal.asked(DIAGNOSIS) == one.world.journal.asked() == 9


# -- faults


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("5xx", 500, "internal server error"),
        ("429 qps", 429, "qps limit error"),
        ("429 qpd", 429, "qpd limit error"),
    ],
)
def test_an_outage_refuses_what_arrives_while_it_lasts_and_dates_its_answers(
    kind: str, status: int, message: str
) -> None:
    one = asker()
    one.world.outage(NOW_TS + 60, NOW_TS + 180, kind)
    found = []
    for _ in range(4):
        response = asked(one, SCALE)
        assert parsedate_to_datetime(response.headers["Date"]).timestamp() == one.now_ts
        found.append((response.status, body(response).get("message")))
        one.wait(60)
    assert found == [(200, "success"), (status, message), (status, message), (200, "success")]
    assert one.world.journal.refusals() == {(SCALE, message): 2}
    assert one.world.breaches() == []


def test_an_outage_may_be_of_one_endpoint() -> None:
    one = asker()
    one.world.outage(NOW_TS, NOW_TS + 60, "5xx", SCALE)
    assert (asked(one, SCALE).status, asked(one, DIAGNOSIS).status) == (500, 200)


def test_what_arrives_during_an_outage_counts_as_much_as_any_other_for_the_audit_but_costs_nothing() -> None:
    one = asker()
    one.world.outage(NOW_TS, NOW_TS + 10, "5xx")
    asked(one, SCALE)
    one.wait(10)
    assert asked(one, SCALE).status == 200
    assert [breach.kind for breach in one.world.breaches()] == ["minute"]


def test_an_outage_of_an_unknown_kind_is_a_mistake_of_the_test() -> None:
    with pytest.raises(KeyError):
        asker().world.outage(0, 1, "flood")


def test_what_somebody_else_spends_is_missing_from_the_quota_and_is_no_breach_of_ours() -> None:
    one = asker(now_ts=MIDNIGHT + 3600)
    one.world.spend(USAGE, 9)
    assert body(asked(one, USAGE))["message"] == "qps limit error"
    one.wait(60)
    assert asked(one, USAGE).status != 429
    one.wait(60)
    assert body(asked(one, USAGE))["message"] == "qpd limit error"
    assert one.world.breaches() == []
    assert one.world.journal.asked(USAGE) == 3
    one.now_ts = MIDNIGHT + DAY_S
    assert asked(one, USAGE).status != 429


def test_nobody_else_spends_more_than_the_day_has() -> None:
    one = asker(now_ts=MIDNIGHT)
    one.world.spend(SCALE, 5000)
    one.wait(DAY_S)
    assert asked(one, SCALE).status == 200
