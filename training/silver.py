"""Silver data: what a trained tagger finds in unlabelled articles, corrected by what the article itself
shows.

Corrections, each of which knows more than the teacher: a name that stands before a stock code anywhere in the
corpus (at least twice, found as ORG by the teacher) is an ORG wherever it stands; a name that an article has
several times gets one label; a name found once in an article is a name at its other places. Sentences that
the teacher is least sure of are left out. Partial sets are completed by the best path that their labels
allow.

    python -m training.silver CHECKPOINT --corpus ../shared/corpus/bulk.jsonl --out silver.jsonl
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from pipeline.entities.features import Features, encode
from pipeline.entities.network import TAGS, Packed, Weights, best_paths, scores
from pipeline.entities.tagger import Tagged, names, pieces
from pipeline.script import matching_text
from pipeline.segment import words_of
from training import export
from training.data import Row, allowed, read
from training.network import FORBIDDEN, jieba_alphabet
from training.train import JIEBA_TAGGER

_CODE = re.compile(r"[(（](?:[036]\d{5}|\d{4,5}[.-](?:HK|TW))(?:[.．](?:SZ|SH|HK))?[)）]")

Sentence = tuple[int, int, Tagged, float]  # start, end, names, mean log probability of the tags


def tag_sure(
    weights: Sequence[Weights], texts: Sequence[str], masks: Sequence[np.ndarray] | None = None
) -> list[list[Sentence]]:
    """Names of every sentence with how sure the taggers are (mean of their scores); `masks` limit the tags.
    """
    first = weights[0]
    encoded = [encode(matching_text(t), [len(w) for w in words_of(t)], first.rows) for t in texts]
    places = [(k, s, e) for k, t in enumerate(texts) for s, e in pieces(t)]
    places.sort(key=lambda p: p[1] - p[2])
    out: list[list[Sentence]] = [[] for _ in texts]
    bits = np.arange(len(TAGS))
    for at in range(0, len(places), 100):
        group = places[at : at + 100]
        joined = Features(*(np.concatenate([encoded[k][c][s:e] for k, s, e in group]) for c in range(6)))
        packed = Packed([e - s for _, s, e in group])
        score = np.mean([scores(w, joined, packed) for w in weights], axis=0)
        if masks is not None:
            mask = np.concatenate([masks[k][s:e] for k, s, e in group])[packed.source]
            score = score + np.where(mask[:, None] >> bits & 1, 0, FORBIDDEN).astype(np.float32)
        path = np.empty(len(score), dtype=np.int8)
        path[packed.source] = best = best_paths(first, score, packed)
        top = score.max(1, keepdims=True)
        log_p = score - top - np.log(np.exp(score - top).sum(1, keepdims=True))
        sure = np.empty(len(score), dtype=np.float32)
        sure[packed.source] = log_p[np.arange(len(score)), best]
        position = 0
        for k, s, e in group:
            part = slice(position, position + e - s)
            out[k].append((s, e, list(names(path[part], 0)), float(sure[part].mean())))
            position += e - s
    return [sorted(sentences) for sentences in out]


def listed_names(articles: Iterable[tuple[str, list[Sentence]]]) -> set[str]:
    """ORG names of three characters or more that stand before a stock code at least twice."""
    counts: Counter[str] = Counter()
    for text, sentences in articles:
        ends = {
            s + b: text[s + a : s + b]
            for s, _, found, _ in sentences
            for a, b, label in found
            if label == "ORG"
        }
        for match in _CODE.finditer(text):
            if match.start() in ends:
                counts[ends[match.start()]] += 1
    return {name for name, n in counts.items() if n >= 2 and 3 <= len(name) <= 8}


def corrected(text: str, sentences: list[Sentence], listed: re.Pattern[str]) -> Iterator[Row]:
    """The sentences of an article as rows."""
    votes: dict[str, Counter[str]] = {}
    for s, _, found, _ in sentences:
        for a, b, label in found:
            votes.setdefault(text[s + a : s + b], Counter())[label] += 1
    winner = {name: c.most_common(1)[0][0] for name, c in votes.items()}
    again = [n for n, c in votes.items() if len(n) >= 3 and sum(c.values()) >= 2]
    pattern = re.compile("|".join(map(re.escape, sorted(again, key=len, reverse=True)))) if again else None
    for s, e, found, _ in sentences:
        sentence = text[s:e]
        spans = [(a, b, winner[sentence[a:b]]) for a, b, _ in found]
        taken = {i for a, b, _ in spans for i in range(a, b)}
        for extra, label in ((listed, "ORG"), (pattern, None)):
            for match in extra.finditer(sentence) if extra else ():
                if taken.isdisjoint(range(match.start(), match.end())):
                    spans.append((match.start(), match.end(), label or winner[match[0]]))
                    taken.update(range(match.start(), match.end()))
        yield Row(sentence, tuple(sorted(spans)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/bulk.jsonl"))
    parser.add_argument("--partial", type=Path, nargs="*", default=[], help="sets to complete")
    parser.add_argument("--articles", type=int, default=8000)
    parser.add_argument(
        "--unsure", type=float, default=0.25, help="share of the least sure sentences left out"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    alphabet = jieba_alphabet(JIEBA_TAGGER)
    weights = [Weights(alphabet, export.arrays(torch.load(c))) for c in options.checkpoints]
    texts = [json.loads(line)["text"] for line in options.corpus.read_text(encoding="utf-8").splitlines()]
    random.Random(1).shuffle(texts)
    texts = texts[: options.articles]
    articles: list[tuple[str, list[Sentence]]] = []
    for k in range(0, len(texts), 100):
        group = texts[k : k + 100]
        articles.extend(zip(group, tag_sure(weights, group), strict=True))
    listed = listed_names(articles)
    print(f"{len(listed)} listed names")
    pattern = re.compile("|".join(map(re.escape, sorted(listed, key=len, reverse=True))) or r"(?!)")
    bound = float(np.quantile([p for _, found in articles for *_, p in found], options.unsure))
    rows: list[Row] = []
    for text, found in articles:
        for row, (*_, sure) in zip(corrected(text, found, pattern), found, strict=True):
            if sure > bound and 8 <= len(row.text) <= 200:
                rows.append(row)
    print(f"{len(rows)} sentences, {sum(len(r.names) for r in rows)} names")
    for file in options.partial:
        partial = [r for r in read(file) if r.text]
        for k in range(0, len(partial), 100):
            group = partial[k : k + 100]
            done = tag_sure(weights, [r.text for r in group], [allowed(r) for r in group])
            for row, sentences in zip(group, done, strict=True):
                found = tuple((s + a, s + b, label) for s, _, spans, _ in sentences for a, b, label in spans)
                rows.append(Row(row.text, found))
    with options.out.open("w", encoding="utf-8") as out:
        for row in rows:
            line = {"text": row.text, "entities": row.names, "source": "silver"}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"{len(rows)} rows in {options.out}")


if __name__ == "__main__":
    main()
