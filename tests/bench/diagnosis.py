"""The reading that opens Diagnosis with 400,000 events in the store, beside the bare query for the rows it counts.

A day at 300 events a minute, read twice: the hour the screen opens at, and the whole day that it zooms out to. CPU
time, from the question to the frozen values; the bare query fetches the rows of the window, and decodes nothing.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from tests.bench.measure import Row, cpu_ms, interleave
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.glossary import EXPERIENCES, FACTORS
from tui.domain.records import DAY, HOUR, MINUTE, Cause, Diagnosis, Window
from tui.store.rows.diagnoses import put_diagnoses
from tui.store.sqlite import schema
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.place import create
from tui.store.sqlite.snapshot import SqliteSnapshot
from tui.ui.features.diagnosis.query import DiagnosisQuery, read_diagnosis

PROJECT = 1
START_TS = 1_795_305_600
EVENTS = 400_000
PER_MINUTE = -(-EVENTS * MINUTE // DAY)
CALLS, PEOPLE, SENDERS = 600, 20_000, 600
ALLOWED_MS = 100.0


def events(minute_ts: int, dice: random.Random) -> list[Diagnosis]:
    """Of one minute: users of some hundred calls, most causes their own, the others those of the call's sender."""
    found = []
    for _ in range(PER_MINUTE):
        call = dice.randrange(CALLS)
        sender = str(44_000_000 + call % SENDERS)
        causes = [
            Cause(dice.choice((*FACTORS, 18)), sender if dice.random() < 0.4 else "")
            for _ in range(dice.choice((1, 1, 2, 3)))
        ]
        ts, uid = minute_ts + dice.randrange(MINUTE), str(80_000_000 + dice.randrange(PEOPLE))
        found.append(Diagnosis(ts, uid, dice.choice(tuple(EXPERIENCES)), f"C{148_474_015 + call}", tuple(causes)))
    return found


@contextmanager
def filled() -> Iterator[sqlite3.Connection]:
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "scry.db"
        create(path)
        with closing(connect(path)) as connection:
            schema.prepare(connection, path)
            for hour_ts in range(START_TS, START_TS + DAY, HOUR):
                with transaction(connection, "IMMEDIATE"):
                    for minute_ts in range(hour_ts, hour_ts + HOUR, MINUTE):
                        put_diagnoses(
                            connection,
                            PROJECT,
                            events(minute_ts, dice),
                            window=Window(minute_ts, minute_ts + MINUTE),
                            cap=PER_MINUTE + 1,
                            delay_s=0,
                            answered_ts=minute_ts + MINUTE,
                        )
            yield connection


def bare(connection: sqlite3.Connection, window: Window) -> None:
    connection.execute(
        "SELECT ts, uid, exp_id, channel, causes FROM diagnoses WHERE project_id = ? AND ts >= ? AND ts < ?"
        " ORDER BY ts DESC, uid, exp_id, channel",
        (PROJECT, window.start_ts, window.end_ts),
    ).fetchall()


def run() -> list[Row]:
    rows = []
    now_ts = START_TS + DAY - 1.0
    with filled() as connection:
        for name, zoom_s in (("the last hour", HOUR), ("24 hours", DAY)):
            query = DiagnosisQuery(EDITION, now_ts, zoom_s)
            window = read_diagnosis(SqliteSnapshot(connection, PROJECT), query).window
            pairs = interleave(
                lambda query=query: cpu_ms(lambda: read_diagnosis(SqliteSnapshot(connection, PROJECT), query)),  # type: ignore[misc]
                lambda window=window: cpu_ms(lambda: bare(connection, window)),  # type: ignore[misc]
            )
            beyond = [
                candidate - 2 * control for candidate, control in zip(pairs.candidate, pairs.control, strict=True)
            ]
            title = f"diagnosis, open {name} of {EVENTS:,} events"
            rows.append(pairs.row(f"{title}, to the bare query", None, "ms"))
            rows.append(Row(f"{title}, beyond twice the bare query", median(beyond), "ms", ALLOWED_MS))
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        rows.append(Row(f"diagnosis, store with {EVENTS:,} events", pages * size / 1e6, "MB"))
    return rows
