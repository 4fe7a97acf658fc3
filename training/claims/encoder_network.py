"""The encoder of the links as a PyTorch network, for training only; `arrays` gives what NumPy runs.

The same layers as `pipeline.claims.encoder`, with dropout: one mask for all pieces of a passage, and words
left out at times, and characters of names, since new text has words and names that no label showed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.claims import encoder_rows
from pipeline.claims.encoder_rows import Rows

FIELDS = ("metric", "subject")
VECTOR = 48  # numbers of a word's vector


class Group(NamedTuple):
    """The candidates of one claim for one field.

    Pieces and relations of each, the ranker's scores, which are right (what is taught), which are accepted,
    their texts, the pieces of the metric chosen (-1: none), and the share of the ranker's probability that
    the candidates have together.
    """

    at: int
    firsts: NDArray[np.int64]
    lasts: NDArray[np.int64]
    relations: NDArray[np.int64]
    linear: NDArray[np.float64]
    right: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    texts: list[str]
    metric: tuple[int, int]
    share: float = 1.0


class Example(NamedTuple):
    """A passage: the rows of its pieces and the groups of its claims, by field, in order."""

    rows: Rows
    groups: dict[str, list[Group]]


class Joined(NamedTuple):
    """The groups of one field of a batch, one after another; pieces count through the batch."""

    at: Tensor
    firsts: Tensor
    lasts: Tensor
    relations: Tensor
    right: Tensor
    owner: Tensor  # of each candidate, its group
    metric_first: Tensor
    metric_last: Tensor


class Network(nn.Module):
    """Rows of pieces → states; states and relations → scores of candidates."""

    def __init__(
        self,
        vectors: NDArray[np.float32],
        *,
        hidden: int = 112,
        score: int = 64,
        inner: int = 64,
        dilations: Sequence[int] = (1, 2, 4),
        dropout: float = 0.4,
    ) -> None:
        super().__init__()
        self.register_buffer("vector", torch.from_numpy(vectors))
        self.first = nn.Embedding(encoder_rows.CHARACTERS, 24)
        self.last = nn.Embedding(encoder_rows.CHARACTERS, 24)
        self.word = nn.Embedding(encoder_rows.WORDS, 24)
        self.tag = nn.Embedding(encoder_rows.TAGS, 24)
        self.lexis = nn.ModuleList(nn.Embedding(8, 4) for _ in range(3))
        self.kind = nn.Embedding(encoder_rows.KINDS, 16)
        self.unit = nn.Embedding(encoder_rows.UNITS, 16)
        for table in (self.first, self.last, self.word, self.tag, self.kind, self.unit, *self.lexis):
            nn.init.uniform_(table.weight, -0.1, 0.1)
        self.input = nn.Linear(VECTOR + 3 * 24 + 24 + 3 * 4 + 2 * 16 + encoder_rows.FLAGS, hidden)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(hidden, hidden, 3, padding=d, dilation=d) for d in dilations
        )
        self.dilations = list(dilations)
        self.ends = nn.ModuleDict(
            {
                name: nn.Linear(hidden, score, bias=False)
                for name in (
                    *(f"{field}_{end}" for field in FIELDS for end in ("quantity", "first", "last")),
                    "subject_metric_first",
                    "subject_metric_last",
                )
            }
        )
        self.relations = nn.ModuleDict(
            {field: nn.EmbeddingBag(encoder_rows.RELATIONS, score, mode="sum") for field in FIELDS}
        )
        for bag in self.relations.values():
            nn.init.normal_(bag.weight, std=0.05)
        self.bias = nn.ParameterDict({field: nn.Parameter(torch.zeros(score)) for field in FIELDS})
        self.inner = nn.ModuleDict({field: nn.Linear(score, inner) for field in FIELDS})
        self.out = nn.ModuleDict({field: nn.Linear(inner, 1, bias=False) for field in FIELDS})
        self.drop = nn.Dropout(dropout)
        self.dropout = dropout

    def _drop(self, x: Tensor) -> Tensor:
        """Dropout with one mask for all pieces of a passage."""
        if not self.training:
            return x
        mask = torch.empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.dropout)
        return x * (mask / (1 - self.dropout))

    def forward(self, rows: Sequence[Tensor], real: Tensor) -> Tensor:
        """States of all pieces of a batch, and a row of zeros. rows: B×L each; real: 0 in the padding."""
        word, vector, first, last, tag, lexis, kind, unit, flags = rows
        if self.training:
            word = torch.where(torch.rand(word.shape) < 0.2, 0, word)
            vector = torch.where(torch.rand(vector.shape) < 0.05, 0, vector)
            names = flags[..., encoder_rows.NAME] > 0
            first = torch.where(names & (torch.rand(first.shape) < 0.4), 0, first)
            last = torch.where(names & (torch.rand(last.shape) < 0.2), 0, last)
        parts = [
            functional.embedding(vector, self.vector),  # type: ignore[arg-type]
            self.first(first),
            self.last(last),
            self.word(word),
            self.tag(tag),
            *(table(lexis[..., k]) for k, table in enumerate(self.lexis)),
            self.kind(kind),
            self.unit(unit),
            flags,
        ]
        mask = real.unsqueeze(-1)
        h = functional.relu(self.input(self._drop(torch.cat(parts, -1)))) * mask
        for layer in self.convolutions:
            new = layer(self._drop(h).transpose(1, 2)).transpose(1, 2)
            h = (h + functional.relu(new)) * mask
        flat = self._drop(h).reshape(-1, h.shape[-1])
        return torch.cat([flat, flat.new_zeros(1, flat.shape[1])])

    def score(self, field: str, states: Tensor, group: Joined) -> Tensor:
        """Score of every candidate."""

        def end(name: str, pieces: Tensor) -> Tensor:
            return functional.embedding(pieces, self.ends[f"{field}_{name}"](states))

        same = self.ends[f"{field}_quantity"](states[group.at]) + self.bias[field]
        if field == "subject":
            same = same + end("metric_first", group.metric_first) + end("metric_last", group.metric_last)
        z = same[group.owner] + end("first", group.firsts) + end("last", group.lasts)
        z = z + self.relations[field](group.relations)
        z = functional.relu(self.inner[field](functional.relu(self.drop(z))))
        scores: Tensor = self.out[field](self.drop(z))[:, 0]
        return scores

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The weights as `pipeline.claims.encoder` names them: big tables in int8, the rest in half."""
        found: dict[str, NDArray[Any]] = {"dilations": np.array(self.dilations)}

        def add(name: str, tensor: Tensor) -> None:
            array = tensor.detach().numpy()
            if array.ndim == 2 and array.shape[0] >= encoder_rows.CHARACTERS:
                scale = max(float(np.abs(array).max()) / 127, 1e-8)
                found[name] = np.round(array / scale).astype(np.int8)
                found[f"{name}.scale"] = np.array(scale, dtype=np.float32)
            else:
                found[name] = array.astype(np.float16)

        add("vector", self.vector)  # type: ignore[arg-type]
        for name in ("first", "last", "word", "tag", "kind", "unit"):
            add(name, getattr(self, name).weight)
        for k, table in enumerate(self.lexis):
            add(f"lexis{k}", table.weight)  # type: ignore[arg-type]
        add("input.weight", self.input.weight.T)
        add("input.bias", self.input.bias)
        for k, layer in enumerate(self.convolutions):
            add(f"convolution{k}.weight", layer.weight.permute(2, 1, 0))  # type: ignore[operator,union-attr]
            add(f"convolution{k}.bias", layer.bias)  # type: ignore[arg-type]
        for name, linear in self.ends.items():
            field, _, end = name.partition("_")
            add(f"{field}.{end}", linear.weight.T)  # type: ignore[operator,union-attr]
        for field in FIELDS:
            add(f"{field}.relations", self.relations[field].weight)  # type: ignore[arg-type]
            add(f"{field}.bias", self.bias[field])
            add(f"{field}.inner.weight", self.inner[field].weight.T)  # type: ignore[operator,union-attr]
            add(f"{field}.inner.bias", self.inner[field].bias)  # type: ignore[arg-type]
            add(f"{field}.out", self.out[field].weight[0])  # type: ignore[index]
        return found


def batch(examples: Sequence[Example]) -> tuple[list[Tensor], Tensor, dict[str, Joined]]:
    """Padded rows, which of them are real, and the groups of each field that have candidates."""
    lengths = [len(e.rows.word) for e in examples]
    longest = max(lengths)
    rows = []
    for column in range(len(examples[0].rows)):
        shape = examples[0].rows[column].shape[1:]
        padded = np.zeros((len(examples), longest, *shape), dtype=examples[0].rows[column].dtype)
        for k, example in enumerate(examples):
            padded[k, : lengths[k]] = example.rows[column]
        rows.append(torch.from_numpy(padded))
    real = torch.from_numpy((np.arange(longest) < np.array(lengths)[:, None]).astype(np.float32))
    return rows, real, {field: _joined(field, examples, longest) for field in FIELDS}


def _joined(field: str, examples: Sequence[Example], longest: int) -> Joined:
    nowhere = len(examples) * longest
    placed = [(g, k * longest) for k, example in enumerate(examples) for g in example.groups[field]]

    def pieces(found: Sequence[NDArray[np.int64]]) -> Tensor:
        shifted = [np.where(p < 0, nowhere, p + off) for p, (_, off) in zip(found, placed, strict=True)]
        return torch.from_numpy(np.concatenate(shifted)) if shifted else torch.zeros(0, dtype=torch.long)

    groups = [g for g, _ in placed]
    width = len(encoder_rows.SIZES)
    return Joined(
        at=pieces([np.array([g.at]) for g in groups]),
        firsts=pieces([g.firsts for g in groups]),
        lasts=pieces([g.lasts for g in groups]),
        relations=torch.from_numpy(
            np.concatenate([np.zeros((0, width), np.int64), *(g.relations for g in groups)])
        ),
        right=torch.from_numpy(np.concatenate([np.zeros(0, bool), *(g.right for g in groups)])),
        owner=torch.repeat_interleave(torch.tensor([len(g.firsts) for g in groups], dtype=torch.long)),
        metric_first=pieces([np.array([g.metric[0]]) for g in groups]),
        metric_last=pieces([np.array([g.metric[1]]) for g in groups]),
    )
