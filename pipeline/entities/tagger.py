"""The shipped statistical model: a character tagger that runs on NumPy, as the spaCy component
`newsclaims_tagger`.

Two bidirectional GRU layers over characters, their pairs and the segmenter's words, then the best path of a
conditional random field over B, I, E, S of five labels. Sentences of one or many documents run together,
longest first, so that a step of the recurrence is one matrix product for all of them. Sets `doc._.tagged`, a
list of (start, end, label) in characters: a name may begin inside a token. Trained by `training/`.
"""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from pipeline.entities.features import Features, alphabet_rows, encode
from pipeline.script import matching_text
from pipeline.segment import sentence_bounds

LABELS = ("ORG", "PERSON", "GPE", "LOC", "PRODUCT")
TAGS = ("O", *(f"{place}-{label}" for label in LABELS for place in "BIES"))
LONGEST = 300  # characters of a sentence that are tagged in one piece
TOGETHER = 6000  # characters that are tagged together: more is no faster and takes memory

Array = NDArray[np.float32]
Tagged = list[tuple[int, int, str]]

if not Doc.has_extension("tagged"):
    Doc.set_extension("tagged", default=None)


def possible() -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Which tag may follow which (row before column), which may come first, which last."""
    opens = np.array([t[0] in "OBS" for t in TAGS])
    closes = np.array([t[0] in "OES" for t in TAGS])
    valid = closes[:, None] & opens[None, :]
    for i, a in enumerate(TAGS):
        for j, b in enumerate(TAGS):
            if a[0] in "BI" and b[0] in "IE" and a[2:] == b[2:]:
                valid[i, j] = True
    return valid, opens, closes


class Weights:
    """The arrays of a trained tagger by name, and its alphabet. `stored`: as they lie in the file, some in
    int8
    with a scale beside them."""

    def __init__(self, alphabet: str, arrays: dict[str, NDArray[Any]]) -> None:
        self.alphabet = alphabet
        self.stored = arrays
        self.rows = alphabet_rows(alphabet)
        self.arrays = {name: _widen(arrays, name) for name in arrays if not name.endswith(".scale")}
        valid, first, last = possible()
        self.transitions = np.where(valid, self.arrays["transitions"], np.float32(-1e4)).astype(np.float32)
        self.first = np.where(first, 0, -1e4).astype(np.float32)
        self.last = np.where(last, 0, -1e4).astype(np.float32)

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]


def _widen(arrays: dict[str, NDArray[Any]], name: str) -> Array:
    array = arrays[name].astype(np.float32)
    scale = arrays.get(f"{name}.scale")
    return array if scale is None else array * scale.astype(np.float32)


class Packed:
    """Positions of a batch of sentences, longest first, step by step: `offsets[t]` is where step t begins."""

    def __init__(self, lengths: list[int]) -> None:
        self.order = sorted(range(len(lengths)), key=lambda k: -lengths[k])
        ordered = np.array([lengths[k] for k in self.order])
        steps = np.arange(ordered[0])
        self.active = (ordered[None, :] > steps[:, None]).sum(1)
        self.offsets = np.concatenate(([0], np.cumsum(self.active)))
        sentence = np.concatenate([np.arange(n) for n in self.active])
        step = np.repeat(steps, self.active)
        starts = np.cumsum([0, *lengths])[:-1][self.order]
        self.source = starts[sentence] + step  # packed position → position in the sentences one after another
        self.reverse = self.offsets[ordered[sentence] - 1 - step] + sentence


def _recur(w: Weights, layer: str, x: Array, packed: Packed) -> Array:
    """One bidirectional layer over packed rows."""
    inner, candidate = w[f"{layer}.inner"], w[f"{layer}.candidate"]
    size = candidate.shape[1]
    gates = x @ w[f"{layer}.inputs.weight"]
    gates += w[f"{layer}.inputs.bias"]
    both = np.empty((2, len(x), 3 * size), dtype=np.float32)
    both[0] = gates[:, : 3 * size]
    both[1] = gates[packed.reverse, 3 * size :]
    states = np.empty((2, len(x), size), dtype=np.float32)
    state = np.zeros((2, packed.active[0], size), dtype=np.float32)
    for t, n in enumerate(packed.active):
        begin = packed.offsets[t]
        step = both[:, begin : begin + n]
        state = state[:, :n]
        ur = np.matmul(state, inner)
        ur += step[:, :, : 2 * size]
        np.tanh(ur, out=ur)  # sigmoid(2x) = (tanh(x) + 1) / 2; the weights hold the factor
        ur += 1
        ur *= 0.5
        new = np.matmul(ur[:, :, size:] * state, candidate)
        new += step[:, :, 2 * size :]
        np.tanh(new, out=new)
        new -= state
        new *= ur[:, :, :size]
        new += state
        states[:, begin : begin + n] = new
        state = new
    return np.concatenate([states[0], states[1][packed.reverse]], axis=1)


def scores(w: Weights, f: Features, packed: Packed) -> Array:
    """Scores of every tag for the packed characters."""
    at = packed.source
    x = np.concatenate(
        [
            w["character"][f.character[at]],
            w["left"][f.left[at]],
            w["right"][f.right[at]],
            w["word"][f.word[at]],
            w["part"][f.part[at]],
            w["shape"][f.shape[at]],
        ],
        axis=1,
    )
    x = _recur(w, "first", x, packed)
    x = _recur(w, "second", x, packed)
    return x @ w["out.weight"] + w["out.bias"]


def best_paths(w: Weights, score: Array, packed: Packed) -> NDArray[np.int8]:
    """The best tag of every packed character (Viterbi)."""
    back = np.empty(score.shape, dtype=np.int8)
    columns = np.ascontiguousarray(w.transitions.T)
    total = score[: packed.active[0]] + w.first
    finals = np.empty((packed.active[0], score.shape[1]), dtype=np.float32)
    for t, n in enumerate(packed.active[1:], 1):
        finals[n : len(total)] = total[n:]
        total = total[:n]
        ways = total[:, None, :] + columns
        best = ways.argmax(2)
        begin = packed.offsets[t]
        back[begin : begin + n] = best
        total = np.take_along_axis(ways, best[:, :, None], 2)[:, :, 0] + score[begin : begin + n]
    finals[: len(total)] = total
    tag = (finals + w.last).argmax(1)
    path = np.empty(len(score), dtype=np.int8)
    for t in range(len(packed.active) - 1, -1, -1):
        n, begin = packed.active[t], packed.offsets[t]
        path[begin : begin + n] = tag[:n]
        if t:
            tag[:n] = back[begin : begin + n][np.arange(n), tag[:n]]
    return path


def pieces(text: str) -> list[tuple[int, int]]:
    """What is tagged at a time: sentences, the overlong ones cut."""
    return [
        (s, min(s + LONGEST, end)) for start, end in sentence_bounds(text) for s in range(start, end, LONGEST)
    ]


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
    encoded = [encode(matching_text(text), words, w.rows) for text, words in texts]
    places = [(k, start, end) for k, (text, _) in enumerate(texts) for start, end in pieces(text)]
    found: list[Tagged] = [[] for _ in texts]
    for group in _groups(places):
        lengths = [end - start for _, start, end in group]
        joined = Features(
            *(np.concatenate([encoded[k][c][start:end] for k, start, end in group]) for c in range(6))
        )
        packed = Packed(lengths)
        path = np.empty(sum(lengths), dtype=np.int8)
        path[packed.source] = best_paths(w, scores(w, joined, packed), packed)
        position = 0
        for k, start, end in group:
            found[k].extend(names(path[position : position + end - start], start))
            position += end - start
    return [sorted(spans) for spans in found]


def _groups(places: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Pieces of like length together, about `TOGETHER` characters at a time."""
    group: list[tuple[int, int, int]] = []
    size = 0
    for place in sorted(places, key=lambda p: p[1] - p[2]):
        if group and size + place[2] - place[1] > TOGETHER:
            yield group
            group, size = [], 0
        group.append(place)
        size += place[2] - place[1]
    if group:
        yield group


def _words(doc: Doc) -> tuple[str, list[int]]:
    """The text with the lengths of its tokens, white space that spaCy keeps between two of them included."""
    text = doc.text  # built anew at every access
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
