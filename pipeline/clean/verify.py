"""Whether spans of the clean text stand in the source where the map says: the invariant of records."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from pipeline.clean.characters import fold
from pipeline.clean.draft import INVISIBLE
from pipeline.clean.markup import read_references
from pipeline.clean.offsets import OffsetMap

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")


# folded only in some surroundings, which may differ where markup was dropped
_DIGITS = "⓪①②③④⑤⑥⑦⑧⑨⁰¹²³⁴⁵⁶⁷⁸⁹"
_EITHER_WAY = str.maketrans({"，": ",", "．": "."} | {c: normalize("NFKC", c) for c in _DIGITS})


def squeeze(text: str) -> str:
    """The text without what a reader does not see, in one of the forms that mean the same."""
    return _INVISIBLE.sub("", text).translate(_EITHER_WAY)


def broken_spans(
    source: str, clean: str, offsets: OffsetMap, spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Those of the clean spans whose source text says something else; spans without a source are passed over.

    White space, folded characters and character references aside (in a plain text those with a semicolon).
    """
    for start, end in spans:
        place = offsets.source_span(start, end)
        if place is None:
            continue
        if not same_words(source[place[0] : place[1]], clean[start:end]):
            yield start, end


def same_words(source: str, clean: str) -> bool:
    """Whether a piece of the source says what the clean text says."""
    wanted = squeeze(clean)
    if squeeze(fold(source)) == wanted:
        return True
    readings = (read_references(source), read_references(source, closed=True))
    return any(squeeze(fold(reading)) == wanted for reading in readings)
