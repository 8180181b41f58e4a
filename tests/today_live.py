"""Realtime figures of today's edition in a store, and a context of a project in that edition."""

from __future__ import annotations

from collections.abc import Mapping

from tests.ui.features.in_hand import context as reader
from tests.worlds import NOW_TS
from tui.agora.editions.today import edition_of
from tui.domain.glossary import NATIVE, WEBRTC
from tui.domain.records import Series, Window
from tui.domain.text import Lang
from tui.store.api import Changes, Store
from tui.ui.context import Context

PREMIUM = edition_of("premium")
SLOT_S = 20
# The newest slot that may be known by now: forty seconds pass before it is told.
NEWEST_TS = int(NOW_TS) // SLOT_S * SLOT_S - 3 * SLOT_S
ByProduct = Mapping[tuple[str, str], tuple[float, ...]]


def context(lang: Lang = "en", *, ascii_only: bool = False) -> Context:
    made = reader(lang, ascii_only=ascii_only)
    made.edition = PREMIUM
    return made


def put(changes: Changes, name: str, product: str, values: tuple[float, ...], answered_ts: float = NOW_TS) -> None:
    """One answer with a value for each of the last slots up to the newest."""
    metric = PREMIUM.live_metrics[name]
    endpoint = PREMIUM[metric.endpoint]
    first_ts = NEWEST_TS - SLOT_S * (len(values) - 1)
    points = tuple((first_ts + SLOT_S * at, value) for at, value in enumerate(values))
    changes.put_series(
        endpoint=endpoint.name,
        channel="",
        window=Window(first_ts, NEWEST_TS + SLOT_S),
        series=[Series(name, points)],
        answered_ts=answered_ts,
        delay_s=endpoint.longest_delay_s,
        slot_s=SLOT_S,
        selection=endpoint.selection(name, product),
    )


async def filled(store: Store, values: ByProduct) -> None:
    """By metric and product, as many values as there are."""
    for (name, product), told in values.items():
        await store.write(put, name, product, told)


def bad_video(slots: int) -> ByProduct:
    """Video freeze of both products together is bad in the last `slots`: 2 % before, 8 % then."""
    quiet = (2.0,) * (30 - slots)
    return {
        ("pcu", NATIVE): (300.0,) * 30,
        ("pcu", WEBRTC): (100.0,) * 30,
        ("videoFreezeRate", NATIVE): (*quiet, *(6.0,) * slots),
        ("videoFreezeRate", WEBRTC): (*quiet, *(14.0,) * slots),
    }
