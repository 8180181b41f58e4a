"""The collectors of a project: each tells its version and its beginning; its last claim is the ledger's."""

from __future__ import annotations

from tui.domain.records import DAY, SeenCollector
from tui.store.rows.connection import RowConnection

# A store's own fact, in `meta`: `collector PROJECT NAME` → since, last told, version.
_KEY = "collector {project} "
# A collector tells itself each hour.
KEPT_S = DAY


def know_collector(
    connection: RowConnection, project_id: int, by: str, *, version: str, since_ts: float, now_ts: float
) -> None:
    head = _KEY.format(project=project_id)
    for name, (_, told_ts, _) in _told(connection, project_id).items():
        if told_ts < now_ts - KEPT_S:
            connection.execute("DELETE FROM meta WHERE key = ?", (head + name,))
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (head + by, f"{since_ts!r} {now_ts!r} {version}"),
    )


def read_collectors(connection: RowConnection, project_id: int, since_ts: float) -> tuple[SeenCollector, ...]:
    rows = connection.execute(
        "SELECT claimed_by, max(claimed_ts) FROM ledger WHERE project_id = ? AND claimed_ts >= ? GROUP BY claimed_by",
        (project_id, since_ts),
    )
    claims = dict(rows.fetchall())
    told = _told(connection, project_id)
    found = []
    for by in claims.keys() | {name for name, (_, told_ts, _) in told.items() if told_ts >= since_ts}:
        begun_ts, _, version = told.get(by, (None, 0.0, ""))
        found.append(SeenCollector(by, version, begun_ts, claims.get(by)))
    return tuple(sorted(found, key=lambda one: (-(one.last_claim_ts or 0.0), one.by)))


def _told(connection: RowConnection, project_id: int) -> dict[str, tuple[float, float, str]]:
    head = _KEY.format(project=project_id)
    rows = connection.execute("SELECT key, value FROM meta WHERE substr(key, 1, CAST(? AS int)) = ?", (len(head), head))
    told = {}
    for key, value in rows:
        parts = value.split(" ", 2)
        # As a newer scry may write it: not told.
        try:
            told[key[len(head) :]] = float(parts[0]), float(parts[1]), parts[2]
        except (ValueError, IndexError):
            continue
    return told
