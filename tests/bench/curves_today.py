"""Today's curves: an answer of 20 sessions × 30 metrics × 3 hours, decoded as it arrives, beside orjson.

In percent, and in fractions whose scale is told by the processors. Decoding is CPU time, as in `details`; the stall is
how late a timer of the event loop fires that is due every millisecond, while the client receives the answer in pieces.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from math import sin
from statistics import median

import httpx

from tests.bench.details import CHUNK, beside_counting, beside_timer, loaded_ms, verdict
from tests.bench.measure import Row, interleave
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.agora.editions.today.mids import MIDS
from tui.agora.editions.today.wire.curves import CurvesStream
from tui.domain.percentages import PERCENTAGES
from tui.domain.records import HOUR, Request, Selection, Window

SIDS, METRICS, STEP_S, SPAN_S = 20, 30, 2, 3 * HOUR
START_TS = 1_795_337_918
RUNS = 7


def answer(unit: float) -> bytes:
    """`unit`: 1 for percentages, 0.01 for fractions."""
    stamps = [START_TS + at for at in range(0, SPAN_S, STEP_S)]
    mids = [(mid, metric in PERCENTAGES) for metric, mid in MIDS.items()][:METRICS]

    def data(sid: int) -> Iterator[dict[str, object]]:
        for number, (mid, is_share) in enumerate(mids):
            level = (30.0 if is_share else 400.0) * (1.1 + sin(sid + number))
            factor = unit if is_share else 1.0
            points = [[ts, round((level + ts % 17) * factor, 4)] for ts in stamps]
            yield {"mid": mid, "peer_uid": 0, "kvs": points}

    metrics = [{"sid": f"{sid:032X}", "data": [*data(sid)]} for sid in range(SIDS)]
    return json.dumps({"code": 200, "message": "", "requestId": "0" * 37, "metrics": metrics}).encode()


def streamed_ms(text: bytes) -> float:
    before = time.process_time()
    stream = CurvesStream()
    for start in range(0, len(text), CHUNK):
        stream.feed(text[start : start + CHUNK])
    stream.finish()
    return (time.process_time() - before) * 1000


class Pieces(httpx.AsyncByteStream):
    """The answer as a socket hands it over."""

    def __init__(self, text: bytes) -> None:
        self.text = text

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.text), CHUNK):
            yield self.text[start : start + CHUNK]
            await asyncio.sleep(0)


async def stalls(text: bytes) -> tuple[float, float]:
    """Of the client that receives the answer; of the same pieces thrown away beside a thread that counts."""

    async def thrown_away() -> None:
        async for _ in Pieces(text):
            await asyncio.sleep(0.005)

    client = Client(
        edition=edition_of("premium"),
        base_url="https://api.example",
        app_id="demoapp",
        customer_id="demo",
        customer_secret="demo",
        transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=Pieces(text))),
    )
    sids = tuple(f"{sid:032X}" for sid in range(SIDS))
    asked = Request("call_metrics", Window(START_TS, START_TS + SPAN_S), call_id="c", selection=Selection(sids=sids))
    gc.collect()
    gc.freeze()
    async with client:
        _, stall_ms = await beside_timer(client.fetch(asked))
    _, bare_ms = await beside_timer(beside_counting(thrown_away()))
    gc.unfreeze()
    return stall_ms, bare_ms


def run() -> list[Row]:
    rows = []
    try:
        # Only the measure here, so Scry does not depend on it.
        loads: Callable[[bytes], object] | None = importlib.import_module("orjson").loads
    except ImportError:
        loads = None
    for name, unit in (("percent", 1.0), ("fractions", 0.01)):
        text = answer(unit)
        title = f"today, curves of {SIDS} × {METRICS} × 3 h in {name}, {len(text) / 1e6:.0f} MB"
        if loads is None:
            rows.append(Row(f"{title}: decoding to orjson.loads", None, "×", note="orjson is not installed"))
        else:
            pairs = interleave(lambda text=text: streamed_ms(text), lambda text=text: loaded_ms(loads, text), RUNS)  # type: ignore[misc]
            rows.append(pairs.row(f"{title}: decoding to orjson.loads", 1.25, "ms"))
        found = [asyncio.run(stalls(text)) for _ in range(RUNS)]
        figure, control = median(one for one, _ in found), median(other for _, other in found)
        note = f"beside a thread that counts {control:.3g} ms, {RUNS} runs, worst {max(one for one, _ in found):.3g} ms"
        rows.append(Row(f"{title}: longest stall, median", figure, "ms", verdict(16, figure, control), note))
    return rows
