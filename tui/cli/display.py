"""Display: language, colours, first screen, exports; the same for every project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from tui.cli.inputs import chosen, flag, given, path_of, shown
from tui.cli.options import Options, language
from tui.config import values as config
from tui.config.remembered import Remembered
from tui.config.values import ConfigError, ConfigFile, Ui
from tui.domain.text import Lang, Said
from tui.messages import command_line as words
from tui.messages import config as file_words


class Display(Struct, frozen=True):
    """`keymap`: binding id → keys, where the config rebinds any."""

    lang: Lang
    theme: str | None
    utc: bool
    ascii: bool
    screen: str
    mouse: bool = True
    bell: bool = True
    title: bool = True
    export_dir: Path = Path()
    redact: bool = False
    author: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)
    is_screen_named: bool = False


def display_of(options: Options, environment: Mapping[str, str], ui: Ui | None = None) -> Display:
    """Raises ConfigError."""
    ui = ui or Ui()
    chosen("SCRY_LANG", given(options, environment, "lang"), config.LANGS)
    theme = _theme(given(options, environment, "theme")) or ui.theme
    screen = chosen("SCRY_SCREEN", given(options, environment, "screen"), config.SCREENS)
    return Display(
        lang=language(options.lang, environment, ui.lang),
        theme=theme,
        utc=flag(options, environment, "utc", default=ui.utc),
        ascii=flag(options, environment, "ascii", default=ui.ascii or is_plain(environment)),
        screen=screen or "live",
        is_screen_named=bool(screen),
        mouse=ui.mouse,
        bell=ui.bell,
        title=ui.title,
        export_dir=_export_dir(given(options, environment, "export_dir")),
        redact=flag(options, environment, "redact"),
        author=ui.author,
    )


def overlaid(ui: Ui, remembered: Remembered) -> Ui:
    """`[ui]` under the choices remembered from the screen; a theme that no longer exists is forgotten."""
    theme = remembered.theme if remembered.theme is not None and remembered.theme in known_themes() else ui.theme
    return replace(ui, lang=remembered.lang or ui.lang, theme=theme)


def _export_dir(named: str) -> Path:
    """Raises ConfigError for a directory that does not exist: an export in the middle of an incident must not fail."""
    if not named:
        return Path()
    if not (path := path_of(named)).is_dir():
        raise ConfigError(words.NO_EXPORT_DIRECTORY, path=shown(named))
    return path


def _theme(name: str) -> str | None:
    return chosen("theme", name, known_themes()) if name else None


def require_theme(file: ConfigFile) -> None:
    """Raises ConfigError where the file names an unknown theme."""
    name = file.ui.theme
    if name is not None and name not in known_themes():
        what = Said(file_words.NO_THEME, {"value": repr(shown(name))})
        allowed = ", ".join(known_themes())
        raise ConfigError(file_words.WRONG, place=file.at("ui", "theme"), where="ui.theme", what=what, allowed=allowed)


def known_themes() -> tuple[str, ...]:
    from textual.theme import BUILTIN_THEMES

    from tui.ui.themes import THEMES

    return (*(theme.name for theme in THEMES), *BUILTIN_THEMES)


def locale_of(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """The variable that sets the character encoding, and its value; None where none is set."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next(((name, environment[name]) for name in names if environment.get(name)), None)


def is_utf8(name: str) -> bool:
    """`name` is an encoding's or a locale's."""
    return "utf8" in name.lower().replace("-", "")


def is_plain(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to show ASCII only: by its locale, or as the Linux console. Without a locale
    nothing is known, and most terminals show all."""
    said = locale_of(environment)
    return environment.get("TERM") == "linux" or (said is not None and not is_utf8(said[1]))
