"""Trains the encoder of the links (`pipeline/claims/encoder.npz`) and how far it is heard beside the rankers.

    python -m training.claims.train_encoder

Reads ../shared/claims_train/train.jsonl, and ../shared/corpus for the vectors of words (positive pointwise
mutual information with the three neighbours on either side, 48 singular vectors). Needs PyTorch (CPU). The
network learns by itself, without the rankers' scores; they choose the candidates that it is shown, each
passage's by rankers that were trained on the other four fifths. For every fold a network is trained on the
others, and the weight of the ranker's score beside the network's is the one with which most of the
cross-validated claims are right. Confidence is then fitted on these choices. One thread, fixed seeds.
"""

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds
from torch import Tensor, nn

from pipeline.claims.confidence import signals
from pipeline.claims.encoder import HEARD, MODEL, shortlist, shortlisted, text_of
from pipeline.claims.encoder_rows import (
    VECTORS,
    looking_back,
    piece_rows,
    places_of,
    relation_rows,
    word_row,
)
from pipeline.claims.ranking import NOTHING, Choice, best
from pipeline.claims.subject import State
from pipeline.script import matching_text
from training.claims.data import TRAIN, language
from training.claims.encoder_network import FIELDS, VECTOR, Example, Group, Joined, Network, batch
from training.claims.fit import MODELS
from training.claims.train_links import (
    FOLDS,
    METRIC,
    SUBJECT,
    Case,
    Field,
    accuracy,
    cases,
    collect,
    decode,
    fit_logistic,
    right_ones,
    say,
)

CORPUS = Path("../shared/corpus")
WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of the ranker's score beside the network's
SHOWN, SHOWN_BEHIND = 10, 7.0  # candidates that are shown in training: more than in use
Choices = list[dict[int, Choice]]


def texts(folder: Path) -> Iterator[str]:
    """Unlabelled texts, those of the large file only where they have numbers."""
    for name in ("passages", "sentences", "articles", "bulk"):
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line).get("text") or ""
                if name != "bulk" or len(re.findall(r"\d", text)) >= 4:
                    yield matching_text(text[:1500])


def word_vectors(folder: Path, *, most: int = 12000) -> NDArray[np.float32]:
    """The table of word vectors: a row per hash of a word, the more frequent word's where two share it."""
    tokenizer = language().tokenizer
    counts: Counter[str] = Counter()
    documents = []
    for text in texts(folder):
        words = [
            w if not w[0].isdigit() else "<n>" for w in (t.text for t in tokenizer(text)) if not w.isspace()
        ]
        counts.update(words)
        documents.append(words)
    known = {w: k for k, (w, n) in enumerate(counts.most_common(most)) if n >= 8}
    size = len(known)
    shape = (size, 2 * size)
    total = csr_matrix(shape, dtype=np.float32)
    for start in range(0, len(documents), 4000):
        rows, columns, values = [], [], []
        for words in documents[start : start + 4000]:
            ids = np.array([known.get(w, -1) for w in words], dtype=np.int64)
            for apart in (1, 2, 3):
                left, right = ids[:-apart], ids[apart:]
                both = (left >= 0) & (right >= 0)
                rows += [left[both], right[both]]
                columns += [right[both], left[both] + size]
                values += [np.full(2 * int(both.sum()), 1 / apart, dtype=np.float32)]
        index = (np.concatenate(rows), np.concatenate(columns))
        total = total + csr_matrix((np.concatenate(values), index), shape=shape)
    cells = total.tocoo()
    of_word = np.asarray(total.sum(1)).ravel()
    of_neighbour = np.asarray(total.sum(0)).ravel() ** 0.75
    information = np.log(
        cells.data / (of_word[cells.row] * (of_neighbour / of_neighbour.sum())[cells.col]) + 1e-12
    )
    kept = information > 0
    positive = csr_matrix((information[kept], (cells.row[kept], cells.col[kept])), shape=shape)
    left, strengths, _ = svds(positive.astype(np.float32), k=VECTOR, random_state=0)
    vectors = left * np.sqrt(strengths)
    vectors *= 0.3 / vectors.std()
    table = np.zeros((VECTORS, VECTOR), dtype=np.float32)
    for word, vector in zip(reversed(known), vectors[::-1], strict=True):
        table[word_row(word)] = vector
    return table


def cross_validated(
    field: Field, data: Sequence[Case], extra: Choices | None
) -> tuple[list[dict[str, float]], Choices]:
    """A ranker for each fold, trained on the others, and the choices that they make."""
    earlier: Choices | None = None
    for _ in range(2):
        weights = _fold_weights(field, data, earlier, extra)
        fresh: Choices = [{} for _ in data]
        for fold in range(FOLDS):
            held = range(fold, len(data), FOLDS)
            some = [extra[k] for k in held] if extra else None
            made = decode(field, [data[k] for k in held], weights[fold], some)
            for k, own in zip(held, made, strict=True):
                fresh[k] = own
        earlier = fresh
        say(f"{field.name}: the ranker alone, cross-validated {accuracy(field, data, fresh):.4f}")
    assert earlier is not None
    return _fold_weights(field, data, earlier, extra), earlier


def _fold_weights(
    field: Field, data: Sequence[Case], earlier: Choices | None, extra: Choices | None
) -> list[dict[str, float]]:
    groups, _ = collect(field, data, earlier, extra)
    groups.freeze()
    return [groups.fit([o % FOLDS != fold for o in groups.owners], l2=field.l2) for fold in range(FOLDS)]


def groups_of(
    field: Field,
    case: Case,
    weights: dict[str, float],
    earlier: dict[int, Choice],
    metrics: dict[int, Choice] | None,
) -> list[Group]:
    """The groups of a passage's claims; a claim without candidates has an empty one."""
    context = case.context
    places = places_of(context)
    state = State(context) if field is SUBJECT else None
    chosen: list[Choice] = []
    numbers: list[int] = []
    found: list[Group] = []
    for i, gold in case.claims:
        arguments: list[Any] = [context, i, chosen, numbers, case.alignments[i]]
        metric = metrics.get(i, NOTHING) if metrics is not None else None
        if state is not None:
            arguments += [metric, state]
        options = field.options(*arguments)
        answers = gold[field.name] or []
        made = [field.made(context, o, 0.0, "").text for o in options]
        right = set(right_ones(made, answers, field.same)) if answers else set()
        if not answers and field is SUBJECT:
            right = {k for k, text in enumerate(made) if not text}
        back = looking_back(chosen)
        at = context.quantity_piece[i]
        found.append(
            Group(
                at=at,
                firsts=np.array([o.candidate.first for o in options], dtype=np.int64),
                lasts=np.array([o.candidate.last for o in options], dtype=np.int64),
                relations=np.array(
                    [
                        relation_rows(
                            places,
                            at,
                            o.candidate,
                            text_of(context, o),
                            back=back,
                            carried=o.previous.text if o.previous is not None else None,
                            stands=getattr(o, "stands_for", None) is not None,
                            metric=metric,
                        )
                        for o in options
                    ],
                    dtype=np.int64,
                ),
                linear=np.array(
                    [sum(weights.get(f, 0.0) for f in field.features(context, o)) for o in options]
                ),
                right=np.array([k in right for k in range(len(options))]),
                accepted=np.array([field.same(answers, text) for text in made]),
                texts=made,
                metric=(metric.first, metric.last) if metric is not None else (-1, -1),
            )
        )
        chosen.append(earlier.get(i, NOTHING))
        numbers.append(i)
    return found


def shown(group: Group, *, teach: bool) -> Group:
    """The candidates that the ranker puts first; in teaching with the right one, wherever it stands."""
    keep = np.zeros(len(group.linear), dtype=bool)
    totals = group.linear.tolist()
    kept = shortlist(totals, most=SHOWN, behind=SHOWN_BEHIND) if teach else shortlist(totals)
    keep[kept] = True
    if teach and not (keep & group.right).any():
        keep[np.flatnonzero(group.right)[:1]] = True
    return Group(
        group.at,
        group.firsts[keep],
        group.lasts[keep],
        group.relations[keep],
        group.linear[keep],
        group.right[keep],
        group.accepted[keep],
        [group.texts[k] for k in np.flatnonzero(keep)],
        group.metric,
        shortlisted(totals, kept),
    )


def narrowed(example: Example, *, teach: bool) -> Example:
    """An example with the candidates that are shown; in teaching the claims alone that have a right one."""
    groups = {
        field: [
            shown(g, teach=teach)
            for g in example.groups[field]
            if len(g.firsts) and (g.right.any() or not teach)
        ]
        for field in FIELDS
    }
    return Example(example.rows, groups)


def _log_sums(scores: Tensor, owner: Tensor, count: int) -> Tensor:
    top = torch.full((count,), -1e9).scatter_reduce(0, owner, scores.detach(), "amax")
    return torch.zeros(count).index_add(0, owner, torch.exp(scores - top[owner])).clamp_min(1e-30).log() + top


def _loss(scores: Tensor, group: Joined) -> Tensor:
    """Minus log of the share of the right candidates, summed over claims."""
    count = len(group.at)
    right = torch.where(group.right, scores, torch.tensor(-1e9))
    return (_log_sums(scores, group.owner, count) - _log_sums(right, group.owner, count)).sum()


def _batches(examples: Sequence[Example], size: int, *, shuffle: bool) -> list[list[int]]:
    def length(k: int) -> float:
        return len(examples[k].rows.word) + (random.random() * 30 if shuffle else 0)

    order = sorted(range(len(examples)), key=length)
    found = [order[k : k + size] for k in range(0, len(order), size)]
    if shuffle:
        random.shuffle(found)
    return found


def fit(
    examples: Sequence[Example], vectors: NDArray[np.float32], *, epochs: int, seed: int, size: int = 16
) -> Network:
    """A network trained on the examples: Adam, a rate that falls to nothing, the mean of the late weights."""
    torch.manual_seed(seed)
    random.seed(seed)
    network = Network(vectors)
    taught = [narrowed(e, teach=True) for e in examples]
    rate = 2e-3
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    steps = epochs * math.ceil(len(taught) / size)
    mean = {name: p.detach().clone() for name, p in network.named_parameters()}
    step = 0
    for epoch in range(epochs):
        network.train()
        total = 0.0
        for chosen in _batches(taught, size, shuffle=True):
            for setting in optimiser.param_groups:
                setting["lr"] = rate * min(1, (step + 1) / 100) * (1 - step / steps) + 1e-6
            rows, real, groups = batch([taught[k] for k in chosen])
            states = network(rows, real)
            loss = torch.stack(
                [_loss(network.score(f, states, groups[f]), groups[f]) for f in FIELDS if len(groups[f].at)]
                or [torch.zeros((), requires_grad=True)]
            ).sum()
            optimiser.zero_grad()
            (loss / size / 4).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5)
            optimiser.step()
            total += float(loss.detach())
            step += 1
            with torch.no_grad():
                for name, p in network.named_parameters():
                    mean[name].lerp_(p, 1 - min(0.995, (1 + step) / (10 + step)))
        say(f"epoch {epoch}: loss {total / max(sum(len(e.groups['metric']) for e in taught), 1):.4f} a claim")
    with torch.no_grad():
        for name, p in network.named_parameters():
            p.copy_(mean[name])
    return network.eval()


def scores_of(network: Network, examples: Sequence[Example]) -> list[dict[str, list[NDArray[np.float32]]]]:
    """The network's score of every candidate that is shown, in the order of claims that have any."""
    found: list[dict[str, list[NDArray[np.float32]]]] = [{} for _ in examples]
    with torch.no_grad():
        for chosen in _batches(examples, 32, shuffle=False):
            rows, real, groups = batch([examples[k] for k in chosen])
            states = network(rows, real)
            for field in FIELDS:
                values = network.score(field, states, groups[field]).numpy()
                at = 0
                for k in chosen:
                    own = []
                    for group in examples[k].groups[field]:
                        own.append(values[at : at + len(group.firsts)])
                        at += len(group.firsts)
                    found[k][field] = own
    return found


def judged(
    examples: Sequence[Example],
    scores: list[dict[str, list[NDArray[np.float32]]]],
    field: str,
    ranker: float,
) -> list[tuple[bool, float]]:
    """Whether the best of both together is accepted, and its probability, for every claim."""
    found = []
    for example, own in zip(examples, scores, strict=True):
        for group, heard in zip(example.groups[field], own[field], strict=True):
            totals = (HEARD * heard + ranker * group.linear).tolist()
            index, probability = best(totals, group.texts.__getitem__, reworded=field == "metric")
            found.append((bool(group.accepted[index]), probability * group.share))
    return found


def _both_right(marks: Sequence[Sequence[tuple[bool, float]]]) -> float:
    return float(np.mean([metric[0] and subject[0] for metric, subject in zip(*marks, strict=True)]))


def examples_of(data: Sequence[Case]) -> list[Example]:
    """Every passage with candidates scored by rankers that did not see it."""
    metric_weights, metrics = cross_validated(METRIC, data, None)
    subject_weights, subjects = cross_validated(SUBJECT, data, metrics)
    return [
        Example(
            piece_rows(case.context),
            {
                "metric": groups_of(METRIC, case, metric_weights[k % FOLDS], metrics[k], None),
                "subject": groups_of(SUBJECT, case, subject_weights[k % FOLDS], subjects[k], metrics[k]),
            },
        )
        for k, case in enumerate(data)
    ]


def main() -> None:
    """Trains and writes the encoder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--train", type=Path, default=TRAIN)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--folds", type=int, default=2, help="folds that the weights are chosen on")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    vectors = word_vectors(arguments.corpus)
    say(f"vectors of {int((np.abs(vectors).sum(1) > 0).sum())} words")
    examples = examples_of(cases(arguments.train))
    held: list[Example] = []
    scores: list[dict[str, list[NDArray[np.float32]]]] = []
    for fold in range(arguments.folds):
        network = fit(
            [e for k, e in enumerate(examples) if k % FOLDS != fold],
            vectors,
            epochs=arguments.epochs,
            seed=fold,
        )
        own = [narrowed(e, teach=False) for e in examples[fold::FOLDS]]
        held += own
        scores += scores_of(network, own)
    ranker: dict[str, float] = {}
    nothing = [{field: [np.zeros_like(s) for s in own[field]] for field in FIELDS} for own in scores]
    alone = [judged(held, nothing, field, 1.0) for field in FIELDS]
    say(f"the rankers alone: {_both_right(alone):.4f} of {len(alone[0])} claims are right in both")
    for field in FIELDS:
        shares = {w: float(np.mean([ok for ok, _ in judged(held, scores, field, w)])) for w in WEIGHTS}
        say(f"{field}: " + ", ".join(f"{w:g} {share:.4f}" for w, share in shares.items()))
        ranker[field] = max(WEIGHTS, key=lambda w: shares[w])
    together = [judged(held, scores, field, ranker[field]) for field in FIELDS]
    say(f"with the encoder: {_both_right(together):.4f}")
    pairs = list(zip(*together, strict=True))
    right = [metric[0] and subject[0] for metric, subject in pairs]
    coefficients = fit_logistic([signals(metric=m[1], subject=s[1]) for m, s in pairs], right)
    path = MODELS / "confidence.json"
    path.write_text(json.dumps({"coefficients": coefficients}) + "\n", encoding="utf-8")
    say(f"wrote {path}")
    network = fit(examples, vectors, epochs=arguments.epochs, seed=FOLDS)
    arrays = network.arrays()
    for field, weight in ranker.items():
        arrays[f"{field}.ranker"] = np.array(weight, dtype=np.float32)
    path = MODELS / MODEL
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
    say(f"wrote {path}, {path.stat().st_size / 1e6:.2f} MB; weights of the rankers {ranker}")


if __name__ == "__main__":
    main()
