"""The hostile scene: never an exception of its own, harm of every kind, and good rows in between."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.sim.asking import DAY_S, DETAILS, DIAGNOSIS, EXPERIENCE, HOUR_S, LISTS, NOW_TS, RATES, SCALE, USAGE, Asker
from tui.sim import poison
from tui.sim.protocol import ROUTES

# More rows than any good answer has.
MANY = 1000


def bodies(asker: Asker, path: str, **params: object) -> list[tuple[int, bytes]]:
    """The answers to one question asked once a minute for an hour."""
    answers = []
    for _ in range(60):
        window = {"start_ts": int(asker.now_ts) - HOUR_S, "end_ts": int(asker.now_ts)}
        response = asker.response(path, {**window, **params})
        answers.append((response.status, b"".join(response.body)))
        asker.wait(61)
    return answers


def readable(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def good(row: Any, fields: set[str]) -> bool:
    return (
        isinstance(row, dict) and set(row) == fields and isinstance(row["ts"], int) and abs(row["ts"] - NOW_TS) < DAY_S
    )


@pytest.mark.parametrize("path", [path for path, route in ROUTES.items() if route.method == "GET"])
def test_every_endpoint_answers_something(path: str) -> None:
    metric = {SCALE: "pcu", EXPERIENCE: RATES, USAGE: "userCount"}.get(path, "videoUpstreamExcellentTransRate")
    asker = Asker("hostile")
    call = asker.world.calls.one_alive("x", NOW_TS - HOUR_S)
    assert call is not None
    params = {"metric": metric, "cname": "big-live-1", "call_id": call.call_id}
    window = {"start_ts": NOW_TS - HOUR_S, "end_ts": NOW_TS}
    for _ in range(9):
        assert asker.response(path, {**window, **params}).status in (200, 500)
        asker.wait(61)


def test_most_rows_of_most_answers_stay_good() -> None:
    rows = Counter[bool]()
    answers = [readable(body) for _, body in bodies(Asker("hostile"), EXPERIENCE, metric=RATES)]
    for answer in answers:
        if isinstance(answer, dict) and isinstance(answer.get("data"), list) and len(answer["data"]) < MANY:
            rows.update(good(row, {*RATES.split(","), "ts"}) for row in answer["data"])
    assert rows[True] > rows[False] > 0.15 * rows[True]


def test_a_good_row_is_the_incident_s_own() -> None:
    true = {row["ts"]: row for row in Asker("incident").last(EXPERIENCE, metric=RATES)["data"]}
    answer = readable(bodies(Asker("hostile"), EXPERIENCE, metric=RATES)[0][1])
    same = [row for row in answer["data"] if isinstance(row, dict) and row == true.get(row.get("ts"))]
    assert len(same) > 20


@pytest.mark.long
def test_some_answers_are_no_json_some_are_errors_and_some_too_short() -> None:
    kinds = Counter[str]()
    for seed in range(6):
        for status, body in bodies(Asker("hostile", seed=seed), SCALE, metric="pcu"):
            answer = readable(body)
            kinds[f"{status} {type(answer).__name__}"] += 1
    assert kinds["500 NoneType"] > 0
    assert kinds["200 NoneType"] > 0
    assert kinds["200 list"] > 0
    assert kinds["200 dict"] > 0.8 * kinds.total()


def test_a_short_answer_promises_more_than_it_holds() -> None:
    short = 0
    for seed in range(6):
        asker = Asker("hostile", seed=seed)
        for _ in range(30):
            response = asker.response(LISTS, {"start_ts": NOW_TS - 1, "end_ts": NOW_TS})
            size = len(b"".join(response.body))
            if size < int(response.headers.get("Content-Length", 0)):
                short += 1
                assert response.headers["Connection"] == "close"
            asker.wait(61)
    assert short > 0


def test_now_and_then_a_million_rows_come() -> None:
    assert any(body.count(b'{"ts"') >= 10**6 for _, body in bodies(Asker("hostile", seed=2), SCALE, metric="pcu"))


def test_the_poison_has_every_kind() -> None:
    world = Asker("hostile").world
    good_rows = [{"ts": NOW_TS + second, "cname": "room", "value": 7} for second in range(4000)]
    text = "".join(poison.rows(world, DIAGNOSIS, good_rows))
    spoilt_names = (
        "[/]",
        r"\u001b[2J",
        r"\u001b]52",
        r"\u009b",
        r"\u0000",
        r"\n",
        r"\u202e",
        r"\u0300",
        r"\ud800",
        r"\u001bP",
    )
    numbers = ("NaN", "-Infinity", "1e300", "1e400", "null", "-37.5", '"12.5"', '"7"')
    moments = ('"ts":0', '"ts":60', '"ts":4294967295', '"ts":"yesterday"', f'"ts":"{NOW_TS // 1000}')
    for needle in (*spoilt_names, "long" * 1024, *numbers, *moments):
        assert needle in text


def test_a_list_now_and_then_claims_more_and_shows_nothing() -> None:
    answers = [readable(body) for _, body in bodies(Asker("hostile"), LISTS)]
    hollow = [a for a in answers if isinstance(a, dict) and a.get("call_lists") == [] and a.get("has_more") is True]
    assert 0 < len(hollow) < 20


def test_the_class_of_the_incident_keeps_good_curves_among_the_bad() -> None:
    asker = Asker("hostile")
    call = asker.world.calls.of_channel_at("数学-3班", NOW_TS - 600)
    assert call is not None
    params = {"start_ts": NOW_TS - 700, "end_ts": NOW_TS - 600, "call_id": call.call_id}
    answer = None
    while answer is None:  # a whole answer may be spoilt
        asker.wait(61)
        answer = readable(b"".join(asker.response(DETAILS, params).body))
    curves = [curve for one in answer["metrics"] for curve in one["data"] if isinstance(curve, dict)]
    clean = [curve for curve in curves if curve["kvs"] and len(curve["kvs"]) in (50, 51)]
    assert len(clean) > 0.6 * len(curves)
    assert len(clean) < len(curves)
