"""Secrets: the sources of a profile's customer secret: the file, a command, the system's keyring."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from tui.config.values import ConfigError, Profile, Secret
from tui.domain.text import Lang, Phrase, Said
from tui.messages import command_line
from tui.messages import secrets as words

COMMAND_TIMEOUT_S = 10
# A keyring that is worth offering.
SAFE = 1.0
SERVICE = "scry"
T = TypeVar("T")


class NoSecret(ConfigError):  # noqa: N818 - what happened, not what kind of thing it is
    """The secret cannot be had; `where` names the key in the config file."""

    def __init__(self, where: str, phrase: Phrase, **values: object) -> None:
        self._what = Said(phrase, values)
        self._key = where.rpartition(".")[2]
        super().__init__(command_line.AT, place=where, what=self._what)

    def in_short(self, lang: Lang) -> str:
        """Without the file, for a form."""
        return command_line.AT(lang, place=self._key, what=self._what(lang))


class SecretCommand(Struct, frozen=True):
    """A command of the config file that prints a secret, none where it is empty; `where` is its place in the file."""

    command: tuple[str, ...] = ()
    where: str = ""

    def secret(self) -> Secret:
        """Run the command. Raises NoSecret."""
        return _printed(self.command, self.where)


def secret_of(profile: Profile, where: str, *, base_url: str, customer_id: str) -> Secret:
    """ "" where the profile names no source. Raises NoSecret; `where` names the profile in its file."""
    if profile.customer_secret_command:
        return _printed(profile.customer_secret_command, f"{where}.customer_secret_command")
    if profile.keyring:
        return _kept(f"{where}.keyring", entry_of(customer_id, base_url))
    return profile.customer_secret


def _printed(command: tuple[str, ...], where: str) -> Secret:
    """The output of the command, run once, without a shell. Raises NoSecret."""
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=stripped(os.environ),
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError:
        raise NoSecret(where, words.NO_PROGRAM, program=repr(command[0])) from None
    except subprocess.TimeoutExpired:
        raise NoSecret(where, words.SLOW, seconds=COMMAND_TIMEOUT_S) from None
    except (OSError, ValueError) as error:
        raise NoSecret(where, words.CANNOT_RUN, why=error) from None
    if done.returncode:
        raise NoSecret(where, words.ENDED, status=done.returncode)
    secret = Secret(done.stdout.decode(errors="replace").strip("\r\n"))
    if not secret:
        raise NoSecret(where, words.PRINTS_NOTHING)
    return secret


def stripped(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child process: nothing of ours, credentials least of all."""
    return {name: value for name, value in environment.items() if not name.startswith("SCRY_")}


# -- the keyring: its library need not be there, and is imported only for a question to it


def entry_of(customer_id: str, base_url: str) -> str:
    """The secret's name in the keyring: the same for all projects of an account."""
    return f"{customer_id}@{urlsplit(base_url).hostname}"


def keyring_name(*, at_least: float = 0.1) -> str:
    """The keyring of this box; "" where there is none. It may take a while.

    `at_least`: the priority that the backend must have. Backends that refuse or forget have 0 or less, those that use a
    plain file less than 1.
    """
    try:
        import keyring
    except ImportError:
        return ""
    try:
        backend = keyring.get_keyring()
        return str(backend.name) if backend.priority >= at_least else ""
    except Exception:
        # A keyring without even a name: every library behind it has errors of its own.
        return ""


def keep(entry: str, secret: str, where: str) -> Callable[[], None]:
    """Returns a function that restores the former entry. Both raise NoSecret."""
    before = _ask(where, lambda library: library.get_password(SERVICE, entry))
    _ask(where, lambda library: library.set_password(SERVICE, entry, secret))

    def put_back(library: Any) -> None:
        if before is None:
            library.delete_password(SERVICE, entry)
        else:
            library.set_password(SERVICE, entry, before)

    return lambda: _ask(where, put_back)


def _kept(where: str, entry: str) -> Secret:
    secret = _ask(where, lambda library: library.get_password(SERVICE, entry))
    if not secret:
        raise NoSecret(where, words.NO_ENTRY, service=SERVICE, entry=entry)
    return Secret(secret)


def _ask(where: str, question: Callable[[Any], T]) -> T:
    try:
        import keyring
    except ImportError:
        raise NoSecret(where, words.NO_LIBRARY) from None
    if not keyring_name():
        raise NoSecret(where, words.NO_KEYRING)
    try:
        return question(keyring)
    except Exception as error:
        raise NoSecret(where, words.KEYRING_FAILED, why=str(error) or type(error).__name__) from None
