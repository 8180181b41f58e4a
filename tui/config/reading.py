"""Reading the config file: its values, or an error with the file, the line and the allowed values.

msgspec checks the whole file against the shape in values.py. Of a file that does not fit, the first mistake is looked
for entry by entry, since msgspec's own error names neither line nor table. No error holds a possible secret.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from tui.config.values import (
    DEFAULT_BASE_URL,
    SECRETS,
    ConfigError,
    ConfigFile,
    Says,
    Secret,
    SeverityName,
    Tables,
    line_of,
    masked,
)
from tui.domain.text import Phrase, Said
from tui.files import STRANGERS, NotText, keeps_modes, text_of
from tui.messages import config as words

# They may hold a login.
URLS = ("base_url", "store")
# They may hold a token.
TOLD = ("command", "urls", "urls_command")


def load(path: Path, *, must_exist: bool) -> ConfigFile:
    """Read and check the file. A missing one is empty unless it must exist. Raises ConfigError."""
    try:
        content, mode = _read(path)
        text = text_of(content)
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(words.NO_FILE, path=path) from None
        return ConfigFile(path=path)
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
    config = _converted(path, text, data)
    if any(profile.customer_secret for profile in config.profiles.values()) or any(
        table.urls for table in config.alarms.notify
    ):
        _require_private(path, mode)
    return config


# Contents of files that can be read only once: a pipe of the shell, a terminal.
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


def _converted(path: Path, text: str, data: dict[str, Any]) -> ConfigFile:
    """Raises ConfigError, which names the first mistake."""
    if isinstance(ui := data.get("ui"), dict) and isinstance(keys := ui.get("keys"), dict):
        ui["keys"] = _flat(keys)
    try:
        tables = _convert(data, Tables)
    except msgspec.ValidationError:
        raise _mistake(path, text, (), data, Tables) from None
    profiles = {
        name: replace(each, name=each.name or name, base_url=each.base_url or DEFAULT_BASE_URL)
        for name, each in tables.profiles.items()
    }
    for name, table in data.get("profiles", {}).items():
        first, *others = [key for key in SECRETS if table.get(key)] or [""]
        if others:
            what = Said(words.TWO_SECRETS, {"other": first})
            raise _wrong(path, text, ("profiles", name, others[-1]), what, ", ".join(SECRETS))
    if tables.profile is not None and tables.profile not in profiles:
        what = Said(words.NO_PROFILE, {"value": masked(repr(tables.profile))})
        raise _wrong(path, text, ("profile",), what, ", ".join(profiles) or words.NO_PROFILES)
    return ConfigFile(path=path, text=Secret(text), **asdict(replace(tables, profiles=profiles)))


def _convert(value: object, kind: Any) -> Any:
    """`value` as a `kind`. Raises msgspec.ValidationError."""
    return msgspec.convert(value, kind, dec_hook=_secret)


def _secret(kind: type, value: object) -> Secret:
    if not isinstance(value, str):
        raise TypeError
    return Secret(value)


# -- the fault and its place


# The text of an error about a type without a text of its own.
_SAYS: Mapping[Any, Says] = {
    str: Says(words.NO_TEXT, words.QUOTED),
    Secret: Says(words.NO_TEXT, words.QUOTED),
    bool: Says(words.NO_SWITCH, "true, false"),
    float: Says(words.NO_NUMBER, words.A_NUMBER),
    tuple[str, ...]: Says(words.NO_TEXTS, '["one", "two"]'),
    tuple[Secret, ...]: Says(words.NO_TEXTS, '["one", "two"]'),
    tuple[SeverityName, ...]: Says(words.NO_SEVERITIES, '["warning", "critical"]'),
}


# The keys on the way to a value, table by table; a number, from 0, is an entry of a list of tables.
KeyPath = tuple[str | int, ...]


def _mistake(path: Path, text: str, keys: KeyPath, value: object, kind: Any) -> ConfigError:
    """The first mistake in `value`, which stands at `keys` and is not of the type `kind`."""
    # Of `X | None`; the file has no None.
    kind = next((each for each in get_args(kind) if each is not NoneType), kind) if _is_union(kind) else kind
    if (entry := _entry_of(kind)) is not None:
        return _mistake_in_list(path, text, keys, value, entry)
    entries = _entries_of(kind)
    if entries is None:
        says = kind.__metadata__[0].extra["says"] if get_origin(kind) is Annotated else _SAYS[kind]
        return _wrong(path, text, keys, Said(says.what, {"value": _shown(_name(keys), value)}), says.allowed)
    if not isinstance(value, dict):
        table = f"[{_named(keys)}]"
        allowed = Said(words.TABLE_OF, {"table": table}) if len(keys) > 1 else table
        return _wrong(path, text, keys, Said(words.NO_TABLE, {"value": _shown(_name(keys), value)}), allowed)
    names, kinds = entries
    for name, each in value.items():
        if names and name not in names:
            from difflib import get_close_matches

            near = get_close_matches(name, names, 1)
            phrase = words.UNKNOWN_KEY_NEAR if near else words.UNKNOWN_KEY
            what = Said(phrase, {"key": repr(name), "near": repr("".join(near))})
            return _wrong(path, text, (*keys, name), what, ", ".join(names))
        try:
            _convert(each, kinds(name))
        except msgspec.ValidationError:
            return _mistake(path, text, (*keys, name), each, kinds(name))
    raise AssertionError(f"{keys}: no mistake found")


def _mistake_in_list(path: Path, text: str, keys: KeyPath, value: object, kind: Any) -> ConfigError:
    """The first mistake in a list of tables, or its not being one."""
    for number, each in enumerate(value if isinstance(value, list) else ()):
        try:
            _convert(each, kind)
        except msgspec.ValidationError:
            return _mistake(path, text, (*keys, number), each, kind)
    name = ".".join(str(key) for key in keys)
    what = Said(words.NO_LIST, {"value": _shown(str(keys[-1]), value)})
    return _wrong(path, text, keys, what, Said(words.LIST_OF, {"table": name}))


def _entry_of(kind: Any) -> Any:
    """The type of the tables in a list of tables; None for other values."""
    if get_origin(kind) is tuple and isinstance(entry := get_args(kind)[0], type) and issubclass(entry, Struct):
        return entry
    return None


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _entries_of(kind: Any) -> tuple[Sequence[str], Callable[[str], Any]] | None:
    """The keys that a table may have, none where it may have any, and the type of each; None for other values."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        hints = get_type_hints(kind, include_extras=True)
        return tuple(hints), hints.__getitem__
    if get_origin(kind) is Mapping:
        key, value = get_args(kind)
        return get_args(key), lambda _: value
    return None


def wrong(config: ConfigFile, keys: KeyPath, what: Said, allowed: Phrase | Said | str) -> ConfigError:
    """The error of a value of a file that was read, at `keys`."""
    return _wrong(config.path, config.text, keys, what, allowed)


def _wrong(path: Path, text: str, keys: KeyPath, what: Said, allowed: Phrase | Said | str) -> ConfigError:
    place, where = f"{path}:{line_of(text, *(str(key) for key in keys))}", _named(keys)
    return ConfigError(words.WRONG, place=place, where=where, what=what, allowed=allowed)


def _named(keys: KeyPath) -> str:
    """As people write it: `alarms.rules[2].metric` is a key of the second entry."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def _name(keys: KeyPath) -> str:
    """The innermost name."""
    return next(key for key in reversed(keys) if isinstance(key, str))


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """`live.later = "l"`, a table in a table to TOML, under its whole name."""
    found: dict[str, Any] = {}
    for name, value in table.items():
        found |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def _shown(key: str, value: object) -> Phrase | str:
    """The value as written; of a possible secret only its kind."""
    items = value if isinstance(value, list) else [value]
    if key in (*SECRETS, *URLS, *TOLD) or any(isinstance(item, dict | list) for item in items):
        return next((says for kind, says in words.KINDS.items() if isinstance(value, kind)), words.A_DATE)
    return f"{value:g}" if isinstance(value, float) else masked(repr(value))
