"""The plan of today's edition: 500 realtime wants (both products, 35 watched channels), a full day's ledger."""

from __future__ import annotations

from array import array

from tests.bench.measure import PAIRS, Row, cpu_ms
from tests.collector.realtime_days import START_TS, of
from tui.agora.editions.today import edition_of
from tui.collector.planner import next_step
from tui.collector.policy import Knowledge, Policy
from tui.domain.account import Account
from tui.domain.records import DAY, Coverage, LastAttempt, Spend, Want, Window

REPEAT = 20
WANTS = 500
A_DAY = 1200


def run() -> list[Row]:
    wants = of("enterprise", ("", *(f"room {number}" for number in range(35))), chosen="videoFreezeRate")[:WANTS]
    edition = edition_of("enterprise")
    policy = Policy(edition, edition.limits)
    turns = {want.feed: LastAttempt(_spend(want, 7.0 * number + 5, number), 0) for number, want in enumerate(wants)}
    arrivals = array("d", (START_TS - DAY / A_DAY * number for number in reversed(range(A_DAY))))
    accounts = {}
    for quota in {policy.quota(want.endpoint) for want in wants}:
        recent = [turn.last for turn in turns.values() if turn.last.endpoint in quota][:10]
        accounts[quota] = Account(tuple(arrivals[:-11:-1]), 700, 0, A_DAY, arrivals, tuple(recent))
    known = Knowledge(
        now_ts=START_TS,
        accounts=accounts,
        turns=turns,
        under_way=(),
        coverage=lambda want: Coverage(Window(0, 0), slot_s=20),
        asked={},
        idle={("", "WebRTC")},
    )
    taken = sorted(cpu_ms(lambda: next_step(wants, known, policy), REPEAT) for _ in range(PAIRS))
    return [Row("plan of edition today, a day's ledger", taken[PAIRS // 2], "ms", 2.0, f"{len(wants)} wants")]


def _spend(want: Want, ago_s: float, number: int) -> Spend:
    claimed_ts = START_TS - ago_s
    return Spend(
        claim_id=10_000 - number,
        endpoint=want.endpoint,
        channel=want.channel,
        window=Window(int(claimed_ts) - 900, int(claimed_ts) - 60),
        claimed_ts=claimed_ts,
        answered_ts=claimed_ts + 0.5,
        by="me",
        selection=want.selection.key,
    )
