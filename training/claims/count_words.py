"""Counts where words stand to numbers, in unlabelled articles: pipeline/claims/lexis.json.

    python -m training.claims.count_words [--texts N] [--corpus ../shared/corpus/bulk.jsonl]

For every word of jieba's dictionary that is seen often enough: how often it is the last word of content
before a number, how often the first after one, and how often it opens a clause, each as a digit from 0
(never) to 5 (nearly always). The file holds words with their digits and nothing of the texts. The rankers
read the digits, so that a word that no labelled passage has is still known for a metric or a subject.
"""

import argparse
import json
import random
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import Doc

from pipeline.claims.context import Context, analyse
from pipeline.claims.metric_candidates import is_content
from pipeline.claims.phrase import LEXIS
from training.claims.data import language

CORPUS = Path("../shared/corpus/bulk.jsonl")
EDGES = (0.02, 0.06, 0.15, 0.3, 0.5)
AT_LEAST = 25  # occurrences


def documents(texts: Iterable[str]) -> Iterable[Doc]:
    """The texts with quantities and times, without names: they would cost most and are not needed."""
    nlp = language()
    wanted = [c for n, c in nlp.pipeline if n in ("newsclaims_sentences", "newsclaims_quantities")]
    for text in texts:
        doc = nlp.make_doc(text)
        doc._.mentions = []
        for component in wanted:
            doc = component(doc)
        yield doc


def count(
    context: Context, seen: Counter[str], places: tuple[Counter[str], Counter[str], Counter[str]]
) -> None:
    """Adds the words of one document."""
    before, after, opening = places
    for piece, kind in enumerate(context.kinds):
        if kind == "W" and is_content(context, piece):
            seen[context.pieces[piece]] += 1
    for at in context.quantity_piece:
        clause = context.clauses[context.clause_of(context.piece_starts[at])]
        for piece in range(at - 1, max(at - 4, -1), -1):
            if context.piece_starts[piece] < clause.start or context.kinds[piece] in "QT":
                break
            if is_content(context, piece) and context.tags[piece] != "v":
                before[context.pieces[piece]] += 1
                break
        for piece in range(at + 1, min(at + 3, len(context.pieces))):
            if context.kinds[piece] != "W":
                break
            if is_content(context, piece):
                after[context.pieces[piece]] += 1
                break
    for clause in context.clauses:
        for piece in context.pieces_in(clause.start, min(clause.end, clause.start + 8)):
            if is_content(context, piece) and context.tags[piece] != "t":
                opening[context.pieces[piece]] += 1
                break


def main() -> None:
    """Counts and writes the file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--texts", type=int, default=12_000)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    arguments = parser.parse_args()
    with arguments.corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    random.Random(0).shuffle(texts)
    seen: Counter[str] = Counter()
    places: tuple[Counter[str], Counter[str], Counter[str]] = (Counter(), Counter(), Counter())
    for doc in documents(text[:3000] for text in texts[: arguments.texts]):
        count(analyse(doc), seen, places)
    digits = {
        word: "".join(str(bisect_right(EDGES, place[word] / n)) for place in places)
        for word, n in sorted(seen.items())
        if n >= AT_LEAST
    }
    path = Path("pipeline/claims") / LEXIS
    entries = ",\n".join(f"{json.dumps(w, ensure_ascii=False)}:{json.dumps(d)}" for w, d in digits.items())
    path.write_text("{\n" + entries + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"wrote {path}: {len(digits)} words from {sum(seen.values())} occurrences\n")


if __name__ == "__main__":
    main()
