"""Very long articles in windows: a source is cut at paragraph ends, its records are put together again.

Memory then depends on the window, not on the article. What the windows do not share is context: a subject or
a period named in one window is not carried into the next, which is why windows are large (`max_characters`)
and an ordinary article is never cut. Only plain formats are cut; HTML and PDF sources are markup or already
laid out.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import msgspec

from pipeline.read import Source
from pipeline.records import ArticleRecord, ClaimRecord, Period

_WHOLE_FORMATS = frozenset({"html", "htm", "pdf"})
# Best place first: a blank line, a line end, the end of a sentence.
_BREAKS = ("\n\n", "\n", "。", "！", "？", "，")
_JOINT = "\n"


def windows(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Start and end of the windows of a text, none over `limit` characters, together the whole text."""
    start = 0
    while len(text) - start > limit:
        end = _break_before(text, start + limit // 2, start + limit)
        yield start, end
        start = end
    yield start, len(text)


def _break_before(text: str, earliest: int, latest: int) -> int:
    for mark in _BREAKS:
        found = text.rfind(mark, earliest, latest)
        if found >= 0:
            return found + len(mark)
    return latest


def split(source: Source, limit: int) -> list[tuple[int, Source]]:
    """The source in windows with the offset at which each begins; one window where it is short or markup."""
    if len(source.text) <= limit or source.format in _WHOLE_FORMATS:
        return [(0, source)]
    return [
        (start, msgspec.structs.replace(source, text=source.text[start:end]))
        for start, end in windows(source.text, limit)
        if source.text[start:end].strip()
    ]


def join(parts: Sequence[tuple[int, ArticleRecord]]) -> ArticleRecord:
    """One record from those of the windows: offsets count from the whole article, ids are given anew."""
    if len(parts) == 1:
        return parts[0][1]
    texts: list[str] = []
    claims, qualifiers, times, entities = [], [], [], []
    numbers = {kind: count(1) for kind in "cqte"}
    entity_ids: dict[tuple[str, str], str] = {}
    repairs: dict[str, None] = {}
    offset = 0
    for source_offset, record in parts:
        renamed = {old.id: f"c{next(numbers['c'])}" for old in record.claims}
        renamed |= {old.id: f"q{next(numbers['q'])}" for old in record.qualifiers}
        own: dict[str, str] = {}
        for entity in record.entities:
            key = (entity.canonical, entity.label)
            if key not in entity_ids:
                entity_ids[key] = f"e{next(numbers['e'])}"
            own[entity.id] = entity_ids[key]
            entities.append(_moved(entity, offset, source_offset, id=entity_ids[key]))
        claims += [_moved_claim(claim, offset, source_offset, renamed, own) for claim in record.claims]
        qualifiers += [
            _moved_claim(claim, offset, source_offset, renamed, own) for claim in record.qualifiers
        ]
        times += [_moved(time, offset, source_offset, id=f"t{next(numbers['t'])}") for time in record.times]
        repairs |= dict.fromkeys(record.article.repairs)
        texts.append(record.text)
        offset += len(record.text) + len(_JOINT)
    first = parts[0][1]
    return msgspec.structs.replace(
        first,
        article=msgspec.structs.replace(first.article, repairs=tuple(repairs)),
        text=_JOINT.join(texts),
        entities=tuple(entities),
        claims=tuple(claims),
        qualifiers=tuple(qualifiers),
        times=tuple(times),
    )


def _moved(part: Any, offset: int, source_offset: int, **changes: Any) -> Any:
    def plus(name: str, by: int) -> None:
        value = getattr(part, name, None)
        if value is not None:
            changes[name] = value + by

    for name in ("start", "end", "subject_start", "subject_end", "metric_start", "metric_end"):
        plus(name, offset)
    for name in ("sentence_start", "sentence_end"):
        plus(name, offset)
    for name in ("source_start", "source_end"):
        plus(name, source_offset)
    return msgspec.structs.replace(part, **changes)


def _moved_claim(
    claim: ClaimRecord, offset: int, source_offset: int, renamed: dict[str, str], entities: dict[str, str]
) -> ClaimRecord:
    time: Period | None = claim.time
    if time is not None and time.start is not None:
        time = _moved(time, offset, source_offset)
    moved: ClaimRecord = _moved(
        claim,
        offset,
        source_offset,
        id=renamed[claim.id],
        time=time,
        qualifiers=tuple(renamed[q] for q in claim.qualifiers),
        subject_entity=entities.get(claim.subject_entity) if claim.subject_entity else None,
    )
    return moved
