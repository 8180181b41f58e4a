"""Projects: the profiles of the config file, opened on demand; new ones tried, saved and opened."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.cli.display import Display
from tui.cli.options import Options
from tui.cli.run import author_of, displayed, log_to, person_name
from tui.cli.secrets import SAFE, NoSecret, entry_of, keep, keyring_name
from tui.cli.settings import Settings, command_of, of_profile, settle_in
from tui.cli.stores import open_store
from tui.clock import ServerClock, SystemClock, Zone
from tui.collector.detached import detached
from tui.config import values as config
from tui.config.draft import Draft, Way, url_problem
from tui.config.reading import load
from tui.config.values import ConfigError, ConfigFile
from tui.domain.records import Scope
from tui.domain.text import Lang
from tui.messages.store import UNSAVED
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.ui.known_projects import ProjectError, ProjectLine, Sentence, TrialFinding, Tried

if TYPE_CHECKING:
    from tui.messages.finding import Finding
    from tui.ui.context import Context, Feed


class FileProjects:
    """The projects of one config file. Its exit closes every project still open."""

    def __init__(self, options: Options, environment: Mapping[str, str], path: Path, *, by: str) -> None:
        self.path = path
        self.insecure = options.insecure_http
        self._by = by
        # A file that the first profile is yet to be written to need not exist.
        self._options = replace(options, config=None)
        self._environment = {name: value for name, value in environment.items() if name != "SCRY_CONFIG"}
        self._open = ExitStack()
        self._stores: list[tuple[Store, Lang]] = []
        self._is_logging = False

    def __enter__(self) -> FileProjects:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        for store, lang in self._stores:
            if store.unsaved:
                print(f"scry: {UNSAVED(lang, path=store.path, count=store.unsaved)}", file=sys.stderr)  # noqa: T201

    def lines(self) -> Sequence[ProjectLine]:
        try:
            profiles = self._file().profiles
        except ConfigError as error:
            raise ProjectError(_as_it_is(error)) from None
        return [ProjectLine(key, each.name, each.app_id, _url(each.base_url)) for key, each in profiles.items()]

    async def keyring(self) -> str:
        return await detached(partial(keyring_name, at_least=SAFE))

    # -- a new one

    async def test(self, draft: Draft) -> Tried:
        from tui.cli.check.asked import asked
        from tui.messages import check
        from tui.messages.finding import Grade

        try:
            settings = await detached(partial(self._settled, draft.profile, draft))
        except ConfigError as error:
            return Tried(False, (TrialFinding("bad", check.CREDENTIALS.__call__, _as_it_is(error)),))
        editions: list[tuple[str, str]] = []
        trial = asked(settings, SystemClock(), lambda *one: editions.append(one))
        found = [finding async for finding in trial]
        accepted = any(finding.subject is check.CREDENTIALS and finding.grade is Grade.OK for finding in found)
        # Spent requests are shown in Quota.
        told = [_told(each) for each in found if not (each.subject is check.QUOTA and each.grade is Grade.OK)]
        edition, plan = editions[0] if editions else (None, "")
        return Tried(accepted, tuple(told), edition, plan)

    async def save(self, draft: Draft, *, make_private: bool) -> None:
        try:
            # First: a profile without its secret would be of no use.
            put_back = await detached(partial(_keep, draft)) if draft.way is Way.KEYRING else None
        except NoSecret as error:
            raise ProjectError(error.in_short) from None
        try:
            await asyncio.to_thread(self._add, draft, make_private)
        except ProjectError:
            if put_back is not None:
                # All projects of the account have the same entry.
                with suppress(NoSecret):
                    await detached(put_back)
            raise

    def _add(self, draft: Draft, make_private: bool) -> None:
        from tui.config.writing import NotWritten, NotWrittenKind, add_profile
        from tui.messages.setup import NOT_WRITTEN

        lock = (config.state_directory_if_any() or self.path.parent) / "config.toml"
        try:
            add_profile(self.path, draft.profile, draft.table(), lock=lock, make_private=make_private)
        except NotWritten as error:
            values = {"path": error.path, "detail": error.detail, "paste": error.paste}
            is_readable = error.kind is NotWrittenKind.READABLE
            raise ProjectError(
                partial(NOT_WRITTEN[error.kind.value].__call__, **values), is_readable=is_readable
            ) from None

    # -- opened

    async def open(self, key: str) -> Context:
        opening = asyncio.ensure_future(detached(partial(self._opened, key)))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The thread opens it all the same; it is closed then.
            opening.add_done_callback(_leave)
            raise
        except (ConfigError, StoreError) as error:
            raise ProjectError(_as_it_is(error)) from None

    def _opened(self, key: str) -> Context:
        settings = self._settled(key)
        return self.context(settings, settings.display)

    def context(
        self, settings: Settings, display: Display, clock: ServerClock | None = None, opened_at: Scope | None = None
    ) -> Context:
        """The project with its store open. Raises StoreError, and ConfigError where the log cannot be written."""
        from tui.agora.network import network
        from tui.cli.bundling import project_of
        from tui.ui.context import Context

        clock = clock or ServerClock(SystemClock())
        store = open_store(settings.store, base_url=settings.base_url, app_id=settings.app_id)
        self._open.callback(store.close)
        self._stores.append((store, display.lang))
        # The stored dates give the server's time from the first frame on.
        clock.learn(store.dates)
        if not self._is_logging:
            log_to(settings.log_file)
            self._is_logging = True

        async def open_feed() -> Feed:
            from tui.cli.feed import CollectedFeed

            return CollectedFeed.of(settings, store, clock, by=self._by)

        # Before the first frame.
        on_the_way = network(settings.base_url, os.environ, hurried=True)
        context = Context(
            project=settings.name,
            edition=settings.edition,
            clock=clock,
            zone=Zone(utc=display.utc),
            lang=display.lang,
            thresholds=settings.thresholds,
            xla=settings.xla,
            open_feed=open_feed,
            by=self._by,
            author=author_of(settings.display.author),
            person=person_name(),
            rules=settings.rules,
            has_own_rules=settings.has_own_rules,
            shares=settings.shares,
            retention=settings.retention,
            remembered=settings.remembered,
            opened_at=opened_at or Scope(),
            command=command_of(settings, self._options, self._environment),
            profile=settings.profile if settings.is_profiles else None,
            projects=self,
            leave=store.close,
            bundler=project_of(settings).prepared,
            salvaged=store.salvaged,
            network_trouble=on_the_way.trouble,
            network_skipped=on_the_way.skipped,
        )
        return displayed(context, display)

    def _settled(self, key: str, draft: Draft | None = None) -> Settings:
        """The settings of profile `key` alone, or of `draft` in its place. Raises ConfigError."""
        options, environment = of_profile(self._options, self._environment, key)
        file = self._file()
        if draft is not None:
            file = replace(file, profiles={**file.profiles, key: draft.tried()})
        return settle_in(file, options, environment, is_trial=draft is not None)

    def _file(self) -> ConfigFile:
        return load(self.path, must_exist=False)


def _url(base_url: str) -> str:
    """`base_url` for the screen: an unusable one may hold a login."""
    return "…" if url_problem(base_url, insecure=True) else base_url


def _keep(draft: Draft) -> Callable[[], None]:
    return keep(entry_of(draft.customer_id, draft.base_url), draft.secret, "keyring")


def _leave(opening: asyncio.Future[Context]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        asyncio.get_running_loop().run_in_executor(None, opening.result().leave)


def _told(finding: Finding) -> TrialFinding:
    from tui.messages.finding import Grade

    role = {Grade.OK: "good", Grade.WARN: "warn", Grade.FAIL: "bad"}[finding.grade]
    return TrialFinding(role, finding.subject.__call__, finding.says.__call__)


def _as_it_is(error: ConfigError | StoreError) -> Sentence:
    return error.in_short if isinstance(error, NoSecret) else error.says
