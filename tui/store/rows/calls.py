"""Calls, from the lists and the details: the newest state of each call and of each user session."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from tui.domain.records import AnswerTimes, Call, DiagnosisCounts, KnownCall, Session, Window
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks

SESSION_COLUMNS = (
    "sid, channel, uid, network, platform, speaker, sdk_version, device_type, join_ts, leave_ts, finished,"
    " account, roles, audio_freeze_percent, video_freeze_percent"
)
_COLUMNS = (
    "call_id, channel, created_ts, destroyed_ts, finished,"
    " peak_users, all_users, audio_freeze_percent, video_freeze_percent"
)


# The most ids that one statement names.
_NAMED = 500


def _upsert(table: str, key: str, columns: str) -> str:
    """Puts a row; a newer answer's row replaces an older one's."""
    names = f"{columns}, answered_ts".split(", ")
    contents = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key.split(", "))
    return (
        f"INSERT INTO {table} (project_id{', call_id' if table == 'sessions' else ''}, {', '.join(names)})"  # noqa: S608 - constants alone
        f" VALUES ({', '.join('?' * (len(names) + (2 if table == 'sessions' else 1)))})"
        f" ON CONFLICT ({key}) DO UPDATE SET {contents} WHERE excluded.answered_ts > {table}.answered_ts"
    )


_PUT_CALL = _upsert("calls", "project_id, call_id", _COLUMNS)
_PUT_SESSION = _upsert("sessions", "project_id, call_id, sid", SESSION_COLUMNS)


def put_calls(connection: RowConnection, project_id: int, calls: Iterable[Call], *, answered_ts: float) -> None:
    stored = connection.executemany(
        _PUT_CALL,
        [
            (
                project_id,
                call.call_id,
                call.channel,
                call.created_ts,
                call.destroyed_ts,
                call.finished,
                call.peak_users,
                call.all_users,
                call.audio_freeze_percent,
                call.video_freeze_percent,
                answered_ts,
            )
            for call in calls
        ],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, "calls")


def read_calls(
    connection: RowConnection, project_id: int, window: Window, channel: str | None = None
) -> tuple[Call, ...]:
    """The calls that were on at some moment of the window, newest first; of one channel, or of all (None).

    A call that was still on when last heard of counts as on ever since.
    """
    where, values = ("", ()) if channel is None else (" AND channel = ?", (channel,))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM calls"  # noqa: S608 - constants alone
        " WHERE project_id = ? AND created_ts < ? AND (destroyed_ts IS NULL OR destroyed_ts > ?)"
        f"{where} ORDER BY created_ts DESC, call_id",
        (project_id, window.end_ts, window.start_ts, *values),
    )
    return tuple(map(_call, rows))


def read_call(connection: RowConnection, project_id: int, call_id: str) -> Call | None:
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM calls WHERE project_id = ? AND call_id = ?",  # noqa: S608 - constants alone
        (project_id, call_id),
    ).fetchone()
    return None if row is None else _call(row)


def read_heard(connection: RowConnection, project_id: int, call_id: str) -> AnswerTimes | None:
    whose = (project_id, call_id)
    row = connection.execute("SELECT answered_ts FROM calls WHERE project_id = ? AND call_id = ?", whose).fetchone()
    sessions = connection.execute("SELECT sid, answered_ts FROM sessions WHERE project_id = ? AND call_id = ?", whose)
    return None if row is None else AnswerTimes(row[0], dict(sessions.fetchall()))


def find_calls(connection: RowConnection, project_id: int, channel: str, ts: int) -> tuple[Call, ...]:
    return read_calls(connection, project_id, Window(ts, ts + 1), channel)


def find_calls_near(
    connection: RowConnection, project_id: int, channel: str, ts: int, within_s: int
) -> tuple[Call, ...]:
    calls = read_calls(connection, project_id, Window(max(0, ts - within_s - 1), ts + within_s + 1), channel)
    apart = [(max(call.created_ts - ts, ts - (call.destroyed_ts or ts)), call) for call in calls]
    near = [one for one in apart if one[0] > 0 or one[1].destroyed_ts == ts]
    return tuple(call for _, call in sorted(near, key=itemgetter(0)))


def list_calls(
    connection: RowConnection,
    project_id: int,
    window: Window,
    channel: str = "",
    alive_ts: int | None = None,
    kept: Sequence[KnownCall] = (),
) -> list[KnownCall]:
    where, values = "", list[str | int]()
    if channel:
        where += " AND channel = ?"
        values.append(channel)
    if alive_ts is not None:
        where += " AND created_ts <= ? AND (destroyed_ts IS NULL OR destroyed_ts > ?)"
        values += [alive_ts, alive_ts]
    within = f" FROM calls WHERE project_id = ? AND created_ts >= ? AND created_ts < ?{where}"
    bounds = (project_id, window.start_ts, window.end_ts, *values)
    if kept:
        # Unordered, and of two columns: the database finds the rows in a third of the time.
        answered = dict[str, float](connection.execute(f"SELECT call_id, answered_ts{within}", bounds))
        found = [call for call in kept if answered.get(call.call_id) == call.answered_ts]
        news = answered.keys() - {call.call_id for call in found}
        if len(news) <= min(len(found), _NAMED):
            for call in _named_calls(connection, project_id, news):
                insort(found, call, key=_newest_first)
            return found
    rows = connection.execute(
        f"SELECT {_COLUMNS}, answered_ts{within} ORDER BY created_ts DESC, call_id",
        bounds,
    )
    return [*map(_known_call, rows)]


def find_detailed_calls(connection: RowConnection, project_id: int, window: Window) -> frozenset[str]:
    of_call = "WHERE project_id = calls.project_id AND call_id = calls.call_id"
    rows = connection.execute(
        "SELECT call_id FROM calls WHERE project_id = ? AND created_ts >= ? AND created_ts < ?"  # noqa: S608 - constant
        f" AND (EXISTS (SELECT 1 FROM sessions {of_call}) OR EXISTS (SELECT 1 FROM figures {of_call}))",
        (project_id, window.start_ts, window.end_ts),
    )
    return frozenset(call_id for (call_id,) in rows)


def _named_calls(connection: RowConnection, project_id: int, ids: Collection[str]) -> Iterable[KnownCall]:
    rows = connection.execute(
        f"SELECT {_COLUMNS}, answered_ts FROM calls WHERE project_id = ? AND call_id IN ({marks(ids)})",  # noqa: S608
        (project_id, *ids),
    )
    return map(_known_call, rows)


def _newest_first(call: KnownCall) -> tuple[int, str]:
    return -call.created_ts, call.call_id


def _known_call(row: Sequence[Any]) -> KnownCall:
    call_id, channel, created_ts, destroyed_ts, finished, *told, answered_ts = row
    return KnownCall(call_id, channel, created_ts, destroyed_ts, bool(finished), answered_ts, *told)


def read_flags(
    connection: RowConnection, project_id: int, calls: Sequence[KnownCall], until_ts: int
) -> Mapping[str, DiagnosisCounts]:
    if not calls:
        return {}
    start_ts = min(call.created_ts for call in calls)
    end_ts = max(until_ts if call.destroyed_ts is None else call.destroyed_ts for call in calls)
    times: dict[str, list[int]] = {}
    diagnoses: dict[str, list[tuple[int, str]]] = {}
    for channel, ts, exp_id, uid in connection.execute(
        "SELECT channel, ts, exp_id, uid FROM diagnoses WHERE project_id = ? AND ts >= ? AND ts <= ? ORDER BY ts",
        (project_id, start_ts, end_ts),
    ):
        times.setdefault(channel, []).append(ts)
        diagnoses.setdefault(channel, []).append((exp_id, uid))
    found = {}
    for call in calls:
        if (of_channel := times.get(call.channel)) is not None:
            first = bisect_left(of_channel, call.created_ts)
            end = bisect_right(of_channel, until_ts if call.destroyed_ts is None else call.destroyed_ts, first)
            if end > first:
                found[call.call_id] = _flags(set(diagnoses[call.channel][first:end]))
    return found


def _flags(affected: Collection[tuple[int, str]]) -> DiagnosisCounts:
    """From each experience of each user, once."""
    counts = Counter(exp_id for exp_id, _ in affected)
    most_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return DiagnosisCounts(len({uid for _, uid in affected}), tuple(most_first))


def _call(row: Sequence[Any]) -> Call:
    call_id, channel, created_ts, destroyed_ts, finished, *told = row
    return Call(call_id, channel, created_ts, destroyed_ts, bool(finished), *told)


def put_sessions(
    connection: RowConnection,
    project_id: int,
    call_id: str,
    sessions: Iterable[Session],
    *,
    answered_ts: float,
) -> None:
    """One row per `sid` of the call; sessions that this answer does not hold (its cap is ten users) stay."""
    stored = connection.executemany(
        _PUT_SESSION,
        [
            (
                project_id,
                call_id,
                one.sid,
                one.channel,
                one.uid,
                one.network,
                one.platform,
                one.speaker,
                one.sdk_version,
                one.device_type,
                one.join_ts,
                one.leave_ts,
                one.finished,
                one.account,
                ",".join(one.roles),
                one.audio_freeze_percent,
                one.video_freeze_percent,
                answered_ts,
            )
            for one in sessions
        ],
    )
    if stored.rowcount > 0:
        bump(connection, project_id, f"call:{call_id}")


def read_sessions(connection: RowConnection, project_id: int, call_id: str) -> tuple[Session, ...]:
    rows = connection.execute(
        f"SELECT {SESSION_COLUMNS} FROM sessions WHERE project_id = ? AND call_id = ?"  # noqa: S608 - constants alone
        " ORDER BY join_ts, sid",
        (project_id, call_id),
    )
    return tuple(map(session_of, rows))


def session_of(row: Sequence[Any]) -> Session:
    """From the values of SESSION_COLUMNS."""
    sid, channel, uid, network, platform, speaker, sdk, device, join_ts, leave_ts, finished, account, roles, *told = row
    return Session(
        *(sid, channel, uid, network, platform, bool(speaker), sdk, device, join_ts, leave_ts, bool(finished), account),
        tuple(roles.split(",")) if roles else (),
        *told,
    )
