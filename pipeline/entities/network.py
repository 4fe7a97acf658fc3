"""The tagger's network on NumPy: embeddings of characters, two bidirectional GRU layers, the best path.

Sentences run together, longest first, so that a step of the recurrence is one matrix product for all of them.
What depends on a character alone, or on its part of speech and shape, of the first layer's products is a
table made when the weights are read. Products are in single precision, next to nothing else takes time.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.entities.features import SHAPES, Features, alphabet_rows

LABELS = ("ORG", "PERSON", "GPE", "LOC", "PRODUCT")
TAGS = ("O", *(f"{place}-{label}" for label in LABELS for place in "BIES"))

Array = NDArray[np.float32]


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


class Ways:
    """The transitions that are possible, by what may come before: B or I of the label before I and E, any tag
    that closes before any other. `before`: the transitions into a tag, by that tag."""

    def __init__(self, transitions: Array) -> None:
        self.before = np.ascontiguousarray(transitions.T)
        self.closes = np.array([i for i, t in enumerate(TAGS) if t[0] in "OES"])
        self.closed = np.ascontiguousarray(transitions[self.closes][:, None])
        b, i, e = (np.arange(k, len(TAGS), 4) for k in (1, 2, 3))
        self.inside = {2: (transitions[b, i], transitions[i, i]), 3: (transitions[b, e], transitions[i, e])}

    def best(self, total: Array) -> Array:
        """The best score with which each tag follows, from the best scores up to the character before."""
        best: Array = (total.T[self.closes][:, :, None] + self.closed).max(0)
        b, i = total[:, 1::4], total[:, 2::4]
        for tag, (from_b, from_i) in self.inside.items():
            np.maximum(b + from_b, i + from_i, out=best[:, tag::4])
        return best


class Weights:
    """The arrays of a trained tagger, and its alphabet. `stored`: as they lie in the file, some in int8 with
    a scale beside them."""

    def __init__(self, alphabet: str, arrays: dict[str, NDArray[Any]]) -> None:
        self.alphabet = alphabet
        self.stored = arrays
        self.rows = alphabet_rows(alphabet)
        full = {name: _widen(arrays, name) for name in arrays if not name.endswith(".scale")}
        valid, first, last = possible()
        self.transitions = np.where(valid, full["transitions"], np.float32(-1e4)).astype(np.float32)
        self.ways = Ways(self.transitions)
        self.first = np.where(first, 0, -1e4).astype(np.float32)
        self.last = np.where(last, 0, -1e4).astype(np.float32)
        self.tables = [full[name] for name in ("left", "right", "word")]
        # The first layer's products, forward and backward, of every character, biases added, and of every
        # pair of part and shape.
        names = ("character", "left", "right", "word", "part", "shape")
        weight = full["first.inputs.weight"]
        cuts = np.cumsum([full[name].shape[1] for name in names])
        character, _, _, _, part, shape = np.split(weight, cuts[:-1])
        self.character = _halves(full["character"] @ character + full["first.inputs.bias"])
        kinds = (full["part"] @ part)[:, None] + full["shape"] @ shape
        self.kind = _halves(kinds.reshape(-1, weight.shape[1]))
        self.inputs = {
            "first": _halves(weight[cuts[0] : cuts[3]]),
            "second": _halves(np.vstack([full["second.inputs.weight"], full["second.inputs.bias"]])),
        }
        # Update and reset gate apart, so that what a step works on lies in one piece: gate, direction, …
        self.inner = {layer: _gates(full[f"{layer}.inner"]) for layer in self.inputs}
        # A gate is (tanh + 1) / 2; the reset gate's half is folded in here.
        self.candidate = {layer: full[f"{layer}.candidate"] * np.float32(0.5) for layer in self.inputs}
        self.out = np.vstack([full["out.weight"], full["out.bias"]])


def _halves(array: Array) -> tuple[Array, Array]:
    """The columns of the forward and of the backward direction."""
    size = array.shape[1] // 2
    return np.ascontiguousarray(array[:, :size]), np.ascontiguousarray(array[:, size:])


def _gates(array: Array) -> Array:
    """Directions × rows × gates side by side → gates × directions × rows × size."""
    directions, rows, width = array.shape
    parted = array.reshape(directions, rows, width // rows, rows)
    return np.ascontiguousarray(parted.transpose(2, 0, 1, 3))


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


def _recur(w: Weights, layer: str, products: Array, packed: Packed) -> Array:
    """One bidirectional layer over packed rows; `products` (2×rows×3·size) are those of its inputs. A last
    column of 1 carries the next product's biases."""
    inner, candidate = w.inner[layer], w.candidate[layer]
    size = candidate.shape[1]
    rows = products.shape[1]
    gates = products.reshape(2, rows, 3, size).transpose(2, 0, 1, 3)
    out = np.empty((rows, 2 * size + 1), dtype=np.float32)
    out[:, -1] = 1
    backward = np.empty((rows, size), dtype=np.float32)
    state = np.zeros((2, packed.active[0], size), dtype=np.float32)
    half = np.float32(0.5)
    for begin, n in zip(packed.offsets.tolist(), packed.active.tolist(), strict=False):
        end = begin + n
        state = state[:, :n]
        both = np.matmul(state, inner)
        both += gates[:2, :, begin:end]
        np.tanh(both, out=both)  # sigmoid(2x) = (tanh(x) + 1) / 2; the weights hold the factor 2
        both += 1
        update, reset = both
        reset *= state
        new = np.matmul(reset, candidate)
        new += gates[2, :, begin:end]
        np.tanh(new, out=new)
        new -= state
        update *= half
        new *= update
        new += state
        out[begin:end, :size] = new[0]
        backward[begin:end] = new[1]
        state = new
    np.take(backward, packed.reverse, axis=0, out=out[:, size : 2 * size])
    return out


def _products(w: Weights, layer: str, x: Array, packed: Packed) -> Array:
    """The inputs of a layer times its weights, forward and backward."""
    forward, backward = w.inputs[layer]
    gates = np.empty((2, len(x), forward.shape[1]), dtype=np.float32)
    np.matmul(x, forward, out=gates[0])
    np.matmul(x[packed.reverse], backward, out=gates[1])
    return gates


def scores(w: Weights, f: Features, packed: Packed) -> Array:
    """Scores of every tag for the packed characters."""
    at = packed.source
    others = zip(w.tables, (f.left, f.right, f.word), strict=True)
    gates = _products(w, "first", np.concatenate([table[rows[at]] for table, rows in others], axis=1), packed)
    for tables, rows in ((w.character, f.character[at]), (w.kind, (f.part * SHAPES + f.shape)[at])):
        gates[0] += tables[0][rows]
        gates[1] += tables[1][rows[packed.reverse]]
    x = _recur(w, "first", gates, packed)
    x = _recur(w, "second", _products(w, "second", x, packed), packed)
    return x @ w.out


def best_paths(w: Weights, score: Array, packed: Packed) -> NDArray[np.int8]:
    """The best tag of every packed character (Viterbi).

    Forward only the best scores are kept; from the end, one look back a character says which tag they came
    from.
    """
    steps = list(zip(packed.offsets.tolist(), packed.active.tolist(), strict=False))
    best = score.copy()
    total = best[: steps[0][1]]
    total += w.first
    for begin, n in steps[1:]:
        here = best[begin : begin + n]
        here += w.ways.best(total[:n])
        total = here
    path = np.empty(len(score), dtype=np.int8)
    tag = np.empty(0, dtype=np.intp)
    for begin, n in reversed(steps):
        longer = len(tag)  # sentences that go on behind this step
        here = best[begin : begin + n]
        ends = (here[longer:] + w.last).argmax(1)
        tag = np.concatenate(((here[:longer] + w.ways.before[tag]).argmax(1), ends))
        path[begin : begin + n] = tag
    return path
