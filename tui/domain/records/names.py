"""Names of a project's channels, calls, users and processes in the store."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from tui.domain.records.calls import Diagnosis, Session


class SeenChannel(NamedTuple):
    """A channel in the store. `events`: the number of diagnoses with it, the newest at `newest_ts`."""

    name: str
    events: int
    newest_ts: int


class NamedCall(Struct, frozen=True):
    call_id: str
    channel: str
    created_ts: int


class NamedUser(Struct, frozen=True):
    """A user's latest appearance: in a session of a call, or in a diagnosis of a channel (`call_id` None)."""

    uid: str
    channel: str
    ts: int
    call_id: str | None = None


class Appearance(Struct, frozen=True):
    """A user at `ts`: in a session of a call, or in a diagnosis, as the sufferer or as the host of the cause."""

    uid: str
    channel: str
    ts: int
    call_id: str | None = None
    session: Session | None = None
    diagnosis: Diagnosis | None = None

    @property
    def is_host(self) -> bool:
        """Whether the diagnosis names the user only as the host of the cause."""
        return self.diagnosis is not None and self.diagnosis.uid != self.uid


class NewestNames(Struct, frozen=True):
    """The newest first."""

    channels: tuple[str, ...] = ()
    calls: tuple[NamedCall, ...] = ()
    users: tuple[NamedUser, ...] = ()
