"""The plan with all 14 endpoints, 200 watched channels and a full day's ledger; and the reading it decides on."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from tests.bench.measure import PAIRS, Row, cpu_ms, interleave
from tests.collector.knowing import HOUR, NOW, POLICY, knowledge_of, spend
from tests.worlds import open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.collector.planner import next_step
from tui.domain.records import DAY, Spend, Want
from tui.store.rows.account import read_account

CHANNELS = 200
REPEAT = 20


def run() -> list[Row]:
    by_channel = [name for name in EDITION.endpoints if name.startswith("channel_")]
    wants = [
        Want(name) for name in EDITION.endpoints if name not in (*by_channel, "call_lists", "call_details", "report")
    ]
    wants += [Want(name, str(number)) for name in by_channel for number in range(CHANNELS)]
    wants += [Want("call_lists", window=HOUR)]
    spends = [one for name in EDITION.endpoints for one in _day_of(name, by_channel)]
    known = knowledge_of(spends, wants)
    # As the store hands it over: the last ten, and the arrivals of the day.
    accounts = {quota: replace(account, recent=account.recent[:10]) for quota, account in known.accounts.items()}
    # Read ahead of the plan: the double searches the whole ledger at each question.
    listings = {want: known.listings(want) for want in wants if want.window}
    known = replace(known, accounts=accounts, under_way=[], listings=listings.__getitem__)
    taken = sorted(cpu_ms(lambda: next_step(wants, known, POLICY), REPEAT) for _ in range(PAIRS))
    return [
        Row("plan, 14 endpoints, 200 channels, a day's ledger", taken[PAIRS // 2], "ms", 2.0, f"{len(wants)} wants"),
        _reading(),
    ]


def _day_of(name: str, by_channel: list[str]) -> list[Spend]:
    """900 requests of the last 24 hours, newest first."""
    return [
        spend(40 + DAY / 900 * n, endpoint=name, channel=str(n % CHANNELS) if name in by_channel else "", number=n)
        for n in range(900)
    ]


def _reading() -> Row:
    """The account of one endpoint from a ledger of 14 × 900 requests, to the bare query for its rows."""
    with TemporaryDirectory() as home, open_store(Path(home)) as store:
        connection = store._writer
        connection.execute("BEGIN")
        columns = "project_id, endpoint, channel, claimed_ts, answered_ts, claimed_by, arrived_by_ts, boot, claimed_s"
        connection.executemany(
            f"INSERT INTO ledger ({columns}) VALUES (1, ?, '', ?, ?, 'me', ?, 'b', 0)",  # noqa: S608 - constant
            [
                (name, NOW - 40 - DAY / 900 * n - 1, *[NOW - 40 - DAY / 900 * n] * 2)
                for n in reversed(range(900))
                for name in EDITION.endpoints
            ],
        )
        connection.execute("COMMIT")
        bare = "SELECT arrived_by_ts FROM ledger WHERE project_id = 1 AND endpoint = 'diagnosis' AND arrived_by_ts > ?"
        pairs = interleave(
            lambda: cpu_ms(
                lambda: read_account(connection, 1, ("diagnosis",), POLICY.limits["diagnosis"], NOW), REPEAT
            ),
            lambda: cpu_ms(lambda: connection.execute(bare, (NOW - DAY,)).fetchall(), REPEAT),
        )
    return pairs.row("account of a day's ledger, to its bare query", None, "ms")
