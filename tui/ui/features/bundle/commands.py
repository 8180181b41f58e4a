"""The command of a bundle: from the key on any screen to the dialog, and to the sentence about the file."""

from __future__ import annotations

from textual import work

from tui.domain.records import HOUR, MINUTE, Window
from tui.export.files import stem
from tui.export.names import Aliases
from tui.messages import bundle as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Feed
from tui.ui.features.bundle.screen import BundleScope, BundleScreen, BundleSubject


@work(group="bundle")
async def open_bundle(screen: FrameScreen) -> None:
    """The dialog about the stretch and the part of the project on screen; the reason where there is none."""
    context = screen.context
    if context.bundler is None or context.feed is None:
        phrase = words.IS_REPLAY if context.replay else words.NOT_OPEN
        screen.say(phrase(context.lang))
        return
    try:
        subject = await subject_of(screen, context.feed)
    except StoreError as error:
        screen.say(screen.plain(error.says(context.lang)))
        return
    if screen.is_current:
        said = await screen.app.push_screen_wait(BundleScreen(context, context.bundler, subject))
        if said is not None:
            screen.say(visible(screen.plain(said)))


async def subject_of(screen: FrameScreen, feed: Feed) -> BundleSubject:
    """Raises StoreError."""
    context, store = screen.context, feed.store
    scope, lang = screen.note_subject()[0], context.lang
    call_id = screen.scope.call_id
    call = None if call_id is None else await store.read(lambda snapshot: snapshot.call(call_id))
    channel = scope.channel or ("" if call is None else call.channel)
    scopes = [BundleScope(words.WHOLE(lang))]
    if channel:
        scopes.append(BundleScope(words.OF_CHANNEL(lang, name=context.names.channel(channel)), (channel,)))
    if call_id is not None and channel:
        scopes.append(BundleScope(words.OF_CALL(lang), (channel,), call_id))
    key = await store.write(lambda changes: changes.make_alias_key())
    now_ts = int(context.clock.now())
    names = (context.project, words.HIDDEN_PROJECT("en"))
    one, other = (context.export_dir.absolute() / f"{stem(name, 'bundle', now_ts)}.scry" for name in names)
    window = screen.shown_window()
    if window is None and call is not None:
        window = Window(call.created_ts, call.destroyed_ts or now_ts)
    return BundleSubject(
        window=shown_stretch(window, scope.moment_ts, now_ts),
        scopes=scopes,
        # A screen of one channel, or of one call, is about that one.
        chosen=len(scopes) - 1 if screen.scope.channel or call_id else 0,
        files=(one, other),
        aliases=Aliases(key),
    )


def shown_stretch(window: Window | None, moment_ts: int | None, now_ts: int) -> Window:
    """Whole minutes: the stretch on screen, else the hour around the moment, or up to now; none of it is to come."""
    if window is None:
        end_ts = now_ts if moment_ts is None else min(now_ts, moment_ts + HOUR // 2)
        window = Window(end_ts - HOUR, end_ts)
    end_ts = min(-(-window.end_ts // MINUTE) * MINUTE, now_ts)
    start_ts = window.start_ts // MINUTE * MINUTE
    return Window(start_ts, end_ts) if start_ts < end_ts else Window(now_ts - HOUR, now_ts)
