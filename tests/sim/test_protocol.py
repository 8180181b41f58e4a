"""What the reference says of requests: examples, authorisation, parameters, limits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.sim.asking import (
    ALL_JOINING_TRIAL,
    DAY_S,
    DETAILS,
    DIAGNOSIS,
    EXPERIENCE,
    HOUR_S,
    LISTS,
    NOW_TS,
    ONE_SCORE,
    REPORT,
    SCALE,
    USAGE,
    Asker,
    basic,
)
from tests.sim.watched import World
from tui.sim.protocol import ROUTES, respond
from tui.sim.response import Response

REFERENCE = Path(__file__).parents[1] / "reference" / "agora-analytics-restful-api-2020-10.zh.md"
GOOD_REPORT = {
    "cname": "android_video_engine_1561704454355",
    "teacher_uid": 111,
    "comments": "bad network",
    "ts": 1581387571,
    "type": 1,
    "student_uid": 222,
    "abnormal_uid": 222,
}


def documented_requests() -> list[tuple[str, str, str]]:
    """(method, path, query) of every example request in the reference."""
    text = REFERENCE.read_text("utf-8")
    return re.findall(r"^(GET|POST) (/\S+?)\?(\S+)", text, flags=re.MULTILINE)


def message(response: Response) -> tuple[int, int, str]:
    body = json.loads(b"".join(response.body))
    return response.status, body["code"], body["message"]


def test_the_reference_gives_an_example_of_every_endpoint_served() -> None:
    assert {path: method for method, path, _ in documented_requests()} == {
        path: route.method for path, route in ROUTES.items()
    }


@pytest.mark.parametrize(("method", "path", "query"), documented_requests())
def test_every_documented_request_is_answered(method: str, path: str, query: str) -> None:
    params = parse_qs(query)
    now_ts = float(params.get("end_ts", ["1581387600"])[0]) + 400
    world = World("calm", 1, lambda: now_ts, app_id=params["appid"][0])
    body = json.dumps(GOOD_REPORT).encode()
    response = respond(world, method, path, query, basic(), body, now_ts)
    answer: dict[str, Any] = json.loads(b"".join(response.body))
    assert (response.status, answer["code"]) == (200, 200)
    assert isinstance(answer["message"], str)
    assert set(answer) - {"code", "message"} == {
        LISTS: {"has_more", "call_lists"},
        DETAILS: {"call_id", "call_info", "metrics"},
        REPORT: set(),
    }.get(path, {"data"})
    if path not in (REPORT, DETAILS) and "cname" not in params:
        rows = answer["call_lists" if path == LISTS else "data"]
        assert rows, "the example asks for a time that has data"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic ???"},
        {"Authorization": "Bearer x"},
        basic("demo:wrong"),
        {"Authorization": "Basic \udcff"},
    ],
)
def test_a_request_without_the_right_credentials_is_unauthorized(headers: dict[str, str]) -> None:
    response = Asker().response(SCALE, headers=headers)
    assert message(response)[:2] == (401, 401)
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_header_is_known_by_its_name_in_any_case() -> None:
    headers = {name.lower(): value for name, value in basic().items()}
    assert Asker().response("/nowhere", headers=headers).status == 404


def test_an_app_of_somebody_else_is_forbidden() -> None:
    assert message(Asker().response(SCALE, {"appid": "other"}))[:2] == (403, 403)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/beta/live"), ("POST", SCALE), ("GET", REPORT), ("HEAD", SCALE), ("GET", "/")]
)
def test_an_unknown_path_or_method_is_not_found(method: str, path: str) -> None:
    assert message(Asker().response(path, method=method))[:2] == (404, 404)


@pytest.mark.parametrize(
    ("path", "params", "wrong"),
    [
        (SCALE, {"start_ts": 1, "end_ts": 2}, "metric"),
        (SCALE, {"start_ts": 1, "end_ts": 2, "metric": "pcu,nope"}, "nope"),
        (SCALE, {"start_ts": 1, "end_ts": 2, "metric": "videoFreezeRate"}, "videoFreezeRate"),
        (SCALE, {"end_ts": 2, "metric": "pcu"}, "start_ts"),
        (EXPERIENCE, {"start_ts": 1, "metric": "videoFreezeRate"}, "end_ts"),
        (DIAGNOSIS, {"start_ts": "x", "end_ts": 2}, "start_ts"),
        (DIAGNOSIS, {"start_ts": "1.5", "end_ts": 2}, "start_ts"),
        (DIAGNOSIS, {"start_ts": "-1", "end_ts": 2}, "start_ts"),
        (DIAGNOSIS, {"start_ts": "１", "end_ts": 2}, "start_ts"),
        (DIAGNOSIS, {"start_ts": 3, "end_ts": 2}, "end_ts"),
        (ONE_SCORE, {"start_ts": 1, "end_ts": 2}, "cname"),
        (LISTS, {"start_ts": 1, "end_ts": 2, "cname": ""}, "cname"),
        (USAGE, {"start_ts": 1, "end_ts": 2, "metric": ""}, "metric"),
        (DETAILS, {"start_ts": 1, "end_ts": 2}, "call_id"),
        (
            DETAILS,
            {"start_ts": 1, "end_ts": 2, "call_id": "c", "exclude_metrics_info": "maybe"},
            "exclude_metrics_info",
        ),
        (SCALE, {"appid": ""}, "appid"),
    ],
)
def test_a_wrong_parameter_is_named(path: str, params: dict[str, object], wrong: str) -> None:
    status, code, text = message(Asker().response(path, params))
    assert (status, code) == (400, 400)
    assert wrong in text


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"cname": ""}, "cname"),
        ({"cname": 7}, "cname"),
        ({"teacher_uid": "111"}, "teacher_uid"),
        ({"teacher_uid": 0}, "teacher_uid"),
        ({"student_uid": 2**32}, "student_uid"),
        ({"abnormal_uid": True}, "abnormal_uid"),
        ({"abnormal_uid": 333}, "abnormal_uid"),
        ({"ts": "now"}, "ts"),
        ({"ts": 1581387571.5}, "ts"),
        ({"type": 5}, "type"),
        ({"comments": None}, "comments"),
    ],
)
def test_a_report_with_a_wrong_field_is_refused_by_its_name(change: dict[str, object], wrong: str) -> None:
    asker = Asker()
    body = json.dumps({**GOOD_REPORT, **change}).encode()
    status, code, text = message(asker.response(REPORT, method="POST", body=body))
    assert (status, code) == (400, 400)
    assert wrong in text
    assert asker.world.journal.reports() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_a_report_that_is_no_json_object_is_refused(body: bytes) -> None:
    assert message(Asker().response(REPORT, method="POST", body=body))[:2] == (400, 400)


def test_a_report_is_kept_as_it_came_each_time_it_came() -> None:
    asker = Asker()
    body = json.dumps(GOOD_REPORT).encode()
    for _ in range(2):
        assert message(asker.response(REPORT, method="POST", body=body)) == (200, 200, "")
    assert asker.world.journal.reports() == [{"at_ts": NOW_TS, "report": GOOD_REPORT}] * 2


def test_a_watched_world_notes_every_request_with_its_status() -> None:
    asker = Asker()
    asker.response(SCALE, headers={})
    asker.wait(1)
    asker.response(DIAGNOSIS, {"start_ts": 1, "end_ts": 2})
    asker.response(DIAGNOSIS, {"start_ts": 1, "end_ts": 2})
    assert asker.world.journal.requests() == [
        {"endpoint": SCALE, "at_ts": NOW_TS, "status": 401},
        {"endpoint": DIAGNOSIS, "at_ts": NOW_TS + 1, "status": 200},
        {"endpoint": DIAGNOSIS, "at_ts": NOW_TS + 1, "status": 429},
    ]


@pytest.mark.parametrize(
    ("path", "requests", "window_s"),
    [
        (SCALE, 1, 60),
        (ALL_JOINING_TRIAL, 1, 60),
        (DIAGNOSIS, 1, 60),
        (USAGE, 1, 60),
        (LISTS, 3, 1),
        (DETAILS, 1, 1),
        (REPORT, 10, 1),
    ],
)
def test_an_endpoint_lets_its_documented_number_through_in_any_window(path: str, requests: int, window_s: int) -> None:
    asker = Asker()
    method = ROUTES[path].method

    def statuses(count: int) -> list[int]:
        return [asker.response(path, method=method).status for _ in range(count)]

    assert statuses(requests) == [400] * requests  # without parameters, yet they count
    asker.wait(window_s - 0.01)
    assert message(asker.response(path, method=method)) == (429, 429, "qps limit error")
    asker.wait(0.01)
    assert statuses(requests + 1) == [400] * requests + [429]


def test_limits_are_counted_for_each_endpoint_by_itself() -> None:
    asker = Asker()
    window = {"start_ts": NOW_TS - 60, "end_ts": NOW_TS}
    assert asker.response(DIAGNOSIS, window).status == 200
    assert asker.response(ALL_JOINING_TRIAL, window).status == 200


@pytest.mark.parametrize(("path", "per_day"), [(SCALE, 1000), (USAGE, 10), (LISTS, 1000), (DETAILS, 1000)])
def test_the_day_s_budget_ends_with_the_utc_day(path: str, per_day: int) -> None:
    asker = Asker(now_ts=NOW_TS // DAY_S * DAY_S)
    for _ in range(per_day):
        assert asker.response(path).status == 400
        asker.wait(60)
    assert message(asker.response(path)) == (429, 429, "qpd limit error")
    asker.now_ts = (NOW_TS // DAY_S + 1) * DAY_S - 0.01
    assert asker.response(path).status == 429
    asker.wait(0.01)
    assert asker.response(path).status == 400


def test_the_date_of_an_answer_is_simulated_time() -> None:
    assert Asker(now_ts=NOW_TS + 0.9).response("/x").headers["Date"] == "Sun, 22 Nov 2026 08:58:37 GMT"


def test_an_answer_holds_only_what_is_within_the_hour_and_refuses_nobody_who_asks_for_more() -> None:
    asker = Asker()
    for path in (DIAGNOSIS, ALL_JOINING_TRIAL):
        rows = asker.last(path, 10 * DAY_S)["data"]
        assert rows
        assert min(row["ts"] for row in rows) >= NOW_TS - HOUR_S
        assert asker.ask(path, start_ts=NOW_TS - DAY_S, end_ts=NOW_TS - 2 * HOUR_S)["data"] == []
        assert asker.ask(path, start_ts=NOW_TS + DAY_S, end_ts=10**12 - 1)["data"] == []
