"""Stances: whether the stored curves agree with the causes of diagnoses, as far as curves of their calls are stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from tui.analysis.cause.agreement import Agreement
from tui.domain.records import Diagnosis, KnownCall
from tui.queries.judged_calls import FindingsQuery, calls_of, evidence_of_calls
from tui.queries.kept_calls import KeptCall, KeptCalls
from tui.store.api import Store

# So many calls are judged in one reading, and so many of the newest diagnoses are compared.
JUDGED_AT_ONCE = 4
MOST_COMPARED = 300
# A diagnosis may be stamped so long before its call begins in the lists, or after it ends.
NEAR_S = 60


async def read_stances(
    store: Store,
    query: FindingsQuery,
    diagnoses: Sequence[Diagnosis],
    kept: KeptCalls,
    most: int | None = JUDGED_AT_ONCE,
) -> tuple[Mapping[Diagnosis, Agreement], int]:
    """Those with curves, and the number of calls that wait to be judged: at most `most` are judged anew, None: all.
    Raises StoreError."""
    compared = diagnoses if most is None else diagnoses[:MOST_COMPARED]
    channels = {one.channel for one in compared}
    listed, _ = await store.read(calls_of, query)
    calls = [call for call in listed if call.channel in channels]
    _, left = await evidence_of_calls(store, query, calls, kept, most)
    return await asyncio.to_thread(_stances, compared, calls, kept), left


def _stances(
    diagnoses: Sequence[Diagnosis], calls: Sequence[KnownCall], kept: KeptCalls
) -> Mapping[Diagnosis, Agreement]:
    judged = [one for call in calls if (one := kept.known(call.call_id)) is not None and one.stances is not None]
    found: dict[Diagnosis, Agreement] = {}
    for diagnosis in diagnoses:
        call = next((one for one in judged if _is_in(diagnosis, one)), None)
        if call is not None and call.stances is not None:
            found[diagnosis] = call.stances.on(diagnosis)
    return found


def _is_in(diagnosis: Diagnosis, one: KeptCall) -> bool:
    call = one.evidence.call
    return (
        call.channel == diagnosis.channel and call.created_ts - NEAR_S <= diagnosis.ts <= one.evidence.end_ts + NEAR_S
    )
