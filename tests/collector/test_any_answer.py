"""Whatever becomes of an answer on its way: each minute, day, call, user and diagnosis is either read or still open.

An answer that is sound is spoilt somewhere, decoded as the client does it and kept as the collector does it. Nothing of
it may then count as known to be empty. How many examples: tests/conftest.py.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.worlds import PROJECT, empty_ledger
from tui.agora.editions.reference_2020 import EDITION, wire
from tui.agora.errors import ApiError, Unreadable
from tui.analysis.feeds.listing import told
from tui.collector.handlers import HANDLERS
from tui.domain.records import DAY, MINUTE, Answer, Part, Request, Window
from tui.store.rows import calls, curves, diagnoses, series, usage
from tui.store.rows.curves import pack
from tui.store.rows.listings import read_listings
from tui.store.sqlite.changes import SqliteChanges

NOW = 1_795_334_160
# Late enough that all of the window is settled.
HOUR = Window(NOW - 64 * MINUTE, NOW - 4 * MINUTE)
WEEK = Window(NOW // DAY * DAY - 6 * DAY, NOW // DAY * DAY)

DECODERS: Mapping[str, Callable[[wire.Body], Any]] = {
    "live_scale": lambda body: wire.series(body, EDITION["live_scale"], ""),
    "channel_users": lambda body: wire.series(body, EDITION["channel_users"], "room"),
    "diagnosis": wire.diagnoses,
    "usage": wire.usage,
    "call_lists": wire.call_list,
    "call_details": lambda body: wire.call_details(body, "c"),
}
REQUESTS = {
    "live_scale": Request("live_scale", HOUR),
    "channel_users": Request("channel_users", HOUR, "room"),
    "diagnosis": Request("diagnosis", HOUR),
    "usage": Request("usage", WEEK),
    "call_lists": Request("call_lists", HOUR),
    "call_details": Request("call_details", HOUR, call_id="c", part=Part.METRICS),
}
LISTS = {"call_lists": "call_lists", "call_details": "call_info"}
TIMES = {"call_lists": "created_ts", "call_details": "join_ts"}
# What a row cannot lack, or have otherwise, without being another row.
FIELDS = {
    "live_scale": ("ts", "pcu", "pcc"),
    "channel_users": ("ts", "value"),
    "diagnosis": ("ts", "user", "exp_id"),
    "usage": ("ts", "userCount", "sessionCount", "channelCount"),
    "call_lists": ("call_id", "created_ts"),
    "call_details": ("sid", "uid", "join_ts"),
}


def sound(name: str) -> dict[str, Any]:
    """An answer of which all can be read."""
    minutes = range(HOUR.start_ts, HOUR.start_ts + 6 * MINUTE, MINUTE)
    rows: list[dict[str, Any]]
    if name == "live_scale":
        rows = [{"ts": ts + 7, "pcu": 5, "pcc": 2} for ts in HOUR.minutes()]
    elif name == "channel_users":
        rows = [{"ts": ts, "value": 5} for ts in HOUR.minutes()]
    elif name == "diagnosis":
        tags = [{"factor_id": 8, "host_user": "7"}]
        rows = [{"ts": ts, "user": f"{ts % 97}", "exp_id": 4, "cname": "课堂", "cause_tags": tags} for ts in minutes]
    elif name == "usage":
        rows = [
            {"ts": ts, "userCount": 5, "sessionCount": 7, "channelCount": 2}
            for ts in range(WEEK.start_ts, WEEK.end_ts, DAY)
        ]
    elif name == "call_lists":
        rows = [
            {"call_id": f"c{ts}", "cname": "课堂", "created_ts": ts, "destroyed_ts": ts + 60, "finished": True}
            for ts in reversed(minutes)
        ]
        return {"code": 200, "has_more": False, "call_lists": rows}
    else:
        rows = [
            {"sid": f"s{ts}", "uid": ts % 97, "join_ts": ts, "leave_ts": 0, "finished": False, "cname": "课堂"}
            for ts in reversed(minutes)
        ]
        points = [[ts, 100] for ts in range(HOUR.start_ts, HOUR.end_ts, 20)]
        metrics = [{"sid": row["sid"], "data": [{"mid": 20003, "peer_uid": 0, "kvs": points}]} for row in rows]
        return {"code": 200, "call_info": rows, "metrics": metrics}
    return {"code": 200, "message": "", "data": rows}


# -- what becomes of it

# No time, no number, no name, no list.
JUNK = (
    "[]",
    "{}",
    '""',
    "true",
    "NaN",
    "-Infinity",
    "1e400",
    "9" * 400,
    "-" + "9" * 400,
    "9" * 6000,
    '"' + "9" * 6000 + '"',
    "-1e30",
    "[" * 60 + "]" * 60,
    "[" * 20_000 + "]" * 20_000,
    '{"a":' * 60 + "1" + "}" * 60,
    '"\xff\xfe"',
    '"12,5"',
)
# No other bytes: what stands in a name makes it another name.
STRAY = (b"\xff", b"\x80\x80", b"\xf0\x28", b'"')
NAMES = ("user", "call_id", "sid")
WHOLE_JUNK = ("null", "{}", '""', "0", "false", "[null]", "[[]]", "[7]", '[{"later":1}]', "NaN", "[" * 20_000)


def _junk(key: str) -> st.SearchStrategy[str]:
    """What `key` cannot be: a name can be any text."""
    return st.sampled_from([text for text in JUNK if key not in NAMES or text[:2] in ('""', '"\xff') or text[0] != '"'])


@st.composite
def spoilt(draw: st.DrawFn, name: str) -> bytes:
    """An answer of `name` that is spoilt in one place, or in some."""
    answer, field = sound(name), LISTS.get(name, "data")
    rows = answer[field]
    raw: list[str] = []

    def mark(text: str) -> str:
        raw.append(text)
        return f"@{len(raw) - 1}@"

    way = draw(st.sampled_from(["rows", "rows", "rows", "column", "row", "list", "body", "bytes", "cut", "elsewhen"]))
    if way == "rows":
        for _ in range(draw(st.integers(1, 3))):
            row, key = draw(st.sampled_from(rows)), draw(st.sampled_from(FIELDS[name]))
            if isinstance(row, dict) and key in row:
                _spoil(draw, row, key, mark)
    elif way == "column":
        key = draw(st.sampled_from(FIELDS[name]))
        how = mark(draw(_junk(key)))
        renamed = draw(st.booleans())
        for row in rows:
            if renamed:
                row[key.upper()] = row.pop(key)
            else:
                row[key] = how
    elif way == "row":
        rows[draw(st.integers(0, len(rows) - 1))] = mark(draw(st.sampled_from(["null", "7", "[]", "{}", '"row"'])))
    elif way == "list":
        target = draw(st.sampled_from([field, "metrics"])) if name == "call_details" else field
        if draw(st.booleans()):
            del answer[target]
        else:
            answer[target] = mark(draw(st.sampled_from(WHOLE_JUNK)))
    elif way == "elsewhen":
        by_s = draw(st.sampled_from([8 * 3600, -8 * 3600, 40 * DAY, -400 * DAY, -1_790_000_000]))
        time = TIMES.get(name, "ts")
        for row in rows:
            row[time] += by_s * (24 if name == "usage" else 1)
        if name == "call_lists" and abs(by_s) < DAY:
            for row in rows:
                row[time] -= by_s - 40 * DAY
    text = json.dumps(answer, ensure_ascii=draw(st.booleans()))
    text = re.sub(r'"@(\d+)@"', lambda match: raw[int(match[1])], text)
    if way == "body":
        return draw(st.sampled_from([b"", b"{}", b"null", b"[]", b"[%b]" % text.encode(), b"<html>", b'{"code":200}']))
    # A character beyond ASCII that was put in raw is a byte that is no UTF-8.
    content = b"".join(bytes([ord(c)]) if "\xf0" <= c <= "\xff" else c.encode() for c in text)
    if way == "cut":
        return content[: draw(st.integers(0, len(content) - 1))]
    if way == "bytes":
        at = draw(st.integers(0, len(content)))
        return content[:at] + draw(st.sampled_from(STRAY)) + content[at:]
    return content


def _spoil(draw: st.DrawFn, row: dict[str, Any], key: str, mark: Callable[[str], str]) -> None:
    way = draw(st.sampled_from(["junk", "gone", "renamed", "null time", "twice"]))
    if way == "junk":
        row[key] = mark(draw(_junk(key)))
    elif way == "gone":
        del row[key]
    elif way == "renamed":
        row[f"{key}_"] = row.pop(key)
    elif way == "twice":
        row[key] = mark(f"{json.dumps(row[key])},{json.dumps(key)}:{draw(_junk(key))}")
    elif key not in ("pcu", "pcc", "value", "userCount", "sessionCount", "channelCount"):
        row[key] = None


# -- what is known of it then


def kept(name: str, content: bytes) -> sqlite3.Connection:
    """A store that has received it, as the collector does it."""
    connection, endpoint, request = empty_ledger(), EDITION[name], REQUESTS[name]
    handler = HANDLERS[endpoint.yields]
    try:
        if name == "call_details":
            stream = wire.DetailsStream("c")
            stream.feed(content)
            value, left = stream.finish()
        else:
            value, left = DECODERS[name](wire.accepted(200, content))
        answer = handler.fitted(Answer(value, left, None, 200, len(content), 1.0), request, float(NOW))
    except Unreadable:
        handler.miss(SqliteChanges(connection, PROJECT), endpoint, request, float(NOW))
    except ApiError:
        pass
    else:
        prepared = handler.prepare(pack, answer.value, request) if handler.prepare else answer.value
        handler.put(SqliteChanges(connection, PROJECT), endpoint, request, prepared, answer.left, float(NOW))
    return connection


def _minutes_left_out(connection: sqlite3.Connection, name: str) -> list[Any]:
    request, endpoint = REQUESTS[name], EDITION[name]
    names = [(metric, request.channel) for metric in endpoint.series]
    known = series.read_series(connection, PROJECT, names, HOUR)
    coverage = series.read_coverage(connection, PROJECT, name, request.channel, HOUR)
    return [
        (metric, ts)
        for (metric, _), one in known.items()
        for ts in HOUR.minutes()
        if coverage.answered_ts.get(ts) and ts not in {at // MINUTE * MINUTE for at, _ in one.points}
    ]


def _diagnoses_left_out(connection: sqlite3.Connection, name: str) -> list[Any]:
    found = {(one.ts, one.uid) for one in diagnoses.read_diagnoses(connection, PROJECT, HOUR)}
    coverage = series.read_coverage(connection, PROJECT, name, "", HOUR)
    rows = sound(name)["data"]
    return [row for row in rows if (row["ts"], row["user"]) not in found and coverage.answered_ts.get(row["ts"])]


def _days_left_out(connection: sqlite3.Connection, name: str) -> list[Any]:
    unread = usage.read_unread(connection, PROJECT, WEEK)
    days = usage.read_usage(connection, PROJECT, WEEK)
    return [day for day in days if None in (day.users, day.sessions, day.channels) and day.ts not in unread]


def _calls_left_out(connection: sqlite3.Connection, name: str) -> list[Any]:
    found = {call.call_id for call in calls.read_calls(connection, PROJECT, HOUR)}
    listings = read_listings(connection, PROJECT, name, HOUR)
    later = told(HOUR, listings, EDITION.call_lists, since_ts=NOW + MINUTE)
    at_once = told(HOUR, listings, EDITION.call_lists, since_ts=NOW - MINUTE)
    missed = [row for row in sound(name)["call_lists"] if row["call_id"] not in found]
    closed = [row for row in missed if not any(open_.holds(row["created_ts"]) for open_ in later.open)]
    # And the screen does not say that these are all.
    return closed or (missed if at_once.is_complete else [])


def _users_left_out(connection: sqlite3.Connection, name: str) -> list[Any]:
    found = {one.sid for one in calls.read_sessions(connection, PROJECT, "c")}
    listings = read_listings(connection, PROJECT, name, HOUR, call_id="c", part=Part.METRICS)
    later = told(HOUR, listings, EDITION.call_details, since_ts=NOW + MINUTE)
    at_once = told(HOUR, listings, EDITION.call_details, since_ts=NOW - MINUTE)
    rows = sound(name)["call_info"]
    whole = len(range(HOUR.start_ts, HOUR.end_ts, 20))
    missed = [
        row
        for row in rows
        if row["sid"] not in found
        or [len(one.ts) for one in curves.read_curves(connection, PROJECT, "c", row["sid"])] != [whole]
    ]
    closed = [row for row in missed if not any(open_.holds(row["join_ts"]) for open_ in later.open)]
    return closed or (missed if at_once.is_complete else [])


LEFT_OUT: Mapping[str, Callable[[sqlite3.Connection, str], list[Any]]] = {
    "live_scale": _minutes_left_out,
    "channel_users": _minutes_left_out,
    "diagnosis": _diagnoses_left_out,
    "usage": _days_left_out,
    "call_lists": _calls_left_out,
    "call_details": _users_left_out,
}


@pytest.mark.parametrize("name", LEFT_OUT)
@given(data=st.data())
def test_whatever_becomes_of_an_answer_all_in_it_is_read_or_still_open(name: str, data: st.DataObject) -> None:
    content = data.draw(spoilt(name))
    assert LEFT_OUT[name](kept(name, content), name) == []


@pytest.mark.parametrize("name", LEFT_OUT)
def test_of_a_sound_answer_nothing_stays_open(name: str) -> None:
    connection = kept(name, json.dumps(sound(name)).encode())
    assert LEFT_OUT[name](connection, name) == []
    assert connection.execute("SELECT count(*) FROM unread").fetchone() == (0,)
    listings = read_listings(connection, PROJECT, name, HOUR, call_id=REQUESTS[name].call_id, part=REQUESTS[name].part)
    if name in LISTS:
        assert told(HOUR, listings, EDITION.call_lists, since_ts=NOW + MINUTE).is_complete
    elif name == "usage":
        assert len(usage.read_usage(connection, PROJECT, WEEK)) == 6
    else:
        channel = REQUESTS[name].channel
        assert len(series.read_coverage(connection, PROJECT, name, channel, HOUR).answered_ts) == 60


@pytest.mark.parametrize("name", LEFT_OUT)
@pytest.mark.parametrize("unit", [10**3, 10**6, 10**9])
@pytest.mark.parametrize("form", [int, str, float])
def test_times_in_another_evident_unit_are_read(name: str, unit: int, form: Callable[[int], object]) -> None:
    answer = sound(name)
    for row in answer[LISTS.get(name, "data")]:
        for key in ("ts", "created_ts", "destroyed_ts", "join_ts"):
            if key in row:
                row[key] = form(row[key] * unit)
    for one in answer.get("metrics", ()):
        one["data"][0]["kvs"] = [[form(ts * unit), value] for ts, value in one["data"][0]["kvs"]]
    connection = kept(name, json.dumps(answer).encode())
    assert LEFT_OUT[name](connection, name) == []
    assert connection.execute("SELECT count(*) FROM unread").fetchone() == (0,)


@pytest.mark.parametrize("name", ["live_scale", "channel_users"])
@pytest.mark.parametrize(
    ("ts", "covered"),
    [
        # The minute of a row that says when it was stays open, and no other.
        (HOUR.start_ts + 7, 59),
        # One that does not say when leaves open every minute without a row.
        ("9" * 6000, 59),
    ],
)
def test_one_bad_row_costs_that_row(name: str, ts: int | str, covered: int) -> None:
    answer = sound(name)
    answer["data"][0] = {"ts": "@", FIELDS[name][1]: "x"}
    content = json.dumps(answer).replace('"@"', str(ts)).encode()
    connection = kept(name, content)
    coverage = series.read_coverage(connection, PROJECT, name, REQUESTS[name].channel, HOUR)
    assert len(coverage.answered_ts) == covered
    assert coverage.unread == {HOUR.start_ts}
