"""Scores of a packaged model: `python -m training.evaluate FOLDER`. Needs no PyTorch.

Exact spans, micro F1 and F1 per label, of the tagger alone and of the whole entity stage (lexicon, patterns,
one reading an article) on the test sets; size, load time and characters per CPU second of segmentation and
entities. Sets with fewer labels are scored on theirs, GPE counting as LOC. Of partial sets, which label only
some of the names, recall is given, in the labels and as spans of any label. Annotated articles are scored by
`newsclaims evaluate`.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language

import pipeline.entities
import pipeline.entities.tagger  # noqa: F401  (registers the components)
from training.data import Row, read

COARSE = {
    "uner_test": {"ORG", "PERSON", "LOC"},
    "msra_test": {"ORG", "PERSON", "LOC"},
    "people_test": {"ORG", "PERSON", "LOC"},
}
PARTIAL = ("fewfc_test", "finre_test")


def load(folder: Path) -> Language:
    """The model with the entity stage after it."""
    nlp = spacy.load(folder)
    nlp.add_pipe("newsclaims_sentences", first=True)
    nlp.add_pipe("newsclaims_entities", config={"model_name": folder.name})
    return nlp


def mapped(spans: Sequence[tuple[int, int, str]], labels: set[str] | None) -> list[tuple[int, int, str]]:
    """Spans in the labels of a set; GPE is LOC where the set does not tell them apart."""
    if labels is None:
        return list(spans)
    coarse = [(s, e, "LOC" if label == "GPE" else label) for s, e, label in spans]
    return [span for span in coarse if span[2] in labels]


def span_scores(found: Sequence[Sequence[tuple[int, int, str]]], rows: Sequence[Row]) -> dict[str, float]:
    """Micro F1 of exact spans, and F1 per label."""
    right: dict[str, int] = {}
    got: dict[str, int] = {}
    gold: dict[str, int] = {}
    for spans, row in zip(found, rows, strict=True):
        for s in set(spans):
            got[s[2]] = got.get(s[2], 0) + 1
        for s in set(row.names):
            gold[s[2]] = gold.get(s[2], 0) + 1
        for s in set(spans) & set(row.names):
            right[s[2]] = right.get(s[2], 0) + 1
    out = {"all": 2 * sum(right.values()) / max(sum(got.values()) + sum(gold.values()), 1)}
    for label in gold:
        out[label] = 2 * right.get(label, 0) / (got.get(label, 0) + gold[label])
    return out


def recalled(found: Sequence[Sequence[tuple[int, int, str]]], rows: Sequence[Row]) -> tuple[float, float]:
    """Shares of the labelled names that were found: with their label, with any label."""
    gold = [(k, *name) for k, row in enumerate(rows) for name in set(row.names)]
    labelled = {(k, *name) for k, spans in enumerate(found) for name in spans}
    spans = {(k, start, end) for k, start, end, _ in labelled}
    return (
        sum(name in labelled for name in gold) / len(gold),
        sum(name[:3] in spans for name in gold) / len(gold),
    )


def on_set(nlp: Language, rows: Sequence[Row], labels: set[str] | None) -> dict[str, dict[str, float]]:
    """Scores of the tagger and of the whole stage on one set."""
    docs = list(nlp.pipe(row.text for row in rows))
    found = {
        "tagger": [mapped(doc._.tagged, labels) for doc in docs],
        "stage": [mapped([(m.start, m.end, m.label) for m in doc._.mentions], labels) for doc in docs],
    }
    return {name: span_scores(spans, rows) for name, spans in found.items()}


def speed(nlp: Language, texts: Sequence[str]) -> float:
    """Characters per CPU second, from text to names."""
    list(nlp.pipe(texts[:20]))
    started = time.process_time()
    list(nlp.pipe(texts))
    return sum(map(len, texts)) / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/ner"))
    parser.add_argument("--sets", nargs="+", default=["biz_dev", *COARSE])
    parser.add_argument("--articles", type=Path, default=Path("../shared/corpus/articles.jsonl"))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    started = time.process_time()
    nlp = load(options.folder)
    nlp("小米集团公布财报。")
    loading = time.process_time() - started
    lines = [
        "| set | what | all | ORG | PERSON | GPE | LOC | PRODUCT |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in options.sets:
        rows = [row for row in read(options.data / f"{name}.jsonl") if row.text]
        for what, figures in on_set(nlp, rows, COARSE.get(name)).items():
            cells = [
                f"{100 * figures[k]:.1f}" if k in figures else ""
                for k in ("all", "ORG", "PERSON", "GPE", "LOC", "PRODUCT")
            ]
            lines.append(f"| {name} | {what} | {' | '.join(cells)} |")
    lines += ["", "| partial set | what | recall | recall of spans |", "| --- | --- | --- | --- |"]
    for name in PARTIAL:
        rows = [row for row in read(options.data / f"{name}.jsonl") if row.text]
        docs = list(nlp.pipe(row.text for row in rows))
        for what, found in (
            ("tagger", [doc._.tagged for doc in docs]),
            ("stage", [[(m.start, m.end, m.label) for m in doc._.mentions] for doc in docs]),
        ):
            labelled, spans = recalled(found, rows)
            lines.append(f"| {name} | {what} | {100 * labelled:.1f} | {100 * spans:.1f} |")
    size = sum(f.stat().st_size for f in options.folder.rglob("*") if f.is_file())
    lines.append(f"\nSize {size / 1e6:.1f} MB; load {loading:.2f} s of CPU with the first sentence")
    if options.articles.is_file():
        texts = [
            json.loads(line)["text"] for line in options.articles.read_text(encoding="utf-8").splitlines()
        ]
        lines.append(f"{speed(nlp, texts):,.0f} characters per CPU second")
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
