"""The tagger as a PyTorch network, for training only: embeddings, two bidirectional GRU layers, CRF.

The recurrence is that of the tagger in jieba's package (PaddlePaddle's GRU: the reset gate acts before the
product), so that training can start from its weights. `export` gives the arrays that
`pipeline.entities.network` runs with NumPy.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from pipeline.entities.features import PAIRS, PARTS, SHAPES, WORDS, Features
from pipeline.entities.network import TAGS, possible

FORBIDDEN = -1e4


@torch.jit.script
def recur(gates: Tensor, inner: Tensor, candidate: Tensor) -> Tensor:
    """States of both directions. gates: 2×T×B×3H (inputs, biases added); inner 2×H×2H; candidate 2×H×H."""
    hidden = candidate.shape[1]
    state = torch.zeros([2, gates.shape[2], hidden])
    states: list[Tensor] = []
    opening, content = gates.split([2 * hidden, hidden], 3)
    # unbind, not indexing: the gradient of an index fills an array of the whole size at every step
    for x, y in zip(opening.unbind(1), content.unbind(1)):  # noqa: B905  (TorchScript knows no strict)
        update, reset = torch.sigmoid(torch.baddbmm(x, state, inner)).chunk(2, 2)
        new = torch.tanh(torch.baddbmm(y, reset * state, candidate))
        state = state + update * (new - state)
        states.append(state)
    return torch.stack(states, 1)


class Recurrent(nn.Module):
    """One bidirectional layer."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.inputs = nn.Linear(inputs, 6 * hidden)
        self.inner = nn.Parameter(torch.empty(2, hidden, 2 * hidden).uniform_(-0.1, 0.1))
        self.candidate = nn.Parameter(torch.empty(2, hidden, hidden).uniform_(-0.1, 0.1))
        self.hidden = hidden

    def forward(self, x: Tensor, reverse: Tensor) -> Tensor:
        """x: T×B×D; reverse: T×B, index that turns each sentence around."""
        gates = self.inputs(x)
        size = 3 * self.hidden
        index = reverse.unsqueeze(-1)
        backward = gates[:, :, size:].gather(0, index.expand(-1, -1, size))
        states = recur(torch.stack([gates[:, :, :size], backward]), self.inner, self.candidate)
        back = states[1].gather(0, index.expand(-1, -1, self.hidden))
        return torch.cat([states[0], back], -1)


class Network(nn.Module):
    """Characters with their features → scores of tags, and the CRF's transitions."""

    def __init__(
        self, characters: int, *, pair: int = 48, word: int = 48, hidden: int = 128, dropout: float = 0.3
    ):
        super().__init__()
        self.character = nn.Embedding(characters, 128)
        self.left = nn.Embedding(PAIRS, pair)
        self.right = nn.Embedding(PAIRS, pair)
        self.word = nn.Embedding(WORDS, word)
        self.part = nn.Embedding(PARTS, 16)
        self.shape = nn.Embedding(SHAPES, 8)
        for table in (self.left, self.right, self.word, self.part, self.shape):
            nn.init.uniform_(table.weight, -0.1, 0.1)
        self.first = Recurrent(128 + 2 * pair + word + 24, hidden)
        self.second = Recurrent(2 * hidden, hidden)
        self.out = nn.Linear(2 * hidden, len(TAGS))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        valid, first, last = possible()
        self.register_buffer("forbidden", torch.from_numpy(np.where(valid, 0.0, FORBIDDEN)).float())
        self.register_buffer("forbidden_first", torch.from_numpy(np.where(first, 0.0, FORBIDDEN)).float())
        self.register_buffer("forbidden_last", torch.from_numpy(np.where(last, 0.0, FORBIDDEN)).float())
        self.dropout = dropout
        self.hashed_dropout = 0.15

    def forward(self, f: Sequence[Tensor], reverse: Tensor) -> Tensor:
        """Scores T×B×tags. f: T×B of every feature."""
        character, left, right, word, part, shape = f
        if self.training:  # unseen words and pairs are common in new text: learn to do without them
            left, right, word = (
                torch.where(torch.rand(x.shape) < self.hashed_dropout, 0, x) for x in (left, right, word)
            )
        x = torch.cat(
            [
                self.character(character),
                self.left(left),
                self.right(right),
                self.word(word),
                self.part(part),
                self.shape(shape),
            ],
            -1,
        )
        x = self.first(self.drop(x), reverse)
        x = self.second(self.drop(x), reverse)
        return self.out(self.drop(x))

    def drop(self, x: Tensor) -> Tensor:
        """Dropout with one mask for all steps of a sentence, as recurrent layers want it."""
        if not self.training or not self.dropout:
            return x
        mask = torch.empty(1, *x.shape[1:]).bernoulli_(1 - self.dropout)
        return x * (mask / (1 - self.dropout))

    def log_likelihood(self, scores: Tensor, allowed: Tensor, lengths: Tensor) -> Tensor:
        """Log of the share of the allowed paths among all, per sentence. allowed: T×B×tags, 0 or FORBIDDEN.
        """
        size = scores.shape[1]
        both = torch.cat([scores + allowed, scores], 1)
        ends = torch.cat([lengths, lengths])
        total = crf_sums(
            both, ends, self.transitions + self.forbidden, self.forbidden_first, self.forbidden_last
        )
        return total[:size] - total[size:]


@torch.jit.script
def crf_sums(scores: Tensor, ends: Tensor, transitions: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Log of the sum over all paths, per sentence."""
    steps = scores.unbind(0)
    alpha = steps[0] + first
    exp_transitions = torch.exp(transitions)
    for t in range(1, len(steps)):
        top = alpha.detach().max(1, keepdim=True)[0]
        new = torch.log(torch.exp(alpha - top) @ exp_transitions + 1e-30) + top + steps[t]
        alpha = torch.where((ends > t).unsqueeze(1), new, alpha)
    return torch.logsumexp(alpha + last, 1)


def batch(features: Sequence[Features]) -> tuple[list[Tensor], Tensor, Tensor]:
    """Padded features (T×B each), reversing index and lengths."""
    lengths = [len(f.character) for f in features]
    steps = max(lengths)
    out = []
    for k in range(len(features[0])):
        padded = np.zeros((steps, len(features)), dtype=np.int64)
        for j, f in enumerate(features):
            padded[: lengths[j], j] = f[k]
        out.append(torch.from_numpy(padded))
    ends = np.array(lengths)
    place = np.arange(steps)[:, None]
    reverse = np.where(place < ends, ends - 1 - place, place)
    return out, torch.from_numpy(reverse), torch.from_numpy(ends)


def _paddle(path: Path, *shape: int) -> np.ndarray:
    """A tensor of PaddlePaddle's own file format: the numbers stand at its end."""
    size = int(np.prod(shape))
    return np.frombuffer(path.read_bytes()[-4 * size :], dtype="<f4").reshape(shape).copy()


def start_from_jieba(network: Network, folder: Path) -> None:
    """Copies embeddings and recurrent layers of jieba's tagger (`lac_small`); other inputs start small."""
    model = folder / "model_baseline"
    rows = _jieba_rows(folder)
    with torch.no_grad():
        table = torch.from_numpy(_paddle(model / "word_emb", max(rows) + 1, 128))
        weight = network.character.weight
        weight[2:] = table
        weight[0] = 0
        weight[1] = table[next(i for i, c in rows.items() if c == "OOV")]
        for layer, base, inputs in ((network.first, 0, 128), (network.second, 2, 256)):
            for direction in range(2):
                k = base + direction
                part = slice(384 * direction, 384 * (direction + 1))
                layer.inputs.weight[part, :inputs] = torch.from_numpy(
                    _paddle(model / f"fc_{k}.w_0", inputs, 384).T
                )
                bias = _paddle(model / f"fc_{k}.b_0", 384) + _paddle(model / f"gru_{k}.b_0", 384)
                layer.inputs.bias[part] = torch.from_numpy(bias)
                packed = _paddle(model / f"gru_{k}.w_0", 128 * 384)
                layer.inner[direction] = torch.from_numpy(packed[: 128 * 256].reshape(128, 256))
                layer.candidate[direction] = torch.from_numpy(packed[128 * 256 :].reshape(128, 128))


def jieba_alphabet(folder: Path) -> str:
    """The characters of jieba's tagger in the order of its rows; a private-use one for what is no character.
    """
    rows = _jieba_rows(folder)
    return "".join(c if len(c := rows.get(i, "")) == 1 else "\ue000" for i in range(max(rows) + 1))


def _jieba_rows(folder: Path) -> dict[int, str]:
    lines = (folder / "word.dic").read_text(encoding="utf-8").split("\n")
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {int(number): char for number, char in pairs}
