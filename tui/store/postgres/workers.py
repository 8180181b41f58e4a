"""Threads that the end of the program does not wait for longer than it wants: a database may not answer at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple["Future[Any]", Callable[[], Any]]


class Workers:
    """At most `count` threads, begun when they are needed; jobs begin in the order of `submit`."""

    def __init__(self, count: int, name: str) -> None:
        self._count, self._name = count, name
        self._threads: list[threading.Thread] = []
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._pending = 0

    def submit(self, job: Callable[[], T]) -> Future[T]:
        done: Future[T] = Future()
        with self._lock:
            self._pending += 1
            self._jobs.put((done, job))
            if len(self._threads) < min(self._pending, self._count):
                self._threads.append(threading.Thread(target=self._work, name=self._name, daemon=True))
                self._threads[-1].start()
        return done

    def drop(self) -> None:
        """The jobs that have not begun are cancelled."""
        with suppress(Empty):
            while (job := self._jobs.get_nowait()) is not None:
                job[0].cancel()

    def end(self, within_s: float) -> bool:
        """Whether all jobs were done in time; a thread of a job that was not ends with the job."""
        end_s = time.monotonic() + within_s
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(max(0.0, end_s - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            done, work = job
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(work())
                except BaseException as error:
                    done.set_exception(error)
            with self._lock:
                self._pending -= 1
            del job, done, work
