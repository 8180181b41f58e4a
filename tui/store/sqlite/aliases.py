"""The key of the aliases that replace names in exports; and the names that may have to be hidden."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3

from tui.domain.records import KnownNames
from tui.store.sqlite.curves import read_peers
from tui.store.sqlite.diagnoses import unpacked
from tui.store.sqlite.report_rows import reports_where

_KEY = "alias_key"
KEY_BYTES = 32


def read_alias_key(connection: sqlite3.Connection, project_id: int) -> bytes | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return None
    try:
        return bytes.fromhex(row[0])
    except ValueError:
        # As a newer scry writes it: some key that stays the same.
        return hashlib.sha256(row[0].encode()).digest()


def make_alias_key(connection: sqlite3.Connection, project_id: int) -> bytes:
    """One for all projects and processes of the store: the second process takes the first one's."""
    connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (_KEY, secrets.token_hex(KEY_BYTES)))
    key = read_alias_key(connection, project_id)
    assert key is not None
    return key


def read_known_names(connection: sqlite3.Connection, project_id: int) -> KnownNames:
    """Takes its time where there are many: off the event loop."""

    def every(*queries: str) -> frozenset[str]:
        return frozenset(
            str(name)
            for query in queries
            for (name,) in connection.execute(query, (project_id,))
            if name not in ("", 0)
        )

    causes = connection.execute("SELECT DISTINCT causes FROM diagnoses WHERE project_id = ?", (project_id,))
    hosts = frozenset(host for (text,) in causes for _, host, _ in unpacked(text) if host)
    drafts = [kept.draft for kept in reports_where(connection, "project_id = ?", project_id)]
    uids = {uid for draft in drafts for uid in (draft.teacher_uid, draft.student_uid) if uid}
    return KnownNames(
        user=hosts
        | uids
        | every(
            "SELECT DISTINCT uid FROM sessions WHERE project_id = ?",
            "SELECT DISTINCT uid FROM diagnoses WHERE project_id = ?",
        )
        | frozenset(str(uid) for uid in read_peers(connection, project_id) if uid),
        channel=frozenset(draft.channel for draft in drafts if draft.channel)
        | every(
            *(
                f"SELECT DISTINCT channel FROM {table} WHERE project_id = ?"  # noqa: S608 - names of our own
                for table in ("calls", "sessions", "diagnoses", "series", "feeds", "listings", "ledger")
            )
        ),
        call=every(
            "SELECT call_id FROM calls WHERE project_id = ?",
            "SELECT DISTINCT call_id FROM ledger WHERE project_id = ?",
        ),
        session=every("SELECT sid FROM sessions WHERE project_id = ?"),
        process=every("SELECT DISTINCT claimed_by FROM ledger WHERE project_id = ?"),
    )
