"""What a newer scry may leave in a store: values that this one does not know, in every column that it reads as one of a
few, or takes apart."""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array

from msgspec import msgpack, to_builtins

from tui.domain.records import CallDetails, Curve, ReportDraft, Window
from tui.store.rows.curves import pack
from tui.store.rows.rollup import CHUNK_S

# Of each: how many this scry cannot read.
UNKNOWN_REQUESTS = 5
UNREAD_LISTINGS = 5
UNREAD_CHUNKS = 6
UNREAD_REPORTS = 6
CALL_ID = "c-newer"
CHANNEL = "class-newer"

_DRAFT = json.dumps(to_builtins(ReportDraft(channel="class-1", time="1795334170")))
_REPORT = '{"channel": "class-1", "teacher_uid": 1, "student_uid": 2, "abnormal_uid": 2, "ts": 1, "type": 99}'
CAUSES = (
    '[[3, "7", 2, "since version 9"]]',
    '[{"factor": 3}]',
    '["3"]',
    '[["three", 7]]',
    '{"3": 7}',
    "null",
    "zstd:…",
    "",
)


_CHUNK = "INSERT INTO chunks VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL)"


def curves(start_ts: int) -> CallDetails:
    """Ten points of one curve."""
    ts = array("q", range(start_ts, start_ts + 20, 2))
    return CallDetails(CALL_ID, (), (Curve("S1", 20015, 7, ts, array("d", range(10))),))


def plant(connection: sqlite3.Connection, project_id: int, now_ts: float) -> None:
    """All of it, as of just now; nothing that was there is changed."""
    now = int(now_ts)
    ledger = [
        # endpoint, failure, part, start_ts, end_ts
        ("call_sessions", None, None, now - 60, now),
        ("live_scale", "quantum flux", None, now - 600, now),
        ("call_details", None, "dreams", now - 600, now),
        ("diagnosis", None, None, now, now - 600),
        ("call_sessions", "quantum flux", "dreams", None, None),
    ]
    for endpoint, failure, part, start_ts, end_ts in ledger:
        answered_ts = None if part and failure else now_ts - 20
        (claim_id,) = connection.execute(
            "INSERT INTO ledger (project_id, endpoint, channel, start_ts, end_ts, claimed_ts, answered_ts, claimed_by,"
            " status, failure, arrived_by_ts, part, boot, claimed_s) VALUES (?, ?, '', ?, ?, ?, ?, 'newer:1', 200,"
            " ?, ?, ?, 'another', 0) RETURNING claim_id",
            (project_id, endpoint, start_ts, end_ts, now_ts - 20, answered_ts, failure, now_ts - 20, part),
        ).fetchone()
        connection.execute(
            "INSERT OR REPLACE INTO last_answers (project_id, endpoint, channel, claim_id, failures)"
            " VALUES (?, ?, '', ?, 3)",
            (project_id, endpoint, claim_id),
        )
    reports = [
        # state, draft, report, failure, receipt
        ("pondering", _DRAFT, None, None, None),
        ("queued", _DRAFT, '{"who": "me"}', None, None),
        ("draft", "[]", None, None, None),
        ("draft", '{"channel": 7}', None, None, None),
        ("draft", "zstd:…", None, None, None),
        ("sending", "", _REPORT, None, None),
        # Of these the state is known.
        ("refused", _DRAFT, _REPORT, '{"kind": "quantum flux"}', None),
        ("unknown", _DRAFT, _REPORT, "[]", None),
        ("sent", _DRAFT, _REPORT, None, '{"verdict": "yes"}'),
        ("draft", json.dumps({**json.loads(_DRAFT), "type": 99, "mood": "calm"}), None, None, None),
    ]
    connection.executemany(
        "INSERT INTO reports (project_id, draft, report, state, changed_ts, changed_by, failure, receipt)"
        " VALUES (?, ?, ?, ?, ?, 'newer:1', ?, ?)",
        [
            (project_id, draft, report, state, now_ts, failure, receipt)
            for state, draft, report, failure, receipt in reports
        ],
    )
    alarms = [
        # state, told
        ("smouldering", "{}"),
        ("firing", '{"rule": "freeze"}'),
        ("over", "zstd:…"),
    ]
    connection.executemany(
        "INSERT INTO alarms (project_id, rule, channel, state, over_ts, told) VALUES (?, 'freeze', '', ?, NULL, ?)",
        [(project_id, state, told) for state, told in alarms],
    )
    connection.executemany(
        "INSERT INTO deliveries (project_id, alarm_id, notifier, event, turn, state, claimed_ts, claimed_by, attempts,"
        " detail) VALUES (?, ?, 'hook', ?, 0, ?, ?, 'newer:1', 1, '')",
        [(project_id, 1, "doubt", "sent", now_ts), (project_id, 2, "firing", "whispered", now_ts)],
    )
    connection.executemany(
        "INSERT INTO stands VALUES (?, ?, '', 7, 0, ?, ?)",
        [(project_id, "freeze", '[[1, "dire", 2.0]]', now_ts), (project_id, "join", "zstd:…", now_ts)],
    )
    connection.execute(
        "INSERT INTO notes VALUES (?, 'newer', ?, ?, ?, 'me', 'no JSON', '{\"moment_ts\": \"soon\"}', 'mood')",
        (project_id, now, now_ts, now_ts),
    )
    connection.executemany(
        "INSERT INTO diagnoses VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        [(project_id, now - 240, str(100 + n), 99, CHANNEL, causes, now_ts) for n, causes in enumerate(CAUSES)],
    )
    connection.executemany(
        "INSERT INTO alerts VALUES (?, ?, ?, ?, ?)",
        [(project_id, str(n), now_ts - 60, now_ts, told) for n, told in enumerate(("[]", "zstd:…", '{"key": 7}'))],
    )
    for endpoint, part, start_ts, end_ts in (
        ("call_sessions", None, now - 900, now),
        ("call_lists", "dreams", now - 900, now),
        ("call_lists", None, now, now - 900),
        ("call_details", "dreams", now - 900, now),
        ("call_details", "users", now, now - 900),
    ):
        call_id = CALL_ID if endpoint == "call_details" else ""
        connection.execute(
            "INSERT INTO listings (project_id, endpoint, channel, call_id, part, start_ts, end_ts, answered_ts, rows,"
            " is_full) VALUES (?, ?, '', ?, ?, ?, ?, ?, 10, 7)",
            (project_id, endpoint, call_id, part, start_ts, end_ts, now_ts),
        )
    connection.execute(
        "INSERT INTO calls (project_id, call_id, channel, created_ts, destroyed_ts, finished, answered_ts)"
        " VALUES (?, ?, ?, ?, ?, 1, ?)",
        (project_id, CALL_ID, CHANNEL, now - 1200, now - 60, now_ts),
    )
    connection.execute(
        "INSERT INTO sessions (project_id, call_id, sid, channel, uid, network, platform, speaker,"
        " sdk_version, device_type, join_ts, leave_ts, finished, answered_ts)"
        " VALUES (?, ?, 'S1', ?, 7, 'neural', 'Glasses', 5, '', '', ?, ?, 3, ?)",
        (project_id, CALL_ID, CHANNEL, now - 1200, now - 60, now_ts),
    )
    (one,) = pack(curves(now - now % CHUNK_S - 2 * CHUNK_S), Window(0, now)).sessions
    for start_ts, (rollup, points) in ((start_ts, chunk.row) for start_ts, chunk in one.chunks.items()):
        connection.execute(_CHUNK, (project_id, CALL_ID, "S1", start_ts, now_ts, rollup, points))
        changed = (
            (b"zstd", points),
            (rollup, b"zstd"),
            (zlib.compress(msgpack.encode({"since": 9})), points),
            (rollup, msgpack.encode(["since version 9"])),
            (zlib.compress(msgpack.encode([])), points),
            # The way of the first block of values.
            (rollup, points.replace(points[points.rindex(b"\x02\x0a\0\0\0") :][:1] + b"\x0a\0\0\0", b"\x63\x0a\0\0\0")),
        )
        for n, row in enumerate(changed, 1):
            connection.execute(_CHUNK, (project_id, CALL_ID, "S1", start_ts - n * CHUNK_S, now_ts, *row))
    connection.execute("INSERT INTO series VALUES (NULL, ?, 'joyRate', '', '', 0)", (project_id,))
    connection.execute("INSERT INTO series VALUES (NULL, ?, 'joyRate', ?, '', 0)", (project_id, CHANNEL))
    connection.execute(
        "INSERT INTO points (series_id, ts, value) SELECT series_id, ?, 0.5 FROM series WHERE metric = 'joyRate'",
        (now - 120,),
    )
    connection.execute("INSERT INTO feeds VALUES (NULL, ?, 'live_joy', '', '', ?)", (project_id, now_ts))
    connection.execute(
        "INSERT INTO coverage SELECT feed_id, ?, ? FROM feeds WHERE endpoint = 'live_joy'",
        (now - now % 60 - 60, now_ts),
    )
    connection.execute(
        "INSERT INTO changes SELECT ?, 'moods', 1 + ifnull(max(seq), 0) FROM changes WHERE project_id = ?",
        (project_id, project_id),
    )
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('alias_key', 'argon2:…')")
