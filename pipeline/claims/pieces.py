"""The pieces of a document: its words, with quantities (`Q`), times (`T`) and mentions (`E`) as atoms.

Parts of speech are those of jieba's dictionary, without its HMM; a word that the dictionary lacks is `x`,
punctuation `w`, a Latin name `eng`, a bare number `m`. Words of `metric.toml` that jieba cuts apart are one
piece again.
"""

import re
from bisect import bisect_left
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc

from pipeline.tables import load_table

_PUNCTUATION = re.compile(r"[^\w\u3400-\u9fff%‰]+")

# start, end, kind, tag
Span = tuple[int, int, str, str]


class Pieces(NamedTuple):
    """The pieces in order, a list for each of what is known of them."""

    starts: list[int]
    ends: list[int]
    kinds: list[str]  # "W" word, "P" punctuation or space, "Q", "T", "E"
    tags: list[str]  # jieba's part of speech; for atoms "q", "t" and the mention's label
    words: list[str]  # the text of each in Simplified characters


@cache
def part_of_speech() -> dict[str, str]:
    """jieba's dictionary: word → part of speech (about a third of a second, once)."""
    lines = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split("\n")
    return {entry[0]: entry[-1] for entry in (line.split(" ") for line in lines) if len(entry) == 3}


def _tag(word: str, tags: dict[str, str]) -> str:
    tag = tags.get(word)
    if tag is None:
        first = word[0]
        if _PUNCTUATION.fullmatch(word):
            tag = "w"
        elif first.isdigit():
            tag = "m"
        elif first.isascii():
            tag = "eng"
        else:
            tag = "x"
        tags[word] = tag
    return tag


def _atoms(doc: Doc) -> list[Span]:
    """Quantities, times and mentions in order, the later kinds only where nothing stands yet."""
    taken: list[Span] = []
    taken += [(q.start, q.end, "Q", "q") for q in doc._.quantities or ()]
    for kind, spans in (("T", doc._.times or ()), ("E", doc._.mentions or ())):
        taken.sort()
        starts = [atom[0] for atom in taken]
        ends = [atom[1] for atom in taken]
        for span in spans:
            at = bisect_left(ends, span.start + 1)
            if at == len(starts) or starts[at] >= span.end:
                tag = "t" if kind == "T" else span.label
                taken.append((span.start, span.end, kind, tag))
    taken.sort()
    kept: list[Span] = []
    for atom in taken:
        if not kept or atom[0] >= kept[-1][1]:
            kept.append(atom)
    return kept


@cache
def domain_words() -> re.Pattern[str]:
    """The words of metric.toml that jieba's dictionary cuts apart (营收, 市占率), longest first."""
    words = load_table("pipeline.claims", "metric").words("words")
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w))))


def _mend(spans: list[Span], matching: str) -> list[Span]:
    """One piece for a domain word that jieba cut, where at least one of its ends is a cut (总营|收)."""
    hits = [m.span() for m in domain_words().finditer(matching)]
    if not hits:
        return spans
    tags = part_of_speech()
    mended: list[Span] = []
    at = 0
    for start, end in hits:
        while at < len(spans) and spans[at][1] <= start:
            mended.append(spans[at])
            at += 1
        last = at
        while last < len(spans) and spans[last][1] < end:
            last += 1
        if last >= len(spans) or at > last or spans[at][0] > start:
            continue
        whole = spans[at : last + 1]
        if any(s[2] in "QTE" for s in whole) or (spans[at][0] != start and spans[last][1] != end):
            continue
        if len(whole) == 1:
            continue  # whole already, or part of a longer word
        if spans[at][0] < start:
            mended.append((spans[at][0], start, "W", _tag(matching[spans[at][0] : start], tags)))
        mended.append((start, end, "W", "n"))
        if spans[last][1] > end:
            spans[last] = (end, spans[last][1], "W", _tag(matching[end : spans[last][1]], tags))
            at = last
        else:
            at = last + 1
    return mended + spans[at:]


def cut(doc: Doc, matching: str) -> Pieces:
    """The pieces of a document whose text in Simplified characters is `matching`."""
    tags = part_of_speech()
    atoms = _atoms(doc)
    spans: list[Span] = []
    at = 0
    first_atom = atoms[0][0] if atoms else len(matching) + 1
    starts = doc.to_array("IDX").tolist()  # far cheaper than a Token for every word
    for start, position in pairwise([*starts, len(matching)]):
        if first_atom >= position:  # the common case: no atom begins in this word
            word = matching[start:position]
            tag = tags.get(word) or _tag(word, tags)
            spans.append((start, position, "P" if tag == "w" else "W", tag))
            continue
        while first_atom < position:
            first, last = atoms[at][:2]
            if start < first:
                tag = _tag(matching[start:first], tags)
                spans.append((start, first, "P" if tag == "w" else "W", tag))
            start = last
            if last > position:  # the atom goes on in the next word
                break
            spans.append(atoms[at])
            at += 1
            first_atom = atoms[at][0] if at < len(atoms) else len(matching) + 1
        if start < position:
            tag = _tag(matching[start:position], tags)
            spans.append((start, position, "P" if tag == "w" else "W", tag))
    spans = _mend(spans, matching)
    return Pieces(
        starts=[s[0] for s in spans],
        ends=[s[1] for s in spans],
        kinds=[s[2] for s in spans],
        tags=[s[3] for s in spans],
        words=[matching[s[0] : s[1]] for s in spans],
    )
