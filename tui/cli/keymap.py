"""`[ui.keys]` → the keys of the app. Unknown ids, unknown keys, and one key for two ids on the same screen are errors;
a screen's own key may hide one of the app's.

Imported only for a file with such a table: it imports every screen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS

from tui.config.values import ConfigError, ConfigFile
from tui.domain.text import Phrase, Said
from tui.messages import config as words
from tui.messages.keys import KEYS
from tui.terminal.signs import ASCII_KEYS
from tui.ui.app import ScryApp
from tui.ui.features.alarms.screen import AlarmsScreen
from tui.ui.features.bundle.screen import BundleScreen
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.features.channels.by_metric import WatchedChannelsScreen
from tui.ui.features.channels.by_metric_channel import MetricChannelScreen
from tui.ui.features.channels.channel import ChannelScreen
from tui.ui.features.channels.screen import ChannelsScreen
from tui.ui.features.channels.watched import AddChannelScreen
from tui.ui.features.diagnosis.screen import DiagnosisScreen
from tui.ui.features.export.screen import ExportScreen
from tui.ui.features.findings.list import FindingsScreen
from tui.ui.features.findings.screen import IncidentScreen
from tui.ui.features.live.screen import LiveScreen
from tui.ui.features.notes.form import NoteScreen
from tui.ui.features.notes.screen import NotesScreen
from tui.ui.features.pair.peers import PeersScreen
from tui.ui.features.pair.screen import PairCharts, PairScreen
from tui.ui.features.projects.screen import ProjectsScreen
from tui.ui.features.quota.screen import QuotaScreen
from tui.ui.features.report.fields import Comments
from tui.ui.features.report.list import ReportsScreen
from tui.ui.features.report.screen import ReportScreen
from tui.ui.features.report.ticket import TicketScreen
from tui.ui.features.session.screen import SessionScreen
from tui.ui.features.setup.screen import SetupScreen
from tui.ui.features.standout.screen import StandoutScreen
from tui.ui.features.unread.screen import UnreadScreen
from tui.ui.features.usage.insight_screen import InsightScreen
from tui.ui.features.usage.screen import UsageScreen
from tui.ui.features.user.screen import UserScreen
from tui.ui.help import HelpScreen
from tui.ui.replay_app import ReplayApp
from tui.ui.text_page import TextPage
from tui.ui.why import WhyScreen
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.keys import SIGNS, Keymap, bindings_of, key_sign
from tui.ui.widgets.table import Table

# Screen → the classes with bindings in force together on it, the nearest to the focus first. Beyond a dialog
# nothing is in force.
CHAINS: Mapping[str, tuple[type[DOMNode], ...]] = {
    "live": (Table, LiveScreen, ScryApp),
    "diagnosis": (Table, DiagnosisScreen, ScryApp),
    "findings": (Table, FindingsScreen, ScryApp),
    "calls": (Table, CallsScreen, ScryApp),
    "unread": (UnreadScreen, ScryApp),
    "channels": (Table, ChannelsScreen, ScryApp),
    "channel": (ChannelScreen, ScryApp),
    "watched-channels": (Table, WatchedChannelsScreen, ScryApp),
    "channel-by-metric": (MetricChannelScreen, ScryApp),
    "usage": (Table, UsageScreen, ScryApp),
    "insights": (Table, InsightScreen, ScryApp),
    "quota": (Table, QuotaScreen, ScryApp),
    "alarms": (Table, AlarmsScreen, ScryApp),
    "call": (Table, CallScreen, ScryApp),
    "session": (Table, SessionScreen, ScryApp),
    "pair": (PairCharts, PairScreen, ScryApp),
    "help": (TextPage, HelpScreen),
    "why": (TextPage, WhyScreen),
    "peers": (Table, PeersScreen),
    "add-channel": (AddChannelScreen,),
    "report": (Choice, Comments, ReportScreen),
    "ticket": (Choice, Comments, TicketScreen),
    "reports": (Table, ReportsScreen, ScryApp),
    "notes": (Table, NotesScreen, ScryApp),
    "note": (NoteScreen,),
    "bundle": (Choice, BundleScreen),
    # The clock's own keys: a list takes space first.
    "replay": (ReplayApp,),
    "incident": (Table, IncidentScreen, ScryApp),
    "user": (Table, UserScreen, ScryApp),
    "standout": (Table, StandoutScreen, ScryApp),
    "export": (Table, ExportScreen),
    "projects": (ProjectsScreen,),
    "setup": (Choice, SetupScreen),
}

# In force where one types, too: a letter there is a letter.
WHERE_ONE_TYPES = frozenset(
    {
        *("back", "quit", "choose.up", "choose.down", "calls.next"),
        *(
            "report.send",
            "report.close",
            "report.next",
            "report.previous",
            "report.up",
            "report.down",
            "report.done",
            "report.notes",
        ),
        *("report.undo", "ticket.copy", "ticket.save", "note.save", "note.close"),
        *("setup.next", "setup.previous", "setup.enter", "setup.test", "setup.save"),
    }
)

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
# Keys that put no character anywhere.
_EDITING = ("escape", "enter", "tab", "backspace", "delete", "insert")
_MOVING = ("home", "end", "pageup", "pagedown", "left", "right", "up", "down")
_SILENT = frozenset((*_EDITING, *_MOVING, *(f"f{number}" for number in range(1, 25))))
_NAMES = {sign: name for name, sign in SIGNS.items()} | {"return": "enter", "del": "delete", "ins": "insert"}
_REPLACED = {name: sign for sign, name in KEY_NAME_REPLACEMENTS.items()}


def keymap_of(file: ConfigFile) -> Keymap:
    """Binding id → keys. Raises ConfigError."""
    keymap = {binding_id: ",".join(_keys(file, binding_id, text)) for binding_id, text in file.ui.keys.items()}
    for binding_id in keymap:
        for screen, chain in CHAINS.items():
            for key, other in _clashes(binding_id, keymap, chain):
                what = Said(words.KEY_TAKEN, {"key": repr(key_sign(key)), "other": other, "screen": screen})
                raise _wrong(file, binding_id, what, Said(words.FREE_KEY, {"other": other}))
    return keymap


def _keys(file: ConfigFile, binding_id: str, text: str) -> Iterator[str]:
    if binding_id not in KEYS:
        near = get_close_matches(binding_id, KEYS, 1)
        phrase = words.UNKNOWN_BINDING_NEAR if near else words.UNKNOWN_BINDING
        what = Said(phrase, {"key": repr(binding_id), "near": repr("".join(near))})
        raise _wrong(file, binding_id, what, Said(words.SUCH_BINDINGS, {"near": near[0]}) if near else ", ".join(KEYS))
    for part in [text] if text == "," else text.split(","):
        key = key_name(part)
        if key is None:
            raise _wrong(file, binding_id, Said(words.NO_KEY, {"text": repr(part)}), words.KEY_FORMS)
        if binding_id in WHERE_ONE_TYPES and types(key):
            what = Said(words.KEY_TYPES, {"key": repr(key_sign(key))})
            raise _wrong(file, binding_id, what, words.KEYS_THAT_TYPE_NOTHING)
        yield key


def _clashes(binding_id: str, keymap: Keymap, chain: tuple[type[DOMNode], ...]) -> Iterator[tuple[str, str]]:
    """Each key that `binding_id` shares with another id in force at the same place, and that id."""
    holders: dict[str, set[str]] = {}
    for each in chain:
        for key, binding in bindings_of(each):
            assert binding.id is not None
            rebound = keymap.get(binding.id)
            for its in [key] if rebound is None else rebound.split(","):
                holders.setdefault(its, set()).add(binding.id)
    for key, ids in holders.items():
        if binding_id in ids and len(ids) > 1:
            yield key, min(ids - {binding_id})


def _wrong(file: ConfigFile, binding_id: str, what: Said, allowed: Phrase | Said | str) -> ConfigError:
    place, where = file.at("ui", "keys", binding_id), f"ui.keys.{binding_id}"
    return ConfigError(words.WRONG, place=place, where=where, what=what, allowed=allowed)


def key_name(text: str) -> str | None:
    """Textual's name of a key as people write it (`?`, `ctrl+s`, `Shift+←`, `PgUp`); None where it is none."""
    text = text.strip()
    if text == "+" or text.endswith("++"):
        text = f"{text[:-1]}plus"
    *modifiers, last = text.split("+")
    modifiers = [each.strip().lower() for each in modifiers]
    name = _name(ASCII_KEYS.get(last.strip(), last.strip()))
    if name is None or not set(modifiers) <= set(_MODIFIERS) or len(set(modifiers)) < len(modifiers):
        return None
    if len(name) == 1 and modifiers:
        if modifiers == ["shift"]:
            return name.upper()
        name = name.lower()
    return "+".join([*sorted(modifiers, key=_MODIFIERS.index), name])


def types(key: str) -> bool:
    """Whether the key puts a character into a text field."""
    return "+" not in key and key not in _SILENT


def _name(sign: str) -> str | None:
    if len(sign) == 1 and sign.isalnum():
        return sign
    word = sign.lower()
    word = _NAMES.get(word, word)
    if word in _SILENT or word == "space" or word in _REPLACED:
        return word
    try:
        if len(sign) == 1:
            word = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
        elif len(unicodedata.lookup(word.replace("_", " "))) != 1:
            return None
    except (KeyError, ValueError):
        return None
    return KEY_NAME_REPLACEMENTS.get(word, word)
