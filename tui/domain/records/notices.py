"""Notices: the content of one telling of an alarm, and the notifier's answer."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from tui.domain.records.alarms import AlarmEvent, KeptAlarm
from tui.domain.records.rules import Terms


class Affected(Struct, frozen=True):
    """A user, and the number of diagnoses of the user in the alarm's time."""

    uid: str
    diagnoses: int


class NamedCause(Struct, frozen=True):
    """A root cause by its code, the user that Agora names for it ("": the user itself), and the number of times."""

    factor_id: int
    host_uid: str
    times: int


class AlarmNotice(Struct, frozen=True):
    """All that a subject and a body need.

    `project` is the project's name, `profile` its table in the config ("": none). `event` of `alarm`, the `turn`-th
    reminder. `who` and `why` are the most affected users and the most named root causes in the alarm's time, worst
    first, as far as known; `counts_at_least`: answers may have left diagnoses out of their counts. `opening` is the
    command that opens the moment. `is_test`: nothing happened.
    """

    project: str
    profile: str
    event: AlarmEvent
    alarm: KeptAlarm
    sent_ts: float
    turn: int = 0
    who: tuple[Affected, ...] = ()
    why: tuple[NamedCause, ...] = ()
    counts_at_least: bool = False
    opening: str = ""
    is_test: bool = False


class Reply(Struct, frozen=True):
    """The outcome of one telling; `detail` holds no secret. `is_final`: another try would fail, too."""

    is_sent: bool
    detail: str = ""
    is_final: bool = False


class Notifier(Protocol):
    """Somebody to tell. `key` names the notifier in the store: no secret in it, the same in each process with the same
    config, and unchanged where only the terms change."""

    @property
    def key(self) -> str: ...

    @property
    def terms(self) -> Terms: ...

    async def tell(self, notice: AlarmNotice) -> Reply:
        """Ends within a minute; a fault is a Reply, not an exception."""
        ...
