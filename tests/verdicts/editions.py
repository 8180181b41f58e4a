"""A world as each edition tells it: written as the answers of its server, and read by its client.

2020-10  one answer with all users and all curves
today    the users page by page with their freeze rates, and the curves of named sessions, 20 a request; percentages are
         fractions in every other world, and the ids are those of this edition. In a world `in_part` only the curves of
         some users were fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random
from urllib.parse import parse_qs

import httpx
import msgspec
from msgspec import Struct

from tests.agora.answering import sent
from tests.verdicts.asking import World
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.agora.editions.today.mids import MIDS
from tui.analysis.calls.by_session import SIDS
from tui.domain.edition import Edition
from tui.domain.percentages import PERCENTAGES, Scale, curves_in, told_scale
from tui.domain.records import Curve, Part, Request, Selection, Session, Window
from tui.domain.records.curve_metrics import CurveMetric

TODAY = edition_of("enterprise")
EDITIONS: dict[str, Edition] = {"2020-10": EDITION, "today": TODAY}
# The curves of a freeze, with the names of the rates in the list of users.
RATES = {20005: "user_audio_freeze_rate", 20011: "user_video_freeze_rate"}


class AsTold(Struct, frozen=True):
    """The users and the curves as the client of an edition gave them; `fetched` are the sessions with curves asked
    for."""

    sessions: tuple[Session, ...]
    curves: tuple[Curve, ...]
    fetched: frozenset[str]
    in_part: bool = False


async def as_told(world: World, edition: str, *, in_part: bool = False) -> AsTold:
    sids = tuple(session.sid for session in world.sessions)
    window = Window(world.window.start_ts, world.now_ts + 1)
    if edition == EDITION.name:
        async with _client(EDITION, _Server(world, {})) as client:
            asked = Request("call_details", window, call_id="c1", part=Part.METRICS)
            found = (await client.fetch(asked)).value
        return AsTold(found.sessions, found.curves, frozenset(sids))
    fetched = _some(world, sids) if in_part else sids
    server = _Server(world, MIDS, is_fraction=world.seed % 2 == 1)
    sessions: list[Session] = []
    curves: list[Curve] = []
    scales: set[Scale | None] = set()
    async with _client(TODAY, server) as client:
        page = 1
        while True:
            asked = Request("call_sessions", window, call_id="c1", selection=Selection(page=page))
            told = (await client.fetch(asked)).value
            sessions += told.sessions
            if not told.has_more:
                break
            page += 1
        for at in range(0, len(fetched), SIDS):
            selection = Selection(sids=tuple(fetched[at : at + SIDS]))
            asked = Request("call_metrics", window, call_id="c1", part=Part.METRICS, selection=selection)
            answer = (await client.fetch(asked)).value
            scales.add(told_scale(answer))
            curves += answer
    # As the store reads them: by the scale that any answer of the project told.
    scale = next((scale for scale in (Scale.PERCENT, Scale.FRACTION) if scale in scales), None)
    return AsTold(tuple(sessions), curves_in(curves, scale), frozenset(fetched), in_part)


def _some(world: World, sids: Sequence[str]) -> tuple[str, ...]:
    """A few of the users, as somebody has looked at: one at least, and not all."""
    rng = Random(f"looked at {world.kind}/{world.seed}")
    return tuple(sorted(rng.sample(sids, rng.randrange(1, max(2, len(sids))))))


def _client(edition: Edition, server: _Server) -> Client:
    return Client(
        edition=edition,
        base_url="https://api.example",
        app_id="demoapp",
        customer_id="demo",
        customer_secret="demo",
        transport=httpx.MockTransport(server),
    )


class _Server:
    """Answers with the world's users and curves."""

    def __init__(self, world: World, mids: Mapping[CurveMetric, int], *, is_fraction: bool = False) -> None:
        self.world, self.mids, self.is_fraction = world, mids, is_fraction

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = parse_qs(request.url.query.decode())
        body: dict[str, object] = {"code": 200, "message": "success", "call_id": "c1"}
        path = request.url.path
        if path.endswith("/details"):
            body |= {"call_info": self.users(), "metrics": self.metrics({one.sid for one in self.world.sessions})}
        elif path.endswith("/sessions"):
            page, size = int(query.get("page_no", ["1"])[0]), int(query.get("page_size", ["100"])[0])
            users = self.users()
            body |= {
                "call_info": users[(page - 1) * size : page * size],
                "has_more": page * size < len(users),
                "page_no": page,
                "page_size": size,
                "total_size": len(users),
            }
        else:
            body |= {"metrics": self.metrics({*",".join(query["sids"]).split(",")})}
        return sent(httpx.Response(200, content=msgspec.json.encode(body)))

    def users(self) -> list[dict[str, object]]:
        rates: dict[str, dict[str, float]] = {}
        for curve in self.world.curves:
            if (name := RATES.get(curve.mid)) is not None and len(curve.ts) > 1:
                frozen = sum(curve.values) / 1000 / (curve.ts[-1] - curve.ts[0])
                known = rates.setdefault(curve.sid, {})
                known[name] = min(1.0, max(known.get(name, 0.0), frozen))
        return [
            {
                "sid": one.sid,
                "cname": one.channel,
                "uid": one.uid,
                "network": one.network,
                "platform": one.platform,
                "speaker": one.speaker,
                "sdk_version": one.sdk_version,
                "device_type": one.device_type,
                "join_ts": one.join_ts,
                "leave_ts": one.leave_ts or 0,
                "finished": one.finished,
                **(rates.get(one.sid, {}) if self.mids else {}),
            }
            for one in self.world.sessions
        ]

    def metrics(self, sids: Collection[str]) -> list[dict[str, object]]:
        by_sid: dict[str, list[dict[str, object]]] = {}
        for curve in self.world.curves:
            if curve.sid not in sids:
                continue
            scale = 0.01 if self.is_fraction and curve.mid in PERCENTAGES else 1.0
            pairs = [(ts, value * scale) for ts, value in zip(curve.ts, curve.values, strict=True)]
            made = {"mid": self.mids.get(CurveMetric(curve.mid), curve.mid), "kvs": pairs, "peer_uid": curve.peer_uid}
            by_sid.setdefault(curve.sid, []).append(made)
        return [{"sid": sid, "data": data} for sid, data in by_sid.items()]
