"""Verdicts: the last one on each call, so that the next process need not judge the same curves again."""

from __future__ import annotations

from tui.domain.records import KeptVerdict
from tui.store.rows.connection import RowConnection


def keep_verdict(connection: RowConnection, project_id: int, verdict: KeptVerdict) -> None:
    connection.execute(
        "INSERT INTO verdicts (project_id, call_id, evidence, judged) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (project_id, call_id) DO UPDATE SET evidence = excluded.evidence, judged = excluded.judged",
        (project_id, verdict.call_id, verdict.evidence, verdict.judged),
    )


def read_kept_verdict(connection: RowConnection, project_id: int, call_id: str) -> KeptVerdict | None:
    row = connection.execute(
        "SELECT evidence, judged FROM verdicts WHERE project_id = ? AND call_id = ?", (project_id, call_id)
    ).fetchone()
    return None if row is None else KeptVerdict(call_id, row[0], bytes(row[1]))
