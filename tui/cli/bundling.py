"""Bundling: the bundles of one project, from its parts as the command line and the screens have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.cli.stores import prepared_bundle
from tui.domain.edition import Edition
from tui.domain.names import Names
from tui.domain.records import AlarmRule, Limits, Threshold, XlaTerm
from tui.domain.shares import Shares
from tui.store.manifest import BundleOrder, BundleProgress, Manifest, PreparedBundle

if TYPE_CHECKING:
    from tui.cli.settings import Settings


class BundledProject(Struct, frozen=True):
    """`store` is its URL, known once the store is open; `watched` gives the watched channels of the moment."""

    name: str
    base_url: str
    app_id: str
    store: Callable[[], str]
    edition: Edition
    thresholds: Mapping[str, Threshold]
    limits: Mapping[str, Limits]
    rules: tuple[AlarmRule, ...]
    has_own_rules: bool
    watched: Callable[[], tuple[str, ...]]
    shares: Shares = Shares()
    xla: Mapping[str, XlaTerm] = {}

    def prepared(
        self, order: BundleOrder, names: Names, tell: BundleProgress
    ) -> AbstractContextManager[PreparedBundle]:
        """As Bundler of store/manifest.py."""
        about = Manifest(
            format=0,
            writer="",
            schema=0,
            size_bytes=0,
            sha256="",
            counts={},
            project=self.name,
            edition=self.edition.name,
            plan=self.edition.plan,
            start_ts=order.start_ts,
            end_ts=order.end_ts,
            watched=self.watched(),
            together=self.shares.together,
            counted=self.shares.counted,
            thresholds=dict(self.thresholds),
            xla=dict(self.xla),
            limits=dict(self.limits),
            rules=self.rules,
            has_own_rules=self.has_own_rules,
        )
        return prepared_bundle(self.store(), (self.base_url, self.app_id), order, about, self.edition, names, tell)


def project_of(settings: Settings) -> BundledProject:
    return BundledProject(
        settings.name,
        settings.base_url,
        settings.app_id,
        lambda: settings.store,
        settings.edition,
        settings.thresholds,
        settings.limits,
        settings.rules,
        settings.has_own_rules,
        lambda: settings.remembered.watched,
        settings.shares,
        settings.xla,
    )
