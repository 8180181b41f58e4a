"""Reading the config file: its values, or an error that names the file, the line and what is allowed.

Names of metrics and endpoints are validated in cli, against the glossary and the table of endpoints. What may be a
secret is in no error.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tui.config.values import (
    DEFAULT_BASE_URL,
    LANGS,
    SECRETS,
    ConfigError,
    ConfigFile,
    Profile,
    Quota,
    Retention,
    Secret,
    Ui,
    masked,
)
from tui.domain.text import Phrase, Said
from tui.files import STRANGERS, NotText, keeps_modes, text_of
from tui.messages import config as words

# They may hold a login.
URLS = ("base_url", "store")


def load(path: Path, *, must_exist: bool) -> ConfigFile:
    """Read and check the file; a missing one is an empty one unless it was asked for by name.

    Raises ConfigError.
    """
    try:
        content, mode = _read(path)
        text = text_of(content)
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(words.NO_FILE, path=path) from None
        return ConfigFile(path)
    except NotText as error:
        phrase = words.OTHER_ENCODING if error.encoding else words.NOT_UTF8
        raise ConfigError(phrase, path=path, encoding=error.encoding, line=error.line) from None
    except OSError as error:
        raise ConfigError(words.NOT_READ, path=path, error=error.strerror) from None
    import tomllib  # the demo reads no file, and need not pay for the parser before its first frame

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # A name that stands twice is quoted, and may be a secret that lost its key.
        raise ConfigError(words.NOT_TOML, path=path, error=re.sub(r" \(['\"].*?\)(?= |$)", "", str(error))) from None
    except (ValueError, RecursionError):
        raise ConfigError(words.NOT_TOML, path=path, error=words.NO_END) from None
    reader = _Reader(path, text)
    config = reader.file(data)
    if any(profile.customer_secret for profile in config.profiles.values()):
        _require_private(path, mode)
    return config


# What cannot be read a second time, as it was read: a pipe of the shell's, a terminal.
_read_once: dict[tuple[Path, int, int], tuple[bytes, int]] = {}


def _read(path: Path) -> tuple[bytes, int]:
    """The file's bytes and its mode (st_mode). Raises OSError."""
    found = path.stat()
    key = path, found.st_dev, found.st_ino
    if key in _read_once:
        return _read_once[key]
    with path.open("rb") as file:
        read = file.read(), os.fstat(file.fileno()).st_mode
    if not stat.S_ISREG(read[1]):
        _read_once[key] = read
    return read


def _require_private(path: Path, st_mode: int) -> None:
    mode = stat.S_IMODE(st_mode)
    if not mode & STRANGERS or not stat.S_ISREG(st_mode):
        return
    try:
        # A link says nothing of where the file itself lies.
        phrase = words.SECRET_SEEN if keeps_modes(Path(os.path.realpath(path)).parent) else words.NO_MODES
    except OSError:
        phrase = words.SECRET_SEEN
    raise ConfigError(phrase, path=path, mode=f"{mode:04o}")


class _Reader:
    """Walks the parsed file; knows the text, so that an error can name the line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def file(self, data: dict[str, Any]) -> ConfigFile:
        self._known((), data, ("profile", "profiles", "thresholds", "limits", "quota", "retention", "ui"))
        profiles = {
            name: self._profile(("profiles", name), table) for name, table in self._tables(data, "profiles").items()
        }
        config = ConfigFile(
            self.path,
            self._text((), data, "profile", None),
            profiles,
            {
                name: {key: self._number(("thresholds", name), table, key) for key in table}
                for name, table in self._tables(data, "thresholds").items()
                if self._known(("thresholds", name), table, ("warn", "bad"))
            },
            {name: self._limits(("limits", name), table) for name, table in self._tables(data, "limits").items()},
            self._ui(("ui",), self._table((), data, "ui")),
            self._quota(("quota",), self._table((), data, "quota")),
            self._retention(("retention",), self._table((), data, "retention")),
            self._lines(data),
        )
        if config.profile is not None and config.profile not in profiles:
            raise self._wrong((), "profile", words.NO_PROFILE, _listed(profiles), value=config.profile)
        return config

    def _lines(self, data: dict[str, Any]) -> Mapping[str, int]:
        """The lines of what only cli can judge."""
        lines = {
            f"{table}.{name}": self._line((table,), name)
            for table in ("thresholds", "limits")
            for name in self._table((), data, table)
        }
        lines["ui.theme"] = self._line(("ui",), "theme")
        for profile in self._table((), data, "profiles"):
            for name in ("customer_secret_command", "keyring"):
                lines[f"profiles.{profile}.{name}"] = self._line(("profiles", profile), name)
        for name in _flat(self._table((), self._table((), data, "ui"), "keys")):
            *tables, last = name.split(".")
            # `live.later = …` under `[ui.keys]`, or `later = …` under `[ui.keys.live]`.
            line = self._line(("ui", "keys"), name)
            lines[f"ui.keys.{name}"] = line if line > 1 or not tables else self._line(("ui", "keys", *tables), last)
        return lines

    def _profile(self, at: tuple[str, ...], table: dict[str, Any]) -> Profile:
        self._known(
            at,
            table,
            (
                "name",
                "app_id",
                "base_url",
                "customer_id",
                "customer_secret",
                "customer_secret_command",
                "keyring",
                "watch_channels",
                "store",
                "limits",
            ),
        )
        limits = self._tables(table, "limits", at)
        self._one_secret(at, table)
        return Profile(
            name=self._text(at, table, "name", at[-1]) or at[-1],
            app_id=self._text(at, table, "app_id", "") or "",
            base_url=self._text(at, table, "base_url", DEFAULT_BASE_URL) or DEFAULT_BASE_URL,
            customer_id=self._text(at, table, "customer_id", "") or "",
            customer_secret=Secret(self._text(at, table, "customer_secret", "")),
            customer_secret_command=self._texts(at, table, "customer_secret_command"),
            keyring=self._flag(at, table, "keyring", False),
            watch_channels=self._texts(at, table, "watch_channels"),
            store=self._text(at, table, "store", "") or "",
            limits={name: self._limits((*at, "limits", name), each) for name, each in limits.items()},
        )

    def _one_secret(self, at: tuple[str, ...], table: dict[str, Any]) -> None:
        given = [key for key in SECRETS if table.get(key)]
        if len(given) > 1:
            raise self._wrong(at, given[-1], words.TWO_SECRETS, _listed(SECRETS), other=given[0])

    def _ui(self, at: tuple[str, ...], table: dict[str, Any]) -> Ui:
        self._known(at, table, ("lang", "theme", "utc", "ascii", "mouse", "bell", "title", "keys"))
        lang = self._text(at, table, "lang", None)
        if lang is not None and lang not in LANGS:
            raise self._wrong(at, "lang", words.NO_LANGUAGE, _listed(LANGS), value=lang)
        return Ui(
            lang,
            self._text(at, table, "theme", None),
            self._flag(at, table, "utc", False),
            self._flag(at, table, "ascii", False),
            self._flag(at, table, "mouse", True),
            self._flag(at, table, "bell", True),
            self._flag(at, table, "title", True),
            self._keys((*at, "keys"), self._table(at, table, "keys")),
        )

    def _keys(self, at: tuple[str, ...], table: dict[str, Any]) -> Mapping[str, str]:
        keys = _flat(table)
        return {name: self._text(at, keys, name, None) or "" for name in keys}

    def _quota(self, at: tuple[str, ...], table: dict[str, Any]) -> Quota:
        self._known(at, table, ("attention_hours", "reserve_percent", "big_channels"))
        quota = Quota()
        hours = self._number(at, table, "attention_hours") if "attention_hours" in table else quota.attention_hours
        reserve = self._number(at, table, "reserve_percent") if "reserve_percent" in table else quota.reserve_percent
        big_channels = self._text(at, table, "big_channels", quota.big_channels)
        if not 0.25 <= hours <= 24:
            raise self._wrong(at, "attention_hours", words.NO_WATCH, words.HOURS, value=hours)
        if not 0 <= reserve <= 50:
            raise self._wrong(at, "reserve_percent", words.NO_RESERVE, words.PERCENT, value=reserve)
        if big_channels not in ("each", "together"):
            raise self._wrong(at, "big_channels", words.NO_COUNTING, "each, together", value=big_channels)
        return Quota(hours, reserve, big_channels)

    def _retention(self, at: tuple[str, ...], table: dict[str, Any]) -> Retention:
        self._known(at, table, ("minutes_days", "curves_days"))
        for key in table:
            self._require_count(at, table, key)
        return Retention(**table)

    def _limits(self, at: tuple[str, ...], table: dict[str, Any]) -> dict[str, int | str]:
        self._known(at, table, ("per_second", "per_minute", "per_day", "day"))
        for key, value in table.items():
            if key == "day":
                if value not in ("utc", "rolling", "both"):
                    raise self._wrong(at, key, words.NO_DAY, "utc, rolling, both", value=value)
            else:
                self._require_count(at, table, key)
        return dict(table)

    def _tables(self, data: dict[str, Any], key: str, at: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
        table = self._table(at, data, key)
        for name, value in table.items():
            if not isinstance(value, dict):
                allowed = Said(words.TABLE_OF, {"table": f"[{key}.{name}]"})
                raise self._wrong((*at, key), name, words.NO_TABLE, allowed, value=value)
        return table

    def _table(self, at: tuple[str, ...], data: dict[str, Any], key: str) -> dict[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(at, key, words.NO_TABLE, f"[{key}]", value=value)
        return value

    def _text(self, at: tuple[str, ...], table: dict[str, Any], key: str, default: str | None) -> str | None:
        value = table.get(key, default)
        if value is not default and not isinstance(value, str):
            raise self._wrong(at, key, words.NO_TEXT, words.QUOTED, value=value)
        return value

    def _texts(self, at: tuple[str, ...], table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(at, key, words.NO_TEXTS, '["one", "two"]', value=value)
        return tuple(value)

    def _flag(self, at: tuple[str, ...], table: dict[str, Any], key: str, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(at, key, words.NO_SWITCH, "true, false", value=value)
        return value

    def _number(self, at: tuple[str, ...], table: dict[str, Any], key: str) -> float:
        value = table[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(at, key, words.NO_NUMBER, words.A_NUMBER, value=value)
        return float(value)

    def _require_count(self, at: tuple[str, ...], table: dict[str, Any], key: str) -> None:
        value = table[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self._wrong(at, key, words.NO_COUNT, words.A_COUNT, value=value)

    def _known(self, at: tuple[str, ...], table: dict[str, Any], allowed: tuple[str, ...]) -> bool:
        for key in table:
            if key not in allowed:
                from difflib import get_close_matches

                near = get_close_matches(key, allowed, 1)
                hint = words.UNKNOWN_KEY_NEAR if near else words.UNKNOWN_KEY
                raise self._wrong(at, key, hint, _listed(allowed), key=repr(key), near=repr("".join(near)))
        return True

    def _wrong(
        self, at: tuple[str, ...], name: str, what: Phrase, allowed: Phrase | Said | str, **values: object
    ) -> ConfigError:
        place, where = f"{self.path}:{self._line(at, name)}", ".".join((*at, name))
        if "value" in values:
            values["value"] = _shown(name, values["value"])
        return ConfigError(words.WRONG, place=place, where=where, what=Said(what, values), allowed=allowed)

    def _line(self, at: tuple[str, ...], key: str) -> int:
        """The line the key stands on: the last candidate within its table, line 1 where it cannot be told."""
        table, found = "", 1
        quoted = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')"
        for number, line in enumerate(self.lines, 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                table = header[1].replace('"', "").replace("'", "").replace(" ", "")
                if table == ".".join((*at, key)):
                    return number
            elif table == ".".join(at) and re.match(rf"\s*{quoted}\s*[=.]", line):
                return number
            elif at and table == ".".join(at[:-1]) and re.match(rf"\s*[\"']?{re.escape(at[-1])}[\"']?\s*[=.]", line):
                found = number
        return found


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`live.later = "l"`, which TOML takes for a table in a table, by its whole name."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _listed(names: Iterable[str]) -> Phrase | str:
    return ", ".join(names) or words.NO_PROFILES


def _shown(key: str, value: object) -> Phrase | str:
    """The value as it was written; of what may be a secret, or hold one, no more than what kind of thing it is."""
    items = value if isinstance(value, list) else [value]
    if key in (*SECRETS, *URLS) or any(isinstance(item, dict | list) for item in items):
        return next((says for kind, says in words.KINDS.items() if isinstance(value, kind)), words.A_DATE)
    return f"{value:g}" if isinstance(value, float) else masked(repr(value))
