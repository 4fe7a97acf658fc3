"""From files to items for the workers: what is stored already is skipped, equal content is extracted once.

Files of one article go to the workers unread; files of rows are read here, lazily, row by row.
"""

import codecs
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read import FORMATS, Source, file_id, read_path
from pipeline.read.front import iso_date
from pipeline.read.rows import articles, jsonl_rows
from pipeline.run.find import Work, is_single, work_list
from pipeline.run.workers import Item
from pipeline.store.prepared import Key
from pipeline.store.writer import FileState, Writer

_CHUNK = 1 << 20


class _OpenFile(msgspec.Struct):
    """A file of rows under way: how many of its articles are still out, and whether all of it was read.

    `known`: whether the store had anything of it before; where it had not, it need not be asked for each row.
    """

    state: FileState
    known: bool
    outstanding: int = 0
    exhausted: bool = False


class Feed:
    """Yields the items of the table `work` in order; told of each one's end, it completes the files."""

    def __init__(
        self,
        writer: Writer,
        base: Path,
        settings: Settings,
        fingerprint: str,
        *,
        force: bool,
        fail: Callable[[Key, str, str], None],
    ) -> None:
        self._writer = writer
        self._base = base
        self._settings = settings
        self._fingerprint = fingerprint
        self._force = force
        self._fail = fail
        self._single: dict[str, FileState] = {}
        self._open: dict[str, _OpenFile] = {}
        self._ids: set[str] = set()  # given to items that are out
        self.skipped = 0  # articles that were stored already
        self.bytes = 0  # of files and rows that need no more work

    def items(self) -> Iterator[Item]:
        """The items. Read errors go to `fail`."""
        number = 0
        for work in work_list(self._writer.connection):
            for key, stored, source, size in self._keys(work):
                if stored:
                    self.done(key)
                    self.skipped += 1
                    self.bytes += size
                    continue
                number += 1
                self._ids.add(key.id)
                yield Item(number, key, source, size)
            self._exhausted(work.path)

    def file_of(self, key: Key) -> FileState | None:
        """The state to store with an article that is the whole of its file."""
        return self._single.pop(key.path, None)

    def done(self, key: Key) -> None:
        """Says that an item is stored or given up; completes its file where that was the last of it."""
        self._ids.discard(key.id)
        file = self._open.get(key.path)
        if file is not None:
            file.outstanding -= 1
            self._complete(file)
        elif state := self.file_of(key):
            self._writer.finish_file(state)

    def _keys(self, work: Work) -> Iterator[tuple[Key, bool, Source | None, int]]:
        """The articles of a file: key, whether it needs no more work, source of a row, size."""
        path = self._base / work.path
        try:
            sha256, is_utf8 = _look_through(path)
        except OSError as error:
            self._fail(Key("", work.path, "", ""), "read", f"{path}: {error.strerror}")
            return
        state = FileState(work.path, work.size, work.mtime_ns, sha256, self._fingerprint)
        if is_single(work.path):
            self._single[work.path] = state
            source_id = file_id(path, self._settings)
            kind = FORMATS.get(path.suffix.lower(), "txt")
            content = _digest(sha256, kind, iso_date(path.stem) or "")
            yield *self._look_up(work.path, source_id, content), None, work.size
            return
        file = self._open[work.path] = _OpenFile(state, self._known(work.path))
        self._writer.connection.execute("DELETE FROM failures WHERE path = ? AND kind = 'read'", (work.path,))
        broken = 0
        try:
            for found in self._rows(path, is_utf8):
                if isinstance(found, ReadError):
                    broken += 1
                    self._fail(Key("", work.path, f"#{broken}", ""), "read", str(found))
                    continue
                content = _digest(found.format, found.title or "", found.published or "", found.text)
                file.outstanding += 1
                if file.known:
                    key, stored = self._look_up(work.path, found.id, content)
                    self._writer.connection.execute(
                        "INSERT OR IGNORE INTO temp.rows_seen VALUES (?, ?)", (work.path, key.id)
                    )
                else:
                    key, stored = Key(self._free(found.id), work.path, found.id, content), False
                yield key, stored, found, len(found.text.encode("utf-8", "surrogatepass"))
        except ReadError as error:
            self._fail(Key("", work.path, "", ""), "read", str(error))
            del self._open[work.path]  # to be tried again by the next run

    def _rows(self, path: Path, is_utf8: bool) -> Iterator[Source | ReadError]:
        if not is_utf8 or FORMATS.get(path.suffix.lower()) != "jsonl" or not path.stat().st_size:
            yield from read_path(path, self._settings)
            return
        # Line by line, where the encoding is known: a file of any size in the memory of one line.
        with path.open("rb") as lines:
            yield from articles(
                jsonl_rows(lines, name=str(path)),
                name=str(path),
                settings=self._settings,
                format="jsonl",
                encoding="utf-8",
                path=str(path),
                file_id=file_id(path, self._settings),
            )

    def _known(self, path: str) -> bool:
        """Whether the store has an article or a failure of the file."""
        row = self._writer.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM articles WHERE path = ?1)"
            " OR EXISTS (SELECT 1 FROM failures WHERE path = ?1)",
            (path,),
        ).fetchone()
        return bool(row[0])

    def _look_up(self, path: str, source_id: str, content: str) -> tuple[Key, bool]:
        """The key with the id that the article has in the store, or a free one.

        And whether the store has this very content under this configuration, or that it cannot be had.
        """
        connection = self._writer.connection
        row = connection.execute(
            "SELECT id, content, fingerprint, gone FROM articles WHERE path = ? AND source_id = ?",
            (path, source_id),
        ).fetchone()
        key = Key(row[0] if row else self._free(source_id), path, source_id, content)
        if self._force:
            return key, False
        if row and row[1:3] == (content, self._fingerprint):
            if row[3]:
                connection.execute("UPDATE articles SET gone = 0 WHERE id = ?", (key.id,))
            return key, True
        failed = connection.execute(
            "SELECT 1 FROM failures WHERE path = ? AND source_id = ? AND content = ? AND fingerprint = ?"
            " AND kind <> 'read'",
            (path, source_id, content, self._fingerprint),
        )
        return key, failed.fetchone() is not None

    def _free(self, source_id: str) -> str:
        """An id that no article has."""
        connection = self._writer.connection
        free, number = source_id, 1
        while (
            free in self._ids or connection.execute("SELECT 1 FROM articles WHERE id = ?", (free,)).fetchone()
        ):
            number += 1
            free = f"{source_id}~{number}"
        return free

    def _exhausted(self, path: str) -> None:
        file = self._open.get(path)
        if file is not None:
            file.exhausted = True
            self._complete(file)

    def _complete(self, file: _OpenFile) -> None:
        if file.outstanding or not file.exhausted:
            return
        path = file.state.path
        self._writer.finish_file(file.state, gone=self._gone(path) if file.known else ())
        del self._open[path]

    def _gone(self, path: str) -> list[str]:
        """The articles of a file that it does not hold any more; all of it was read."""
        connection = self._writer.connection
        gone = connection.execute(
            """SELECT id FROM articles WHERE path = ?1 AND gone = 0
               AND id NOT IN (SELECT id FROM temp.rows_seen WHERE path = ?1)""",
            (path,),
        ).fetchall()
        connection.execute("DELETE FROM temp.rows_seen WHERE path = ?", (path,))
        return [row[0] for row in gone]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _look_through(path: Path) -> tuple[str, bool]:
    """SHA-256 of a file's bytes, and whether they are UTF-8; in the memory of one chunk."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
        size = os.fstat(file.fileno()).st_size
    return digest.hexdigest(), is_utf8 and size > 0 and not decoder.getstate()[0]
