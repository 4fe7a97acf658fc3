"""An extractor without a model, for the tests of store and run: every whole number in a text is a claim.

It is loaded in worker processes like the real one. A text with DIE kills the process that extracts it, one with
RAISE raises, one with SLOW takes a fiftieth of a second, one with HOLD waits until there is a file `go` beside
the articles' folder, one with MEMORY asks for more memory than there may be.
"""

import os
import re
import resource
import signal
import sqlite3
import time
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from pipeline.config import Settings, fingerprint
from pipeline.read import Source, read_text
from pipeline.records import ArticleInfo, ArticleRecord, ClaimRecord, Entity, Period, Provenance
from pipeline.run import workers
from pipeline.store.prepared import Prepared, prepare
from pipeline.store.writer import now

_NUMBER = re.compile(r"[0-9]+")
_NAME = re.compile(r"[\u4e00-\u9fff]{2}集团")


class FakeExtractor:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fingerprint = fingerprint(settings, code="fake", model="fake 1")
        self.model_name = "fake"
        self.model_version = "1"

    def extract(self, source: Source) -> ArticleRecord:
        return next(self.pipe([source]))

    def pipe(self, sources: Iterable[Source]) -> Iterator[ArticleRecord]:
        for source in sources:
            if "DIE" in source.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if "RAISE" in source.text:
                raise ValueError("cannot do this one")
            if "MEMORY" in source.text:
                bytearray(1 << 44)
            if "SLOW" in source.text:
                time.sleep(0.02)
            while "HOLD" in source.text and not Path(self.settings.base, "go").exists():
                time.sleep(0.02)
            yield make_record(source, self.fingerprint)


def load(settings: Settings) -> FakeExtractor:
    """What workers call."""
    return FakeExtractor(settings)


class ChangedExtractor(FakeExtractor):
    """One whose code is not the one that the parent started with: it stores another fingerprint."""

    def pipe(self, sources: Iterable[Source]) -> Iterator[ArticleRecord]:
        for source in sources:
            yield make_record(source, "other")


def load_changed(settings: Settings) -> FakeExtractor:
    """A worker that starts after the code was changed."""
    return ChangedExtractor(settings)


def load_badly(settings: Settings) -> FakeExtractor:
    """A worker that dies before it is ready."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def load_limited(settings: Settings) -> FakeExtractor:
    """A worker with a limit to its memory."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    return FakeExtractor(settings)


def load_without_files(settings: Settings) -> FakeExtractor:
    """A worker that may write no file longer than a hundred bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    return FakeExtractor(settings)


def load_dying_late(settings: Settings) -> FakeExtractor:
    """A worker that dies once: it has written three JSON files and told nobody."""
    died = Path(settings.base, "died")
    made = count(1)

    def prepare_and_die(*given: Any, **more: Any) -> Prepared:
        prepared = prepare(*given, **more)
        if next(made) == 3 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return prepared

    workers.prepare = prepare_and_die  # type: ignore[assignment]
    return FakeExtractor(settings)


def load_without_memory(settings: Settings) -> FakeExtractor:
    """A worker whose model does not fit."""
    bytearray(1 << 60)
    raise AssertionError


def load_broken(settings: Settings) -> FakeExtractor:
    """A worker whose model is not all there."""
    Path(settings.base, "weights.npz").read_bytes()
    raise AssertionError


def make_record(source: Source, config: str = "0" * 16) -> ArticleRecord:
    """The record of a source."""
    text = source.text
    name = _NAME.search(text)
    claims = [
        ClaimRecord(
            id=f"c{number}",
            text=match.group(),
            kind="count",
            value=Decimal(match.group()),
            unit="辆",
            role="claim",
            start=match.start(),
            end=match.end(),
            source_start=match.start(),
            source_end=match.end(),
            subject=name.group() if name else None,
            subject_entity="e1" if name else None,
            metric="销量",
            time=Period(text="2025年8月", first="2025-08-01", last="2025-08-31"),
            sentence=text[:80],
            sentence_start=0,
            sentence_end=min(len(text), 80),
            rule="fake",
            confidence=0.5,
        )
        for number, match in enumerate(_NUMBER.finditer(text), 1)
    ]
    entities = (
        [
            Entity(
                id="e1",
                text=name.group(),
                label="ORG",
                start=name.start(),
                end=name.end(),
                source_start=name.start(),
                source_end=name.end(),
                canonical=f"{name.group()}有限公司",
                by="fake",
            )
        ]
        if name
        else []
    )
    return ArticleRecord(
        article=ArticleInfo(
            id=source.id,
            path=source.path,
            sha256=source.sha256,
            format=source.format,
            encoding=source.encoding,
            title=source.title,
            published=source.published,
            script="simplified",
        ),
        text=text,
        entities=tuple(entities),
        claims=tuple(claims),
        provenance=Provenance(
            newsclaims="0", model="fake", model_version="1", config=config, extracted_at=now()
        ),
    )


def record_of(text: str, **about: Any) -> ArticleRecord:
    """The record of a text."""
    return make_record(read_text(text, **about))


def content(outputs: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a store but times of day and the history of runs."""
    connection = sqlite3.connect(outputs / "newsclaims.db")
    try:
        tables = {}
        for table, columns in (
            (
                "articles",
                "id, path, source_id, content, fingerprint, sha256, title, published, claims, "
                "duplicate_of, gone, json_remove(record, '$.provenance.extracted_at')",
            ),
            ("claims", "*"),
            ("entities", "*"),
            ("files", "*"),
            ("signatures", "*"),
            ("bands", "*"),
            ("failures", "path, source_id, kind, reason, content, fingerprint"),
        ):
            tables[table] = connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        return tables
    finally:
        connection.close()
