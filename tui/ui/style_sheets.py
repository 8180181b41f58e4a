"""Style sheets: Live's are read before the first frame, all others behind it. Each sheet costs a millisecond to read,
and Textual tries every rule on every widget."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
STYLES = _PACKAGE / "styles" if (_PACKAGE / "styles").is_dir() else _PACKAGE.parent / "styles"
_WITH_LIVE = ("frame", "live", "table")


def sheets_for(screen: str) -> list[Path]:
    """The sheets that the screens of that tab are drawn with; a dialog's come with the first one."""
    return sheets(*_WITH_LIVE) if screen == "live" else list(_all())


@cache
def _all() -> tuple[Path, ...]:
    return tuple(sorted(STYLES.glob("*.tcss")))


def sheets(*names: str) -> list[Path]:
    return [STYLES / f"{name}.tcss" for name in names]
