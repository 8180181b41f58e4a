"""Written: what beside the store cannot be written, the log, which must be, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli import exits
from tui.cli.check.finding import Finding, fail, warn
from tui.cli.run import require_log
from tui.cli.settings import Settings, state_file
from tui.config.remembered import TroubleKind
from tui.config.values import ConfigError, state_directory_if_any
from tui.files import refusal
from tui.messages import check as words
from tui.messages.remembered import TROUBLE


def written(settings: Settings) -> Iterator[Finding]:
    """Nothing where all of it can be. What lies in a directory that is yet to be made is the store's affair."""
    try:
        require_log(settings.log_file)
    except ConfigError as error:
        yield fail(words.LOG, words.AS_IT_IS, text=error.said, status=exits.WRONG)
    path = state_file(settings.store, state_directory_if_any())
    if path is None:
        yield warn(words.STATE, TROUBLE[TroubleKind.NO_PLACE])
    elif path.parent.is_dir() and (refused := refusal(path.with_name(f"{path.name}.tmp"))):
        yield warn(words.STATE, TROUBLE[TroubleKind.NOT_KEPT], path=path, detail=refused)
