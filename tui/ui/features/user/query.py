"""The question of the page of one user: everything stored in which the user appears."""

from __future__ import annotations

from msgspec import Struct

from tui.domain.records import Appearance, Diagnosis
from tui.store.api import Snapshot

# Nobody reads more; the newest are listed.
LISTED = 1000


class UserData(Struct, frozen=True):
    """`found`: newest first."""

    uid: str
    found: tuple[Appearance, ...]

    @property
    def suffered(self) -> tuple[Diagnosis, ...]:
        """The user's own diagnoses."""
        return tuple(one.diagnosis for one in self.found if one.diagnosis is not None and not one.is_host)

    def during(self, one: Appearance) -> tuple[Diagnosis, ...]:
        """The user's own diagnoses within the session of that appearance."""
        stay = one.session
        if stay is None:
            return ()
        return tuple(
            each
            for each in self.suffered
            if each.channel == stay.channel
            and each.ts >= stay.join_ts
            and (stay.leave_ts is None or each.ts <= stay.leave_ts)
        )


def read_user(snapshot: Snapshot, uid: str) -> UserData:
    """Runs off the event loop."""
    return UserData(uid, snapshot.appearances(uid, LISTED, whole=True))
