"""LiveQuery: one question of a screen to the store, asked again whenever the answer may have changed.

a topic of the question changed · the clock passed a step · the screen came back into view, or asks by itself
      │
      ▼
 ask, off the event loop ──▶ `data` is the answer ──▶ show ──▶ wait
      │                                                         ▲
      ├─▶ StoreError: `data` stays, the banner tells the error, the question is asked again READ_AGAIN_S later
      └─▶ slow, and nobody wants the answer any more (`esc`, another question, another screen): given up, in the
          database too; `data` stays
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Set
from typing import Any, Generic, Protocol, TypeVar

from tui.store.errors import StoreError
from tui.ui.context import READ_AGAIN_S, Context, Feed

Data = TypeVar("Data")

# An answer that takes longer is slow.
SLOW_S = 1.0


class Owner(Protocol):
    """The screen that owns a query."""

    context: Context
    # The queries of the screen: it starts them, ticks them once a second, and wakes them when it is looked at again.
    queries: list[LiveQuery[Any]]

    @property
    def frozen_ts(self) -> float | None:
        """The time at which the view was frozen; None while it follows the clock."""
        ...

    @property
    def waits(self) -> bool:
        """Whether a frozen view still takes news: an answer that it needs is to come."""
        ...

    @property
    def is_looked_at(self) -> bool: ...
    @property
    def display(self) -> bool:
        """Textual's: false while the screen is taken down, its widgets before the screen itself."""
        ...

    def tell_frame(self) -> None:
        """The lines around the body anew: the age of the data, an error of the store."""
        ...

    @property
    def run_worker(self) -> Callable[..., object]:
        """`(work, *, group, exclusive)`, as Textual's."""
        ...


class LiveQuery(Generic[Data]):
    """`data` is the newest answer, None before the first one; `asked_ts` the time at which it was asked for.

    A screen that is covered by another screen asks nothing; a frozen one asks only when the user wants another stretch
    of the frozen time. After a slow answer the store's news wait: a list of a hundred thousand rows is not read for
    each of three answers a second.
    """

    def __init__(
        self,
        owner: Owner,
        ask: Callable[[Feed, float], Awaitable[Data]],
        show: Callable[[], object],
        *,
        topics: Set[str] | Callable[[Set[str]], bool],
        step_s: float = math.inf,
        rest: float = 0.0,
        prepare: Callable[[], object] | None = None,
        name: str = "reading",
    ) -> None:
        """`ask(feed, now_ts)` reads the store and may raise StoreError. `show()` draws `data`. `topics` are those of
        the store that change the answer, or a function that tells so of the topics that changed. The answer also
        changes when the clock passes a multiple of `step_s` seconds. News of the store wait for `rest` times the
        seconds that the last answer took. `prepare` runs in a thread before the first question. `name` is the group of
        the worker, and tells the queries of one screen apart.
        """
        self.data: Data | None = None
        self.asked_ts: float | None = None
        self._owner, self._ask, self._show, self._prepare, self._name = owner, ask, show, prepare, name
        self._concerns = topics if callable(topics) else lambda changed: not changed.isdisjoint(topics)
        self._step_s, self._rest = step_s, rest
        self._changed = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None
        self._begun_s = 0.0
        # Whether an answer is owed to a screen that was covered; whether the screen waited for more at the last one.
        self._is_owed = self._is_early = False
        self._rested_s = 0.0
        self._later: asyncio.TimerHandle | None = None
        owner.queries.append(self)

    @property
    def now_ts(self) -> float:
        """The time that the screen shows: the clock's, or the one at which it was frozen."""
        frozen_ts = self._owner.frozen_ts
        return self._owner.context.clock.now() if frozen_ts is None else frozen_ts

    def start(self) -> None:
        self._owner.run_worker(self._follow, group=self._name, exclusive=True)

    @property
    def has_answered(self) -> bool:
        """Whether the first question came to an end, be it an error."""
        return self.asked_ts is not None and self._asking is None

    @property
    def slow_s(self) -> float:
        """For how long the store has not answered, where that is long; else 0."""
        took_s = 0.0 if self._asking is None else asyncio.get_running_loop().time() - self._begun_s
        return took_s if took_s >= SLOW_S else 0.0

    @property
    def waits_s(self) -> float:
        """How long it still rests after an answer, or waits after an error; infinite where it does neither."""
        return math.inf if self._later is None else self._later.when() - asyncio.get_running_loop().time()

    def show_again(self) -> None:
        """Draw the answer in hand, if there is one."""
        if self.data is not None and self._owner.display:
            self._show()

    # -- when it is asked again

    def ask_again(self) -> None:
        """At once, or as soon as the screen is looked at."""
        self._changed.set()

    def ask_another(self) -> None:
        """The user wants another answer than the one that is on its way: if that is slow, it is given up."""
        self.give_up()
        self.ask_again()

    def give_up(self) -> bool:
        """End a slow question without an answer; the next news, step or key asks it again. False where none is slow."""
        took_s = self.slow_s
        if self._asking is None or not took_s:
            return False
        self._asking.cancel()
        self._asking = None
        self._is_owed = True
        self._changed.clear()
        self._rested_s = asyncio.get_running_loop().time() + took_s
        return True

    def suspend(self) -> None:
        """Another screen covers this one: a question that is slow, or becomes slow, is given up."""
        if self._asking is not None:
            loop = asyncio.get_running_loop()
            loop.call_at(self._begun_s + SLOW_S, self._give_up_if_covered)

    def _give_up_if_covered(self) -> None:
        if self._asking is not None and not self._owner.is_looked_at:
            self.give_up()

    def resume(self) -> None:
        """The screen is looked at again. An answer that is on its way is new enough; that of a frozen view stays."""
        if self._asking is None and (self._is_owed or self.asked_ts is None or self._takes_news):
            self.ask_again()

    def tick(self) -> None:
        """Once a second."""
        if self.asked_ts is None or self._owner.frozen_ts is not None:
            return
        if self.now_ts // self._step_s != self.asked_ts // self._step_s:
            self.ask_again()

    def store_changed(self, topics: Set[str]) -> None:
        if not self._takes_news or not self._concerns(topics):
            return
        wait_s = self._rested_s - asyncio.get_running_loop().time()
        if wait_s > 0:
            self._call_in(wait_s, self._ask_unless_frozen)
        else:
            self.ask_again()

    def _ask_unless_frozen(self) -> None:
        """The view may have been frozen since the news came."""
        if self._takes_news:
            self.ask_again()

    @property
    def _takes_news(self) -> bool:
        return self._owner.frozen_ts is None or self._is_early or self._owner.waits

    def _call_in(self, seconds: float, then: Callable[[], None]) -> None:
        self._cancel_later()
        # A timer of Textual's belongs to the app; news of the store may come in a task of anybody's.
        self._later = asyncio.get_running_loop().call_later(seconds, then)

    def _cancel_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    # -- the worker

    async def _follow(self) -> None:
        context = self._owner.context
        feed = await context.opened()
        if self._prepare is not None:
            await asyncio.to_thread(self._prepare)
        unsubscribe = feed.store.subscribe(self.store_changed)
        try:
            while True:
                self._changed.clear()
                self._cancel_later()
                if self._owner.is_looked_at:
                    self._begun_s = asyncio.get_running_loop().time()
                    self._asking = asking = asyncio.create_task(self._ask_once(feed))
                    await asyncio.wait({asking})
                    if not asking.cancelled():
                        asking.result()
                else:
                    self._is_owed = True
                    self._tell_trouble(None)
                await self._changed.wait()
        finally:
            unsubscribe()
            if self._asking is not None:
                self._asking.cancel()
                self._asking = None
            self._cancel_later()
            self._tell_trouble(None)

    async def _ask_once(self, feed: Feed) -> None:
        time = asyncio.get_running_loop().time
        self.asked_ts, self._is_owed = self.now_ts, False
        try:
            self.data = await self._ask(feed, self.asked_ts)
        except StoreError as error:
            self._tell_trouble(error)
            self._call_in(READ_AGAIN_S, self.ask_again)
        else:
            self._tell_trouble(None)
            if self._owner.display:
                self._show()
            self._is_early = self._owner.waits
        self._asking = None
        self._rested_s = time() + self._rest * (time() - self._begun_s)
        self._owner.tell_frame()

    def _tell_trouble(self, error: StoreError | None) -> None:
        """The banner tells why the store could not be read; a screen that is covered or gone has no such trouble."""
        troubles, whose = self._owner.context.read_troubles, f"{id(self._owner)}.{self._name}"
        if error is None:
            troubles.pop(whose, None)
        else:
            troubles[whose] = error
