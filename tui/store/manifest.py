"""Manifest: the head of a bundle in words and numbers, and the refusals of a file that is none."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.records import AlarmRule, Limits, Threshold
from tui.domain.text import Said, SaidError
from tui.messages import bundle as words


class Manifest(Struct, frozen=True, kw_only=True):
    """`format` is the version of the file's form, `writer` the version of scry that wrote it. `size_bytes` and `sha256`
    are those of the unpacked content, `counts` the rows of each table. `start_ts` to `end_ts` is the stretch of time,
    `channels` the channels that it is narrowed to, () for all. `is_redacted`: names are aliases. `rules` are those of
    the alarms, `has_own_rules`: the config's own."""

    format: int
    writer: str
    schema: int
    size_bytes: int
    sha256: str
    counts: Mapping[str, int]
    project: str
    edition: str
    start_ts: int
    end_ts: int
    channels: tuple[str, ...] = ()
    is_redacted: bool = False
    watched: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    thresholds: Mapping[str, Threshold] = {}
    limits: Mapping[str, Limits] = {}
    rules: tuple[AlarmRule, ...] = ()
    has_own_rules: bool = True


class BundleError(SaidError):
    """`reason` says why the file is not opened, or not written."""

    def __init__(self, path: object, reason: Said) -> None:
        super().__init__(words.BUNDLE, path=path, reason=reason)
