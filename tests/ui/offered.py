"""Projects as cli would offer them, without a file, a server or a keyring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from tui.config.draft import Draft
from tui.domain.records import FailureKind
from tui.domain.text import Phrase
from tui.messages import check, check_request, failures
from tui.ui.context import Context
from tui.ui.known_projects import ProjectError, ProjectLine, TrialFinding, Tried

LINES = (
    ProjectLine("classroom", "课堂-prod", "0123abcd0123abcd0123abcd0123abcd", "https://api.agora.io"),
    ProjectLine("meeting", "meeting", "89abcdef89abcdef89abcdef89abcdef", "https://api.agora.io"),
    ProjectLine("staging", "课堂-staging", "demoapp", "http://127.0.0.1:8080"),
)


class Saved(Struct):
    draft: Draft
    is_private: bool


class Offered:
    """`right` is the secret that is accepted. What is asked of it is written down; `opens` gives the project, or says
    why not, and `saving` may refuse."""

    path = Path("/home/ops/.config/scry/config.toml")
    insecure = False

    def __init__(self, *, right: str = "right", backend: str = "", listed: Sequence[ProjectLine] = LINES) -> None:
        self.right = right
        self.backend = backend
        self.listed = listed
        self.tested: list[Draft] = []
        self.saved: list[Saved] = []
        self.opened: list[str] = []
        self.opens: Callable[[str], Context] | None = None
        self.saving: list[ProjectError] = []
        self.holds = asyncio.Event()
        self.holds.set()

    def lines(self) -> Sequence[ProjectLine]:
        return self.listed

    async def keyring(self) -> str:
        return self.backend

    async def test(self, draft: Draft) -> Tried:
        await self.holds.wait()
        self.tested.append(draft)
        if draft.secret == self.right:
            return Tried(True, (told("good", check.CREDENTIALS, check_request.ACCEPTED.phrase, ms=41), clock()))
        kind = FailureKind.UNAUTHORIZED
        values = {"detail": "", "happened": failures.WHAT[kind].en, "advice": failures.ADVICE[kind].en}

        def says(lang: str) -> str:
            zh = {**values, "happened": failures.WHAT[kind].zh, "advice": failures.ADVICE[kind].zh}
            return (
                check_request.REFUSED.phrase("zh", **zh)
                if lang == "zh"
                else check_request.REFUSED.phrase("en", **values)
            )

        return Tried(False, (TrialFinding("bad", check.CREDENTIALS.__call__, says), clock()))

    async def save(self, draft: Draft, *, make_private: bool) -> None:
        if self.saving:
            raise self.saving.pop()
        self.saved.append(Saved(draft, make_private))

    async def open(self, key: str) -> Context:
        await self.holds.wait()
        self.opened.append(key)
        if self.opens is None:
            raise ProjectError(Phrase("the store cannot be opened", "存储无法打开").__call__)
        return self.opens(key)


def told(role: str, what: Phrase, says: Phrase, **values: object) -> TrialFinding:
    return TrialFinding(role, what.__call__, partial(says.__call__, **values))


def clock() -> TrialFinding:
    def says(lang: str) -> str:
        if lang == "zh":
            return check_request.SKEW.phrase("zh", seconds=1, side=check_request.AHEAD.zh)
        return check_request.SKEW.phrase("en", seconds=1, side=check_request.AHEAD.en)

    return TrialFinding("good", check.CLOCK.__call__, says)
