"""Retention: rows too old to keep go, a little at a time, and the file gives its room back.

A step is one short transaction: the next writer waits for some milliseconds, and readers not at all. Each project
prunes its own rows; the room is the file's.
"""

from __future__ import annotations

import math

from msgspec import Struct

from tui.domain.records import DAY
from tui.store.rows.connection import RowConnection

# The longest day that any limit counts by is one day and its margins; the log of requests is of use for some more.
LEDGER_DAYS = 8


class Old(Struct, frozen=True):
    """Rows of `table` that may go: those `where` holds. `key` are the columns that tell rows apart among those
    of the owner's condition.

    A row is as much work as `weight` small ones.

    The conditions know :project, and :minutes, :curves, :ledger, before which a row is old.
    """

    table: str
    key: str
    where: str
    whose: str = "project_id = :project"
    weight: int = 1

    @property
    def deletion(self) -> str:
        """Deletes :left of them; every row is found by an index."""
        picked = (
            f"SELECT {self.key} FROM {self.table} WHERE {self.where} LIMIT (:left + {self.weight - 1}) / {self.weight}"  # noqa: S608 - constants
        )
        return f"DELETE FROM {self.table} WHERE {self.whose} AND ({self.key}) IN ({picked})"  # noqa: S608 - constants


_FIGURE = "call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts"
_MINE = "project_id = :project"
_MY_SERIES = "series_id IN (SELECT series_id FROM series WHERE project_id = :project)"
_MY_FEEDS = "feed_id IN (SELECT feed_id FROM feeds WHERE project_id = :project)"
# A call is old when its begin and its last answer are old. So are its rows, and the details of a call that no list
# holds.
_OLD_CALL = "created_ts < :curves AND answered_ts < :curves"


def _none_of(table: str, call_id: str, condition: str = "true") -> str:
    return f"NOT EXISTS (SELECT 1 FROM {table} WHERE {_MINE} AND call_id = {call_id} AND {condition})"  # noqa: S608 - constants


def _of_old_call(table: str) -> str:
    return f"{_MINE} AND answered_ts < :curves AND {_none_of('calls', f'{table}.call_id', f'NOT ({_OLD_CALL})')}"


_TOPIC_OF_NO_CALL = " AND ".join(
    [
        f"{_MINE} AND topic >= 'call:' AND topic < 'call;'",
        *(_none_of(table, "substr(topic, 6)") for table in ("calls", "sessions", "chunks")),
        _none_of("listings", "substr(topic, 6)", "endpoint IN ('call_details', 'call_sessions')"),
    ]
)
_NEWEST_SEQ = "(SELECT max(seq) FROM changes WHERE project_id = :project)"
_LAST_CLAIMS = "(SELECT claim_id FROM last_answers WHERE project_id = :project)"

OLD = (
    # Ahead of its points, or a minute would for a while be one that an answer did not hold.
    Old("coverage", "feed_id, minute_ts", f"{_MY_FEEDS} AND minute_ts < :minutes", whose="true"),
    Old("unread", "feed_id, minute_ts", f"{_MY_FEEDS} AND minute_ts < :minutes", whose="true"),
    Old("points", "series_id, ts", f"{_MY_SERIES} AND ts < :minutes", whose="true"),
    Old("revised", "series_id, ts, until_s", f"{_MY_SERIES} AND ts < :minutes", whose="true"),
    Old("diagnoses", "ts, uid, exp_id, channel", f"{_MINE} AND ts < :minutes"),
    Old("diagnoses_before", "ts, uid, exp_id, channel, until_ts", f"{_MINE} AND ts < :minutes"),
    Old("truncations", "feed_id, slot_ts", f"{_MY_FEEDS} AND slot_ts < :minutes", whose="true"),
    Old("figures", _FIGURE, f"{_MINE} AND call_id = '' AND end_ts < :minutes"),
    Old("figures_before", f"{_FIGURE}, until_ts", f"{_MINE} AND until_ts < :minutes"),
    Old("alerts", "alert_key", f"{_MINE} AND received_ts < :minutes"),
    # Ahead of their alarms, so that no telling is left without one.
    Old(
        "deliveries",
        "delivery_id",
        f"{_MINE} AND alarm_id IN (SELECT alarm_id FROM alarms WHERE {_MINE} AND over_ts < :minutes)",  # noqa: S608 - constants
        whose="true",
    ),
    Old("alarms", "alarm_id", f"{_MINE} AND over_ts < :minutes", whose="true"),
    Old("alarms_before", "alarm_id, until_ts", f"{_MINE} AND until_ts < :minutes"),
    # A rule of that long ago begins anew.
    Old("stands", "rule, channel", f"{_MINE} AND checked_ts < :minutes"),
    Old("silences", "silence_id", f"{_MINE} AND end_ts < :minutes", whose="true"),
    # Ahead of their rows: data without a mark as known is requested again.
    Old("listings", "listing_id", f"{_MINE} AND end_ts < :curves AND answered_ts < :curves", whose="true"),
    # The rows of a call go before it.
    Old("chunks", "chunk_id", _of_old_call("chunks"), whose="true", weight=10),
    # A verdict goes with the last of its curves.
    Old("verdicts", "call_id", f"{_MINE} AND {_none_of('chunks', 'verdicts.call_id')}"),
    Old("segments", "call_id, sid", _of_old_call("segments")),
    Old("told_curves", "call_id, sid, start_ts, end_ts", _of_old_call("told_curves")),
    Old("figures", _FIGURE, f"call_id <> '' AND {_of_old_call('figures')}"),
    Old("sessions", "call_id, sid", _of_old_call("sessions")),
    Old(
        "calls",
        "call_id",
        f"{_MINE} AND {_OLD_CALL} AND {_none_of('sessions', 'calls.call_id')}"
        f" AND {_none_of('chunks', 'calls.call_id')}",
    ),
    Old("sessions_before", "call_id, sid, until_ts", f"{_MINE} AND {_none_of('calls', 'sessions_before.call_id')}"),
    Old("calls_before", "call_id, until_ts", f"{_MINE} AND {_none_of('calls', 'calls_before.call_id')}"),
    # The newest change stays: the next one counts on from it.
    Old("changes", "topic", f"{_TOPIC_OF_NO_CALL} AND seq < {_NEWEST_SEQ}"),
    # The last answer of a feed is shown however old it is.
    Old("ledger", "claim_id", f"{_MINE} AND claimed_ts < :ledger AND claim_id NOT IN {_LAST_CLAIMS}", whose="true"),
)


def prune(
    connection: RowConnection,
    project_id: int,
    now_ts: float,
    *,
    minutes_days: int,
    curves_days: int,
    batch: int,
) -> bool:
    (newest_ts,) = connection.execute(
        "SELECT max(answered_ts) FROM feeds WHERE project_id = ?", (project_id,)
    ).fetchone()
    now_ts = min(now_ts, newest_ts or 0.0)
    old = {
        "project": project_id,
        "minutes": math.floor(now_ts) - minutes_days * DAY,
        "curves": math.floor(now_ts) - curves_days * DAY,
        "ledger": math.floor(now_ts) - LEDGER_DAYS * DAY,
    }
    left = batch
    for rows in OLD:
        deleted = connection.execute(rows.deletion, old | {"left": left})
        left -= deleted.rowcount * rows.weight
        if left <= 0:
            return True
    return False
