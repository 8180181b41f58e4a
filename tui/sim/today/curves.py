"""Curves: the metrics of sessions under today's ids. Where the 2020 edition has a curve, it has the same points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tui.sim import poison
from tui.sim.calls import Call
from tui.sim.curves import Drawing, Painter, curves, senders
from tui.sim.lab import Curve
from tui.sim.noise import unit
from tui.sim.people import Session
from tui.sim.response import Response
from tui.sim.scenes import Effect
from tui.sim.today.asked import Query
from tui.sim.today.places import LINUX, WEB
from tui.sim.world import World

MOST_SIDS = 20

# The 2020 edition's id → today's. Its bitrate of video sent is the high stream's now; the picture's quality is gone;
# the size of the received picture comes for each sender.
NATIVE: Mapping[int, int | None] = {20006: 20024, 20013: None, 20019: None, 20020: None}
# A browser tells no processor, no frozen audio, no delay of its tasks or to its router, and loss by other ids.
BROWSER: Mapping[int, int | None] = {
    **NATIVE,
    **dict.fromkeys((20001, 20002, 20005, 20021, 20022)),
    20015: 20037,
    20017: 20038,
    20018: 20036,
}
PERCENTAGES = frozenset({20001, 20002, 20015, 20016, 20017, 20018, 20036, 20037, 20038, 20039, 20040})

WIDTH, HEIGHT = 20019, 20020
SENT_WIDTH, SENT_HEIGHT = 20027, 20028
MEMORY, VOLUMES = (20039, 20040), (20025, 20026)
# Of a low stream: today's id, and the 2020 edition's id with the effects of an incident on it.
LOW_SENT = ((20006, 20006), (20023, 20008))
LOW_RECEIVED = ((20030, 20009), (20031, 20010), (20032, WIDTH), (20033, HEIGHT))
HIGH_RECEIVED = frozenset({20009, 20010})
DUAL_SHARE, LOW_SHARE, SKIPPED_SHARE = 0.5, 0.15, 0.45


def metrics(asked: Query) -> Response:
    """The curves of up to twenty sessions; a session that nobody knows has no entry."""
    sids = asked.params.names("sids", MOST_SIDS)
    call = asked.world.calls.find(asked.params.text("call_id"))
    known = {} if call is None else {one.sid: one for one in asked.world.people.of(call)}
    return asked.written(_written(asked, call, [known[sid] for sid in sids if sid in known]))


def _written(asked: Query, call: Call | None, shown: list[Session]) -> Iterator[str]:
    yield "["
    for index, session in enumerate(shown if call is not None else ()):
        assert call is not None
        yield f'{"," if index else ""}{{"sid":"{session.sid}","data":['
        separator = ""
        for mid, peer_uid, points in of_session(
            asked.world, call, session, asked.window.start_ts, min(asked.window.end_ts, asked.known_ts)
        ):
            told = _told(asked, f"{session.sid}:{mid}:{peer_uid}", mid, points)
            yield f'{separator}{{"mid":{mid},"peer_uid":{peer_uid},"kvs":[{told}]}}'
            separator = ","
        if session.platform == WEB and asked.is_set("mids", "empty"):
            for mid in (mid for mid, name in BROWSER.items() if name is None and NATIVE.get(mid, mid) is not None):
                yield f'{separator}{{"mid":{mid},"peer_uid":0,"kvs":[]}}'
                separator = ","
        for curve in poison.strange_curves(asked.world, session.sid):
            yield f"{separator}{curve}"
            separator = ","
        yield "]}"
    yield "]"


def of_session(world: World, call: Call, session: Session, start_ts: int, last_ts: int) -> Iterator[Curve]:
    """(mid, peer uid, points as JSON) of every curve of a session within [start_ts, last_ts], none without a point."""
    is_native = session.platform != WEB
    names = NATIVE if is_native else BROWSER
    low = {uid for uid in senders(world.people.of(call), session.uid) if _is_low(call, session, uid)}
    for mid, peer_uid, points in curves(world, call, session, start_ts, last_ts):
        name = names.get(mid, mid)
        if name is not None and points and not (mid in HIGH_RECEIVED and peer_uid in low):
            yield name, peer_uid, points
    painter = Painter(world, session, start_ts, last_ts)
    for drawing in _more(world, call, session, painter, low):
        points = painter.points(drawing)
        if points:
            yield drawing.mid, drawing.peer_uid, points


def _more(world: World, call: Call, session: Session, painter: Painter, low: set[int]) -> Iterator[Drawing]:
    """The curves that the 2020 edition lacks."""
    incident = world.scene.incident
    is_guilty = incident is not None and call.guilty_uid == session.uid
    sent: Mapping[int, Effect] = incident.sender if incident is not None and is_guilty else {}
    if session.platform not in (WEB, LINUX):
        for mid in MEMORY + VOLUMES:
            yield _drawing(world, mid, mid, 0, [painter.span], {}, session)
    if session.speaker:
        for mid, size in ((SENT_WIDTH, WIDTH), (SENT_HEIGHT, HEIGHT)):
            yield _drawing(world, mid, size, 0, [painter.span], {}, session)
        if is_dual(call, session.uid):
            for mid, like in LOW_SENT:
                yield _drawing(world, mid, like, 0, [painter.span], sent, session)
    for peer_uid, stays in senders(world.people.of(call), session.uid).items():
        is_blamed = incident is not None and call.guilty_uid == peer_uid
        received: Mapping[int, Effect] = incident.receiver if incident is not None and is_blamed else {}
        sizes = LOW_RECEIVED if peer_uid in low else ((WIDTH, WIDTH), (HEIGHT, HEIGHT))
        for mid, like in sizes:
            yield _drawing(world, mid, like, peer_uid, painter.within(stays), received, session)


def _drawing(
    world: World,
    mid: int,
    like: int,
    peer_uid: int,
    spans: list[tuple[int, int]],
    effects: Mapping[int, Effect],
    session: Session,
) -> Drawing:
    metric = world.scene.today[mid] if mid in world.scene.today else world.scene.metrics[like]
    return Drawing(mid, peer_uid, f"today:{mid}", metric, spans, effects.get(like), session.poor)


def is_dual(call: Call, uid: int) -> bool:
    """Whether a sender sends a low stream besides; none does in a call with given users or a known culprit."""
    return not (call.guilty_uid or call.uids) and unit(f"{call.key}:{uid}:dual") < DUAL_SHARE


def _is_low(call: Call, session: Session, peer_uid: int) -> bool:
    """Whether a user receives the low stream of a sender; a browser has one set of ids for both."""
    return (
        session.platform != WEB
        and is_dual(call, peer_uid)
        and unit(f"{call.key}:{session.uid}:{peer_uid}:low") < LOW_SHARE
    )


def _told(asked: Query, key: str, mid: int, points: str) -> str:
    """The points in the form of the switches."""
    is_fraction = asked.is_set("percent", "fraction") and mid in PERCENTAGES
    if is_fraction or asked.is_set("points", "irregular") or asked.is_set("stamps", "ms"):
        unit_ms = "000" if asked.is_set("stamps", "ms") else ""
        told: list[str] = []
        for point in points[1:-1].split("],["):
            ts, _, value = point.partition(",")
            if asked.is_set("points", "irregular") and told and unit(f"{key}:{ts}") < SKIPPED_SHARE:
                continue
            told.append(f"[{ts}{unit_ms},{round(float(value) / 100, 6) if is_fraction else value}]")
        points = ",".join(told)
    return poison.points(asked.world, key, points)
