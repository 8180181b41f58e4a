"""The store: whoever opens the same `Place` shares what it holds, as processes share a file."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from tests.store.memory import calls
from tests.store.memory.alarms import Alarms
from tests.store.memory.alerts import Alerts
from tests.store.memory.answers import Answers
from tests.store.memory.calls import Calls
from tests.store.memory.names import NamesAndAge
from tests.store.memory.notes import Notes
from tests.store.memory.project import Project
from tests.store.memory.reports import Reports
from tui.clock import DateReading
from tui.domain.records import CallDetails, Window
from tui.messages import store as words
from tui.store.api import Salvage
from tui.store.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")


class MemoryRows(Alarms, Alerts, Answers, Calls, Reports, Notes, NamesAndAge):
    """Snapshot and Changes of one project."""


@dataclass
class Place:
    projects: defaultdict[tuple[str, str], Project] = field(default_factory=lambda: defaultdict(Project))
    keys: list[bytes] = field(default_factory=list)


class MemoryStore:
    path = Path("memory")
    salvaged: Salvage | None = None
    unsaved = 0

    def __init__(self, place: Place, *, base_url: str, app_id: str) -> None:
        self._place = place
        self._name = (base_url.rstrip("/"), app_id)
        self._told = dict(self._project.topics)
        self._subscribers: dict[object, Callable[[frozenset[str]], None]] = {}
        self._closed = False
        self.dates: Sequence[DateReading] = tuple(self._project.dates)

    @property
    def _project(self) -> Project:
        return self._place.projects[self._name]

    async def read(self, question: Callable[Concatenate[MemoryRows, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._require_open()
        # Whatever a question does to what it sees stays its own.
        return question(MemoryRows(deepcopy(self._project), list(self._place.keys)), *args, **kwargs)

    async def write(self, change: Callable[Concatenate[MemoryRows, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._require_open()
        after, keys = deepcopy(self._project), list(self._place.keys)
        result = change(MemoryRows(after, keys), *args, **kwargs)
        self._place.projects[self._name], self._place.keys = after, keys
        self._tell()
        return result

    write_to_disk = write
    keep = write

    def packed(self, details: CallDetails, window: Window) -> object:
        return calls.packed(details, window)

    def subscribe(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        token = object()
        self._subscribers[token] = call

        def unsubscribe() -> None:
            self._subscribers.pop(token, None)

        return unsubscribe

    async def watch(self, interval_s: float = 0.25) -> None:
        while not self._closed:
            self._tell()
            await asyncio.sleep(interval_s)

    def _tell(self) -> None:
        """Each change once."""
        news = frozenset(topic for topic, seq in self._project.topics.items() if seq > self._told.get(topic, 0))
        self._told = dict(self._project.topics)
        for token, call in tuple(self._subscribers.items()) if news else ():
            if token in self._subscribers:
                try:
                    call(news)
                except Exception as error:
                    asyncio.get_running_loop().call_exception_handler({"message": "failed", "exception": error})

    def close(self) -> None:
        self._closed = True

    def _require_open(self) -> None:
        if self._closed:
            raise StoreError(str(self.path), words.CLOSED, words.START_AGAIN)
