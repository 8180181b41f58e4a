"""Made: records that the wire can make from a server's answer: within their types, likely or odd."""

from __future__ import annotations

from array import array

from hypothesis import strategies as st

from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020.wire.values import HUGE, NEWEST_TS, OLDEST_TS
from tui.analysis.calls.standing import SERVER
from tui.domain.glossary import MIDS
from tui.domain.quoting import visible
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    Call,
    Cause,
    Curve,
    Diagnosis,
    FailureKind,
    Series,
    Session,
    UsageDay,
    Window,
)
from tui.sim.poison import NASTY

NOW = int(NOW_TS)

times = st.integers(NOW - 2 * HOUR, NOW + 10 * MINUTE) | st.integers(OLDEST_TS, NEWEST_TS - 1)
near_times = st.integers(NOW - 2 * HOUR, NOW)
values = (
    st.floats(0, 100)
    | st.floats(-HUGE, HUGE)
    | st.sampled_from([0.0, -0.0, 100.0, -37.5, HUGE, -HUGE, 5e-324, 4.9999999])
)
texts = (st.text(max_size=12) | st.sampled_from(NASTY)).map(visible)
names = texts.filter(bool)
channels = st.sampled_from(["", "数学-3班"]) | texts
uids = st.sampled_from([0, 1, 44361248, 2**32 - 1]) | st.integers(0, 2**32 - 1)
# A few users, so that causes, peers and sessions meet.
few_uids = st.sampled_from([7, 8, 44361248])
codes = st.integers(0, 50) | st.integers(-int(HUGE), int(HUGE))
mids = st.sampled_from(sorted(MIDS)) | st.sampled_from([0, -1, 99999])

causes = st.builds(Cause, codes, st.just("") | few_uids.map(str) | texts, st.integers(1, 3))
diagnoses = st.builds(
    Diagnosis,
    near_times | times,
    few_uids.map(str) | names,
    st.sampled_from([4, 5, 6]) | codes,
    channels,
    st.lists(causes, max_size=3, unique_by=lambda one: (one.factor_id, one.host_uid)).map(tuple),
)


@st.composite
def calls(draw: st.DrawFn, *, likely: bool = False) -> Call:
    """`likely`: one that can have been when an answer of now says so; others are not kept (collector/handlers.py)."""
    created_ts = draw(st.integers(NOW - 20 * DAY, NOW) | near_times if likely else near_times | times)
    finished = draw(st.booleans())
    longest_s = 4 * HOUR if likely else 3650 * DAY
    lasted_s = draw(st.none() | st.integers(0, 4 * HOUR) | st.integers(0, longest_s)) if finished else None
    return Call(draw(names), draw(channels), created_ts, None if lasted_s is None else created_ts + lasted_s, finished)


@st.composite
def sessions(draw: st.DrawFn, call: Call) -> Session:
    join_ts = call.created_ts + draw(st.integers(-HOUR, HOUR))
    finished = draw(st.booleans())
    stayed_s = draw(st.none() | st.integers(0, 2 * HOUR)) if finished else None
    return Session(
        sid=draw(names),
        channel=call.channel,
        uid=draw(few_uids | uids),
        network=draw(texts),
        platform=draw(st.just(SERVER) | texts),
        speaker=draw(st.booleans()),
        sdk_version=draw(texts),
        device_type=draw(texts),
        join_ts=join_ts,
        leave_ts=None if stayed_s is None else join_ts + stayed_s,
        finished=finished,
    )


@st.composite
def curves(draw: st.DrawFn, session: Session) -> Curve:
    seconds = draw(st.lists(st.integers(-MINUTE, 20 * MINUTE), min_size=1, max_size=12, unique=True).map(sorted))
    ts = array("q", (session.join_ts + second for second in seconds))
    measured = draw(st.lists(values, min_size=len(ts), max_size=len(ts)))
    return Curve(session.sid, draw(mids), draw(st.just(0) | few_uids | uids), ts, array("d", measured))


@st.composite
def series(draw: st.DrawFn, metric: str, channel: str = "") -> Series:
    points = draw(st.dictionaries(near_times | times, values, max_size=12))
    return Series(metric, tuple(sorted(points.items())), channel)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start_ts = draw(near_times)
    return Window(start_ts, start_ts + draw(st.sampled_from([0, 1, MINUTE, HOUR])))


counts = st.none() | st.integers(0, 10**6) | st.integers(0, int(HUGE))
usage_days = st.builds(UsageDay, st.integers(NOW - 30 * DAY, NOW) | times, counts, counts, counts)
failures = st.sampled_from(FailureKind)
