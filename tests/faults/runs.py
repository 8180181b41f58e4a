"""Runs: the cases in groups, each group on one stage, where one case after another is got over."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from unittest.mock import patch

from tests.cli.certificates import Authority, offering
from tests.faults.cases import CASES, Case, Kind
from tests.faults.stage import SCREENS, Told, staged
from tui.agora.exchange import DEFAULT_TIMEOUTS, Timeouts

# Short, and long enough for a server on this box.
HURRIED = Timeouts(read_s=0.3, whole_s=0.5, details_s=0.5)


def of_kind(kind: Kind) -> tuple[Case, ...]:
    return tuple(case for case in CASES if case.kind is kind)


async def suffered_apart(cases: Sequence[Case]) -> AsyncIterator[Told]:
    """Each case on a stage of its own, with every screen: so no case spends another's requests of the day."""
    for case in cases:
        async for one in suffered([case]):
            yield one


async def suffered(cases: Sequence[Case], screens: Sequence[str] = SCREENS) -> AsyncIterator[Told]:
    """The results of the cases of one kind."""
    kind = cases[0].kind
    if kind is Kind.TLS:
        with tempfile.TemporaryDirectory() as place:
            authority = Authority(Path(place))
            with patch.dict("os.environ", SSL_CERT_FILE=str(authority.certificate)):
                async with staged(screens, tls=offering(authority, "localhost")) as stage:
                    stage.impostor = offering(authority, "elsewhere.example")
                    for case in cases:
                        yield await stage.suffer(case)
        return
    async with staged(screens, timeouts=HURRIED if kind is Kind.SLOW else DEFAULT_TIMEOUTS) as stage:
        for case in cases:
            yield await stage.suffer(case)
