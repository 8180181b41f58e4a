"""A profile in the form: its fields, the problem of each, and its table in the config file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping
from enum import Enum
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from tui.config.values import DEFAULT_BASE_URL, EDITIONS, REGIONS, Profile, Secret

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Control characters, invisible characters, halves of surrogate pairs.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
FIRST_NAME = "main"
DEFAULT_EDITION, DEFAULT_REGION = EDITIONS[0], REGIONS[0]


class Way(Enum):
    """The source of the secret: the file itself, a command, or the system's keyring."""

    TYPED = "typed"
    COMMAND = "command"
    KEYRING = "keyring"


class Problem(Enum):
    EMPTY = "is empty"
    UNSEEN = "holds characters that cannot be seen"
    SPACE = "holds a space"
    COLON = "holds a colon"
    TAKEN = "is taken"
    QUOTES = "has a quotation mark without its twin"
    NO_URL = "not a URL"
    URL_CREDENTIALS = "holds credentials"
    PLAIN = "plain http to another box"


class Draft(Struct, frozen=True):
    """The values of the form. Of `secret` and `command` only the one that `way` names counts.

    Edition, plan and region have no field: they come from the command line, the environment or a test of the project.
    """

    profile: str = FIRST_NAME
    name: str = ""
    app_id: str = ""
    customer_id: str = ""
    way: Way = Way.TYPED
    secret: Secret = Secret("")
    command: str = ""
    base_url: str = DEFAULT_BASE_URL
    edition: str = DEFAULT_EDITION
    plan: str = ""
    region: str = DEFAULT_REGION

    @property
    def words(self) -> tuple[str, ...]:
        """The command as words to run without a shell. Raises ValueError."""
        return tuple(shlex.split(self.command))

    def table(self) -> dict[str, object]:
        """The table for the file, without default values."""
        told: dict[str, object] = {"name": self.name, "app_id": self.app_id, "customer_id": self.customer_id}
        if self.base_url != DEFAULT_BASE_URL:
            told["base_url"] = self.base_url
        if self.edition != DEFAULT_EDITION:
            told["edition"] = self.edition
            told["plan"] = self.plan
            if self.region != DEFAULT_REGION:
                told["region"] = self.region
        if self.way is Way.COMMAND:
            told["customer_secret_command"] = list(self.words)
        elif self.way is Way.KEYRING:
            told["keyring"] = True
        else:
            told["customer_secret"] = str(self.secret)
        return {key: value for key, value in told.items() if value}

    def tried(self) -> Profile:
        """The profile for a test before anything is kept: the keyring does not hold the secret yet."""
        is_command = self.way is Way.COMMAND
        tried = Profile(
            name=self.name or self.profile,
            app_id=self.app_id,
            base_url=self.base_url,
            customer_id=self.customer_id,
            customer_secret=Secret("") if is_command else self.secret,
            customer_secret_command=self.words if is_command else (),
        )
        region = self.region if self.edition != DEFAULT_EDITION else None
        return replace(tried, edition=self.edition, plan=self.plan or None, region=region)


def problems(draft: Draft, taken: Collection[str], *, insecure: bool) -> Mapping[str, Problem]:
    """The problem of each field, in the order of the form. `taken`: the names of the existing profiles."""
    secret = {"command": _command(draft)} if draft.way is Way.COMMAND else {"secret": _text(draft.secret, spaces=True)}
    found: dict[str, Problem | None] = {
        "app_id": _text(draft.app_id),
        # HTTP Basic ends the name at its first colon.
        "customer_id": _text(draft.customer_id) or (Problem.COLON if ":" in draft.customer_id else None),
        **secret,
        "name": _text(draft.name, spaces=True) if draft.name else None,
        "profile": _text(draft.profile, spaces=True) or (Problem.TAKEN if draft.profile in taken else None),
        "base_url": _text(draft.base_url) or url_problem(draft.base_url, insecure=insecure),
    }
    return {field: problem for field, problem in found.items() if problem is not None}


def url_problem(url: str, *, insecure: bool) -> Problem | None:
    if "@" in url:
        # Wherever it stands: a password with a # or a / in it ends up in the path.
        return Problem.URL_CREDENTIALS
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return Problem.NO_URL
    is_base = not parts.query and not parts.fragment and "//" not in parts.path and not parts.netloc.endswith(":")
    if parts.scheme not in ("http", "https") or not host or not is_base:
        return Problem.NO_URL
    if parts.scheme == "http" and host not in LOOPBACK and not insecure:
        return Problem.PLAIN
    return None


def free_name(taken: Collection[str]) -> str:
    """A name that no profile has: `main`, `main-2` …"""
    name, number = FIRST_NAME, 1
    while name in taken:
        number += 1
        name = f"{FIRST_NAME}-{number}"
    return name


def _command(draft: Draft) -> Problem | None:
    try:
        if not draft.words:
            return Problem.EMPTY
    except ValueError:
        return Problem.QUOTES
    return Problem.UNSEEN if _UNSEEN.search(draft.command) else None


def _text(text: str, *, spaces: bool = False) -> Problem | None:
    if not text.strip():
        return Problem.EMPTY
    if _UNSEEN.search(text):
        return Problem.UNSEEN
    return Problem.SPACE if not spaces and re.search(r"\s", text) else None
