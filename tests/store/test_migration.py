"""A store that an older scry wrote reads as it did there; `older/` holds one of each schema whose rows are made anew.

v4   curves as stretches: a call watched for more than two hours, whose answers came late or lacked a peer, with a user
     who came back; one answered whole and again in parts; one of another project
v6   the same calls as chunks, whose rollups are of doubles
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.worlds import open_store
from tui.domain.records import Curve, MinuteCurve
from tui.store.errors import StoreError
from tui.store.rows.curves import put_session, read_curves, read_minutes
from tui.store.sqlite import migration, recovery

OLDER = Path(__file__).parent / "older"


def made(url: str, version: str) -> Path:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    path.write_bytes(gzip.decompress((OLDER / f"{version}.db.gz").read_bytes()))
    return path


@pytest.fixture
def path(url: str) -> Path:
    return made(url, "v4")


def told() -> Any:
    """By project and call: the curves of all its sessions, and its minutes, as the older scry read them.

    A sum of decimals is the nearest double; the older scry kept the roundings of its addition.
    """
    found = json.loads(gzip.decompress((OLDER / "v4.json.gz").read_bytes()))
    for call in found.values():
        for minutes in call["minutes"]:
            minutes[5] = pytest.approx(minutes[5], rel=1e-12)
    return found


def plain(one: Curve | MinuteCurve) -> list[object]:
    if isinstance(one, Curve):
        return [one.sid, one.mid, one.peer_uid, list(one.ts), list(one.values)]
    columns = (list(one.counts), list(one.sums), list(one.lows), list(one.highs))
    return [one.sid, one.mid, one.peer_uid, one.first_ts, *columns]


def read(path: Path, project_id: int, call_id: str) -> dict[str, list[list[object]]]:
    with closing(sqlite3.connect(path)) as connection:
        sids = connection.execute(
            "SELECT sid FROM sessions WHERE project_id = ? AND call_id = ? ORDER BY sid", (project_id, call_id)
        ).fetchall()
        curves = [one for (sid,) in sids for one in read_curves(connection, project_id, call_id, sid)]
        minutes = read_minutes(connection, project_id, call_id)
    return {"curves": [plain(one) for one in curves], "minutes": [plain(one) for one in minutes]}


@pytest.mark.parametrize("version", ["v4", "v6"])
def test_curves_and_minutes_of_an_older_store_are_the_same_numbers(url: str, version: str) -> None:
    path, expected = made(url, version), told()
    open_store(url).close()
    for name, found in expected.items():
        project_id, _, call_id = name.partition(" ")
        assert read(path, int(project_id), call_id) == found
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sum(len(found["curves"]) for found in expected.values()) > 30
    assert path.with_name(f"scry.db.{version}.bak").exists()


def test_a_crash_in_the_middle_leaves_the_older_store_and_the_next_one_to_open_it_begins_again(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    calls = []

    def put_some(*arguments: Any) -> bool:
        calls.append(1)
        if len(calls) > 5:
            raise sqlite3.OperationalError("the power is gone")
        return put_session(*arguments)

    monkeypatch.setattr(migration, "put_session", put_some)
    with pytest.raises(StoreError, match="the power is gone"):
        open_store(url)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (4,)
    assert path.read_bytes() == before
    monkeypatch.undo()
    open_store(url).close()
    assert read(path, 1, "watched") == told()["1 watched"]


def test_a_damaged_older_store_is_saved_as_such_and_then_made_anew(url: str, path: Path) -> None:
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'stamps'").fetchone()
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    recovery.mark(path)
    with open_store(url) as store:
        assert store.salvaged is not None
        assert "stamps" in store.salvaged.lost
        assert read(path, 1, "watched") == {"curves": [], "minutes": []}


def test_a_curve_that_cannot_be_read_keeps_nothing_else_from_being_read(url: str, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE curves SET points = substr(points, 1, 20) WHERE mid = 20015 AND stretch_id = 1")
        connection.execute("DELETE FROM stamps WHERE stretch_id IN (SELECT max(stretch_id) FROM stretches)")
    open_store(url).close()
    found = read(path, 1, "watched")
    assert len(found["curves"]) == len(told()["1 watched"]["curves"])
