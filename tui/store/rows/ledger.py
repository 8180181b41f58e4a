"""The ledger: every request, claimed before it is sent, settled when its answer came.

Its times are the server's. Each row also holds the reading of `Clock.elapsed`, a clock that nobody sets: after a
correction of the server's time by a `Date` header the last rows are corrected too, and the time between two of them
stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tui.clock import DateReading, ServerClock
from tui.domain.account import DAY_HOLD_S, DAY_MARGIN_S, MINUTE_HOLD_S, TIMEOUT_S
from tui.domain.records import DAY, HOUR, REFUSALS, FeedKey, LastAttempt, Limits, Outcome, Spend, Want, feed_of
from tui.store.rows.account import KNOWN, SPEND, read_recent, spend_of
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, marks

# How many `Date` headers the server's time is the median of.
READINGS = 9
# A store may look out for it: it adds a reading of its own clock.
DATES = "SELECT server_ts, boot, elapsed_s, local_ts FROM dates WHERE project_id = ?"
# How many of the last requests are told when the time turns out to be another, and how little it may be another: those
# that a limit of a second or a minute counts stay together exactly, the rest within the margin of the day.
RETOLD = 1000
RETOLD_S = TIMEOUT_S + MINUTE_HOLD_S
EXACT_S, NEAR_S = 0.001, 1.0
# A refusal says nothing to a process with other credentials; an older scry may have noted it as an answer.
_IS_ANSWER = f"coalesce(failure NOT IN ({', '.join(repr(kind.value) for kind in sorted(REFUSALS, key=str))}), true)"


def settle(
    connection: RowConnection,
    project_id: int,
    claim_id: int,
    outcome: Outcome,
    *,
    clock: ServerClock,
    reading: DateReading | None,
) -> float:
    answered_s = clock.elapsed()
    if reading is not None:
        _note_date(connection, project_id, reading)
    answered_ts = answered_s + tell_the_time(connection, project_id, clock)
    row = connection.execute(
        "UPDATE ledger SET answered_ts = ?1, answered_s = ?2,"
        " arrived_by_ts = CASE WHEN NOT ?3 THEN 0 WHEN ?1 > claimed_ts THEN ?1 ELSE claimed_ts END,"
        " status = ?4, failure = ?5, detail = ?6, set_aside = ?7, size_bytes = ?8, elapsed_ms = ?9,"
        " rows = ?10, wait_s = ?13 WHERE project_id = ?11 AND claim_id = ?12 RETURNING claimed_ts, endpoint, channel,"
        " selection",
        (
            answered_ts,
            answered_s,
            outcome.arrived,
            outcome.status,
            outcome.failure.value if outcome.failure else None,
            outcome.detail,
            outcome.set_aside,
            outcome.size_bytes,
            outcome.elapsed_ms,
            outcome.rows,
            project_id,
            claim_id,
            outcome.wait_s,
        ),
    ).fetchone()
    if row is None:
        raise LookupError(f"no claim {claim_id} in the ledger")
    claimed_ts, endpoint, channel, selection = row
    if outcome.failure in REFUSALS:
        # A no to these credentials is no answer to the want: other processes on the store have their own.
        bump(connection, project_id, "ledger")
        return float(claimed_ts)
    connection.execute(
        "INSERT INTO last_answers (project_id, endpoint, channel, feed, claim_id, failures) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (project_id, endpoint, channel, feed) DO UPDATE SET claim_id = excluded.claim_id,"
        " failures = CASE WHEN excluded.failures > 0 THEN last_answers.failures + 1 ELSE 0 END",
        (project_id, endpoint, channel, feed_of(selection), claim_id, int(outcome.failure is not None)),
    )
    bump(connection, project_id, "ledger")
    return float(claimed_ts)


def under_way(connection: RowConnection, project_id: int, now_ts: float) -> tuple[Spend, ...]:
    rows = connection.execute(
        f"SELECT {SPEND} FROM ledger WHERE project_id = ?1 AND answered_ts IS NULL AND {KNOWN}"  # noqa: S608 - constant
        " AND (claimed_ts > ?2 OR seen_ts > ?2) ORDER BY claim_id DESC",
        (project_id, now_ts - TIMEOUT_S),
    )
    return tuple(spend_of(*row) for row in rows)


def see(connection: RowConnection, project_id: int, claim_id: int, clock: ServerClock) -> None:
    connection.execute(
        # As long after the claim as it is: so both are told together when the time turns out to be another.
        "UPDATE ledger SET seen_ts = claimed_ts + CASE WHEN ?1 > claimed_s THEN ?1 - claimed_s ELSE 0 END"
        " WHERE project_id = ?2 AND claim_id = ?3 AND boot = ?4 AND answered_ts IS NULL",
        (clock.elapsed(), project_id, claim_id, clock.boot),
    )


def log(
    connection: RowConnection, project_id: int, limit: int, endpoints: Collection[str] | None = None
) -> tuple[Spend, ...]:
    if endpoints is not None and len(endpoints) == 1:
        return read_recent(connection, project_id, tuple(endpoints), limit)
    of = "true" if endpoints is None else f"endpoint IN ({marks(endpoints)})"
    rows = connection.execute(
        f"SELECT {SPEND} FROM ledger WHERE project_id = ? AND {of} AND {KNOWN}"  # noqa: S608 - marks only
        " ORDER BY claimed_ts DESC, claim_id DESC LIMIT ?",
        (project_id, *(endpoints or ()), limit),
    )
    return tuple(spend_of(*row) for row in rows)


def count_unknown(connection: RowConnection, project_id: int, endpoints: Collection[str], since_ts: float) -> int:
    (count,) = connection.execute(
        f"SELECT count(*) FROM ledger WHERE project_id = ? AND claimed_ts >= ?"  # noqa: S608 - marks only
        f" AND NOT (endpoint IN ({marks(endpoints)}) AND {KNOWN})",
        (project_id, since_ts, *endpoints),
    ).fetchone()
    return int(count)


def spent_of_a_day(
    connection: RowConnection, project_id: int, limits: Mapping[str, Limits], now_ts: float
) -> dict[str, int]:
    today_ts = (now_ts - DAY_MARGIN_S) // DAY * DAY - DAY_MARGIN_S

    def since(start_ts: float) -> dict[str, int]:
        rows = connection.execute(
            # No request takes an hour: the first bound lets the index skip the days before.
            "SELECT endpoint, count(*) FROM ledger WHERE project_id = ? AND claimed_ts >= ? AND arrived_by_ts >= ?"
            " GROUP BY endpoint",
            (project_id, start_ts - HOUR, start_ts),
        )
        return dict(rows.fetchall())

    # A request of the UTC day is one of the last 24 hours, too.
    today, rolling = since(today_ts), since(now_ts - DAY_HOLD_S)
    return {
        name: today.get(name, 0) if limits[name].day == "utc" else count
        for name, count in rolling.items()
        if name in limits
    }


def read_tries(
    connection: RowConnection, project_id: int, want: Want, since_ts: float, limit: int, *, lead_s: int = 0
) -> tuple[Spend, ...]:
    assert want.window is not None
    rows = connection.execute(
        f"SELECT {SPEND} FROM ledger WHERE project_id = ? AND endpoint = ? AND channel = ? AND call_id = ?"  # noqa: S608 - constant
        f" AND {KNOWN} AND {_IS_ANSWER} AND coalesce(part, '') = ? AND selection = ? AND start_ts >= ? AND end_ts <= ?"
        " AND answered_ts IS NOT NULL AND claimed_ts >= ?"
        " ORDER BY claim_id DESC LIMIT ?",
        (
            project_id,
            want.endpoint,
            want.channel,
            want.call_id,
            want.part.value if want.part else "",
            want.selection.key,
            want.window.start_ts - lead_s,
            want.window.end_ts,
            since_ts,
            limit,
        ),
    )
    return tuple(spend_of(*row) for row in rows)


def read_turns(connection: RowConnection, project_id: int) -> dict[FeedKey, LastAttempt]:
    rows = connection.execute(
        # In this order: a feed's last answer is one look into the ledger.
        f"SELECT {SPEND}, failures FROM last_answers CROSS JOIN ledger USING (project_id, endpoint, channel, claim_id)"  # noqa: S608 - constant
        f" WHERE project_id = ? AND {KNOWN} AND {_IS_ANSWER}",
        (project_id,),
    )
    turns = (LastAttempt(spend_of(*row[:-1]), row[-1]) for row in rows)
    return {turn.last.feed: turn for turn in turns}


def read_dates(connection: RowConnection, project_id: int) -> list[DateReading]:
    return [DateReading(*row) for row in connection.execute(DATES, (project_id,))]


def _note_date(connection: RowConnection, project_id: int, reading: DateReading) -> None:
    """Keep it, and the last ones before it."""
    connection.execute(
        "INSERT INTO dates (project_id, server_ts, boot, elapsed_s, local_ts) VALUES (?, ?, ?, ?, ?)",
        (project_id, *reading),
    )
    connection.execute(
        "DELETE FROM dates WHERE project_id = ?1 AND date_id NOT IN"
        " (SELECT date_id FROM dates WHERE project_id = ?1 ORDER BY date_id DESC LIMIT ?2)",
        (project_id, READINGS),
    )


def tell_the_time(connection: RowConnection, project_id: int, clock: ServerClock) -> float:
    """Set `clock` by the headers, and the last requests by `clock`: those never compared with the server's time yet,
    and those set by a header that was late or wrong. Returns the server's time minus `elapsed` in seconds; another
    thread may set the clock by other headers meanwhile."""
    ahead_s = clock.learn(read_dates(connection, project_id))
    connection.execute(
        "UPDATE ledger NOT INDEXED SET claimed_ts = claimed_s + ?1, answered_ts = answered_s + ?1,"
        " seen_ts = CASE WHEN seen_ts > 0 THEN seen_ts - claimed_ts + claimed_s + ?1 ELSE 0 END,"
        " arrived_by_ts = CASE WHEN arrived_by_ts = 0 THEN 0 WHEN answered_s IS NULL"
        " THEN claimed_s + ?1 + ?2 ELSE answered_s + ?1 END"
        " WHERE claim_id > (SELECT max(claim_id) FROM ledger) - ?3 AND project_id = ?4 AND boot = ?5"
        " AND abs(claimed_ts - claimed_s - ?1) > CASE WHEN coalesce(answered_s, claimed_s) > ?6 THEN ?7 ELSE ?8 END",
        (
            ahead_s,
            TIMEOUT_S,
            RETOLD,
            project_id,
            clock.boot,
            clock.elapsed() - RETOLD_S,
            EXACT_S,
            NEAR_S,
        ),
    )
    return ahead_s
