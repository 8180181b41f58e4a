"""Editions: one folder for each published edition of the API, with its table of endpoints and its wire."""

from __future__ import annotations

from tui.agora.editions.reference_2020 import wire as wire_2020
from tui.agora.editions.today import wire as wire_today
from tui.agora.wire import Wire
from tui.domain.edition import Edition


def wire_of(edition: Edition) -> Wire:
    return wire_today if edition.name == wire_today.EDITION_NAME else wire_2020
