"""Manifest: the head of a bundle in words and numbers, and the refusals of a file that is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from tui.domain.names import Names
from tui.domain.records import AlarmRule, Limits, Threshold, XlaTerm
from tui.domain.text import Said, SaidError
from tui.messages import bundle as words


class Manifest(Struct, frozen=True, kw_only=True):
    """`format` is the version of the file's form, `writer` the version of scry that wrote it. `size_bytes` and `sha256`
    are those of the unpacked content, `counts` the rows of each table. `start_ts` to `end_ts` is the stretch of time,
    `channels` and `call_id` the channels and the call that it is narrowed to, () and "" for all. `is_redacted`: names
    are aliases. `rules` are those of the alarms, `has_own_rules`: the config's own. `together` and `counted` are
    those of Shares. `plan` is that of the edition, "" where it has none."""

    format: int
    writer: str
    schema: int
    size_bytes: int
    sha256: str
    counts: Mapping[str, int]
    project: str
    edition: str
    plan: str = ""
    start_ts: int
    end_ts: int
    channels: tuple[str, ...] = ()
    call_id: str = ""
    is_redacted: bool = False
    watched: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    counted: str = "endpoint"
    thresholds: Mapping[str, Threshold] = {}
    xla: Mapping[str, XlaTerm] = {}
    limits: Mapping[str, Limits] = {}
    rules: tuple[AlarmRule, ...] = ()
    has_own_rules: bool = True


class BundleError(SaidError):
    """`reason` says why the file is not opened, or not written."""

    def __init__(self, path: object, reason: Said) -> None:
        super().__init__(words.BUNDLE, path=path, reason=reason)


class BundleStopped(Exception):  # noqa: N818 - no error
    """The user stopped the writing of a bundle; nothing is left of it."""


class BundleOrder(Struct, frozen=True):
    """The bundle that a user wants at `path`: of `channels` and of the call `call_id` alone, () and "" for all."""

    path: Path
    start_ts: int
    end_ts: int
    channels: tuple[str, ...] = ()
    call_id: str = ""


class PreparedBundle(Struct, frozen=True):
    """A whole bundle that has no place yet. `place` gives it its name, and raises BundleError where it cannot."""

    manifest: Manifest
    size_bytes: int
    place: Callable[[], None]

    @property
    def rows(self) -> int:
        return sum(self.manifest.counts.values())


BundleProgress = Callable[[int, int], object]
"""The rows that were read so far, and 0; then the bytes that were packed so far, and all of them. It may raise
BundleStopped."""


class Bundler(Protocol):
    def __call__(
        self, order: BundleOrder, names: Names, tell: BundleProgress
    ) -> AbstractContextManager[PreparedBundle]:
        """The bundle under another name, gone afterwards unless it was placed. Blocks. Raises BundleError,
        StoreError."""
        ...
