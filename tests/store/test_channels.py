"""What the Channels screen reads of the minutes."""

from __future__ import annotations

import sqlite3

from tests.store.worlds import DELAY_S, PROJECT, T0, minutes, put
from tui.domain.records import Answered
from tui.store.rows import channels

HOUR_S = 3600
DAY = minutes(-1440, 1500)


def test_a_stretch_ends_at_the_newest_point_however_long_ago_that_was(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {-7200: 1.0, -3540: 2.0, 0: 3.0}, window=minutes(-130, 190), answered_ts=T0 + 9000)
    names = [("loss", ""), ("loss", "nobody"), ("other", "")]
    found = channels.read_last_stretches(connection, PROJECT, names, DAY, HOUR_S)
    assert found == {names[0]: ((T0 - 3540, 2.0), (T0, 3.0)), names[1]: (), names[2]: ()}
    before = channels.read_last_stretches(connection, PROJECT, names[:1], minutes(-200, 100), HOUR_S)
    assert before == {names[0]: ((T0 - 7200, 1.0),)}


def test_a_stretch_is_the_project_s_own(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT + 1, {0: 1.0}, window=minutes(0, 60), answered_ts=T0 + 9000)
    assert channels.read_last_stretches(connection, PROJECT, [("loss", "")], DAY, HOUR_S) == {("loss", ""): ()}


def test_only_minutes_that_were_answered_late_enough_count(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {}, window=minutes(0, 10), answered_ts=T0 + 10 * 60)
    answered = channels.read_answered(connection, PROJECT, {"live_net": DELAY_S, "other": 0}, DAY)
    assert answered == {("live_net", ""): Answered(T0 + 600.0, 8)}


def test_a_value_that_was_ever_stored_is_found(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {}, window=minutes(0, 10), answered_ts=T0 + 600)
    assert not channels.any_points(connection, PROJECT, ("loss", "other"))
    put(connection, PROJECT, {0: 0.0}, window=minutes(0, 10), answered_ts=T0 + 600)
    assert channels.any_points(connection, PROJECT, ("other", "loss"))
    assert not channels.any_points(connection, PROJECT + 1, ("loss",))


def test_channels_that_diagnoses_name_come_newest_first_and_those_with_minutes_behind(
    connection: sqlite3.Connection,
) -> None:
    connection.execute(
        "INSERT INTO series (project_id, metric, channel) VALUES (1, 'a', ''), (1, 'a', 'once'), (1, 'b', 'once'),"
        " (1, 'a', 'both'), (2, 'a', 'other')"
    )
    for ts, uid, channel in ((T0, "1", "old"), (T0 + 9, "1", "both"), (T0 + 9, "2", "both"), (T0 + 3, "1", "")):
        connection.execute(
            "INSERT INTO diagnoses (project_id, ts, uid, exp_id, channel, causes, answered_ts)"
            " VALUES (1, ?, ?, 1, ?, '[]', 0)",
            (ts, uid, channel),
        )
    seen = channels.read_seen_channels(connection, PROJECT, 10)
    assert seen == (("both", 2, T0 + 9), ("old", 1, T0), ("once", 0, 0))
    assert len(channels.read_seen_channels(connection, PROJECT, 1)) == 1
