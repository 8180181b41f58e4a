"""Shape: the tables of a bundle, and the views that show them as they were known at a moment.

A table of a bundle has the columns of the store's table without those that only writing needs, and two more: a row was
known from `from_ts` to before `until_ts` (epoch seconds). A view of the store's name shows the rows of the moment, so
that the store's own questions read a bundle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

FORMAT = 1
APPLICATION_ID = 0x53435242  # "SCRB"
# The end of a row that nothing replaced.
EVER = 1e12
# No time of ours lies behind it; a row's end may.
MOST_TS = 1 << 33
_NOW = "(SELECT ts FROM temp.moment)"


class BundleColumn(Struct, frozen=True):
    """`type` is INTEGER, REAL, TEXT or BLOB. `names` is the kind of name in it, "" for none (domain/names.py), with
    `json` for a text that holds names. `may_be_null`."""

    name: str
    type: str
    names: str = ""
    may_be_null: bool = False


class BundleTable(Struct, frozen=True):
    """`key`: the columns that tell rows of one moment apart. `shown` replaces a column in the view. `indexes`: further
    orders in which rows are found."""

    name: str
    columns: tuple[BundleColumn, ...]
    key: str
    shown: Mapping[str, str] = {}
    indexes: tuple[str, ...] = ()

    def creation(self) -> Iterator[str]:
        columns = ", ".join(
            f"{each.name} {each.type}{'' if each.may_be_null else ' NOT NULL'}" for each in (*self.columns, *LIFE)
        )
        yield f"CREATE TABLE {self.name} ({columns}, PRIMARY KEY ({self.key}, from_ts)) WITHOUT ROWID"
        for number, index in enumerate(self.indexes, 1):
            yield f"CREATE INDEX {self.name}_{number} ON {self.name} ({index})"

    def view(self) -> str:
        columns = ", ".join(f"{self.shown.get(each.name, each.name)} AS {each.name}" for each in self.columns)
        known = f"from_ts <= {_NOW} AND until_ts > {_NOW}"
        return f"CREATE TEMP VIEW {self.name} AS SELECT {columns} FROM main.{self.name} WHERE {known}"  # noqa: S608

    @property
    def every(self) -> tuple[BundleColumn, ...]:
        return (*self.columns, *LIFE)


def _columns(text: str) -> tuple[BundleColumn, ...]:
    """`name:kind` with i, r, t, b for the type, `?` where null is a value, and the kind of a name behind a slash."""
    types = {"i": "INTEGER", "r": "REAL", "t": "TEXT", "b": "BLOB"}
    made = []
    for word in text.split():
        head, _, names = word.partition("/")
        name, _, kind = head.partition(":")
        made.append(BundleColumn(name, types[kind[0]], names, kind.endswith("?")))
    return tuple(made)


LIFE = _columns("from_ts:r until_ts:r")
# Before its answer a request has no outcome; a state keeps the time of the answer that brought it.
_ANSWERED = f"iif(answered_ts <= {_NOW}, answered_ts, from_ts)"
_UNDER_WAY = {
    name: f"iif(answered_ts <= {_NOW}, {name}, {other})"
    for name, other in {
        "status": "NULL",
        "failure": "NULL",
        "detail": "''",
        "set_aside": "0",
        "size_bytes": "0",
        "elapsed_ms": "0.0",
        "rows": "0",
        "wait_s": "0.0",
        "answered_ts": "NULL",
    }.items()
}

TABLES: Mapping[str, BundleTable] = {
    each.name: each
    for each in (
        BundleTable(
            "series",
            _columns("series_id:i project_id:i metric:t channel:t/channel product:t step_s:i"),
            "series_id",
            indexes=("project_id, metric, channel, product, step_s",),
        ),
        BundleTable("points", _columns("series_id:i ts:i value:r"), "series_id, ts"),
        BundleTable(
            "feeds",
            _columns("feed_id:i project_id:i endpoint:t channel:t/channel selection:t answered_ts:r"),
            "feed_id",
            indexes=("project_id, endpoint, channel, selection",),
        ),
        BundleTable("coverage", _columns("feed_id:i minute_ts:i answered_ts:r"), "feed_id, minute_ts"),
        BundleTable("unread", _columns("feed_id:i minute_ts:i answered_ts:r"), "feed_id, minute_ts"),
        BundleTable("truncations", _columns("feed_id:i slot_ts:i answered_ts:r"), "feed_id, slot_ts"),
        BundleTable(
            "diagnoses",
            _columns("project_id:i ts:i uid:t/user exp_id:i channel:t/channel causes:t/json answered_ts:r"),
            "project_id, ts, uid, exp_id, channel",
            {"answered_ts": _ANSWERED},
        ),
        BundleTable(
            "calls",
            _columns(
                "project_id:i call_id:t/call channel:t/channel created_ts:i destroyed_ts:i? finished:i answered_ts:r"
                " peak_users:i? all_users:i? audio_freeze_percent:r? video_freeze_percent:r?"
            ),
            "project_id, call_id",
            {"answered_ts": _ANSWERED},
            ("project_id, created_ts", "project_id, channel, created_ts"),
        ),
        BundleTable(
            "sessions",
            _columns(
                "project_id:i call_id:t/call sid:t/session channel:t/channel uid:i/uid network:t platform:t speaker:i"
                " sdk_version:t device_type:t join_ts:i leave_ts:i? finished:i answered_ts:r account:t/text roles:t"
                " audio_freeze_percent:r? video_freeze_percent:r?"
            ),
            "project_id, call_id, sid",
            {"answered_ts": _ANSWERED},
            ("project_id, answered_ts",),
        ),
        BundleTable(
            "chunks",
            _columns("chunk_id:i project_id:i call_id:t/call sid:t/session start_ts:i answered_ts:r rollup:b points:b"),
            "project_id, call_id, sid, start_ts",
        ),
        BundleTable(
            "listings",
            _columns(
                "listing_id:i project_id:i endpoint:t channel:t/channel call_id:t/call part:t? start_ts:i end_ts:i"
                " answered_ts:r rows:i is_full:i oldest_ts:i? newest_ts:i? unread:i"
            ),
            "listing_id",
            indexes=("project_id, endpoint, call_id, end_ts",),
        ),
        BundleTable(
            "told_curves",
            _columns("project_id:i call_id:t/call sid:t/session start_ts:i end_ts:i answered_ts:r unread:i"),
            "project_id, call_id, sid, start_ts, end_ts",
        ),
        BundleTable(
            "figures",
            _columns(
                "project_id:i call_id:t/call channel:t/channel product:t endpoint:t metric:t dimension:t start_ts:i"
                " end_ts:i answered_ts:r told:t"
            ),
            "project_id, call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts",
        ),
        BundleTable(
            "usage",
            _columns("project_id:i ts:i users:i? sessions:i? channels:i? answered_ts:r changed_ts:r?"),
            "project_id, ts",
            {"answered_ts": _ANSWERED},
        ),
        BundleTable(
            "ledger",
            _columns(
                "claim_id:i project_id:i endpoint:t channel:t/channel start_ts:i? end_ts:i? claimed_ts:r answered_ts:r?"
                " claimed_by:t/process status:i? failure:t? detail:t/text set_aside:i size_bytes:i elapsed_ms:r rows:i"
                " arrived_by_ts:r call_id:t/call part:t? seen_ts:r wait_s:r selection:t/selection"
            ),
            "claim_id",
            _UNDER_WAY,
            ("project_id, endpoint, arrived_by_ts", "project_id, endpoint, claim_id", "project_id, claimed_ts"),
        ),
        BundleTable(
            "last_answers",
            _columns("project_id:i endpoint:t channel:t/channel feed:t claim_id:i failures:i"),
            "project_id, endpoint, channel, feed",
        ),
        BundleTable(
            "reports",
            _columns(
                "report_id:i project_id:i draft:t/json report:t?/json state:t changed_ts:r changed_by:t/process"
                " claim_id:i? failure:t?/text receipt:t?"
            ),
            "report_id",
        ),
        BundleTable(
            "notes",
            _columns(
                "project_id:i note_id:t ts:i written_ts:r changed_ts:r author:t/process text:t/json"
                " scope:t/json metric:t"
            ),
            "project_id, note_id",
            indexes=("project_id, ts",),
        ),
        BundleTable(
            "alerts",
            _columns("project_id:i alert_key:t ts:r received_ts:r told:t/json"),
            "project_id, alert_key",
            indexes=("project_id, ts",),
        ),
        BundleTable(
            "alarms",
            _columns("alarm_id:i project_id:i rule:t/rule channel:t/channel state:t over_ts:r? told:t/json"),
            "alarm_id",
        ),
        BundleTable(
            "stands",
            _columns("project_id:i rule:t/rule channel:t/channel version:i floor_ts:i recent:t checked_ts:r"),
            "project_id, rule, channel",
        ),
        BundleTable(
            "deliveries",
            _columns(
                "delivery_id:i project_id:i alarm_id:i notifier:t/notifier event:t turn:i state:t claimed_ts:r"
                " claimed_by:t/process"
                " attempts:i settled_ts:r? next_ts:r? detail:t/text"
            ),
            "delivery_id",
        ),
        BundleTable(
            "silences",
            _columns(
                "silence_id:i project_id:i rule:t/rule channel:t/channel start_ts:r end_ts:r made_by:t/process"
                " comment:t/text"
            ),
            "silence_id",
        ),
    )
}

# Tables of the store that a bundle leaves out, with the columns that a question may name: bookkeeping of writing, the
# key of the aliases, the readings of a clock that a replay does not go by, and verdicts, which a replay judges itself.
LEFT_OUT: Mapping[str, str] = {
    "meta": "key, value",
    "projects": "project_id, base_url, app_id",
    "changes": "project_id, topic, seq",
    "dates": "project_id, server_ts, boot, elapsed_s, local_ts",
    "segments": "project_id, call_id, sid, answered_ts, told",
    "notifiers": "project_id, notifier, after_alarm_id",
    "verdicts": "project_id, call_id, evidence, judged",
}
# Earlier states: in a bundle they are rows with an end.
MERGED = {
    "revised": "points",
    "calls_before": "calls",
    "sessions_before": "sessions",
    "diagnoses_before": "diagnoses",
    "usage_before": "usage",
    "alarms_before": "alarms",
    "figures_before": "figures",
}


def creation() -> Iterator[str]:
    """The statements that make an empty bundle, in the order of its catalogue."""
    for table in TABLES.values():
        yield from table.creation()


def views() -> Iterator[str]:
    """The statements that a reader's connection begins with."""
    yield "CREATE TEMP TABLE moment (ts REAL NOT NULL)"
    yield "INSERT INTO moment VALUES (0)"
    for name, columns in LEFT_OUT.items():
        yield f"CREATE TEMP TABLE {name} ({columns})"
    for table in TABLES.values():
        yield table.view()
