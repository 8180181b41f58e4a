"""Editions: one folder for each published edition of the API, with its table of endpoints and its wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.domain.edition import Edition

if TYPE_CHECKING:
    from tui.agora.wire import Wire


def wire_of(edition: Edition) -> Wire:
    # Loaded with the client: the first frame needs the table of an edition, not its wire.
    from tui.agora.editions.today.endpoints import NAME

    if edition.name == NAME:
        from tui.agora.editions.today import wire as wire_today

        return wire_today
    from tui.agora.editions.reference_2020 import wire as wire_2020

    return wire_2020
