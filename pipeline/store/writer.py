"""Changes to the store: one transaction an article, made by the one process that holds the lock.

An article's JSON file is written, or moved into place where a worker has written it, inside the article's
transaction, before the commit: a process that dies in between leaves a file that the next run writes again,
never a stored article without its file.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pipeline.records import from_json, to_json
from pipeline.store.database import transaction
from pipeline.store.duplicates import Signature, neighbours, order, store_signature, stored_signature
from pipeline.store.files import ARTICLES_FOLDER, move_into_place, record_name, write_atomic
from pipeline.store.prepared import Key, Prepared, pretty
from pipeline.store.rows import CLAIM_COLUMNS, ENTITY_COLUMNS

_DIRTY = "outputs_dirty"  # set while claims.jsonl is older than the tables


class FileState(msgspec.Struct, frozen=True):
    """What is remembered of a file to know it again."""

    path: str
    size: int
    mtime_ns: int
    sha256: str
    fingerprint: str


def now() -> str:
    """The time for the record, UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({','.join('?' * columns)})"


_INSERT_CLAIM = _insert("claims", len(CLAIM_COLUMNS) + 3)
_INSERT_ENTITY = _insert("entities", len(ENTITY_COLUMNS) + 1)
_INSERT_ARTICLE = """INSERT INTO articles (id, path, source_id, content, fingerprint, sha256, format,
    encoding, title, published, script, characters, claims, extracted_at, record)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,CAST(? AS TEXT))"""


class Writer:
    """The open store with the folder of the JSON files (None where they are not wanted)."""

    def __init__(self, connection: sqlite3.Connection, outputs: Path, *, write_json: bool) -> None:
        self.connection = connection
        self.outputs = outputs
        self.articles = outputs / ARTICLES_FOLDER if write_json else None
        self._dirty = self.meta(_DIRTY) == "1"

    def meta(self, key: str) -> str | None:
        """A value of the table meta."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Sets a value of the table meta."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def dirty(self) -> bool:
        """Whether articles changed since claims.jsonl was written."""
        return self._dirty

    def clean(self) -> None:
        """Says that claims.jsonl is as new as the tables."""
        self.set_meta(_DIRTY, "0")
        self._dirty = False

    def _touch(self) -> None:
        """Before the first change: its own transaction, so that a change rolled back cannot undo it."""
        if not self._dirty:
            self.set_meta(_DIRTY, "1")
            self._dirty = True

    def put(self, article: Prepared, *, file: FileState | None = None) -> None:
        """Stores an article in place of what stood under its key; `file` where that completes its file."""
        key = article.key
        self._touch()
        with transaction(self.connection):
            dependents = self._delete(key.id)
            self.connection.execute(
                _INSERT_ARTICLE,
                (key.id, key.path, key.source_id, key.content, article.fingerprint,
                 *article.columns, article.extracted_at, article.record),
            )  # fmt: skip
            self.connection.executemany(_INSERT_CLAIM, article.claims)
            self.connection.executemany(_INSERT_ENTITY, article.entities)
            store_signature(self.connection, key.id, article.signature)
            self._forget_failure(key)
            original = self._link_duplicates(key.id, article.columns[4], article.signature)
            for dependent in dependents - {key.id}:
                self._relink(dependent)
            if original is not None:
                self._set_duplicate(key.id, original)
                self._drop_partial(article)
            elif self.articles:
                self._place(self.articles, article)
            if file:
                self._put_file(file)

    def _place(self, folder: Path, article: Prepared) -> None:
        """Gives the article its JSON file; writes it where the worker could not, to tell what is wrong."""
        name = record_name(article.key.id)
        if article.partial is None or not move_into_place(folder, article.partial, name):
            write_atomic(folder / name, [pretty(article.record)])

    def _drop_partial(self, article: Prepared) -> None:
        """Of an article whose JSON file turned out to be another one: that of a copy says of what."""
        if self.articles and article.partial is not None:
            (self.articles / article.partial).unlink(missing_ok=True)

    def _delete(self, article_id: str) -> set[str]:
        """Deletes an article from the tables; the ids of those that were marked as its copies."""
        if not self.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount:
            return set()
        rows = self.connection.execute("SELECT id FROM articles WHERE duplicate_of = ?", (article_id,))
        return {row[0] for row in rows}

    def _link_duplicates(self, article_id: str, published: object, of: Signature) -> str | None:
        """Marks later near-duplicates as copies of the article; the id of the one that it is a copy of."""
        mine = order(article_id, published if isinstance(published, str) else None)
        found = sorted(neighbours(self.connection, article_id, of))
        for other in found:
            if other > mine:
                current = self.connection.execute(
                    "SELECT o.id, o.published FROM articles a JOIN articles o ON o.id = a.duplicate_of "
                    "WHERE a.id = ?",
                    (other[2],),
                ).fetchone()
                if current is None or order(*current) > mine:
                    self._set_duplicate(other[2], article_id)
        return found[0][2] if found and found[0] < mine else None

    def _relink(self, article_id: str) -> None:
        """Finds anew what an article is a copy of."""
        of = stored_signature(self.connection, article_id)
        published = self.connection.execute(
            "SELECT published FROM articles WHERE id = ?", (article_id,)
        ).fetchone()[0]
        earlier = [o for o in neighbours(self.connection, article_id, of) if o < order(article_id, published)]
        self._set_duplicate(article_id, min(earlier)[2] if earlier else None)

    def _set_duplicate(self, article_id: str, original: str | None) -> None:
        self._change_record(article_id, duplicate_of=original)
        self.connection.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (original, article_id))

    def _change_record(self, article_id: str, **changes: str | None) -> None:
        """Changes fields of `article` in the stored record and its JSON file."""
        data = self.connection.execute("SELECT record FROM articles WHERE id = ?", (article_id,)).fetchone()[
            0
        ]
        record = from_json(data)
        record = msgspec.structs.replace(record, article=msgspec.structs.replace(record.article, **changes))
        self.connection.execute(
            "UPDATE articles SET record = CAST(? AS TEXT) WHERE id = ?", (to_json(record), article_id)
        )
        if self.articles:
            write_atomic(self.articles / record_name(article_id), [to_json(record, pretty=True)])

    def _put_file(self, file: FileState) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,0)",
            (file.path, file.size, file.mtime_ns, file.sha256, file.fingerprint),
        )

    def _forget_failure(self, key: Key) -> None:
        self.connection.execute(
            "DELETE FROM failures WHERE path = ? AND source_id = ?", (key.path, key.source_id)
        )

    def fail(self, key: Key, kind: str, reason: str, fingerprint: str) -> None:
        """Records why an article has no record; an older record of it goes."""
        self._touch()
        with transaction(self.connection):
            self.connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?,?,?,?,?,?,?)",
                (key.path, key.source_id, kind, reason, key.content, fingerprint, now()),
            )
            if key.id and kind != "read":  # what cannot be read now may be read again: its last record stays
                self._remove(key.id)

    def finish_file(self, file: FileState, *, gone: Iterable[str] = ()) -> None:
        """Says that everything in a file has been dealt with; `gone` are articles that it no longer holds."""
        with transaction(self.connection):
            self.mark_gone_ids(gone)
            self._put_file(file)

    def mark_gone_ids(self, ids: Iterable[str]) -> int:
        """Marks articles as gone from their files; how many were not yet so."""
        return sum(
            self.connection.execute("UPDATE articles SET gone = 1 WHERE id = ? AND gone = 0", (i,)).rowcount
            for i in ids
        )

    def mark_gone(self, path: str) -> int:
        """Marks a file that vanished, and its articles; how many articles."""
        with transaction(self.connection):
            self.connection.execute("UPDATE files SET gone = 1 WHERE path = ?", (path,))
            self.connection.execute("DELETE FROM failures WHERE path = ?", (path,))
            return self.connection.execute(
                "UPDATE articles SET gone = 1 WHERE path = ? AND gone = 0", (path,)
            ).rowcount

    def move(self, old: str, file: FileState, file_ids: tuple[str, str]) -> int:
        """Gives the articles of a vanished file to the file with the same content that has come; how many.

        They keep their ids; `file_ids` are the ids of the two files, with which the source ids begin.
        """
        self._touch()
        with transaction(self.connection):
            rows = self.connection.execute(
                "SELECT id, source_id FROM articles WHERE path = ?", (old,)
            ).fetchall()
            for article_id, source_id in rows:
                self.connection.execute(
                    "UPDATE articles SET path = ?, source_id = ?, gone = 0 WHERE id = ?",
                    (file.path, file_ids[1] + source_id.removeprefix(file_ids[0]), article_id),
                )
                self._change_record(article_id, path=file.path)
            self.connection.execute("DELETE FROM files WHERE path = ?", (old,))
            self._put_file(file)
        return len(rows)

    def prune(self) -> int:
        """Removes everything that is marked as gone; how many articles."""
        ids = [
            row[0] for row in self.connection.execute("SELECT id FROM articles WHERE gone = 1 ORDER BY id")
        ]
        if ids:
            self._touch()
        for article_id in ids:
            with transaction(self.connection):
                self._remove(article_id)
        self.connection.execute("DELETE FROM files WHERE gone = 1")
        return len(ids)

    def _remove(self, article_id: str) -> None:
        dependents = self._delete(article_id)
        for dependent in dependents - {article_id}:
            self._relink(dependent)
        if self.articles:
            (self.articles / record_name(article_id)).unlink(missing_ok=True)
