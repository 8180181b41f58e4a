"""Curves: what several answers told of one session is one, by the point, by the minute, in whatever order they came."""

from __future__ import annotations

import json
import sqlite3
from array import array
from itertools import chain

import pytest

from tests.agora.answering import sample
from tests.rolled import rolled_up
from tests.store.worlds import PROJECT, T0
from tui.agora.editions.reference_2020 import wire
from tui.domain.records import HOUR, CallDetails, Curve, MinuteCurve, Session, Window
from tui.store.rows.calls import read_sessions
from tui.store.rows.changed import changed_since, position
from tui.store.rows.curves import pack, put_details, read_curves, read_minutes
from tui.store.rows.rollup import CHUNK_S

LOSS, FREEZE = 20015, 20011
Told = dict[int, float]


def window(start: int, end: int) -> Window:
    return Window(T0 + start, T0 + end)


def curve(points: Told, *, sid: str = "S", mid: int = LOSS, peer_uid: int = 0) -> Curve:
    """`points` by seconds after T0."""
    ordered = sorted(points.items())
    return Curve(sid, mid, peer_uid, array("q", [T0 + ts for ts, _ in ordered]), array("d", [v for _, v in ordered]))


def put(
    connection: sqlite3.Connection,
    asked: Window,
    *curves: Curve,
    answered_ts: float = 1.0,
    call_id: str = "c",
    project_id: int = PROJECT,
    sessions: tuple[Session, ...] = (),
) -> None:
    packed = pack(CallDetails(call_id, sessions, curves), asked)
    put_details(connection, project_id, call_id, asked, sessions, packed, answered_ts=answered_ts)


def told(connection: sqlite3.Connection, *, mid: int = LOSS, peer_uid: int = 0) -> Told:
    """What is known of one curve of S, by seconds after T0."""
    found = [one for one in read_curves(connection, PROJECT, "c", "S") if (one.mid, one.peer_uid) == (mid, peer_uid)]
    return {ts - T0: value for one in found for ts, value in zip(one.ts, one.values, strict=True)}


def test_what_an_answer_held_is_read_as_it_came(connection: sqlite3.Connection) -> None:
    reader = wire.DetailsStream("c")
    reader.feed(json.dumps(sample("call_details")).encode())
    details, _ = reader.finish()
    every = list(chain.from_iterable(one.ts for one in details.curves))
    asked = Window(min(every), max(every))
    put_details(connection, PROJECT, "c", asked, details.sessions, pack(details, asked), answered_ts=1.0)
    held = sorted(details.curves, key=lambda one: (one.sid, one.mid, one.peer_uid))
    stored = [one for sid in sorted({one.sid for one in held}) for one in read_curves(connection, PROJECT, "c", sid)]
    assert stored
    assert stored == held
    assert [one.values.tobytes() for one in stored] == [one.values.tobytes() for one in held]
    assert read_minutes(connection, PROJECT, "c") == rolled_up(tuple(stored))
    assert {one.sid for one in read_sessions(connection, PROJECT, "c")} == {one.sid for one in details.sessions}


def test_curves_of_one_answer_share_their_timestamps(connection: sqlite3.Connection) -> None:
    points = dict.fromkeys(range(0, 600, 2), 1.0)
    put(connection, window(0, 600), curve(points), curve(points, mid=FREEZE, peer_uid=7), curve({0: 1.0}, mid=1))
    other, first, second = read_curves(connection, PROJECT, "c", "S")
    assert first.ts is second.ts is not other.ts


def test_a_window_asked_again_replaces_what_it_told_and_leaves_what_it_does_not_hold(
    connection: sqlite3.Connection,
) -> None:
    put(connection, window(0, 60), curve({0: 1, 2: 1}), curve({0: 5}, mid=FREEZE), answered_ts=1)
    put(connection, window(0, 60), curve({2: 2, 4: 2}), answered_ts=2)
    assert told(connection) == {2: 2, 4: 2}
    assert told(connection, mid=FREEZE) == {0: 5}


def test_where_windows_overlap_the_newer_answer_counts(connection: sqlite3.Connection) -> None:
    put(connection, window(0, 6), curve({0: 1, 2: 1, 4: 1}), answered_ts=1)
    put(connection, window(4, 10), curve({4: 2, 6: 2}), answered_ts=2)
    assert told(connection) == {0: 1, 2: 1, 4: 2, 6: 2}


def test_the_first_second_of_a_window_told_twice_is_one_point(connection: sqlite3.Connection) -> None:
    put(connection, window(100, 200), curve({100: 1, 150: 1}), answered_ts=1)
    put(connection, window(0, 100), curve({50: 2, 100: 2}), answered_ts=2)
    assert told(connection) == {50: 2, 100: 2, 150: 1}
    (minutes,) = read_minutes(connection, PROJECT, "c")
    assert list(minutes.counts) == [1, 1, 1]
    assert list(minutes.sums) == [2, 2, 1]


def test_a_minute_without_points_is_zero_in_the_rollup(connection: sqlite3.Connection) -> None:
    put(connection, window(0, 240), curve({10: 3, 20: 5, 190: 7}))
    (minutes,) = read_minutes(connection, PROJECT, "c")
    assert minutes == MinuteCurve(
        *("S", LOSS, 0, T0),
        array("I", [2, 0, 0, 1]),
        array("d", [8, 0, 0, 7]),
        array("d", [3, 0, 0, 7]),
        array("d", [5, 0, 0, 7]),
    )


def test_the_same_answer_twice_is_no_news(connection: sqlite3.Connection) -> None:
    put(connection, window(0, 60), curve({0: 1}))
    before = position(connection, PROJECT)
    put(connection, window(0, 60), curve({0: 1}))
    put(connection, window(0, 30), curve({0: 4}))
    assert position(connection, PROJECT) == before
    put(connection, window(0, 60), curve({0: 1}), answered_ts=2)
    assert list(changed_since(connection, PROJECT, before)) == ["call:c"]
    assert connection.execute("SELECT count(*) FROM chunks").fetchone() == (1,)


def test_the_minutes_of_some_metrics_are_those_of_every_session(connection: sqlite3.Connection) -> None:
    put(
        connection,
        window(0, 60),
        *(curve({0: 1}, sid=sid, mid=mid, peer_uid=peer) for sid in "BA" for mid in (FREEZE, LOSS) for peer in (7, 0)),
    )
    found = read_minutes(connection, PROJECT, "c", {LOSS, 1})
    assert [(one.sid, one.mid, one.peer_uid) for one in found] == [
        (sid, LOSS, peer_uid) for sid in "AB" for peer_uid in (0, 7)
    ]
    assert len(read_minutes(connection, PROJECT, "c")) == 8
    assert read_minutes(connection, PROJECT, "c", ()) == ()


def test_what_is_not_known_is_empty(connection: sqlite3.Connection) -> None:
    put(connection, window(0, 60), curve({0: 1}), call_id="other")
    put(connection, window(0, 60), curve({0: 1}), project_id=PROJECT + 1)
    assert read_curves(connection, PROJECT, "c", "S") == ()
    assert read_minutes(connection, PROJECT, "c") == ()


def test_points_of_another_year_are_neither_read_nor_do_their_minutes_take_room(connection: sqlite3.Connection) -> None:
    far = {-300_000_000: 1.0, -61: 1.0, -60: 2.0, 10: 3.0, 120: 4.0, 179: 5.0, 180: 6.0, 300_000_000: 7.0}
    put(connection, Window(T0 - 1, T0 + 120), curve(far), curve({-300_000_000: 1.0}, mid=FREEZE))
    assert told(connection) == {-60: 2.0, 10: 3.0, 120: 4.0, 179: 5.0}
    assert told(connection, mid=FREEZE) == {}
    assert read_minutes(connection, PROJECT, "c") == rolled_up(read_curves(connection, PROJECT, "c", "S"))


def test_points_outside_of_the_window_take_no_room(connection: sqlite3.Connection) -> None:
    whole = curve(dict.fromkeys(range(3 * HOUR), 1.0))
    for start in range(0, 3 * HOUR, 600):
        put(connection, window(start, start + 599), whole, curve({4 * HOUR: 1.0}, mid=FREEZE), answered_ts=start)
    assert connection.execute("SELECT count(*) FROM chunks").fetchone()[0] <= 3 * HOUR / CHUNK_S + 1
    assert read_curves(connection, PROJECT, "c", "S") == (whole,)


def test_an_answer_of_users_alone_keeps_the_curves(connection: sqlite3.Connection) -> None:
    session = Session("S", "a", 1, "", "", False, "", "", T0, None, False)
    put(connection, window(0, 60), curve({0: 1}), answered_ts=1)
    put(connection, window(0, 60), answered_ts=2, sessions=(session,))
    assert told(connection) == {0: 1}
    assert read_sessions(connection, PROJECT, "c") == (session,)


@pytest.mark.parametrize("points", [1, 40_000])
def test_a_curve_of_any_length_comes_back(connection: sqlite3.Connection, points: int) -> None:
    long = curve({second: second % 3000 / 100 for second in range(points)})
    put(connection, window(0, 12 * HOUR), long)
    assert read_curves(connection, PROJECT, "c", "S") == (long,)
    (minutes,) = read_minutes(connection, PROJECT, "c")
    assert sum(minutes.counts) == points
    assert minutes == rolled_up((long,))[0]
