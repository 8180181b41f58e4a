"""The known projects, given by cli: the screens list, try, save and open them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from tui.domain.text import Lang

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.config.draft import Draft

Sentence = Callable[[Lang], str]


class ProjectLine(Struct, frozen=True):
    """A profile of the config file: `key` is its name there, `name` the name in the top line."""

    key: str
    name: str
    app_id: str
    base_url: str


class TrialFinding(Struct, frozen=True):
    """One finding of a trial: its role ("good", "warn", "bad"), its name and its text."""

    role: str
    what: Sentence
    says: Sentence


class Tried(Struct, frozen=True):
    """The server's answer to a draft; `edition` and `plan`: those found in search of them, else None."""

    accepted: bool
    told: tuple[TrialFinding, ...]
    edition: str | None = None
    plan: str = ""


class ProjectError(Exception):
    """A project could not be saved or opened, in words. `is_readable`: by others; saving can go on if the
    file is made 0600."""

    def __init__(self, says: Sentence, *, is_readable: bool = False) -> None:
        super().__init__(says("en"))
        self.says, self.is_readable = says, is_readable


class Open(Protocol):
    """An open project."""

    @property
    def leave(self) -> Callable[[], None]:
        """Closes it."""
        ...


Opened = TypeVar("Opened", bound=Open, covariant=True)


class Projects(Protocol[Opened]):
    """The config file and its operations. Several at once, and other programs, do not disturb each other."""

    @property
    def path(self) -> Path: ...
    @property
    def insecure(self) -> bool:
        """Whether plain http may go to other boxes."""
        ...

    def lines(self) -> Sequence[ProjectLine]:
        """Raises ProjectError."""
        ...

    async def keyring(self) -> str:
        """The keeper of secrets on this box, "" where there is none."""
        ...

    async def test(self, draft: Draft) -> Tried:
        """One request with it. The draft is not saved, its secret least of all; the store keeps the project of the
        request (base URL and app id), and a row of the ledger: the request counts."""
        ...

    async def save(self, draft: Draft, *, make_private: bool) -> None:
        """Raises ProjectError, and then nothing was written."""
        ...

    async def open(self, key: str) -> Opened:
        """Raises ProjectError; then, and where it is cancelled, nothing stays open that was not before."""
        ...


async def open_and_dismiss(screen: Screen[Any], projects: Projects[Open], key: str) -> None:
    """End the screen with that project; one that comes when the screen has just been left is left, too. Raises
    Trouble."""
    context = await projects.open(key)
    if screen.is_active:
        screen.dismiss(context)
    else:
        await asyncio.to_thread(context.leave)
