"""The engine-neutral batch function: sources in, records out, whatever runs it.

Worker processes, Dask and Spark all call `extract_batch`; it keeps one extractor a process. An article that
raises is returned as a Failure with its reason and takes no other article with it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol

import msgspec

from pipeline.config import Settings
from pipeline.read import Source
from pipeline.records import ArticleRecord
from pipeline.windows import join, split


class Extracts(Protocol):
    """What a batch needs of an extractor; `pipeline.extractor.Extractor` is one."""

    settings: Settings
    fingerprint: str
    model_name: str
    model_version: str

    def extract(self, source: Source) -> ArticleRecord: ...

    def pipe(self, sources: Iterable[Source]) -> Iterator[ArticleRecord]: ...


Loader = Callable[[Settings], Extracts]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """An article without a record. `kind`: read (unreadable), extract (an error of newsclaims), crash."""

    id: str
    path: str | None
    kind: str
    reason: str


def load_extractor(settings: Settings) -> Extracts:
    """The extractor of newsclaims. It takes about a second to load."""
    from pipeline.extractor import Extractor

    return Extractor(settings)


@lru_cache(maxsize=2)
def _kept(load: Loader, settings: Settings) -> Extracts:
    return load(settings)


def extract_batch(
    sources: Iterable[Source], settings: Settings, *, load: Loader = load_extractor
) -> Iterator[ArticleRecord | Failure]:
    """The record of each source, or why there is none, in order. The process keeps the extractor it loads."""
    yield from records_of(_kept(load, settings), list(sources))


def records_of(extractor: Extracts, sources: Sequence[Source]) -> Iterator[ArticleRecord | Failure]:
    """`extract_batch` with an extractor of one's own."""
    limit = extractor.settings.max_characters
    short = [source for source in sources if len(source.text) <= limit]
    done: dict[int, ArticleRecord] = {}
    try:
        done = {id(source): record for source, record in zip(short, extractor.pipe(short), strict=True)}
    except Exception:
        # One of them fails: each by itself then, so that the others get their records.
        done = {}
    for source in sources:
        record = done.get(id(source))
        yield record if record is not None else _alone(extractor, source)


def _alone(extractor: Extracts, source: Source) -> ArticleRecord | Failure:
    try:
        parts = split(source, extractor.settings.max_characters)
        return join([(offset, extractor.extract(window)) for offset, window in parts])
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        return Failure(id=source.id, path=source.path, kind="extract", reason=reason[:500])
