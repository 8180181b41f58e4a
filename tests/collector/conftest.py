"""Counts the jobs of threads, so that a test can wait until the loop rests (resting.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.collector.resting import jobs


@pytest.fixture(autouse=True)
def counted_jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    run = asyncio.BaseEventLoop.run_in_executor

    def run_in_executor(loop: asyncio.BaseEventLoop, *args: Any) -> asyncio.Future[Any]:
        job = run(loop, *args)
        jobs.add(job)
        job.add_done_callback(jobs.discard)
        return job

    monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", run_in_executor)
    yield
    jobs.clear()
