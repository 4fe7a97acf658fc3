"""One run over an open store, from the first look at the files to the last line of claims.jsonl."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from pipeline.batch import Loader
from pipeline.config import Settings
from pipeline.errors import NewsclaimsError
from pipeline.records import from_json
from pipeline.run.events import Failed, Listener, Progress, Summary
from pipeline.run.feed import Feed
from pipeline.run.find import Found, Options, batches_below, find_work
from pipeline.run.identity import identity, installed
from pipeline.run.workers import Item, Outcome, Pool
from pipeline.store.database import DATABASE_NAME, check
from pipeline.store.duplicates import stored_signature
from pipeline.store.files import ARTICLES_FOLDER, CLAIMS_NAME, remove_partial
from pipeline.store.outputs import mend_articles, write_claims
from pipeline.store.prepared import Key, prepare
from pipeline.store.writer import Writer, now

_BATCH = 32  # articles
_BATCH_BYTES = 48_000  # UTF-8; a longer article is a batch by itself
_SAY_EVERY = 0.2  # seconds between reports of progress


class Session:
    """One run over an open store."""

    def __init__(
        self,
        writer: Writer,
        settings: Settings,
        roots: list[Path],
        options: Options,
        jobs: int,
        load: Loader,
        listen: Listener,
    ) -> None:
        self.writer = writer
        self.settings = settings
        self.roots = roots
        self.options = options
        self.jobs = jobs
        self.load = load
        self.listen = listen
        self.base = Path(os.path.abspath(settings.base))  # noqa: PTH100 (links are not to be resolved)
        self.summary = Summary()
        self.found = Found()
        self.begun = time.monotonic()
        self.said = 0.0
        self.finished_bytes = 0
        self.same: dict[str, list[Item]] = {}  # by content: what waits for an equal one to be extracted

    def go(self, *, dry_run: bool, prune: bool) -> Summary:
        """The whole run."""
        number = self._begin() if not dry_run else None
        pool = Pool(self.settings, self.base, self.load, jobs=self.jobs, articles=self.writer.articles)
        state, message = "failed", ""
        try:
            if not dry_run:
                self._tidy()
            fingerprint = self.summary.fingerprint = self._fingerprint(pool, alone=dry_run)
            self.found = find_work(
                self.writer, self.base, self.settings, self.roots, fingerprint, self.options,
                complain=self._complain, dry=dry_run,
            )  # fmt: skip
            for name in ("new", "changed", "unchanged", "renamed", "gone"):
                setattr(self.summary, name, getattr(self.found, name))
            self.listen(self.found)
            if not dry_run:
                self._extract_all(pool, fingerprint)
                self.summary.pruned = self.writer.prune() if prune else 0
                self._write_outputs()
            state = "done"
        except KeyboardInterrupt:
            state = "interrupted"
            raise
        except Exception as error:
            message = str(error)
            raise
        finally:
            pool.close()
            if number is not None and (pool.restarted or state != "done"):
                self._drop_partial()
            self.summary.restarted = pool.restarted
            self.summary.seconds = time.monotonic() - self.begun
            if number is not None:
                self._end(number, state, message)
        self.summary.standing = self._standing() - self.summary.failed
        return self.summary

    def _begin(self) -> int:
        self.writer.connection.execute("UPDATE runs SET state = 'killed' WHERE state = 'running'")
        cursor = self.writer.connection.execute(
            "INSERT INTO runs (started_at, state, paths, newsclaims, jobs) VALUES (?, 'running', ?, ?, ?)",
            (
                now(),
                json.dumps([str(root) for root in self.roots], ensure_ascii=False),
                installed("newsclaims"),
                self.jobs,
            ),
        )
        return int(cursor.lastrowid or 0)

    def _end(self, number: int, state: str, message: str) -> None:
        counted = ("fingerprint", "new", "changed", "unchanged", "renamed", "extracted", "copied", "gone",
                   "pruned", "failed", "claims", "restarted")  # fmt: skip
        columns = {name: getattr(self.summary, name) for name in counted}
        columns |= {"finished_at": now(), "state": state, "message": message or None}
        try:
            columns["model"] = self.writer.meta("model")
            assignments = ", ".join(f"{name} = ?" for name in columns)
            self.writer.connection.execute(
                f"UPDATE runs SET {assignments} WHERE id = ?", (*columns.values(), number)
            )
        except sqlite3.Error:
            if state == "done":
                raise

    def _tidy(self) -> None:
        """After a run that was killed: temporary files, and JSON files that the store knows nothing of."""
        remove_partial(self.writer.outputs)
        remove_partial(self.writer.outputs / ARTICLES_FOLDER)
        if self.options.verify and (wrong := check(self.writer.connection)):
            raise NewsclaimsError(
                f"{self.writer.outputs / DATABASE_NAME} is damaged ({wrong[0]}). "
                "`newsclaims run --rebuild` sets it aside and extracts everything again"
            )
        if self.writer.articles and (self.writer.dirty or self.options.verify):
            mend_articles(self.writer.connection, self.writer.articles)

    def _drop_partial(self) -> None:
        """JSON files that workers wrote and nobody waits for any more."""
        if self.writer.articles:
            with suppress(OSError):  # what stays is removed by the next run
                remove_partial(self.writer.articles)

    def _fingerprint(self, pool: Pool, *, alone: bool) -> str:
        """The fingerprint of the configuration: the one known for its identity, else from a worker.

        Others load beside it where all of them will have work, but not if it is to be `alone`.
        """
        current = identity(self.settings, self.load)
        known = self.writer.meta("fingerprint")
        if known and self.writer.meta("identity") == current:
            return known
        pool.start(1)
        if not alone:
            pool.start(batches_below(self.roots, size=_BATCH_BYTES, most=self.jobs))
        ready = pool.describe()
        self.writer.set_meta("fingerprint", ready.fingerprint)
        self.writer.set_meta("model", ready.model)
        self.writer.set_meta("identity", current)
        return ready.fingerprint

    def _extract_all(self, pool: Pool, fingerprint: str) -> None:
        feed = self.feed = Feed(
            self.writer, self.base, self.settings, fingerprint, force=self.options.force, fail=self._failed
        )
        waiting = _batches(self._uncopied(feed.items()))
        while True:
            while pool.free() and (batch := next(waiting, None)):
                pool.submit(batch)
            if pool.idle:
                break
            for outcome in pool.results():
                self._store(outcome)
        self.summary.skipped = feed.skipped
        self._progress(last=True)

    def _uncopied(self, items: Iterator[Item]) -> Iterator[Item]:
        """The items whose content is neither stored nor at work; the others become copies."""
        for item in items:
            if self.options.force or not self._copy(item):
                if item.key.content in self.same:
                    self.same[item.key.content].append(item)
                    continue
                self.same[item.key.content] = []
                yield item

    def _copy(self, item: Item) -> bool:
        """Stores an item as the copy of an article with equal content, where there is one."""
        row = self.writer.connection.execute(
            "SELECT id, record FROM articles WHERE content = ? AND fingerprint = ? AND id <> ? "
            "ORDER BY id LIMIT 1",
            (item.key.content, self.summary.fingerprint, item.key.id),
        ).fetchone()
        if row is None:
            return False
        record = from_json(row[1])
        if item.source is not None:
            changes = {"sha256": item.source.sha256, "meta": item.source.meta}
            record = msgspec.structs.replace(
                record, article=msgspec.structs.replace(record.article, **changes)
            )
        known = stored_signature(self.writer.connection, row[0])
        prepared = prepare(record, item.key, known=known)
        self.summary.copied += 1
        self._put(Outcome(item, prepared))
        return True

    def _store(self, outcome: Outcome) -> None:
        item = outcome.item
        if outcome.prepared is not None:
            self.summary.extracted += 1
            self._put(outcome)
        else:
            self._failed(item.key, outcome.kind, outcome.reason)
            self._finished(item, keep_file=outcome.kind == "read")
        for waiting in self.same.pop(item.key.content, ()):
            if outcome.prepared is None:
                self._failed(waiting.key, outcome.kind, outcome.reason)
                self._finished(waiting, keep_file=outcome.kind == "read")
            elif not self._copy(waiting):
                # The worker stored another fingerprint than this process has: its code is not the same.
                self._failed(waiting.key, "read", "newsclaims changed during the run; run again")
                self._finished(waiting, keep_file=True)

    def _put(self, outcome: Outcome) -> None:
        assert outcome.prepared is not None
        self.writer.put(outcome.prepared, file=self.feed.file_of(outcome.item.key))
        self.summary.claims += len(outcome.prepared.claims)
        self._finished(outcome.item)

    def _finished(self, item: Item, *, keep_file: bool = False) -> None:
        if keep_file:
            self.feed.file_of(item.key)  # a file that could not be read is looked at again by the next run
        self.feed.done(item.key)
        self.finished_bytes += item.size
        self._progress()

    def _failed(self, key: Key, kind: str, reason: str) -> None:
        self.summary.failed += 1
        self.writer.fail(key, kind, reason, self.summary.fingerprint)
        self.listen(Failed(key.path, key.source_id, reason))

    def _complain(self, reason: str) -> None:
        self.summary.failed += 1
        self.listen(Failed(reason.partition(": ")[0], "", reason))

    def _standing(self) -> int:
        count: int = self.writer.connection.execute("SELECT count(*) FROM failures").fetchone()[0]
        return max(count, self.summary.failed)

    def _progress(self, *, last: bool = False) -> None:
        elapsed = time.monotonic() - self.begun
        if not last and elapsed - self.said < _SAY_EVERY:
            return
        self.said = elapsed
        done = self.summary.extracted + self.summary.copied
        bytes_done = self.finished_bytes + self.feed.bytes
        share = min(bytes_done / self.found.bytes, 1.0) if self.found.bytes else 1.0
        left = elapsed * (1 - share) / share if share > 0.01 else None
        rate = done / max(elapsed, 1e-9)
        self.listen(Progress(done, self.summary.claims, self.summary.failed, rate, share, left))

    def _write_outputs(self) -> None:
        """claims.jsonl, where the articles changed since it was written or it is not there."""
        if self.writer.dirty or not (self.writer.outputs / CLAIMS_NAME).exists():
            write_claims(self.writer.connection, self.writer.outputs)
            self.writer.clean()


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and size + item.size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
        if len(batch) == _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
