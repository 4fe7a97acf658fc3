"""Trains a tagger and writes its weights: `python -m training.train --help`.

One thread, fixed seed: the same data and options give the same weights on the same machine.
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba
import numpy as np
import torch
from torch import Tensor

from pipeline.entities.features import alphabet_rows
from pipeline.entities.network import TAGS, Weights
from pipeline.entities.tagger import tag
from training import export
from training.data import Example, Row, dirty, example, read, traditional
from training.evaluate import span_scores
from training.network import FORBIDDEN, Network, batch, jieba_alphabet, start_from_jieba

JIEBA_TAGGER = Path(jieba.__file__).parent / "lac_small"
_BITS = np.arange(len(TAGS))


def batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Batches of about `size` characters, sentences of like length together, in random order."""
    order = sorted(examples, key=lambda e: len(e.allowed) + rng.random() * 12)
    out: list[list[Example]] = []
    current: list[Example] = []
    for e in order:
        if current and (len(current) + 1) * max(len(e.allowed), len(current[0].allowed)) > size:
            out.append(current)
            current = []
        current.append(e)
    out.append(current)
    rng.shuffle(out)
    return out


def masks(examples: Sequence[Example]) -> Tensor:
    """Allowed tags of a padded batch: 0 where allowed, FORBIDDEN elsewhere."""
    steps = max(len(e.allowed) for e in examples)
    out = np.zeros((steps, len(examples), len(TAGS)), dtype=np.float32)
    for j, e in enumerate(examples):
        out[: len(e.allowed), j] = np.where(e.allowed[:, None] >> _BITS & 1, 0, FORBIDDEN)
    return torch.from_numpy(out)


def evaluate(weights: Weights, rows: Sequence[Row]) -> dict[str, float]:
    """Span scores of weights on rows."""
    from pipeline.segment import words_of

    found = []
    for k in range(0, len(rows), 64):
        texts = [(r.text, [len(w) for w in words_of(r.text)]) for r in rows[k : k + 64]]
        found.extend(tag(weights, texts))
    return span_scores(found, rows)


def train(
    network: Network,
    examples: Sequence[Example],
    *,
    epochs: int,
    rate: float,
    jieba_rate: float,
    characters: int = 3500,
    decay: float = 0.999,
    seed: int = 1,
    report: Callable[[int, float, dict[str, Tensor]], None] | None = None,
) -> dict[str, Tensor]:
    """Trains in place; returns the running average of the weights. `jieba_rate` is for what jieba's tagger
    gave.
    """
    rng = random.Random(seed)
    pretrained = [network.character.weight, *network.first.parameters(), *network.second.parameters()]
    known = {id(p) for p in pretrained}
    others = [p for p in network.parameters() if id(p) not in known]
    optimizer = torch.optim.Adam(
        [{"params": pretrained, "lr": jieba_rate}, {"params": others, "lr": rate}],
        betas=(0.9, 0.99),
        fused=True,
    )
    total = epochs * len(batches(examples, characters, random.Random(0)))
    step = 0

    def factor(k: int) -> float:
        return min(1.0, (k + 1) / 100) * max(0.03, 1 - k / total)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    average = {k: v.detach().clone() for k, v in network.state_dict().items()}
    for epoch in range(epochs):
        network.train()
        loss_sum = 0.0
        for group in batches(examples, characters, rng):
            inputs, reverse, lengths = batch([e.features for e in group])
            score = network(inputs, reverse)
            loss = -network.log_likelihood(score, masks(group), lengths).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            step += 1
            loss_sum += loss.item()
            if step % 5 == 0:
                keep = min(decay, step / (step + 50)) ** 5
                with torch.no_grad():
                    for k, v in network.state_dict().items():
                        average[k].lerp_(v, 1 - keep)
        if report:
            report(epoch, loss_sum / (total / epochs), average)
    return average


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/ner"))
    parser.add_argument("--sets", nargs="+", default=["biz_train"], help="file names without .jsonl")
    parser.add_argument(
        "--silver", type=Path, nargs="*", default=[], help="more rows, as training.silver writes them"
    )
    parser.add_argument("--start", type=Path, help="a checkpoint of an earlier training")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--jieba-rate", type=float, default=1e-3)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--augment", type=float, default=0.0, help="share of dirty and of Traditional copies")
    parser.add_argument("--limit", type=int, help="only so many rows of each set")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    alphabet = jieba_alphabet(JIEBA_TAGGER)
    table = alphabet_rows(alphabet)
    files = [options.data / f"{name}.jsonl" for name in options.sets] + options.silver
    rows = [row for file in files for row in read(file)[: options.limit] if row.text]
    if options.augment:
        rows += dirty(rows, options.augment, options.seed) + traditional(
            rows, options.augment / 2, options.seed
        )
    started = time.process_time()
    examples = [example(row, table) for row in rows if len(row.text) <= 300]
    print(f"{len(examples)} examples in {time.process_time() - started:.0f} s", flush=True)
    network = Network(len(alphabet) + 2, hidden=options.hidden, dropout=options.dropout)
    start_from_jieba(network, JIEBA_TAGGER)
    if options.start:
        network.load_state_dict(torch.load(options.start))
    dev = read(options.data / "biz_dev.jsonl")

    def report(epoch: int, loss: float, average: dict[str, Tensor]) -> None:
        figures = evaluate(Weights(alphabet, export.arrays(average)), dev)
        shown = " ".join(f"{k} {100 * v:.1f}" for k, v in figures.items())
        print(f"{epoch} loss {loss:.3f} biz_dev {shown} {time.process_time() - started:.0f} s", flush=True)
        torch.save(average, options.out)

    train(
        network,
        examples,
        epochs=options.epochs,
        rate=options.rate,
        jieba_rate=options.jieba_rate,
        seed=options.seed,
        report=report,
    )


if __name__ == "__main__":
    main()
