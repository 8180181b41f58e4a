"""The key of the aliases that replace names in exports, pictures and copies."""

from __future__ import annotations

import hashlib
import secrets

from tui.store.rows.connection import RowConnection

_KEY = "alias_key"
KEY_BYTES = 32


def read_alias_key(connection: RowConnection, project_id: int) -> bytes | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
    if row is None:
        return None
    try:
        return bytes.fromhex(row[0])
    except ValueError:
        # As a newer scry writes it: some key that stays the same.
        return hashlib.sha256(row[0].encode()).digest()


def make_alias_key(connection: RowConnection, project_id: int) -> bytes:
    """One for all projects and processes of the store: the second process takes the first one's."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (_KEY, secrets.token_hex(KEY_BYTES)),
    )
    key = read_alias_key(connection, project_id)
    assert key is not None
    return key
