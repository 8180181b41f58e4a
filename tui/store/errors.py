"""The faults of a store, each in one sentence with the remedy."""

from __future__ import annotations

from tui.domain.records import KeptReport
from tui.domain.text import Phrase, Said, SaidError
from tui.messages import store as words

# A fault of the name: it is no store, and can be none.
_MISNAMED = (
    words.NO_URL,
    words.NO_FILE,
    words.NO_DIRECTORY,
    words.NOT_A_DATABASE,
    words.ANOTHER_PROGRAM,
    words.NO_LOCKS,
    words.NO_SHARED_MEMORY,
    words.NO_DATABASE,
    words.NO_LIBRARY,
    words.NOT_REACHED,
    words.STANDBY,
    words.NO_RIGHTS,
    words.NO_SCHEMA,
    words.TOO_OLD,
    words.HALF_COPIED,
    words.OLDER_SCHEMA,
    words.NO_STORE_THERE,
    words.NOT_EMPTY,
)


class StoreError(SaidError):
    """`path` is the file (or the unusable URL), `reason` the fault, `advice` the remedy. `is_held`: another program has
    the file, and will let go of it. `is_away`: the database cannot be reached, and may come back. `is_misnamed`: only
    another name helps."""

    def __init__(
        self,
        path: str,
        reason: Phrase | Said | str,
        advice: Phrase | Said | str,
        *,
        is_held: bool = False,
        is_away: bool = False,
    ) -> None:
        super().__init__(words.STORE, path=path, reason=reason, advice=advice)
        self.path = path
        self.is_held = is_held
        self.is_away = is_away
        self.is_misnamed = (reason.phrase if isinstance(reason, Said) else reason) in _MISNAMED


class MayHaveArrivedError(LookupError):
    """The server has this report, or may have it: it is sent again only where somebody was asked. See `kept`."""

    def __init__(self, kept: KeptReport) -> None:
        super().__init__(f"report {kept.report_id} is {kept.state.value}")
        self.kept = kept
