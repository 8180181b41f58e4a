"""The server's yes to a report (报告问题)."""

from __future__ import annotations

from tui.agora.editions.reference_2020.wire.envelope import SUCCESS, Body
from tui.domain.records import Receipt, Remainder


def receipt(body: Body) -> tuple[Receipt, Remainder]:
    """Nothing can be set aside: an answer without a `code` of success has been refused before."""
    return Receipt(SUCCESS if body.code is None else body.code, body.message), Remainder()
