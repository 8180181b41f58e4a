"""Inputs: single values of the command line and the environment, and the config file that they name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tui.cli.options import Options, language
from tui.config import values as config
from tui.config.reading import load
from tui.config.values import ConfigError, ConfigFile, masked
from tui.domain.text import Lang
from tui.messages import command_line as words

TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"", "0", "false", "no", "off"})


def given(options: Options, environment: Mapping[str, str], name: str) -> str:
    """The option `name` (`app_id`), else its variable (`SCRY_APP_ID`); "" where neither is given."""
    return getattr(options, name) or environment.get(f"SCRY_{name.upper()}") or ""


def file_of(options: Options, environment: Mapping[str, str]) -> ConfigFile:
    """The config file named by option or environment, else the default one. Raises ConfigError."""
    if named := given(options, environment, "config"):
        return load(path_of(named), must_exist=True)
    try:
        return load(config.config_path(), must_exist=False)
    except config.NoHome:
        # Options and environment may say all there is to say.
        return ConfigFile(path=config.NOWHERE)


def spoken(options: Options, environment: Mapping[str, str]) -> Lang:
    """The language for an error: of the config as well, where it can be read."""
    try:
        configured = file_of(options, environment).ui.lang
    except ConfigError:
        configured = None
    return language(options.lang, environment, configured)


def shown(text: str) -> str:
    """`text` for a terminal: control characters made visible, no login of a URL."""
    from tui.domain.quoting import quoted

    return quoted(masked(text))


def path_of(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(words.NO_USER, path=shown(text)) from None


def chosen(name: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    """`value` if it is allowed; None for an empty one, as of a variable that a script left empty. Raises
    ConfigError."""
    if value and value not in allowed:
        raise ConfigError(words.NO_CHOICE, name=name, value=repr(shown(value)), allowed=", ".join(allowed))
    return value or None


def flag(options: Options, environment: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """The switch `name`: the option, else its variable, else `default`. Raises ConfigError."""
    variable = f"SCRY_{name.upper()}"
    value = environment.get(variable)
    if getattr(options, name) or value is None:
        return bool(getattr(options, name)) or default
    if value.lower() not in TRUE | FALSE:
        raise ConfigError(words.NO_SWITCH, name=variable, value=repr(shown(value)))
    return value.lower() in TRUE
