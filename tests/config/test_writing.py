"""Writing the config file: the user's bytes stay, the profile comes behind them, and a failure leaves all as it was."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tui import files
from tui.config import writing as room
from tui.config.reading import load
from tui.config.writing import NotWritten, NotWrittenKind, add_profile, appended
from tui.files import locked, unfinished
from tui.messages.setup import NOT_WRITTEN

TABLE = {"app_id": "0123abcd", "customer_id": "id"}
SECRET = {**TABLE, "customer_secret": "hush-4711"}
TEXT = '# mine\nprofile = "a"   # by hand\n\n[profiles.a]\napp_id = "x"  # and this\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "scry" / "config.toml"


def add(path: Path, name: str = "b", table: dict[str, Any] = TABLE, *, make_private: bool = False) -> None:
    add_profile(path, name, table, lock=path.parents[2] / "state" / "config.toml", make_private=make_private)


def written(path: Path, text: str = TEXT, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    path.chmod(mode)
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def kind_of(call: Callable[[], object]) -> NotWrittenKind:
    with pytest.raises(NotWritten) as caught:
        call()
    return caught.value.kind


def test_a_new_file_is_private_in_a_private_directory_with_the_profile_as_its_default(path: Path) -> None:
    add(path, "课堂", SECRET)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert tomllib.loads(path.read_text()) == {"profile": "课堂", "profiles": {"课堂": SECRET}}
    assert list(path.parent.iterdir()) == [path]
    assert load(path, must_exist=True).profiles["课堂"].customer_secret == "hush-4711"


def test_what_the_user_wrote_stays_byte_for_byte_and_so_does_the_default(path: Path) -> None:
    add(written(path))
    assert path.read_text().startswith(TEXT)
    assert tomllib.loads(path.read_text()) == {"profile": "a", "profiles": {"a": {"app_id": "x"}, "b": TABLE}}


def test_a_file_with_the_line_ends_of_windows_keeps_to_them(path: Path) -> None:
    add(written(path, TEXT.replace("\n", "\r\n")))
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")


# Letters that mean something to TOML, or take more than a byte.
LETTERS = st.text("ab9 .=#[]{}\"'\\\n\t名é\u200b", max_size=5)
VALUES = st.recursive(
    LETTERS
    | st.integers(-9, 9)
    | st.sampled_from([0.5, float("inf"), float("nan"), True, date(2026, 11, 22), time(1, 2, 3)])
    | st.just(datetime(2026, 11, 22, 14, 7)),  # noqa: DTZ001 - TOML has local ones
    lambda values: st.lists(values, max_size=2) | st.dictionaries(LETTERS, values, max_size=2),
    max_leaves=4,
)
TABLES = st.dictionaries(LETTERS, VALUES, max_size=3)
FILES = st.builds(
    lambda file, profiles: file if profiles is None else {**file, "profiles": profiles},
    TABLES,
    st.none() | st.dictionaries(LETTERS, TABLES, max_size=3),
)


@given(file=FILES, ending=st.sampled_from(["", "\n", "\n\n# end", "\n\t"]), name=LETTERS)
def test_any_file_is_the_beginning_of_what_it_becomes_and_nothing_else_changes(
    file: dict[str, Any], ending: str, name: str
) -> None:
    old = (tomli_w.dumps(file).rstrip("\n") + ending).encode()
    before = tomllib.loads(old.decode())
    if name in before.get("profiles", {}):
        assert kind_of(lambda: appended(Path("x"), old, name, SECRET)) is NotWrittenKind.TAKEN
        return
    new = appended(Path("x"), old, name, SECRET)
    assert new.startswith(old)
    after = tomllib.loads(new.decode())
    assert after["profiles"].pop(name) == SECRET
    # A NaN is like itself when it is written.
    assert repr(after) == repr({**before, "profiles": before.get("profiles", {})})


@pytest.mark.parametrize("text", ["profiles = { a = { app_id = 'x' } }\n", "[[profiles]]\na = 1\n", "profiles = 3\n"])
def test_a_file_that_takes_no_table_behind_it_is_left_alone_with_what_to_write_by_hand(path: Path, text: str) -> None:
    written(path, text)
    with pytest.raises(NotWritten) as caught:
        add(path, "new", SECRET)
    assert caught.value.kind is NotWrittenKind.NO_ROOM
    assert tomllib.loads(caught.value.paste)["profiles"]["new"]["app_id"] == "0123abcd"
    assert "hush" not in caught.value.paste + str(caught.value)
    assert path.read_text() == text


def test_profiles_written_with_dots_take_a_table_behind_them(path: Path) -> None:
    add(written(path, "profiles.a.app_id = 'x'\n[[more]]\n"))
    assert list(tomllib.loads(path.read_text())["profiles"]) == ["a", "b"]


def test_a_broken_file_and_a_name_that_is_there_are_told_apart(path: Path) -> None:
    assert kind_of(lambda: add(written(path), "a")) is NotWrittenKind.TAKEN
    assert path.read_text() == TEXT
    assert kind_of(lambda: add(written(path, "a = \n"))) is NotWrittenKind.NO_TOML


def test_a_secret_goes_into_no_file_that_others_can_read_unless_it_is_made_private(path: Path) -> None:
    written(path, mode=0o644)
    assert kind_of(lambda: add(path, "b", SECRET)) is NotWrittenKind.READABLE
    assert (path.read_text(), mode(path)) == (TEXT, 0o644)
    add(path, "b", SECRET, make_private=True)
    assert mode(path) == 0o600
    assert "hush-4711" in path.read_text()


def test_a_file_without_a_secret_keeps_its_mode_and_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    real = written(tmp_path / "dotfiles" / "scry.toml", mode=0o640)
    path.parent.mkdir(parents=True)
    path.symlink_to(real)
    add(path)
    assert path.is_symlink()
    assert mode(real) == 0o640
    assert "[profiles.b]" in real.read_text()


@pytest.mark.superuser
def test_a_file_of_somebody_else_stays_theirs(path: Path) -> None:
    os.chown(written(path), 64001, 64002)
    add(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (64001, 64002)


def test_what_was_changed_meanwhile_is_kept_and_the_profile_comes_behind_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(path)
    edits = ['[profiles.c]\napp_id = "z"\n']
    write = unfinished

    def while_somebody_edits(*arguments: Any, **options: Any) -> Path:
        new = write(*arguments, **options)
        if edits:
            path.write_text(path.read_text() + edits.pop())
        return new

    monkeypatch.setattr(room, "unfinished", while_somebody_edits)
    add(path)
    assert list(tomllib.loads(path.read_text())["profiles"]) == ["a", "c", "b"]
    edits.append('[profiles.d]\napp_id = "theirs"\n')
    assert kind_of(lambda: add(path, "d")) is NotWrittenKind.TAKEN
    assert tomllib.loads(path.read_text())["profiles"]["d"] == {"app_id": "theirs"}
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_never_stands_still_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path)
    write = unfinished

    def while_somebody_edits(*arguments: Any, **options: Any) -> Path:
        path.write_text(path.read_text() + "#\n")
        return write(*arguments, **options)

    monkeypatch.setattr(room, "unfinished", while_somebody_edits)
    assert kind_of(lambda: add(path)) is NotWrittenKind.CHANGED


def test_a_full_disk_leaves_the_file_as_it_was_and_no_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWritten, match="No space left") as caught:
        add(path)
    assert caught.value.kind is NotWrittenKind.FAILED
    assert path.read_text() == TEXT
    assert list(path.parent.iterdir()) == [path]


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    assert kind_of(lambda: add(tmp_path / "config" / "scry" / "config.toml")) is NotWrittenKind.FAILED


def test_a_lock_that_nobody_gives_back_is_told_apart_and_in_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_TIMEOUT_S", 0.05)
    lock = path.with_name("lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with locked(lock), pytest.raises(NotWritten) as caught:
        add_profile(path, "b", {"app_id": "x"}, lock=lock)
    assert caught.value.kind is NotWrittenKind.HELD
    assert set(NOT_WRITTEN) == {kind.value for kind in NotWrittenKind}


def test_several_that_add_at_once_all_find_theirs(path: Path) -> None:
    """A lock belongs to an open file, so threads exclude each other as processes do."""
    written(path)
    names = [f"new-{number}" for number in range(6)]
    with ThreadPoolExecutor(len(names)) as threads:
        list(threads.map(lambda name: add(path, name), names))
    assert set(tomllib.loads(path.read_text())["profiles"]) == {"a", *names}


def test_behind_a_byte_order_mark_a_profile_is_appended_and_another_encoding_is_no_toml(path: Path) -> None:
    written(path, "\ufeff" + TEXT)
    add(path)
    assert path.read_bytes().startswith(("\ufeff" + TEXT).encode())
    assert {"a", "b"} == set(load(path, must_exist=True).profiles)
    content = TEXT.encode("utf-16")
    path.write_bytes(content)
    assert kind_of(lambda: add(path)) is NotWrittenKind.NO_TOML
    assert path.read_bytes() == content


def test_a_secret_goes_onto_no_file_system_without_modes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(path)
    real = os.open
    monkeypatch.setattr(os, "open", lambda name, flags, _mode=0o777, **rest: real(name, flags, 0o755, **rest))
    monkeypatch.setattr(os, "fchmod", lambda *_: None)
    assert kind_of(lambda: add(path, "b", SECRET)) is NotWrittenKind.NO_MODES
    assert path.read_text() == TEXT
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]
    add(path, "b", TABLE)
    assert "[profiles.b]" in path.read_text()


def test_what_is_no_file_is_not_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert kind_of(lambda: add_profile(tmp_path / "pipe", "b", TABLE, lock=tmp_path / "lock")) is NotWrittenKind.FAILED
