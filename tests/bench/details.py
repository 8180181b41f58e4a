"""Call details of 1, 10 and 73 MB from the simulator's `huge` scene: decoded as they arrive, beside orjson.

73 MB is what three hours of ten users who all hear one another weigh: the most that one answer holds. Decoding is
measured on the bytes of the answer, in CPU time, the collector on as it comes, off for orjson. Memory, stalls and
collection are measured in a process of its own that asks the simulator, in another, over HTTP. A stall is how late
a timer of the event loop fires that is due every millisecond; its controls are the same timer with nothing to do, and
while the same answer is downloaded and thrown away beside a thread that counts. On a busy machine a thread that holds
the interpreter is kept from running for some tens of milliseconds, whatever it does: where that control misses a
target too, there is no verdict. The collection is of what is there since the request (frozen: what importing httpx had
left), in CPU time.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from tests.bench.measure import Pairs, Row, interleave
from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.reference_2020.wire import DetailsStream
from tui.domain.records import Request, Window

EPOCH_TS = 1_795_337_917
HOUR = 3600
SPEED = 20  # one request a second, of the simulator's seconds
SPANS = (130, 1300, 3 * HOUR)  # seconds of the call: 1, 10 and 73 MB
CHUNK = 2**16
RUNS = 7
TICK_S = 0.001
STATUS = Path("/proc/self/status")
PATH = EDITION.call_details.path


def run() -> list[Row]:
    with simulator() as url:
        call_id, start_ts = asyncio.run(huge_call(url))
        windows = [Window(start_ts, start_ts + span) for span in SPANS]
        answers = [fetched(url, call_id, window) for window in windows]
        rows = decoding(answers)
        for window, answer in zip(windows, answers, strict=True):
            rows += arriving(url, call_id, window, len(answer))
    return rows


def decoding(answers: list[bytes]) -> list[Row]:
    try:
        # Only the measure here, so Scry does not depend on it.
        loads: Callable[[bytes], object] = importlib.import_module("orjson").loads
    except ImportError:
        return [Row("details, decoding to orjson", None, "×", note="orjson is not installed")]
    taken: list[Pairs] = []
    rows = []
    for answer in answers:
        pairs = interleave(lambda answer=answer: streamed_ms(answer), lambda answer=answer: loaded_ms(loads, answer))  # type: ignore[misc]
        curves = answer.count(b'"kvs"')
        title = f"details, {size(answer)} in {curves} curves: decoding to orjson.loads"
        rows.append(pairs.row(title, 1.25, "ms"))
        taken.append(pairs)
    small, large = (
        median(pairs.candidate) / len(answer) * 1e6 for pairs, answer in zip(taken[1:], answers[1:], strict=True)
    )
    note = f"{small:.2f} ms a MB at {size(answers[1])}, {large:.2f} at {size(answers[2])}"
    rows.append(Row("details, growth of the cost of a byte", large / small, "×", 1.25, note))
    return rows


def streamed_ms(answer: bytes) -> float:
    before = time.process_time()
    stream = DetailsStream("")
    for start in range(0, len(answer), CHUNK):
        stream.feed(answer[start : start + CHUNK])
    stream.finish()
    return (time.process_time() - before) * 1000


def loaded_ms(loads: Callable[[bytes], object], answer: bytes) -> float:
    gc.collect()
    gc.disable()
    try:
        before = time.process_time()
        tree = loads(answer)
        taken_ms = (time.process_time() - before) * 1000
        del tree
    finally:
        gc.enable()
    return taken_ms


def arriving(url: str, call_id: str, window: Window, size_bytes: int) -> list[Row]:
    """Download and decoding together, each run in a fresh process."""
    arguments = (sys.executable, "-m", __spec__.name, url, call_id, str(window.start_ts), str(window.end_ts))
    runs: list[dict[str, Any]] = []
    for _ in range(RUNS):
        runs.append(json.loads(subprocess.run(arguments, capture_output=True, check=True).stdout))
        assert runs[-1]["size_bytes"] == size_bytes
    name = f"details, {size_bytes / 1e6:.0f} MB"
    stalls, idle, control = ([one[key] for one in runs] for key in ("stall_ms", "idle_ms", "bare_ms"))
    middle = f"idle {median(idle):.3g} ms, beside a thread that counts {median(control):.3g} ms, {RUNS} runs"
    worst = f"idle {max(idle):.3g} ms, beside a thread that counts {max(control):.3g} ms"
    peaks = [one["peak_bytes"] for one in runs if one["peak_bytes"] is not None]
    memory = (
        Row(f"{name}: peak memory to payload", max(peaks) / size_bytes, "×", 1.0 if size_bytes > 5e6 else None, "worst")
        if peaks
        else Row(f"{name}: peak memory to payload", None, "×", note="this system does not tell")
    )
    return [
        memory,
        Row(
            f"{name}: longest stall, median of runs",
            median(stalls),
            "ms",
            verdict(16, median(stalls), median(control)),
            middle,
        ),
        Row(f"{name}: longest stall, worst run", max(stalls), "ms", verdict(50, max(stalls), max(control)), worst),
        Row(f"{name}: full collection afterwards", median(one["collection_ms"] for one in runs), "ms", 5, "median"),
        Row(f"{name}: from request to records", median(one["elapsed_ms"] for one in runs), "ms", None, "median"),
    ]


def verdict(target: float, figure: float, control: float) -> float | None:
    """The target, None where it is missed by both."""
    return target if min(figure, control) <= target else None


@contextmanager
def simulator() -> Iterator[str]:
    arguments = ("--port", "0", "--scene", "huge", "--epoch", str(EPOCH_TS), "--speed", str(SPEED))
    with subprocess.Popen((sys.executable, "-m", "tui.sim", *arguments), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def asking(url: str) -> Client:
    return Client(edition=EDITION, base_url=url, app_id="demoapp", customer_id="demo", customer_secret="demo")


async def huge_call(url: str) -> tuple[str, int]:
    """Its id, and a second from which it goes on for more than three hours."""
    async with asking(url) as client:
        answer = await client.fetch(
            Request("call_lists", Window(EPOCH_TS - 8 * HOUR, EPOCH_TS - 4 * HOUR), "huge-call")
        )
    call = answer.value.calls[0]
    return call.call_id, call.created_ts + 300


def fetched(url: str, call_id: str, window: Window) -> bytes:
    time.sleep(2 / SPEED)
    answer = httpx.get(f"{url}{PATH}", params=parameters(call_id, window), auth=("demo", "demo"), timeout=120)
    assert answer.status_code == 200, answer.text[:200]
    return answer.content


async def thrown_away(http: httpx.AsyncClient, call_id: str, window: Window) -> None:
    async with http.stream("GET", PATH, params=parameters(call_id, window)) as response:
        async for _ in response.aiter_raw():
            pass


def parameters(call_id: str, window: Window) -> dict[str, str | int]:
    return {
        "start_ts": window.start_ts,
        "end_ts": window.end_ts,
        "appid": "demoapp",
        "call_id": call_id,
        "exclude_server_user": "true",
    }


def size(answer: bytes) -> str:
    return f"{len(answer) / 1e6:.0f} MB"


async def measured(url: str, call_id: str, window: Window) -> dict[str, object]:
    async with asking(url) as client:
        await client.fetch(Request("call_details", Window(window.start_ts, window.start_ts + 10), call_id=call_id))
        await asyncio.sleep(2 / SPEED)
        gc.collect()
        gc.freeze()
        resident_bytes = memory_bytes("VmRSS")
        forget_peak()
        before = time.perf_counter()
        answer, stall_ms = await beside_timer(client.fetch(Request("call_details", window, call_id=call_id)))
        elapsed_ms = (time.perf_counter() - before) * 1000
        peak_bytes = memory_bytes("VmHWM")
        _, idle_ms = await beside_timer(asyncio.sleep(elapsed_ms / 1000))
        before = time.process_time()
        gc.collect()
        collection_ms = (time.process_time() - before) * 1000
    async with httpx.AsyncClient(base_url=url, auth=("demo", "demo"), timeout=120) as http:
        await asyncio.sleep(2 / SPEED)
        _, bare_ms = await beside_timer(beside_counting(thrown_away(http, call_id, window)))
    return {
        "size_bytes": answer.size_bytes,
        "stall_ms": stall_ms,
        "idle_ms": idle_ms,
        "bare_ms": bare_ms,
        "elapsed_ms": elapsed_ms,
        "collection_ms": collection_ms,
        "peak_bytes": None if peak_bytes is None or resident_bytes is None else peak_bytes - resident_bytes,
    }


async def beside_timer(work: Any) -> tuple[Any, float]:
    """The result of `work`, and the timer's worst delay meanwhile, in milliseconds."""
    latest_s = 0.0

    async def tick() -> None:
        nonlocal latest_s
        while True:
            due = time.perf_counter() + TICK_S
            await asyncio.sleep(TICK_S)
            latest_s = max(latest_s, time.perf_counter() - due)

    ticking = asyncio.create_task(tick())
    try:
        return await work, latest_s * 1000
    finally:
        ticking.cancel()


async def beside_counting(work: Awaitable[None]) -> None:
    """`work`, beside a thread with useless computation."""
    done = threading.Event()
    counting = asyncio.create_task(asyncio.to_thread(count_until, done))
    try:
        await work
    finally:
        done.set()
        await counting


def count_until(done: threading.Event) -> int:
    number = 0
    while not done.is_set():
        number += 1
    return number


def forget_peak() -> None:
    if STATUS.exists():
        STATUS.with_name("clear_refs").write_text("5")


def memory_bytes(name: str) -> int | None:
    """A figure of this process as Linux tells it; None elsewhere."""
    if not STATUS.exists():
        return None
    lines = STATUS.read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(sys.argv[1], sys.argv[2], Window(int(sys.argv[3]), int(sys.argv[4]))))))
