"""The stages as consecutive lines: read this first.

source → clean → segment → entities → quantities → claims → record
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

import pipeline.claims.component  # importing a component registers its factory
import pipeline.entities
import pipeline.quantities.component  # noqa: F401
from pipeline import models
from pipeline.clean import Cleaned, clean
from pipeline.config import Settings, fingerprint, load_settings, resolve
from pipeline.read import Source, read_text
from pipeline.read.pdf import place_of
from pipeline.records import (
    ArticleInfo,
    ArticleRecord,
    ClaimRecord,
    Entity,
    Period,
    Provenance,
    TimeRecord,
)
from pipeline.script import script_of
from pipeline.segment import sentence_bounds, text_of
from pipeline.spans import Claim, TimeExpression

# Beside the stages' folders, the modules that a record depends on.
CODE = ("segment.py", "script.py", "spans.py", "tables.py", "records.py", "windows.py", "extractor.py")


@cache
def newsclaims_version() -> str:
    """The installed version; `0+unknown` in a checkout that was never installed. Every record names it, and
    finding it reads the distribution's files."""
    try:
        return version("newsclaims")
    except PackageNotFoundError:
        return "0+unknown"


@cache
def code_fingerprint() -> str:
    """Digest of the rules and tables: what the extraction stages' own files hold."""
    digest = hashlib.sha256(newsclaims_version().encode())
    root = files("pipeline")
    for stage in ("read", "clean", "entities", "quantities", "claims"):
        for file in sorted(root.joinpath(stage).iterdir(), key=lambda f: f.name):
            if file.name.endswith((".py", ".toml", ".json", ".csv", ".npz")):
                digest.update(file.name.encode() + file.read_bytes())
    for name in CODE:
        digest.update(root.joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


def load_language(settings: Settings) -> Language:
    """The spaCy pipeline: the model that the settings name, then the components of newsclaims.

    Raises ConfigError where that model or the user's lexicon is missing; no other model is taken instead.
    """
    lexicon = str(resolve(settings, settings.lexicon)) if settings.lexicon else None
    nlp = models.load(settings.model, base=Path(settings.base))
    nlp.add_pipe("newsclaims_sentences", first=True)
    nlp.add_pipe(
        "newsclaims_entities",
        config={"lexicon": lexicon, "model_name": settings.model, "labels": models.labels(settings.model)},
    )
    nlp.add_pipe("newsclaims_quantities")
    nlp.add_pipe("newsclaims_claims")
    return nlp


class Extractor:
    """Turns sources into records. Loading takes about two seconds; make one and keep it."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()
        self.nlp = load_language(self.settings)
        self.model_name = self.settings.model
        self.model_version = self.nlp.meta.get("version", "0")
        self.fingerprint = fingerprint(
            self.settings, code=code_fingerprint(), model=f"{self.model_name} {self.model_version}"
        )

    def extract(self, source: Source) -> ArticleRecord:
        """The record of one article."""
        return next(self.pipe([source]))

    def pipe(self, sources: Iterable[Source]) -> Iterator[ArticleRecord]:
        """The records of many articles, in order, lazily.

        >>> extractor = Extractor()
        >>> texts = ("净利润12亿元。", "没有数字。")
        >>> [len(record.claims) for record in extractor.pipe(map(read_text, texts))]
        [1, 0]
        """
        for doc, (source, cleaned) in self.nlp.pipe(map(self._document, sources), as_tuples=True):
            yield self._record(doc, source, cleaned)

    def document(self, source: Source) -> Doc:
        """The spaCy document of an article with every annotation, for `explain` and for notebooks."""
        return self.nlp(self._document(source)[0])

    def _document(self, source: Source) -> tuple[Doc, tuple[Source, Cleaned]]:
        cleaned = clean(source.text, format=source.format)
        doc = self.nlp.make_doc(cleaned.text)
        doc._.published = date.fromisoformat(source.published) if source.published else None
        return doc, (source, cleaned)

    def _record(self, doc: Doc, source: Source, cleaned: Cleaned) -> ArticleRecord:
        claims, qualifiers = _claim_records(doc, source, cleaned)
        return ArticleRecord(
            article=ArticleInfo(
                id=source.id,
                path=source.path,
                sha256=source.sha256,
                format=source.format,
                encoding=source.encoding,
                title=source.title,
                published=source.published,
                script=script_of(cleaned.text),
                meta=source.meta,
                repairs=cleaned.repairs,
            ),
            text=cleaned.text,
            entities=tuple(
                Entity(
                    id=m.entity_id,
                    text=m.text,
                    label=m.label,
                    start=m.start,
                    end=m.end,
                    **_source(source, cleaned, m.start, m.end),
                    canonical=m.canonical,
                    code=m.code,
                    by=m.by,
                )
                for m in doc._.mentions or ()
            ),
            claims=claims,
            qualifiers=qualifiers,
            times=tuple(
                TimeRecord(
                    id=f"t{i}",
                    text=t.text,
                    start=t.start,
                    end=t.end,
                    **_source(source, cleaned, t.start, t.end),
                    first=_iso(t.first),
                    last=_iso(t.last),
                    rule=t.rule,
                )
                for i, t in enumerate(doc._.times or (), 1)
            ),
            provenance=Provenance(
                newsclaims=newsclaims_version(),
                model=self.model_name,
                model_version=self.model_version,
                config=self.fingerprint,
                extracted_at=datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )


def _source(source: Source, cleaned: Cleaned, start: int, end: int) -> dict[str, Any]:
    """Where a span of the clean text stands in the source, and on which page of a PDF."""
    span = cleaned.offsets.source_span(start, end)
    first, last = span or (None, None)
    found: dict[str, Any] = {"source_start": first, "source_end": last, "source_exact": span is not None}
    if source.format == "pdf":
        begin = cleaned.offsets.source_span(start, start + 1)
        places = place_of(source.meta.get("lines", ()), *begin) if begin else []
        if places:
            found["page"], found["box"] = places[0]
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _period(time: TimeExpression | None) -> Period | None:
    if time is None:
        return None
    first, last = _iso(time.first), _iso(time.last)
    return Period(text=time.text, first=first, last=last, start=time.start, end=time.end)


def _claim_records(
    doc: Doc, source: Source, cleaned: Cleaned
) -> tuple[tuple[ClaimRecord, ...], tuple[ClaimRecord, ...]]:
    """Claims and qualifiers with their ids: c1, c2 … and q1, q2 … in order of position."""
    linked: list[Claim] = doc._.claims or []
    counters = {"c": 0, "q": 0}
    ids = []
    for claim in linked:
        prefix = "c" if claim.role == "claim" else "q"
        counters[prefix] += 1
        ids.append(f"{prefix}{counters[prefix]}")
    narrowed: dict[int, list[str]] = {}
    for index, claim in enumerate(linked):
        for target in claim.qualifies:
            narrowed.setdefault(target, []).append(ids[index])
    text = text_of(doc)
    bounds = sentence_bounds(text)
    starts = [start for start, _ in bounds]
    records = []
    for index, claim in enumerate(linked):
        q = claim.quantity
        start, end = bounds[bisect_right(starts, q.start) - 1]
        records.append(
            ClaimRecord(
                id=ids[index],
                text=q.text,
                kind=q.kind,
                value=q.value,
                low=q.low,
                high=q.high,
                unit=q.unit,
                bound=q.bound,
                per=q.per,
                role=claim.role,
                start=q.start,
                end=q.end,
                **_source(source, cleaned, q.start, q.end),
                subject=claim.subject.text if claim.subject else None,
                subject_entity=claim.subject_entity,
                subject_start=claim.subject.start if claim.subject else None,
                subject_end=claim.subject.end if claim.subject else None,
                metric=claim.metric.text if claim.metric else None,
                metric_start=claim.metric.start if claim.metric else None,
                metric_end=claim.metric.end if claim.metric else None,
                time=_period(claim.time),
                direction=claim.direction,
                basis=claim.basis,
                versus=claim.versus.text if claim.versus else None,
                modality=claim.modality,
                source=claim.source.text if claim.source else None,
                sentence=text[start:end],
                sentence_start=start,
                sentence_end=end,
                qualifiers=tuple(narrowed.get(index, ())),
                rule=q.rule,
                confidence=round(claim.confidence, 3),
            )
        )
    return tuple(r for r in records if r.role == "claim"), tuple(r for r in records if r.role != "claim")


@cache
def _default_extractor() -> Extractor:
    return Extractor()


def extract(text: str, *, published: str | None = None, title: str | None = None) -> ArticleRecord:
    """The record of one text, with the default settings. `published` is an ISO date for relative times.

    >>> [claim] = extract("公司去年亏损3.2亿元。", published="2025-10-28").claims
    >>> claim.metric, str(claim.value), claim.time.first, claim.time.last
    ('亏损', '320000000', '2024-01-01', '2024-12-31')
    """
    return _default_extractor().extract(read_text(text, published=published, title=title))
