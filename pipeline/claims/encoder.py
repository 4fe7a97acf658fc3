"""A second opinion on subject and metric: a small convolutional network that reads around a number.

The rankers of `subject` and `metric` weigh features that they have seen; this network knows words by
their neighbours in unlabelled articles, and so also those that no label shows. Its score of a candidate is
added to the ranker's, for the few candidates that the ranker puts first. Layers: embeddings of the rows of
`encoder_rows`; a linear layer; convolutions over three pieces each, further apart with each layer, added to
their input; then for a candidate the states at the quantity, at its first and last piece and at the metric,
with its relations, through two small layers. NumPy alone, no chance.

Pieces are encoded in blocks, those alone that a candidate stands in, each with as many pieces on either side
as the convolutions reach: the states are the same wherever a block begins, and long documents take time in
proportion to their length. Weights (`encoder.npz`, int8 and half precision) are made by
`training/claims/train_encoder.py`; without the file the rankers decide alone.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.context import Context
from pipeline.claims.encoder_rows import (
    Places,
    Rows,
    Spot,
    looking_back,
    piece_rows,
    places_of,
    relation_rows,
)
from pipeline.claims.ranking import Choice, best
from pipeline.errors import ConfigError

MODEL = "encoder.npz"
BLOCK = 128  # pieces that are encoded at a time
CANDIDATES = 6  # what the ranker puts first
BEHIND = 4.0  # a candidate that the ranker scores so much lower than its best is out
HEARD = 0.5  # of the encoder's score; half of two sums of evidence that are not independent

Array = NDArray[np.float32]


class Option(Protocol):
    """A candidate of a ranker; `previous`: the earlier choice that it is."""

    @property
    def candidate(self) -> Spot: ...
    @property
    def previous(self) -> Choice | None: ...


class Heard(NamedTuple):
    """The candidate that both together put first, its probability, and what the encoder said of it."""

    choice: int
    probability: float
    note: str


class Encoder:
    """The arrays of a trained network by name. `stored`: some of them int8, with a scale beside them."""

    def __init__(self, stored: dict[str, NDArray[Any]]) -> None:
        self._arrays: dict[str, Array] = {}
        for name, array in stored.items():
            if not name.endswith(".scale"):
                scale = stored.get(f"{name}.scale")
                wide = array.astype(np.float32)
                self._arrays[name] = wide if scale is None else wide * scale.astype(np.float32)
        self.dilations: list[int] = stored["dilations"].astype(int).tolist()
        self.reach = sum(self.dilations)
        self.ranker = {field: float(stored[f"{field}.ranker"]) for field in ("metric", "subject")}

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def states(self, rows: Rows) -> Array:
        """The state of every piece of a run of pieces."""
        x = np.concatenate(
            [
                self["vector"][rows.vector],
                self["first"][rows.first],
                self["last"][rows.last],
                self["word"][rows.word],
                self["tag"][rows.tag],
                *(self[f"lexis{k}"][rows.lexis[:, k]] for k in range(3)),
                self["kind"][rows.kind],
                self["unit"][rows.unit],
                rows.flags,
            ],
            axis=1,
        )
        h = np.maximum(x @ self["input.weight"] + self["input.bias"], 0)
        for k, apart in enumerate(self.dilations):
            padded = np.pad(h, ((apart, apart), (0, 0)))
            weight = self[f"convolution{k}.weight"]
            new = padded[: len(h)] @ weight[0]
            new += h @ weight[1]
            new += padded[2 * apart :] @ weight[2]
            new += self[f"convolution{k}.bias"]
            h = h + np.maximum(new, 0)
        return h


@cache
def load_encoder() -> Encoder | None:
    """The shipped network; None where there is none. Raises ConfigError where its file is damaged."""
    path = files("pipeline.claims").joinpath(MODEL)
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file) as archive:
            return Encoder({name: archive[name] for name in archive.files})
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"pipeline/claims/{MODEL}: {error}; make it again with training/claims") from error


class Reader:
    """What one document's candidates are scored with: its rows, and the states that were asked for."""

    def __init__(self, context: Context, encoder: Encoder) -> None:
        self.encoder = encoder
        self._context = context
        self._rows: Rows = piece_rows(context)
        self._places: Places = places_of(context)
        size = encoder["metric.first"].shape[1]
        # first and last of metric, first and last of subject, side by side
        self._ends = np.concatenate(
            [encoder[f"{field}.{end}"] for field in ("metric", "subject") for end in ("first", "last")],
            axis=1,
        )
        count = len(context.pieces)
        self._states = np.zeros((count, self._ends.shape[0]), dtype=np.float32)
        self._seen = np.zeros((count + 1, 4 * size), dtype=np.float32)  # the last row: stands nowhere
        self._done = [False] * (count // BLOCK + 1)

    def _encode(self, piece: int) -> None:
        """Makes the states of the block of a piece, unless they are there."""
        block = piece // BLOCK
        if self._done[block]:
            return
        begin, end = block * BLOCK, min((block + 1) * BLOCK, len(self._states))
        low, high = max(begin - self.encoder.reach, 0), end + self.encoder.reach
        rows = Rows._make(array[low:high] for array in self._rows)
        h = self.encoder.states(rows)[begin - low : end - low]
        self._states[begin:end] = h
        self._seen[begin:end] = h @ self._ends
        self._done[block] = True

    def scores(
        self,
        field: str,
        i: int,
        options: Sequence[Option],
        *,
        chosen: Sequence[Choice],
        metric: Choice | None = None,
    ) -> list[float]:
        """Scores of options of quantity `i`; `chosen` are the choices before, `metric` is for subjects."""
        at = self._context.quantity_piece[i]
        back = looking_back(chosen)
        relations = [
            relation_rows(
                self._places,
                at,
                option.candidate,
                text_of(self._context, option),
                back=back,
                carried=option.previous.text if option.previous is not None else None,
                stands=getattr(option, "stands_for", None) is not None,
                metric=metric,
            )
            for option in options
        ]
        firsts = [option.candidate.first for option in options]
        lasts = [option.candidate.last for option in options]
        known = {at, *firsts, *lasts}
        if metric is not None:
            known |= {metric.first, metric.last}
        for piece in known:
            if piece >= 0:
                self._encode(piece)
        encoder = self.encoder
        size = self._seen.shape[1] // 4
        left = 0 if field == "metric" else 2 * size
        same = self._states[at] @ encoder[f"{field}.quantity"] + encoder[f"{field}.bias"]
        if metric is not None and metric.first >= 0:
            same += self._states[metric.first] @ encoder["subject.metric_first"]
            same += self._states[metric.last] @ encoder["subject.metric_last"]
        z = encoder[f"{field}.relations"][np.array(relations)].sum(1)
        z += same
        z += self._seen[firsts, left : left + size]
        z += self._seen[lasts, left + size : left + 2 * size]
        np.maximum(z, 0, out=z)
        z = z @ encoder[f"{field}.inner.weight"] + encoder[f"{field}.inner.bias"]
        scores: list[float] = (np.maximum(z, 0) @ encoder[f"{field}.out"]).tolist()
        return scores


def text_of(context: Context, option: Option) -> str:
    """What choosing an option would give as text."""
    candidate = option.candidate
    if option.previous is not None:
        return option.previous.text
    if candidate.first < 0:
        return str(getattr(candidate, "name", ""))
    first, last = getattr(option, "stands_for", None) or (candidate.first, candidate.last)
    return context.text[context.piece_starts[first] : context.piece_ends[last]]


def decide(
    reader: Reader | None,
    field: str,
    i: int,
    options: Sequence[Option],
    totals: Sequence[float],
    texts: Callable[[int], str],
    *,
    chosen: Sequence[Choice],
    metric: Choice | None = None,
    reworded: bool = False,
) -> Heard:
    """The best option of quantity `i` by the ranker's scores, `totals`, and the reader's where there is one.

    `texts` gives the words of an option; `reworded` is for `ranking.best`.
    """
    if reader is None:
        return Heard(*best(totals, texts, reworded=reworded), "")
    kept = shortlist(totals)
    share = shortlisted(totals, kept)
    if len(kept) < 2:
        return Heard(kept[0], share, "")
    scores = reader.scores(field, i, [options[k] for k in kept], chosen=chosen, metric=metric)
    ranker = reader.encoder.ranker[field]
    both = [HEARD * s + ranker * totals[k] for s, k in zip(scores, kept, strict=True)]
    index, probability = best(both, lambda k: texts(kept[k]), reworded=reworded)
    lead = scores[index] - max([s for k, s in enumerate(scores) if k != index])
    return Heard(kept[index], probability * share, f"; encoder {lead:+.2f}")


def shortlist(totals: Sequence[float], *, most: int = CANDIDATES, behind: float = BEHIND) -> list[int]:
    """The candidates that the encoder is asked about, best first."""
    order = sorted(range(len(totals)), key=lambda k: (-totals[k], k))[:most]
    floor = totals[order[0]] - behind
    return [k for k in order if totals[k] > floor]


def shortlisted(totals: Sequence[float], kept: Sequence[int]) -> float:
    """The share of the ranker's probability that the short list has."""
    top = totals[kept[0]]
    return sum([math.exp(totals[k] - top) for k in kept]) / sum([math.exp(t - top) for t in totals])
