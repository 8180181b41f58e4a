"""A bundle of today's edition: series by product, figures, tickets, the scale; each known from its answer on."""

from __future__ import annotations

import asyncio
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.recorded import ABOUT
from tests.store.test_ticket_redaction import TICKET
from tests.store.worlds import BASE_URL, PROJECT, T0, open_store
from tui.agora.editions.today import edition_of
from tui.domain.names import Names
from tui.domain.percentages import Scale
from tui.domain.records import BreakdownRow, KeptFigure, ReportState, Series, SeriesName, Window
from tui.export.names import Aliases
from tui.store.notebook import Notebook
from tui.store.rows.changes import RowsChanges
from tui.store.rows.figures import MOST_EARLIER, read_scale
from tui.store.sqlite.bundle import contents, writing
from tui.store.sqlite.bundle.redaction import Redaction
from tui.store.sqlite.bundle.replayed import ReplayedSnapshot, ReplayedStore, opened, topics_since
from tui.store.sqlite.connection import connect
from tui.store.sqlite.database import SqliteStore

EDITION = edition_of("premium")
CHANNEL = "staff-room"
STRETCH = contents.stretch_of(EDITION, T0, T0 + 3600)
FIGURE = KeptFigure(
    "realtime_quality_breakdown", "videoFreezeRate", "os", Window(T0, T0 + 20), T0 + 300.0,
    rows=(BreakdownRow("Android", percent=3.0),), channel=CHANNEL, product="Native",
)  # fmt: skip
WINDOW = Window(T0 + 40, T0 + 60)
PRODUCTS = {"Native": 4.0, "WebRTC": 9.0}


async def fill(store: SqliteStore) -> None:
    endpoint = next(each for each in map(EDITION.__getitem__, EDITION.of_live) if "pcu" in each.metrics)
    for product, value in PRODUCTS.items():
        for channel in ("", CHANNEL):
            put = partial(
                RowsChanges.put_series, endpoint=endpoint.name, channel=channel, window=WINDOW,
                series=[Series("pcu", ((WINDOW.start_ts, value),), channel)], answered_ts=T0 + 200.0, delay_s=60,
                slot_s=20, selection=endpoint.selection("pcu", product),
            )  # fmt: skip
            await store.write(put)
    await store.write(lambda changes: changes.put_figure("", FIGURE))
    await store.write(lambda changes: changes.put_scale(Scale.FRACTION, answered_ts=T0 + 400.0))
    for number, state in enumerate((ReportState.COPIED, ReportState.SAVED)):
        draft = replace(TICKET, time=str(number))
        await store.write(partial(RowsChanges.keep_draft, draft=draft, now_ts=T0 + 500.0, by="zoe@ops", state=state))


def bundled(directory: Path, names: Names) -> Path:
    with open_store(f"sqlite:///{directory}/scry.db") as store:
        asyncio.run(fill(store))
    return written(directory, names)


def written(directory: Path, names: Names) -> Path:
    about = replace(ABOUT, edition=EDITION.name, plan=EDITION.plan, start_ts=T0, end_ts=T0 + 3600, watched=(CHANNEL,))
    target = directory / "x.scry"
    writing.write(directory / "scry.db", (BASE_URL, "app"), target, STRETCH, about, names, lambda _, __: None)
    return target


def test_series_of_each_product_figures_and_the_scale_are_known_from_their_answers_on(tmp_path: Path) -> None:
    path = bundled(tmp_path, Names())
    names = [SeriesName("pcu", channel, product, 20) for channel in ("", CHANNEL) for product in PRODUCTS]

    async def asked(store: ReplayedStore) -> tuple[object, ...]:
        return await store.read(
            lambda snapshot: (
                {name: one.points for name, one in snapshot.series(names, WINDOW).items() if one.points},
                snapshot.figures(""),
                read_scale(cast("ReplayedSnapshot", snapshot).connection, PROJECT),
            )
        )

    with opened(path) as (manifest, content):
        clock = ManualClock(T0 + 100.0)
        store = ReplayedStore(path, content, clock, Notebook(None))
        try:
            before = asyncio.run(asked(store))
            clock.jump(150.0)
            live = asyncio.run(asked(store))
            topics = asyncio.run(store.read(topics_since, T0 + 210.0))
            clock.jump(100.0)
            figure = asyncio.run(asked(store))
            assert "figures" in asyncio.run(store.read(topics_since, T0 + 260.0))
            clock.jump(100.0)
            whole = asyncio.run(asked(store))
            tickets = asyncio.run(store.read(lambda snapshot: snapshot.reports(9)))
            clock.jump(100.0)
            later = asyncio.run(store.read(lambda snapshot: snapshot.reports(9)))
        finally:
            store.close()
    assert manifest.plan == "premium"
    assert before == ({}, (), None)
    assert live == ({name: ((WINDOW.start_ts, PRODUCTS[name.product]),) for name in names}, (), None)
    assert "figures" not in topics
    assert figure == (live[0], (FIGURE,), None)
    assert not tickets
    assert {each.state for each in later} == {ReportState.COPIED, ReportState.SAVED}
    assert whole == (live[0], (FIGURE,), Scale.FRACTION)


def test_a_figure_that_was_asked_for_again_is_the_one_of_then_before_the_later_answer(tmp_path: Path) -> None:
    answers = [replace(FIGURE, answered_ts=T0 + at, rows=(BreakdownRow("iOS", percent=at),)) for at in (300.0, 700.0)]

    async def asked(store: ReplayedStore) -> object:
        return await store.read(lambda snapshot: snapshot.figures(""))

    with open_store(f"sqlite:///{tmp_path}/scry.db") as store:
        for each in answers:
            asyncio.run(store.write(partial(RowsChanges.put_figure, call_id="", figure=each)))
    path = written(tmp_path, Names())
    with opened(path) as (_, content):
        clock = ManualClock(T0 + 200.0)
        store_then = ReplayedStore(path, content, clock, Notebook(None))
        try:
            found = []
            for _ in range(3):
                found.append(asyncio.run(asked(store_then)))
                clock.jump(300.0)
        finally:
            store_then.close()
    assert found == [(), (answers[0],), (answers[1],)]


def test_of_a_figure_that_is_asked_for_ever_anew_the_newest_answers_are_kept(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/scry.db") as store:
        for number in range(MOST_EARLIER + 5):
            figure = replace(FIGURE, answered_ts=T0 + 300.0 + number)
            asyncio.run(store.write(partial(RowsChanges.put_figure, call_id="", figure=figure)))
    with closing(connect(tmp_path / "scry.db")) as connection:
        found = connection.execute("SELECT count(*), max(until_ts) FROM figures_before").fetchone()
    assert found == (MOST_EARLIER, T0 + 300.0 + MOST_EARLIER + 4)


def test_by_aliases_no_channel_is_left_in_series_and_figures(tmp_path: Path) -> None:
    with opened(bundled(tmp_path, Aliases(b"k" * 32))) as (manifest, content):
        found = content.read_bytes()
    for name in (CHANNEL, "zoe", "call-7", "83817682"):
        assert name.encode() not in found, name
    assert CHANNEL not in str(manifest)
    assert manifest.counts["figures"] == 2


@pytest.mark.parametrize("key", ["", "pcu/Native", "userCount//86400"])
def test_by_aliases_a_feed_is_as_it_was_and_a_digest_of_users_is_another(key: str) -> None:
    redaction = Redaction(Aliases(b"k" * 32))
    assert redaction.selection(key) == key
    hidden = redaction.selection(f"{key}#0123456789abcdef")
    assert hidden.startswith(f"{key}#session-")
    assert "0123456789abcdef" not in hidden
