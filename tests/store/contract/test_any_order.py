"""Whatever answers come, in whatever order, a store tells the same of them as the plain one in memory."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Mapping

import pytest

from tests.manual_clock import ManualClock
from tests.store.contract.conftest import Opener
from tests.store.memory.store import MemoryStore, Place
from tests.store.worlds import BASE_URL, DELAY_S, T0
from tui.clock import ServerClock
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    Call,
    CallDetails,
    Cause,
    Curve,
    Diagnosis,
    DiagnosisFilter,
    FailureKind,
    Limits,
    Listing,
    Outcome,
    Part,
    Remainder,
    Series,
    Session,
    Spend,
    UsageDay,
    Want,
    Window,
)
from tui.store.api import Changes, Snapshot, Store

LENGTH = 12  # minutes in which everything happens
WHOLE = Window(T0 - DAY, T0 + DAY)
DAY_TS = T0 // DAY * DAY
DAYS = Window(DAY_TS, DAY_TS + 3 * DAY)
ENDPOINTS = ("live_net", "live_scale")
LIMITS = {name: Limits(per_minute=5, per_day=40) for name in ENDPOINTS}
OUTCOMES = (Outcome(200), Outcome(500, FailureKind.SERVER_ERROR), Outcome(None, FailureKind.CANCELLED, arrived=False))


def metrics_of(endpoint: str) -> list[str]:
    return [endpoint, f"{endpoint}_more", f"{endpoint}_most"]


class Made:
    """Answers and requests by chance; each is a change of whichever store it is given to."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.box = ManualClock(T0 + HOUR)
        self.clock = ServerClock(self.box)
        self.sid = 0

    def window(self) -> Window:
        start = self.rng.randrange(LENGTH)
        return Window(T0 + start * MINUTE, T0 + self.rng.randint(start + 1, LENGTH) * MINUTE)

    def answered_ts(self) -> float:
        """Different each time: which of two answers of one moment counts is nobody's promise."""
        return T0 + self.rng.randrange(LENGTH * MINUTE * 2) + self.rng.random()

    def left(self) -> Remainder:
        if self.rng.random() < 0.7:
            return Remainder()
        times = tuple(self.seconds(self.rng.randrange(2)))
        return Remainder(rows=3, unread=1, times=times, timeless=not times)

    def seconds(self, count: int) -> list[int]:
        return sorted(self.rng.sample(range(T0, T0 + LENGTH * MINUTE, 10), count))

    def series(self) -> Callable[[Changes], object]:
        window, answered_ts, left = self.window(), self.answered_ts(), self.left()
        endpoint, channel = self.rng.choice(ENDPOINTS), self.rng.choice(["", "room"])
        # Two of one name in some answers.
        told = [
            Series(metric, tuple((ts, float(self.rng.randrange(3))) for ts in self.seconds(5)), channel)
            for metric in self.rng.choices(metrics_of(endpoint), k=3)
        ]
        return lambda changes: changes.put_series(
            endpoint=endpoint,
            channel=channel,
            window=window,
            series=told,
            answered_ts=answered_ts,
            delay_s=DELAY_S,
            left=left,
            slot_s=MINUTE,
        )

    def diagnoses(self) -> Callable[[Changes], object]:
        window, answered_ts, left = self.window(), self.answered_ts(), self.left()
        told = [
            Diagnosis(
                ts,
                str(self.rng.randrange(3)),
                self.rng.randrange(2),
                self.rng.choice(["room", "hall"]),
                tuple(Cause(self.rng.randrange(3), self.rng.choice(["", "7"])) for _ in range(self.rng.randrange(3))),
            )
            for ts in self.seconds(self.rng.randrange(6))
        ]
        return lambda changes: changes.put_diagnoses(
            told, window=window, cap=5, delay_s=DELAY_S, answered_ts=answered_ts, left=left, slot_s=MINUTE
        )

    def usage(self) -> Callable[[Changes], object]:
        answered_ts = DAY_TS + self.rng.random() * 4 * DAY
        missed = (DAY_TS + DAY,) if self.rng.random() < 0.3 else ()
        days = [
            UsageDay(ts, self.rng.choice([None, 1, 2]), self.rng.choice([None, 5]), None)
            for ts in range(DAY_TS, DAY_TS + 3 * DAY, DAY)
            if self.rng.random() < 0.6
        ]
        return lambda changes: changes.put_usage(
            days, window=DAYS, answered_ts=answered_ts, left=Remainder(times=missed)
        )

    def calls(self) -> Callable[[Changes], object]:
        answered_ts, window = self.answered_ts(), self.window()
        calls = [
            Call(f"call {number}", "room", T0 + 60 * number, self.rng.choice([None, T0 + 600]), False)
            for number in range(4)
            if self.rng.random() < 0.5
        ]
        listing = Listing(window, answered_ts, len(calls), self.rng.random() < 0.3, T0, T0, self.rng.randrange(2))
        channel = self.rng.choice(["", "room"])

        def put(changes: Changes) -> None:
            changes.put_calls(calls, answered_ts=answered_ts)
            changes.put_listing("call_lists", listing, channel=channel)

        return put

    def details(self) -> Callable[[Changes, Store], object]:
        window, answered_ts = self.window(), T0 + LENGTH * MINUTE + 600 * self.rng.random()
        sessions = [Session("A", "room", 7, "", "", True, "", "", T0, self.rng.choice([None, T0 + 600]), False)]
        curves = []
        for mid in range(3):
            ts = [ts for ts in self.seconds(20) if window.holds(ts)]
            if ts and self.rng.random() < 0.7:
                values = array("d", [float(self.rng.randrange(9)) for _ in ts])
                curves.append(Curve("A", mid, 0, array("q", ts), values))
        details = CallDetails("call 1", tuple(sessions), tuple(curves))

        def put(changes: Changes, store: Store) -> None:
            packed = store.packed(details, window)
            changes.put_details("call 1", window, sessions, packed, answered_ts=answered_ts)

        return put

    def request(self) -> Callable[[Changes], object]:
        self.box.advance(self.rng.choice([0.1, 5.0, 70.0, HOUR]))
        endpoint, outcome = self.rng.choice(ENDPOINTS), self.rng.choice([None, *OUTCOMES])
        channel, window = self.rng.choice(["", "room"]), self.window()

        def ask(changes: Changes) -> Spend | float:
            claim = changes.claim(
                endpoint=endpoint, channel=channel, window=window, limits=LIMITS[endpoint], clock=self.clock, by="me:1"
            )
            if isinstance(claim, Spend) and outcome is not None:
                changes.settle(claim.claim_id, outcome, clock=self.clock, reading=None)
            return claim

        return ask


def questions(made: Made) -> Mapping[str, Callable[[Snapshot], object]]:
    names = [(metric, channel) for endpoint in ENDPOINTS for metric in metrics_of(endpoint) for channel in ("", "room")]
    now_ts = made.clock.now()
    want = Want("live_net", window=Window(T0, T0 + LENGTH * MINUTE))
    return {
        "series": lambda snapshot: snapshot.series(names, WHOLE),
        "last_points": lambda snapshot: snapshot.last_points(names, WHOLE, 200),
        "newest_minute_ts": lambda snapshot: snapshot.newest_minute_ts(ENDPOINTS),
        "coverage": lambda snapshot: [
            snapshot.coverage(*name, Window(T0, T0 + HOUR)) for name in [*names, ("diagnosis", ""), ("usage", "")]
        ],
        "answered": lambda snapshot: snapshot.answered(dict.fromkeys(ENDPOINTS, DELAY_S), WHOLE),
        "diagnoses": lambda snapshot: [
            snapshot.diagnoses(WHOLE, only=only, most=most, oldest=oldest)
            for only in (
                DiagnosisFilter(),
                DiagnosisFilter(factor_id=1, host_uid="7"),
                DiagnosisFilter(exp_id=1, channel="room"),
            )
            for most in (-1, 3)
            for oldest in (False, True)
        ],
        "totals": lambda snapshot: snapshot.diagnosis_totals(WHOLE),
        "truncated": lambda snapshot: snapshot.truncated(WHOLE),
        "newest_diagnosed_ts": lambda snapshot: snapshot.newest_diagnosed_ts(),
        "usage": lambda snapshot: (snapshot.usage(DAYS), snapshot.unread_days(DAYS), snapshot.last_usage_ts()),
        "calls_begun": lambda snapshot: snapshot.calls_begun(WHOLE),
        "detailed_calls": lambda snapshot: snapshot.detailed_calls(WHOLE),
        "calls_on": lambda snapshot: [snapshot.calls_on("room", ts) for ts in range(T0 - 60, T0 + HOUR, 90)],
        "calls_near": lambda snapshot: [
            sorted(call.call_id for call in snapshot.calls_near("room", ts, 120)) for ts in range(T0, T0 + HOUR, 90)
        ],
        "flags": lambda snapshot: snapshot.flags(snapshot.calls_begun(WHOLE), T0 + HOUR),
        "heard": lambda snapshot: snapshot.heard("call 1"),
        "listings": lambda snapshot: [
            set(snapshot.listings("call_lists", Window(T0, T0 + HOUR), channel=channel)) for channel in ("", "room")
        ],
        "details": lambda snapshot: snapshot.listings("call_details", WHOLE, call_id="call 1", part=Part.USERS),
        "sessions": lambda snapshot: snapshot.sessions("call 1"),
        "curves": lambda snapshot: snapshot.curves("call 1", "A"),
        "minutes": lambda snapshot: snapshot.minutes("call 1"),
        "requests": lambda snapshot: snapshot.requests(99),
        "account": lambda snapshot: [snapshot.account([name], LIMITS[name], now_ts) for name in ENDPOINTS],
        "under_way": lambda snapshot: snapshot.under_way(now_ts),
        "spent": lambda snapshot: snapshot.spent_of_a_day(LIMITS, now_ts),
        "spending": lambda snapshot: snapshot.spending(now_ts),
        "turns": lambda snapshot: snapshot.turns(),
        "tries": lambda snapshot: snapshot.tries(want, T0, 9),
        "seen_channels": lambda snapshot: snapshot.seen_channels(9),
    }


@pytest.mark.parametrize("seed", range(12))
async def test_the_same_changes_have_the_same_answers(opened: Opener, seed: int) -> None:
    store, plain, made = opened(), MemoryStore(Place(), base_url=BASE_URL, app_id="app"), Made(seed)
    heard: dict[str, list[frozenset[str]]] = {"store": [], "plain": []}
    store.subscribe(heard["store"].append)
    plain.subscribe(heard["plain"].append)
    for _ in range(40):
        kinds: list[Callable[[], Callable[..., object]]] = [
            *(made.series, made.diagnoses, made.usage, made.calls, made.details, made.request)
        ]
        kind = made.rng.choice(kinds)
        change = kind()
        of = (lambda each: (each,)) if kind == made.details else (lambda _: ())
        assert await store.write(change, *of(store)) == await plain.write(change, *of(plain))
        assert heard["store"] == heard["plain"], kind
    for name, question in questions(made).items():
        assert await store.read(question) == await plain.read(question), name
