"""The schema, and how a store of an older scry becomes one of this scry.

`PRAGMA user_version` counts the steps a file has taken; a step once released never changes. Every row belongs to a
project. Times are epoch seconds. Retention deletes by (series, ts) and gives the pages back by incremental vacuum.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from tui import __version__
from tui.domain.text import Said
from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.rows.connection import RowConnection
from tui.store.rows.versioned import OF_TODAY_ROWS
from tui.store.sqlite.connection import connect, transaction
from tui.store.sqlite.earlier import ALARMS_STEP as _EARLIER_ALARMS
from tui.store.sqlite.earlier import FIGURES_STEP as _EARLIER_FIGURES
from tui.store.sqlite.earlier import STEP as _NOTES_AND_EARLIER_STATES
from tui.store.sqlite.earlier import more_columns
from tui.store.sqlite.place import adopt, create

APPLICATION_ID = 0x53435259  # "SCRY"

Step = Sequence[str | Callable[[sqlite3.Connection], None]]
"""Statements of SQL, and changes to rows that take more than those."""


# Few starts need these two, and they import all that reads and writes curves.
def _chunks_from_stretches(connection: sqlite3.Connection) -> None:
    from tui.store.sqlite.migration import chunks_from_stretches

    chunks_from_stretches(connection)


def _rollups_of_decimals(connection: sqlite3.Connection) -> None:
    from tui.store.sqlite.migration import rollups_of_decimals

    rollups_of_decimals(connection)


_FIRST: Step = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE projects (
        project_id INTEGER PRIMARY KEY, base_url TEXT NOT NULL, app_id TEXT NOT NULL, UNIQUE (base_url, app_id))""",
    """CREATE TABLE changes (
        project_id INTEGER NOT NULL, topic TEXT NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (project_id, topic)) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX changes_by_seq ON changes (project_id, seq)",
    # Names once, small numbers in the millions of rows.
    """CREATE TABLE series (
        series_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, metric TEXT NOT NULL, channel TEXT NOT NULL,
        UNIQUE (project_id, metric, channel))""",
    """CREATE TABLE points (
        series_id INTEGER NOT NULL, ts INTEGER NOT NULL, value REAL NOT NULL,
        PRIMARY KEY (series_id, ts)) WITHOUT ROWID""",
    # answered_ts: the time of the newest answer of all, over any window.
    """CREATE TABLE feeds (
        feed_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, endpoint TEXT NOT NULL, channel TEXT NOT NULL,
        answered_ts REAL NOT NULL, UNIQUE (project_id, endpoint, channel))""",
    """CREATE TABLE coverage (
        feed_id INTEGER NOT NULL, minute_ts INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (feed_id, minute_ts)) WITHOUT ROWID""",
    """CREATE TABLE diagnoses (
        project_id INTEGER NOT NULL, ts INTEGER NOT NULL, uid TEXT NOT NULL, exp_id INTEGER NOT NULL,
        channel TEXT NOT NULL, causes TEXT NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (project_id, ts, uid, exp_id, channel)) WITHOUT ROWID""",
    # The minutes of which an answer that was full may have left out some diagnoses.
    """CREATE TABLE truncations (
        project_id INTEGER NOT NULL, minute_ts INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (project_id, minute_ts)) WITHOUT ROWID""",
    """CREATE TABLE calls (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, channel TEXT NOT NULL, created_ts INTEGER NOT NULL,
        destroyed_ts INTEGER, finished INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (project_id, call_id)) WITHOUT ROWID""",
    "CREATE INDEX calls_by_time ON calls (project_id, created_ts)",
    "CREATE INDEX calls_by_channel ON calls (project_id, channel, created_ts)",
    """CREATE TABLE sessions (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, sid TEXT NOT NULL, channel TEXT NOT NULL,
        uid INTEGER NOT NULL, network TEXT NOT NULL, platform TEXT NOT NULL, speaker INTEGER NOT NULL,
        sdk_version TEXT NOT NULL, device_type TEXT NOT NULL, join_ts INTEGER NOT NULL, leave_ts INTEGER,
        finished INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (project_id, call_id, sid)) WITHOUT ROWID""",
    "CREATE INDEX sessions_by_age ON sessions (project_id, answered_ts)",
    # The curves of a session in one answer; see migration.py for the contents of the columns.
    """CREATE TABLE stretches (
        stretch_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, call_id TEXT NOT NULL, sid TEXT NOT NULL,
        start_ts INTEGER NOT NULL, end_ts INTEGER NOT NULL, answered_ts REAL NOT NULL)""",
    "CREATE INDEX stretches_by_call ON stretches (project_id, call_id, sid)",
    "CREATE INDEX stretches_by_age ON stretches (project_id, answered_ts)",
    """CREATE TABLE stamps (
        stretch_id INTEGER NOT NULL, place INTEGER NOT NULL, ts BLOB NOT NULL, minutes BLOB NOT NULL,
        counts BLOB NOT NULL, PRIMARY KEY (stretch_id, place)) WITHOUT ROWID""",
    # The digest ahead of the points: the unread rest of a row is not fetched.
    """CREATE TABLE curves (
        curve_id INTEGER PRIMARY KEY, stretch_id INTEGER NOT NULL, mid INTEGER NOT NULL, peer_uid INTEGER NOT NULL,
        stamps INTEGER NOT NULL, digest BLOB NOT NULL, points BLOB NOT NULL,
        UNIQUE (stretch_id, mid, peer_uid))""",
    # The starts in a window by the answers of call lists and call details (analysis/feeds/listing.py).
    """CREATE TABLE listings (
        listing_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, endpoint TEXT NOT NULL, channel TEXT NOT NULL,
        call_id TEXT NOT NULL, part TEXT, start_ts INTEGER NOT NULL, end_ts INTEGER NOT NULL,
        answered_ts REAL NOT NULL, rows INTEGER NOT NULL, is_full INTEGER NOT NULL,
        oldest_ts INTEGER, newest_ts INTEGER)""",
    "CREATE INDEX listings_by_time ON listings (project_id, endpoint, call_id, end_ts)",
    # changed_ts: when a figure last differed from the one known before; null while none ever did.
    """CREATE TABLE usage (
        project_id INTEGER NOT NULL, ts INTEGER NOT NULL, users INTEGER, sessions INTEGER, channels INTEGER,
        answered_ts REAL NOT NULL, changed_ts REAL,
        PRIMARY KEY (project_id, ts)) WITHOUT ROWID""",
    # arrived_by_ts: the latest moment at which the server can have counted the request, 0 if it never reached it
    # (account.py). claimed_s, answered_s: the reading of the clock that nobody sets, in the count of `boot`.
    """CREATE TABLE ledger (
        claim_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, endpoint TEXT NOT NULL,
        channel TEXT NOT NULL, start_ts INTEGER, end_ts INTEGER, claimed_ts REAL NOT NULL, answered_ts REAL,
        claimed_by TEXT NOT NULL, status INTEGER, failure TEXT, detail TEXT NOT NULL DEFAULT '',
        set_aside INTEGER NOT NULL DEFAULT 0, size_bytes INTEGER NOT NULL DEFAULT 0,
        elapsed_ms REAL NOT NULL DEFAULT 0, rows INTEGER NOT NULL DEFAULT 0, arrived_by_ts REAL NOT NULL,
        call_id TEXT NOT NULL DEFAULT '', part TEXT, seen_ts REAL NOT NULL DEFAULT 0,
        boot TEXT NOT NULL, claimed_s REAL NOT NULL, answered_s REAL)""",
    "CREATE INDEX ledger_by_endpoint ON ledger (project_id, endpoint, arrived_by_ts, claimed_ts)",
    "CREATE INDEX ledger_by_claim ON ledger (project_id, endpoint, claim_id)",
    "CREATE INDEX ledger_by_time ON ledger (project_id, claimed_ts, endpoint, arrived_by_ts)",
    "CREATE INDEX ledger_under_way ON ledger (project_id, claim_id) WHERE answered_ts IS NULL",
    # The last `Date` headers, each with the readings of the box's clocks at its arrival (clock/server_time.py).
    """CREATE TABLE dates (
        date_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, server_ts REAL NOT NULL,
        boot TEXT NOT NULL, elapsed_s REAL NOT NULL, local_ts REAL NOT NULL)""",
    # failures: in a row, up to and with this one.
    """CREATE TABLE last_answers (
        project_id INTEGER NOT NULL, endpoint TEXT NOT NULL, channel TEXT NOT NULL, claim_id INTEGER NOT NULL,
        failures INTEGER NOT NULL, PRIMARY KEY (project_id, endpoint, channel)) WITHOUT ROWID""",
)

_SECOND: Step = (
    # draft, report, failure, receipt: JSON. claim_id: the request that brings it, or brought it, to the server.
    """CREATE TABLE reports (
        report_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, draft TEXT NOT NULL, report TEXT,
        state TEXT NOT NULL, changed_ts REAL NOT NULL, changed_by TEXT NOT NULL, claim_id INTEGER, failure TEXT,
        receipt TEXT)""",
    "CREATE INDEX reports_by_state ON reports (project_id, state)",
)

_THIRD: Step = (
    # For how long the server asked with this answer to be left alone.
    "ALTER TABLE ledger ADD COLUMN wait_s REAL NOT NULL DEFAULT 0",
)

_FOURTH: Step = (
    # The minutes, of usage the days, of which an answer held something, or may have, that could not be read.
    """CREATE TABLE unread (
        feed_id INTEGER NOT NULL, minute_ts INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (feed_id, minute_ts)) WITHOUT ROWID""",
    "ALTER TABLE listings ADD COLUMN unread INTEGER NOT NULL DEFAULT 0",
)

_FIFTH: Step = (
    # The rollup ahead of the points: the unread rest of a row is not fetched. See curves.py.
    """CREATE TABLE chunks (
        chunk_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, call_id TEXT NOT NULL, sid TEXT NOT NULL,
        start_ts INTEGER NOT NULL, answered_ts REAL NOT NULL, rollup BLOB NOT NULL, points BLOB NOT NULL,
        UNIQUE (project_id, call_id, sid, start_ts))""",
    "CREATE INDEX chunks_by_age ON chunks (project_id, answered_ts)",
    """CREATE TABLE segments (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, sid TEXT NOT NULL, answered_ts REAL NOT NULL,
        told BLOB NOT NULL, PRIMARY KEY (project_id, call_id, sid)) WITHOUT ROWID""",
    "CREATE INDEX segments_by_age ON segments (project_id, answered_ts)",
    _chunks_from_stretches,
    "DROP TABLE curves",
    "DROP TABLE stamps",
    "DROP TABLE stretches",
)

_SIXTH: Step = (
    # Truncation by feed and slot: the project's one feed of diagnoses was understood, its slots were minutes.
    "ALTER TABLE truncations RENAME TO truncated_minutes",
    """CREATE TABLE truncations (
        feed_id INTEGER NOT NULL, slot_ts INTEGER NOT NULL, answered_ts REAL NOT NULL,
        PRIMARY KEY (feed_id, slot_ts)) WITHOUT ROWID""",
    "INSERT INTO truncations SELECT feed_id, minute_ts, truncated_minutes.answered_ts"
    " FROM truncated_minutes JOIN feeds USING (project_id) WHERE endpoint = 'diagnosis' AND channel = ''",
    "DROP TABLE truncated_minutes",
)

_SEVENTH: Step = (_rollups_of_decimals,)

_EIGHTH: Step = (
    # told: JSON of the whole alert. ts: its own time, else that of its receipt.
    """CREATE TABLE alerts (
        project_id INTEGER NOT NULL, alert_key TEXT NOT NULL, ts REAL NOT NULL, received_ts REAL NOT NULL,
        told TEXT NOT NULL, PRIMARY KEY (project_id, alert_key)) WITHOUT ROWID""",
    "CREATE INDEX alerts_by_time ON alerts (project_id, ts)",
    "CREATE INDEX alerts_by_age ON alerts (project_id, received_ts)",
)

_NINTH: Step = (
    # recent: JSON. version: one more with each change, and with each acknowledgement.
    """CREATE TABLE stands (
        project_id INTEGER NOT NULL, rule TEXT NOT NULL, channel TEXT NOT NULL, version INTEGER NOT NULL,
        floor_ts INTEGER NOT NULL, recent TEXT NOT NULL, checked_ts REAL NOT NULL,
        PRIMARY KEY (project_id, rule, channel)) WITHOUT ROWID""",
    # told: the alarm, JSON.
    """CREATE TABLE alarms (
        alarm_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, rule TEXT NOT NULL,
        channel TEXT NOT NULL, state TEXT NOT NULL, over_ts REAL, told TEXT NOT NULL)""",
    "CREATE INDEX alarms_by_state ON alarms (project_id, state, alarm_id)",
    "CREATE INDEX alarms_by_age ON alarms (project_id, over_ts)",
    """CREATE TABLE deliveries (
        delivery_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, alarm_id INTEGER NOT NULL,
        notifier TEXT NOT NULL, event TEXT NOT NULL, turn INTEGER NOT NULL, state TEXT NOT NULL,
        claimed_ts REAL NOT NULL, claimed_by TEXT NOT NULL, attempts INTEGER NOT NULL, settled_ts REAL, next_ts REAL,
        detail TEXT NOT NULL, UNIQUE (project_id, alarm_id, notifier, event, turn))""",
    """CREATE TABLE silences (
        silence_id INTEGER PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL, rule TEXT NOT NULL,
        channel TEXT NOT NULL, start_ts REAL NOT NULL, end_ts REAL NOT NULL, made_by TEXT NOT NULL,
        comment TEXT NOT NULL)""",
    "CREATE INDEX silences_by_end ON silences (project_id, end_ts)",
    """CREATE TABLE notifiers (
        project_id INTEGER NOT NULL, notifier TEXT NOT NULL, after_alarm_id INTEGER NOT NULL,
        PRIMARY KEY (project_id, notifier)) WITHOUT ROWID""",
)

_OF_TODAY: Step = (
    *more_columns(
        "calls",
        OF_TODAY_ROWS["calls"],
        "peak_users INTEGER",
        "all_users INTEGER",
        "audio_freeze_percent REAL",
        "video_freeze_percent REAL",
    ),
    *more_columns(
        "sessions",
        OF_TODAY_ROWS["sessions"],
        "account TEXT NOT NULL DEFAULT ''",
        "roles TEXT NOT NULL DEFAULT ''",
        "audio_freeze_percent REAL",
        "video_freeze_percent REAL",
    ),
    # The key of the asked part of an endpoint's data.
    "ALTER TABLE ledger ADD COLUMN selection TEXT NOT NULL DEFAULT ''",
    # The windows in which the curves of a session were answered for; unread: parts that were not read.
    """CREATE TABLE told_curves (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, sid TEXT NOT NULL, start_ts INTEGER NOT NULL,
        end_ts INTEGER NOT NULL, answered_ts REAL NOT NULL, unread INTEGER NOT NULL,
        PRIMARY KEY (project_id, call_id, sid, start_ts, end_ts)) WITHOUT ROWID""",
    "CREATE INDEX told_curves_by_age ON told_curves (project_id, answered_ts)",
    # told: JSON of the whole figure.
    """CREATE TABLE figures (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, endpoint TEXT NOT NULL, metric TEXT NOT NULL,
        dimension TEXT NOT NULL, start_ts INTEGER NOT NULL, end_ts INTEGER NOT NULL, answered_ts REAL NOT NULL,
        told TEXT NOT NULL,
        PRIMARY KEY (project_id, call_id, endpoint, metric, dimension, start_ts, end_ts)) WITHOUT ROWID""",
    "CREATE INDEX figures_by_age ON figures (project_id, answered_ts)",
)

# Figures of the project and of channels, by product.
_FIGURES_OF_PRODUCTS: Step = (
    "ALTER TABLE figures RENAME TO figures_of_calls",
    "DROP INDEX figures_by_age",
    """CREATE TABLE figures (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, channel TEXT NOT NULL, product TEXT NOT NULL,
        endpoint TEXT NOT NULL, metric TEXT NOT NULL, dimension TEXT NOT NULL, start_ts INTEGER NOT NULL,
        end_ts INTEGER NOT NULL, answered_ts REAL NOT NULL, told TEXT NOT NULL,
        PRIMARY KEY (project_id, call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts)
        ) WITHOUT ROWID""",
    """INSERT INTO figures SELECT project_id, call_id, '', '', endpoint, metric, dimension, start_ts, end_ts,
        answered_ts, told FROM figures_of_calls""",
    "DROP TABLE figures_of_calls",
    "CREATE INDEX figures_by_age ON figures (project_id, answered_ts)",
)

_BY_SELECTION: Step = (
    # product, step_s: those of series of which an answer tells one metric, else '' and 0. selection, feed: the metric,
    # product and step that an answer speaks for (Selection.feed).
    "ALTER TABLE series RENAME TO series_of_pairs",
    """CREATE TABLE series (
        series_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, metric TEXT NOT NULL, channel TEXT NOT NULL,
        product TEXT NOT NULL DEFAULT '', step_s INTEGER NOT NULL DEFAULT 0,
        UNIQUE (project_id, metric, channel, product, step_s))""",
    "INSERT INTO series SELECT series_id, project_id, metric, channel, '', 0 FROM series_of_pairs",
    "DROP TABLE series_of_pairs",
    "ALTER TABLE feeds RENAME TO feeds_of_pairs",
    """CREATE TABLE feeds (
        feed_id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, endpoint TEXT NOT NULL, channel TEXT NOT NULL,
        selection TEXT NOT NULL DEFAULT '', answered_ts REAL NOT NULL,
        UNIQUE (project_id, endpoint, channel, selection))""",
    "INSERT INTO feeds SELECT feed_id, project_id, endpoint, channel, '', answered_ts FROM feeds_of_pairs",
    "DROP TABLE feeds_of_pairs",
    "ALTER TABLE last_answers RENAME TO last_answers_of_pairs",
    """CREATE TABLE last_answers (
        project_id INTEGER NOT NULL, endpoint TEXT NOT NULL, channel TEXT NOT NULL, feed TEXT NOT NULL DEFAULT '',
        claim_id INTEGER NOT NULL, failures INTEGER NOT NULL,
        PRIMARY KEY (project_id, endpoint, channel, feed)) WITHOUT ROWID""",
    "INSERT INTO last_answers SELECT project_id, endpoint, channel, '', claim_id, failures FROM last_answers_of_pairs",
    "DROP TABLE last_answers_of_pairs",
    # So far a digest of the whole selection.
    "UPDATE ledger SET selection = '#' || selection WHERE selection <> ''",
)

_VERDICTS: Step = (
    # evidence: a digest of everything that the verdict was judged by.
    """CREATE TABLE verdicts (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, evidence TEXT NOT NULL, judged BLOB NOT NULL,
        PRIMARY KEY (project_id, call_id))""",
)

STEPS: Sequence[Step] = (
    _FIRST,
    _SECOND,
    _THIRD,
    _FOURTH,
    _FIFTH,
    _SIXTH,
    _SEVENTH,
    _EIGHTH,
    _NINTH,
    _NOTES_AND_EARLIER_STATES,
    _EARLIER_ALARMS,
    _OF_TODAY,
    _FIGURES_OF_PRODUCTS,
    _BY_SELECTION,
    _EARLIER_FIGURES,
    _VERDICTS,
)


def try_write(connection: RowConnection, _project_id: int) -> None:
    """A change that changes nothing and is written all the same; raises where nothing can be."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version={version}")


def require_current(connection: sqlite3.Connection, path: Path) -> None:
    """Raises StoreError for a file that is no store, or one of an older or newer scry."""
    application_id, version = connection.execute(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application_id != APPLICATION_ID:
        raise StoreError(str(path), words.ANOTHER_PROGRAM, words.NAME_ANOTHER)
    if version > len(STEPS):
        raise _newer(connection, path)
    if version < len(STEPS):
        raise StoreError(str(path), words.OLDER_SCHEMA, Said(words.INIT_FIRST, {"url": f"sqlite:///{path}"}))


def prepare(connection: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Make the file at `path` a store of this scry, or leave it as it is.

    Raises StoreError for another program's database or a newer scry's, sqlite3.Error for a file that is no database.
    """
    application_id, version, objects = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application_id != APPLICATION_ID and (application_id, version, objects) != (0, 0, 0):
        raise StoreError(str(path), words.ANOTHER_PROGRAM, words.NAME_ANOTHER)
    if version > len(steps):
        raise _newer(connection, path)
    if version == 0:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")  # only an empty file can choose
    connection.execute("PRAGMA journal_mode=WAL")
    if version < len(steps):
        with transaction(connection, "IMMEDIATE"):
            _take_steps(connection, path, steps)


def take(connection: sqlite3.Connection, step: Step) -> None:
    """Within the caller's transaction."""
    for part in step:
        if callable(part):
            part(connection)
        else:
            connection.execute(part)


def _take_steps(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    # Asked again under the lock: another process may just have taken them.
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if 0 < version < len(steps):
        _back_up(path, version)
    for step in steps[version:]:
        take(connection, step)
    if version < len(steps):
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={len(steps)}")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('scry_version', ?)", (__version__,))


def _back_up(path: Path, version: int) -> None:
    """`scry.db.v1.bak`, or `.v1.bak2` where one lies already: the file as it was before the transaction under way."""
    name, number = path.with_name(f"{path.name}.v{version}.bak"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.v{version}.bak{number}")
    # Under another name until it is whole, so that a crash leaves no backup that is none.
    unfinished = path.with_name(f"{name.name}.tmp")
    create(unfinished)
    with closing(connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.rename(name)
    adopt(name)


def _newer(connection: sqlite3.Connection, path: Path) -> StoreError:
    writer = _writer(connection)
    values = {"writer": writer, "version": __version__}
    return StoreError(str(path), Said(words.NEWER, values), Said(words.INSTALL, {"writer": writer}))


def _writer(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT value FROM meta WHERE key = 'scry_version'").fetchone()
    except sqlite3.OperationalError:
        row = None
    return f"scry {row[0]}" if row else "a scry of unknown version"
