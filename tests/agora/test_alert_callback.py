"""The vendor's alert callback: the documented body is read whole, retries are one alert, garbage is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.agora.alert_callback import NoAlert, alert_of
from tui.domain.records import VendorAlert

NOW = 1_631_703_725.5
# As documented, 9.1: the time in milliseconds, numbers as strings.
BODY = {
    "alertTime": "1631703720000",
    "timeZone": "UTC+8",
    "projectName": "课堂-prod",
    "cname": "room-7",
    "uid": "80121",
    "enContent": "video freeze rate≥85%",
    "currentUserNum": "12",
    "currentHostNum": "2",
    "callId": "613f0b9a5c7e4d0001aa22bb",
    "url": "https://console.agora.io/analytics/call/qoe?id=613f0b9a5c7e4d0001aa22bb",
    "remark": "on call",
}


def read(now_ts: float = NOW, **changed: Any) -> VendorAlert:
    fields = {name: value for name, value in {**BODY, **changed}.items() if value is not ...}
    return alert_of(json.dumps(fields).encode(), now_ts)


def test_the_documented_body_is_read_whole() -> None:
    alert = read()
    assert alert == VendorAlert(
        alert.key,
        NOW,
        1631703720,
        "video freeze rate≥85%",
        "",
        "课堂-prod",
        "room-7",
        "80121",
        "613f0b9a5c7e4d0001aa22bb",
        12,
        2,
        BODY["url"],
        "on call",
        {"timeZone": "UTC+8"},
    )
    assert alert.ts == 1631703720


@pytest.mark.parametrize("told", ["1631703720000", 1631703720000, "1631703720", 1631703720, 1631703720.25])
def test_a_time_in_milliseconds_or_seconds_is_the_same_alert(told: object) -> None:
    assert (read(alertTime=told).told_ts, read(alertTime=told).key) == (1631703720, read().key)


def test_a_retry_has_the_key_of_the_first_and_another_alert_does_not() -> None:
    assert read(NOW + 4).key == read().key
    assert read(currentUserNum="13", url=...).key == read().key, "a retry may count the users anew"
    others: list[dict[str, Any]] = [
        {"alertTime": "1631703780000"},
        {"cname": "b"},
        {"uid": ...},
        {"enContent": "x"},
        {"callId": "0"},
    ]
    for other in others:
        assert read(**other).key != read().key, other


@pytest.mark.parametrize("told", [..., "", "soon", None, "12", [], {"a": 1}, True])
def test_an_alert_without_a_time_goes_by_its_receipt_and_its_retries_are_one(told: object) -> None:
    alert = read(alertTime=told)
    assert (alert.told_ts, alert.ts) == (None, NOW)
    assert read(NOW + 6, alertTime=told).key == alert.key
    assert read(NOW + 3600, alertTime=told).key != alert.key


@pytest.mark.parametrize("ahead_s", [2 * 3600, 30 * 86400, 10**9])
def test_an_alert_of_the_time_to_come_is_of_its_receipt_and_its_retry_is_no_second_one(ahead_s: int) -> None:
    told = str(int(NOW) + ahead_s)
    alert = read(alertTime=told)
    assert (alert.told_ts, alert.ts, alert.others["alertTime"]) == (None, NOW, told)
    assert alert.key == read(NOW + 900, alertTime=told).key
    assert read(alertTime=str(int(NOW) + 600)).told_ts == int(NOW) + 600


def test_fields_that_are_unknown_or_unreadable_are_kept_as_they_came() -> None:
    alert = read(level=2, nested={"a": [1]}, currentUserNum="many", alertTime="soon", uid=["7"])
    assert (alert.users, alert.uid) == (None, "")
    assert alert.others == {
        "timeZone": "UTC+8", "level": "2", "nested": '{"a":[1]}', "currentUserNum": "many", "alertTime": "soon",
        "uid": '["7"]',
    }  # fmt: skip


def test_the_content_of_the_rules_language_stands_for_the_other_one() -> None:
    assert read().says("zh") == "video freeze rate≥85%"
    both = read(cnContent="视频卡顿率≥85%")
    assert (both.says("zh"), both.says("en")) == ("视频卡顿率≥85%", "video freeze rate≥85%")


def test_signs_that_act_on_a_terminal_are_made_visible() -> None:
    hostile: dict[str, Any] = {"cname": "a\x1b[31m", "remark": "\u202eb", "\x07": "\x9b"}
    alert = read(**hostile)
    assert (alert.channel, alert.remark) == ("a␛[31m", "\\u{202E}b")
    assert alert.others["␇"] == "\\u{009B}"


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"null", b"3", b'"a"', b"{", b"{}", b'{"remark": "a"}', b"\xff{}", b"[" * 5000, b'{"a": 1}'],
)
def test_garbage_is_no_alert(body: bytes) -> None:
    with pytest.raises(NoAlert):
        alert_of(body, NOW)


@given(st.dictionaries(st.sampled_from([*BODY, "x"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(), lambda each: st.lists(each)
)))  # fmt: skip
def test_any_object_is_an_alert_or_is_refused(fields: dict[str, Any]) -> None:
    try:
        alert = alert_of(json.dumps(fields).encode(), NOW)
    except NoAlert:
        return
    assert "\x1b" not in repr(alert)
