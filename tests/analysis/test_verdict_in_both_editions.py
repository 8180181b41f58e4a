"""The same incident told by both editions, through their simulators and clients, ends in the same verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import httpx
import pytest

from tests.agora.answering import sent
from tests.rolled import rolled_up
from tests.sim.asking import Asker
from tests.sim.asking_today import TodayAsker
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.cause.engine import moment_verdict, pair_verdict
from tui.analysis.cause.verdict import Check, Conclusion, Reason, Verdict
from tui.analysis.curves.tracks import Tracks
from tui.domain.edition import Edition
from tui.domain.glossary import thresholds_with
from tui.domain.glossary.mids import WEB_LOSSES
from tui.domain.percentages import curves_in, told_scale
from tui.domain.records import Curve, Part, Request, Selection, Session, Window
from tui.sim import protocol
from tui.sim.response import Response
from tui.sim.today import protocol as protocol_today
from tui.ui.features.pair.view import sign_of_check

GUILTY_UID, CHANNEL = 44361248, "数学-3班"
IN_THE_INCIDENT_S = 900
ONSET_S = -7200.0


class Told(NamedTuple):
    """The call of the incident, as one edition tells it."""

    sessions: Sequence[Session]
    curves: Sequence[Curve]
    onset_ts: int

    def platforms(self) -> dict[int, str]:
        return {one.uid: one.platform for one in self.sessions}

    def verdicts(self, receiver_uid: int) -> tuple[Verdict, Verdict]:
        """Over the whole call, and around a moment of the incident."""
        tracks = Tracks(self.sessions, rolled_up(self.curves), thresholds_with({}))
        uid_of = {one.sid: one.uid for one in self.sessions}
        both = {uid: [c for c in self.curves if uid_of[c.sid] == uid] for uid in (GUILTY_UID, receiver_uid)}
        moment_ts = self.onset_ts + IN_THE_INCIDENT_S
        return (
            pair_verdict(tracks, GUILTY_UID, receiver_uid),
            moment_verdict(tracks, both, GUILTY_UID, receiver_uid, moment_ts, moment_ts + 7200),
        )


def client(edition: Edition, answer: Callable[[httpx.Request], Response]) -> Client:
    def respond(request: httpx.Request) -> httpx.Response:
        found = answer(request)
        return sent(httpx.Response(found.status, content=b"".join(found.body)))

    return Client(
        edition=edition,
        base_url="https://api.example",
        app_id="demoapp",
        customer_id="demo",
        customer_secret="demo",
        transport=httpx.MockTransport(respond),
    )


def headers(request: httpx.Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


async def by_2020(seed: int) -> Told:
    asker = Asker("incident", seed=seed, onset_s=ONSET_S)
    onset_ts = int(asker.now_ts + ONSET_S)
    call = asker.world.calls.of_channel_at(CHANNEL, onset_ts)
    assert call is not None

    def answer(request: httpx.Request) -> Response:
        query = request.url.query.decode()
        return protocol.respond(
            asker.world, request.method, request.url.path, query, headers(request), request.content, asker.now_ts
        )

    window = Window(call.created_ts, call.destroyed_ts + 1)
    details = Request("call_details", window, call_id=call.call_id, part=Part.METRICS)
    found = (await client(EDITION, answer).fetch(details)).value
    return Told(found.sessions, found.curves, onset_ts)


async def by_today(seed: int, *settings: str) -> Told:
    asker = TodayAsker("incident", *settings, seed=seed, onset_s=ONSET_S)
    onset_ts = int(asker.now_ts + ONSET_S)
    call = asker.world.calls.of_channel_at(CHANNEL, onset_ts)
    assert call is not None

    def answer(request: httpx.Request) -> Response:
        query = request.url.query.decode()
        return protocol_today.respond(
            asker.world, request.method, request.url.path, query, headers(request), request.content, asker.now_ts
        )

    ask = client(edition_of("enterprise"), answer)
    window = Window(call.created_ts, call.destroyed_ts + 1)
    users = Request("call_sessions", window, call_id=call.call_id, selection=Selection())
    sessions = (await ask.fetch(users)).value.sessions
    selection = Selection(sids=tuple(one.sid for one in sessions))
    curves = (await ask.fetch(Request("call_metrics", window, call_id=call.call_id, selection=selection))).value
    # As the store gives them back: in the scale that the answer tells.
    return Told(sessions, curves_in(curves, told_scale(curves)), onset_ts)


@pytest.mark.long
@pytest.mark.parametrize(
    ("seed", "settings"), [(1, ()), (2, ()), (2, ("percent=fraction",))], ids=["seed 1", "seed 2", "fractions"]
)
async def test_the_incident_has_one_verdict_with_the_same_numbers(seed: int, settings: tuple[str, ...]) -> None:
    told, told_today = await by_2020(seed), await by_today(seed, *settings)
    platforms = told.platforms()
    assert platforms == told_today.platforms()
    for receiver_uid, platform in platforms.items():
        if receiver_uid == GUILTY_UID:
            continue
        for one, today in zip(told.verdicts(receiver_uid), told_today.verdicts(receiver_uid), strict=True):
            assert one.outcome is today.outcome is Conclusion.CAUSED
            causes, causes_today = (
                [(each.reason, each.uid) for each in each_told.causes] for each_told in (one, today)
            )
            assert (Reason.UPLINK, GUILTY_UID) in causes
            if platform != "Web":
                assert today == one
            else:
                # A browser tells neither its processor nor its router, and loss by another definition.
                # What two definitions of loss do not divide may fit, and is no cause.
                assert set(causes_today) <= set(causes)
                assert (Reason.UPLINK, GUILTY_UID) in causes_today
                assert {reason for reason, _ in causes} <= {reason for reason, _ in causes_today} | set(today.fits)
                assert sign_of_check(today, Check.PROCESSORS) == "unknown"
                assert today.untold
                assert any(each.mid in WEB_LOSSES for each in today.evidence)
