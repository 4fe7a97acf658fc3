"""Are rjieba's words ours, and how much faster is it? `python benchmarks/segmenters.py [--input FILE]`

Takes every run of Chinese characters that the tokenizer cuts into words, from the articles of `corpus/` or
from a JSONL file of rows with `text`; compares the ends of the words and times both. Needs the extra `fast`.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import rjieba

from pipeline import segment
from pipeline.clean import clean
from pipeline.config import load_settings
from pipeline.read import read_path
from pipeline.script import matching_text

CORPUS = Path(__file__).parents[1] / "corpus"


def texts(source: Path | None, limit: int | None) -> Iterator[str]:
    """The clean texts of the input."""
    if source is None:
        for path in sorted(CORPUS.iterdir()):
            for article in read_path(path, load_settings()):
                if not isinstance(article, Exception):
                    yield clean(article.text, format=article.format).text
        return
    with source.open(encoding="utf-8") as lines:
        for k, line in enumerate(lines):
            if limit is not None and k >= limit:
                return
            yield clean(json.loads(line)["text"], format="txt").text


def runs(text: str) -> Iterator[str]:
    """What the tokenizer cuts: runs of Chinese characters between atoms."""
    matching = matching_text(text)
    position = 0
    for start, end in [*(m.span() for m in segment._ATOM.finditer(matching)), (len(matching), len(matching))]:
        yield from re.findall(segment._HAN.pattern, matching[position:start])
        position = end


def ends(words: list[str]) -> list[int]:
    """Ends of words that follow one another."""
    out, position = [], 0
    for word in words:
        position += len(word)
        out.append(position)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--input", type=Path, help="JSONL with `text`")
    parser.add_argument("--limit", type=int, help="only so many rows")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for text in texts(options.input, options.limit):
        counts.update(runs(text))
    segment.most_probable_path("你好")
    rjieba.cut("你好", False)
    unlike: Counter[tuple[str, str]] = Counter()
    runs_unlike = 0
    started = time.process_time()
    ours = [segment.most_probable_path(run) for run in counts]
    own_time = time.process_time() - started
    started = time.process_time()
    theirs = [rjieba.cut(run, False) for run in counts]
    other_time = time.process_time() - started
    for run, own, words in zip(counts, ours, theirs, strict=True):
        if own != ends(words):
            runs_unlike += 1
            mine = [run[a:b] for a, b in zip([0, *own], own, strict=False)]
            difference = (
                " ".join(w for w in mine if w not in words),
                " ".join(w for w in words if w not in mine),
            )
            unlike[difference] += 1
    size = sum(map(len, counts))
    print(f"{len(counts):,} different runs, {size:,} characters; cut otherwise: {runs_unlike:,}")
    print(f"ours {size / own_time:,.0f}, rjieba {size / other_time:,.0f} characters per CPU second")
    for (mine_only, theirs_only), n in unlike.most_common(15):
        print(f"{n:6}  ours: {mine_only or '–'}   rjieba: {theirs_only or '–'}")


if __name__ == "__main__":
    main()
