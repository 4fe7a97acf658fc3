"""The shipped statistical model: a character tagger that runs on NumPy, as the spaCy component
`newsclaims_tagger`.

Two bidirectional GRU layers over characters, their pairs and the segmenter's words, then the best path of a
conditional random field over B, I, E, S of five labels (`network.py`). Sentences of one or many documents run
together in groups of bounded size, overlong sentences in pieces: time and memory are linear in the text. Sets
`doc._.tagged`, a list of (start, end, label) in characters: a name may begin inside a token. Trained by
`training/`.
"""

import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.entities.features import BETWEEN, Features, encode
from pipeline.entities.network import TAGS, Packed, Weights, best_paths, scores
from pipeline.script import matching_text
from pipeline.segment import sentence_bounds, text_of

LONGEST = 300  # characters of a sentence that are tagged in one piece
TOGETHER = 6000  # characters that are tagged together: more is no faster and takes memory

Tagged = list[tuple[int, int, str]]

if not Doc.has_extension("tagged"):
    Doc.set_extension("tagged", default=None)


def pieces(text: str) -> list[tuple[int, int]]:
    """What is tagged at a time: sentences, those over `LONGEST` cut, behind a comma where they have one."""
    found = []
    for start, end in sentence_bounds(text):
        while end - start > LONGEST:
            comma = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "，,、")
            cut = comma + 1 if comma >= 0 else start + LONGEST
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found


def names(path: NDArray[np.int8], offset: int) -> Iterator[tuple[int, int, str]]:
    """Spans of a path of tags."""
    begin = 0
    for i in np.flatnonzero(path).tolist():
        place, label = TAGS[path[i]].split("-")
        if place in "BS":
            begin = i
        if place in "ES":
            yield offset + begin, offset + i + 1, label


def tag(w: Weights, texts: list[tuple[str, list[int]]]) -> list[Tagged]:
    """Names in each text; a text comes with the lengths of its words."""
    found: list[Tagged] = [[] for _ in texts]
    begins = [0, *accumulate(len(text) + 1 for text, _ in texts)]  # of each text among all, one by one
    lengths = [length for _, words in texts for length in (*words, 1)]
    features = encode("".join(matching_text(text) + BETWEEN for text, _ in texts), lengths, w.rows)
    places = [
        (begin + start, begin + end)
        for begin, (text, _) in zip(begins, texts, strict=False)
        for start, end in pieces(text)
    ]
    for group in _groups(places):
        packed = Packed([end - start for start, end in group])
        index = np.concatenate([np.arange(start, end) for start, end in group])
        path = np.empty(len(index), dtype=np.int8)
        joined = Features(*(column[index] for column in features))
        path[packed.source] = best_paths(w, scores(w, joined, packed), packed)
        for start, end, label in names(path, 0):
            place = int(index[start])
            text = bisect_right(begins, place) - 1
            first = place - begins[text]
            found[text].append((first, first + end - start, label))
    return [sorted(spans) for spans in found]


def _groups(places: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pieces of like length together, about `TOGETHER` characters at a time."""
    group: list[tuple[int, int]] = []
    size = 0
    for start, end in sorted(places, key=lambda p: p[0] - p[1]):
        if group and size + end - start > TOGETHER:
            yield group
            group, size = [], 0
        group.append((start, end))
        size += end - start
    if group:
        yield group


def _words(doc: Doc) -> tuple[str, list[int]]:
    """The text with the lengths of its tokens, white space that spaCy keeps between two of them included."""
    text = text_of(doc)
    edges: list[int] = [*doc.to_array(IDX).tolist(), len(text)]
    return text, [b - a for a, b in pairwise(edges)]


@cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


class Tagger:
    """spaCy component around the weights that `from_disk` reads."""

    def __init__(self) -> None:
        self.weights: Weights | None = None

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Documents in order, `batch_size` of them (32 at most) tagged together."""
        if self.weights is None:
            raise ValueError("newsclaims_tagger has no weights: load it from disk with its pipeline")
        for docs in minibatch(stream, min(batch_size, 32)):
            # Products of this size gain nothing from more threads, and workers would fight over the cores.
            with _threads().limit(limits=1, user_api="blas"):
                results = tag(self.weights, [_words(doc) for doc in docs])
            for doc, tagged in zip(docs, results, strict=True):
                doc._.tagged = tagged
                yield doc

    def to_bytes(self, **kwargs: Any) -> bytes:
        if self.weights is None:
            return b""
        buffer = io.BytesIO()
        alphabet = np.array([ord(c) for c in self.weights.alphabet], dtype=np.uint16)
        np.savez_compressed(buffer, alphabet=alphabet, **self.weights.stored)  # type: ignore[arg-type]
        return buffer.getvalue()

    def from_bytes(self, data: bytes, **kwargs: Any) -> "Tagger":
        with np.load(io.BytesIO(data)) as archive:
            arrays = {name: archive[name] for name in archive.files}
        self.weights = Weights("".join(map(chr, arrays.pop("alphabet"))), arrays)
        return self

    def to_disk(self, path: Any, **kwargs: Any) -> None:
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "weights.npz").write_bytes(self.to_bytes())

    def from_disk(self, path: Any, **kwargs: Any) -> "Tagger":
        return self.from_bytes((Path(path) / "weights.npz").read_bytes())


@Language.factory("newsclaims_tagger", assigns=["doc._.tagged"])
def make_tagger(nlp: Language, name: str) -> Tagger:
    """The component; its weights come with the pipeline that is loaded from disk."""
    return Tagger()
