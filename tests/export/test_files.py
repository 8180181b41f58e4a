"""A file is written whole or not at all, and never in the place of another that nobody gave up."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tui.export.files import WriteError, WriteTrouble, stem, write


def trouble_of(path: Path, *, overwrite: bool = False) -> WriteTrouble:
    with pytest.raises(WriteError) as caught:
        write(path, "x", overwrite=overwrite)
    return caught.value.trouble


def test_a_name_holds_letters_digits_and_dashes_and_sorts_by_time() -> None:
    assert stem("课堂-prod", "calls", 1_795_334_170.9) == "scry-prod-calls-20261122T075610Z"
    assert stem("../../etc/x", "live", 0) == "scry-etc-x-live-19700101T000000Z"
    assert stem("课堂", "live", 0) == "scry-project-live-19700101T000000Z"


def test_what_is_there_stays_until_it_is_overwritten_on_purpose(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write(path, "first\r\n")
    assert trouble_of(path) is WriteTrouble.EXISTS
    assert path.read_bytes() == b"first\r\n"
    write(path, "second", overwrite=True)
    assert path.read_text() == "second"
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    (tmp_path / "a.csv").symlink_to(other)
    assert trouble_of(tmp_path / "a.csv") is WriteTrouble.EXISTS
    write(tmp_path / "a.csv", "x", overwrite=True)
    assert other.read_text() == "mine"


def test_it_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "a.csv", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o640


def test_why_it_could_not_be_written_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trouble_of(tmp_path / "none" / "a.csv") is WriteTrouble.NO_DIRECTORY
    for number, trouble in (
        (errno.EROFS, WriteTrouble.READ_ONLY),
        (errno.ENOSPC, WriteTrouble.FULL),
        (errno.EACCES, WriteTrouble.NOT_ALLOWED),
        (errno.EIO, WriteTrouble.OTHER),
    ):

        def failing(_: int, number: int = number) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", failing)
        assert trouble_of(tmp_path / "a.csv") is trouble
        assert not [*tmp_path.iterdir()], "nothing is left of what was not written"


def test_where_there_are_no_links_a_file_that_is_there_stays_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(os, "link", no_links)
    write(tmp_path / "a.csv", "first")
    assert trouble_of(tmp_path / "a.csv") is WriteTrouble.EXISTS
    assert (tmp_path / "a.csv").read_text() == "first"
