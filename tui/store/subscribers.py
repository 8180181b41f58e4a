"""Subscribers of a store: each hears of a change once, from whichever way it comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping


class Subscribers:
    """They belong to one event loop."""

    def __init__(self) -> None:
        self._calls: dict[object, Callable[[frozenset[str]], None]] = {}
        self._told: dict[str, int] = {}

    def add(self, call: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """`call` with the topics that changed, until the function returned is called."""
        token = object()
        self._calls[token] = call

        def leave() -> None:
            self._calls.pop(token, None)

        return leave

    def tell(self, changed: Mapping[str, int]) -> None:
        """Topic → number of its newest change: those that nobody has told yet."""
        news = {topic: seq for topic, seq in changed.items() if seq > self._told.get(topic, 0)}
        self._told.update(news)
        if news:
            self.call(frozenset(news))

    def call(self, changed: frozenset[str]) -> None:
        for token, call in tuple(self._calls.items()):
            if token in self._calls:
                try:
                    call(changed)
                except Exception as error:
                    # One subscriber's mistake is not the others' silence.
                    asyncio.get_running_loop().call_exception_handler(
                        {"message": "a subscriber of the store failed", "exception": error}
                    )
