"""Names: the channels, calls and users that were heard of last, each by one look at the end of an index: however much
is stored, no more than `most` rows of a table are read, and of the minutes `most` channels of each metric. One user is
looked for in all that is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice

from tui.domain.records import Appearance, Cause, Diagnosis, NamedCall, NamedUser, NewestNames
from tui.store.rows.calls import SESSION_COLUMNS, read_call, session_of
from tui.store.rows.channels import read_measured_channels
from tui.store.rows.connection import RowConnection
from tui.store.rows.diagnoses import unpacked


def read_names(connection: RowConnection, project_id: int, most: int) -> NewestNames:
    calls = [
        NamedCall(*row)
        for row in connection.execute(
            "SELECT call_id, channel, created_ts FROM calls WHERE project_id = ? ORDER BY created_ts DESC LIMIT ?",
            (project_id, most),
        )
    ]
    diagnosed = [
        NamedUser(*row)
        for row in connection.execute(
            "SELECT uid, channel, ts FROM diagnoses WHERE project_id = ? ORDER BY ts DESC LIMIT ?", (project_id, most)
        )
    ]
    met = [
        NamedUser(*row)
        for row in connection.execute(
            "SELECT CAST(uid AS TEXT), channel, join_ts, call_id FROM sessions WHERE project_id = ?"
            " ORDER BY answered_ts DESC LIMIT ?",
            (project_id, most),
        )
    ]
    users = sorted((*diagnosed, *met), key=lambda user: -user.ts)
    heard = sorted([*((call.created_ts, call.channel) for call in calls), *((u.ts, u.channel) for u in diagnosed)])
    measured = read_measured_channels(connection, project_id, most)
    channels = dict.fromkeys([*(channel for _, channel in reversed(heard)), *measured])
    return NewestNames(
        channels=tuple(channel for channel in channels if channel),
        calls=tuple(calls),
        users=tuple({user.uid: user for user in reversed(users)}.values())[::-1],
    )


def read_named_call(connection: RowConnection, project_id: int, call_id: str) -> NamedCall | None:
    call = read_call(connection, project_id, call_id)
    return None if call is None else NamedCall(call.call_id, call.channel, call.created_ts)


def read_appearances(
    connection: RowConnection, project_id: int, part: str, most: int, *, whole: bool = False
) -> tuple[Appearance, ...]:
    def is_meant(uid: str) -> bool:
        return uid == part if whole else part in uid

    found = [
        *islice(_diagnosed(connection, project_id, part, is_meant), most),
        *islice(_met(connection, project_id, part, is_meant), most),
    ]
    return tuple(sorted(found, key=lambda one: -one.ts)[:most])


def _diagnosed(
    connection: RowConnection, project_id: int, part: str, is_meant: Callable[[str], bool]
) -> Iterator[Appearance]:
    """Newest first: the affected users, and the hosts of causes."""
    rows = connection.execute(
        "SELECT ts, uid, exp_id, channel, causes FROM diagnoses WHERE project_id = ?"
        " AND (uid LIKE ? ESCAPE '!' OR causes LIKE ? ESCAPE '!') ORDER BY ts DESC, uid, exp_id, channel",
        (project_id, _within(part), _within(json.dumps(part, ensure_ascii=False)[1:-1])),
    )
    for ts, uid, exp_id, channel, packed in rows:
        causes = tuple(Cause(*cause) for cause in unpacked(packed))
        one = Diagnosis(ts, uid, exp_id, channel, causes)
        for named in dict.fromkeys((uid, *(cause.host_uid for cause in causes))):
            if named and is_meant(named):
                yield Appearance(named, channel, ts, diagnosis=one)


def _within(part: str) -> str:
    """The pattern of all texts with `part` in them; SQLite finds those with capitals for small letters, too."""
    return "%" + re.sub("[!%_]", r"!\g<0>", part) + "%"


def _met(
    connection: RowConnection, project_id: int, part: str, is_meant: Callable[[str], bool]
) -> Iterator[Appearance]:
    rows = connection.execute(
        f"SELECT call_id, {SESSION_COLUMNS} FROM sessions WHERE project_id = ?"  # noqa: S608 - constants alone
        " AND CAST(uid AS TEXT) LIKE ? ESCAPE '!' ORDER BY join_ts DESC, sid",
        (project_id, _within(part)),
    )
    for call_id, *columns in rows:
        one = session_of(columns)
        if is_meant(str(one.uid)):
            yield Appearance(str(one.uid), one.channel, one.join_ts, call_id, session=one)
