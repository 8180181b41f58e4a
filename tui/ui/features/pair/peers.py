"""Peers: choose the peer of a user, over the screen beneath; the worst pair first.

╭ Sender and receiver, worst first ────────────────────────╮
│   sender    receiver  e2e loss  video fr.  audio fr.     │
│ ▸ 44361248  83817682    31.2 %     96.4 s     12.0 s     │
╰──────────────── enter opens · ↑↓ choose · esc closes ────╯
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.messages import pair as words
from tui.store.errors import StoreError
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.features.pair.query import PairChoice, read_candidates
from tui.ui.texts.values import measured
from tui.ui.timed import TimedScreen
from tui.ui.widgets.keys import bind
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

Chosen = Callable[[int, int], None]


def choose_pair(screen: TimedScreen, uid: int, chosen: Chosen, *, named: int | None = None) -> None:
    """Call `chosen` with sender and receiver: at once where there is one pair only, or where one is with `named`."""
    _choose(screen, uid, chosen, named)


@work(group="peers", exclusive=True)
async def _choose(screen: TimedScreen, uid: int, chosen: Chosen, named: int | None) -> None:
    feed, lang = await screen.context.opened(), screen.context.lang
    try:
        found = await feed.store.read(read_candidates, screen.scope.call_id or "", uid, screen.context.thresholds)
    except StoreError as error:
        screen.say(error.says(lang))
        return
    # As the sender, where it is both: a cause lies with the sender.
    with_named = sorted(
        (one for one in found if named in (one.sender_uid, one.receiver_uid)), key=lambda one: one.sender_uid != named
    )
    if not found:
        screen.say((words.STILL_COMING if screen.awaits_curves else words.NOBODY)(lang))
    elif with_named or len(found) == 1:
        one = (with_named or found)[0]
        chosen(one.sender_uid, one.receiver_uid)
    else:

        def picked(one: PairChoice | None) -> None:
            if one is not None:
                chosen(one.sender_uid, one.receiver_uid)

        screen.app.push_screen(PeersScreen(screen.context, found), picked)


class PeersScreen(Dialog[PairChoice | None]):
    """Ends with the pair, or None."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [bind("session.pair", "v", "dismiss")]

    def __init__(self, context: Context, found: Iterable[PairChoice]) -> None:
        super().__init__(context)
        self.context: Context = context
        self.found = {one.key: one for one in found}

    def compose(self) -> ComposeResult:
        yield Vertical(Table(ascii=self.context.ascii), id="box")

    def on_mount(self) -> None:
        self.retell()

    def retell(self) -> None:
        lang, table = self.context.lang, self.query_one(Table)
        table.set_columns(
            (
                Column("sender", words.COLUMN_SENDER(lang), 10),
                Column("receiver", words.COLUMN_RECEIVER(lang), 10, grow=1),
                Column("loss", words.COLUMN_LOSS(lang), 10, align="right"),
                Column("video", words.COLUMN_VIDEO(lang), 10, align="right"),
                Column("audio", words.COLUMN_AUDIO(lang), 10, align="right"),
            )
        )
        table.update([_row(one) for one in self.found.values()])
        self.entitle(self.query_one("#box"), words.CHOOSE_TITLE(lang), words.CHOOSE_KEYS(lang, key=self.key))

    @on(Table.Selected)
    def _selected(self, event: Table.Selected) -> None:
        self.dismiss(self.found[event.key])


def _row(one: PairChoice) -> Row:
    worsts = (one.loss, one.video, one.audio)
    return Row(
        one.key,
        (str(one.sender_uid), str(one.receiver_uid), *map(measured, worsts)),
        sort=(one.sender_uid, one.receiver_uid, *(each and each.percent for each in worsts)),
    )
