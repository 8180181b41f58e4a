"""A class in the store: a teacher with a failing uplink for three of ten minutes, and two pupils, one with a rejoin."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from math import sin

from tests.store.rows import by_rows
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import MINUTE, Call, CallDetails, Cause, Curve, Diagnosis, Listing, Part, Session, Window
from tui.store.api import Store
from tui.store.rows.calls import put_sessions
from tui.store.rows.curves import pack

TEACHER, PUPIL, RETURNER = 44361248, 83817682, 629811001
START_TS, LASTED_S = int(NOW_TS) - 3600, 600
FAILS = Window(START_TS + 240, START_TS + 420)
DIAGNOSED_TS = START_TS + 300
# The returner leaves and comes back.
LEFT_S, BACK_S = 200, 230

CALL = Call("000class", "数学-3班", START_TS, START_TS + LASTED_S, True)

# Metric → healthy, and while the teacher's uplink fails.
SENDS = {20003: (35, 30), 20006: (800, 300), 20007: (15, 14), 20008: (15, 9), 20015: (0.2, 24), 20017: (0.3, 31)}
RECEIVES = {
    20004: (35, 28),
    20005: (0, 250),
    20009: (790, 290),
    20010: (15, 7),
    20011: (0, 900),
    20016: (0.3, 25),
    20018: (0.4, 32),
}
OWN = {20001: (20, 20), 20002: (31, 31), 20013: (24, 32), 20019: (640, 640), 20020: (360, 360), 20021: (8, 8)}
RTTS = {TEACHER: (25, 390), PUPIL: (15, 15), RETURNER: (15, 15)}


def session(sid: str, uid: int, join_s: int, leave_s: int) -> Session:
    speaks = uid == TEACHER
    return Session(
        sid,
        CALL.channel,
        uid,
        "Wi-Fi" if speaks else "4G",
        "Windows" if speaks else "iOS",
        speaks,
        "3.1.2",
        "Windows 7" if speaks else "iPhone12,1",
        START_TS + join_s,
        START_TS + leave_s,
        True,
    )


TEACHES = session("T", TEACHER, 0, LASTED_S)
ATTENDS = session("P", PUPIL, 10, LASTED_S - 10)
CAME = session("R1", RETURNER, 15, LEFT_S)
CAME_BACK = session("R2", RETURNER, BACK_S, LASTED_S - 5)
SESSIONS = (TEACHES, ATTENDS, CAME, CAME_BACK)


def curves() -> Iterator[Curve]:
    for one in SESSIONS:
        assert one.leave_ts is not None
        stamps = array("q", range(one.join_ts, one.leave_ts, 2))
        about = {0: {**OWN, 20022: RTTS[one.uid], **(SENDS if one.speaker else {})}}
        if not one.speaker:
            about[TEACHER] = RECEIVES
        for peer_uid, metrics in about.items():
            for mid, (healthy, failing) in metrics.items():
                values = array("d", (value(failing if FAILS.holds(ts) else healthy, ts) for ts in stamps))
                yield Curve(one.sid, mid, peer_uid, stamps, values)


def value(level: float, ts: int) -> float:
    return round(level * (1 + 0.05 * sin(ts)), 1)


async def store_class(store: Store, *, with_curves: bool = True) -> None:
    """Store the call as a finished one, complete; or with its users alone."""
    answered_ts = float(START_TS + LASTED_S + 600)
    await store.write(lambda changes: changes.put_calls([CALL], answered_ts=answered_ts))
    told = Diagnosis(DIAGNOSED_TS, str(PUPIL), 4, CALL.channel, (Cause(23, str(TEACHER)),))
    minute = Window(DIAGNOSED_TS - 60, DIAGNOSED_TS + 60)
    await store.write(
        lambda changes: changes.put_diagnoses(
            [told], window=minute, cap=10, delay_s=120, answered_ts=answered_ts, slot_s=MINUTE
        )
    )
    if not with_curves:
        await store.write(by_rows(put_sessions), CALL.call_id, SESSIONS, answered_ts=answered_ts)
        return
    window = Window(START_TS, START_TS + LASTED_S + 1)
    packed = pack(CallDetails(CALL.call_id, SESSIONS, tuple(curves())), window)
    await store.write(
        lambda changes: changes.put_details(CALL.call_id, window, SESSIONS, packed, answered_ts=answered_ts)
    )
    joined = [one.join_ts for one in SESSIONS]
    listing = Listing(window, answered_ts, len(SESSIONS), False, min(joined), max(joined))
    await store.write(
        lambda changes: changes.put_listing(EDITION.call_details.name, listing, call_id=CALL.call_id, part=Part.METRICS)
    )
