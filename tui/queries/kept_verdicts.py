"""Kept verdicts: the verdict on a call as the store keeps it, for the evidence that it was judged by.

evidence ─▶ its digest ─▶ the kept verdict has that digest and is undamaged: read, in some milliseconds
                       └▶ otherwise: judged anew, in some hundred milliseconds, and kept
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b

from msgspec import MsgspecError, Struct, msgpack

from tui.analysis.calls.named import CallVerdict
from tui.analysis.cause.engine import ENGINE
from tui.domain.records import KeptVerdict
from tui.store.api import Changes, Store
from tui.store.errors import StoreError

_SUM_BYTES = 16


def _raw(value: object) -> bytes:
    assert isinstance(value, array)
    return value.tobytes()


_evidence = msgpack.Encoder(enc_hook=_raw, order="deterministic")
_verdict = msgpack.Decoder(CallVerdict)


def digest_of(evidence: Struct) -> str:
    """Of every number of the evidence, and of the engine that judges."""
    digest = blake2b(digest_size=32)
    digest.update(b"%d " % ENGINE)
    digest.update(_evidence.encode(evidence))
    return digest.hexdigest()


def packed(call_id: str, evidence: str, verdict: CallVerdict) -> KeptVerdict:
    """`evidence` is its digest."""
    body = zlib.compress(msgpack.encode(verdict), 1)
    return KeptVerdict(call_id, evidence, _sum(call_id, evidence, body) + body)


def unpacked(kept: KeptVerdict | None, evidence: str) -> CallVerdict | None:
    """None where none is kept, or where it was judged by other evidence or is damaged."""
    if kept is None or kept.evidence != evidence:
        return None
    sum_of_body, body = kept.judged[:_SUM_BYTES], kept.judged[_SUM_BYTES:]
    if sum_of_body != _sum(kept.call_id, evidence, body):
        return None
    with suppress(zlib.error, MsgspecError):
        return _verdict.decode(zlib.decompress(body))
    return None


def _sum(call_id: str, evidence: str, body: bytes) -> bytes:
    found = blake2b(body, digest_size=_SUM_BYTES)
    found.update(f"{evidence} {call_id}".encode("utf-8", "surrogatepass"))
    return found.digest()


async def keep_verdicts(store: Store, verdicts: Iterable[KeptVerdict]) -> None:
    """A store that takes none, as that of a replay, costs the next process the time to judge."""
    made = tuple(verdicts)

    def keep(changes: Changes) -> None:
        for one in made:
            changes.keep_verdict(one)

    if made:
        with suppress(StoreError):
            await store.write(keep)
