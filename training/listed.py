"""The short names of listed companies that articles write before a stock code, as a table of the lexicon.

    python -m training.listed --corpus ../shared/corpus/bulk.jsonl --out pipeline/entities/listed.csv

A name is taken from a place where nothing Chinese stands before it: at the start of a line, behind a stop, a
bracket or a quotation mark. It is kept where it ends before one code in two articles and more often than
before another. Left out: names of two characters, names that are words or made of common words alone (徐家汇,
上海机场, 中国电影: more is needed to tell them from the words), and what the lexicon holds already.
"""

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from pipeline.entities.features import is_ordinary, is_place
from pipeline.entities.lexicon import written_lexicon
from pipeline.entities.patterns import codes
from pipeline.script import matching_text
from pipeline.segment import words_of

# 万科A · 开立医疗 · TCL科技 · *ST信威, behind what is no Chinese character
_NAME = re.compile(
    r"(?<![一-鿿A-Za-z*])(?:\*?S?T?)?(?P<name>(?!ST)(?:[A-Z]{2,4})?[一-鿿]{2,6}(?:-?[ABUW]{1,2})?)\Z"
)
# what runs into a name from before a line's end: 万股紫光股份 · 股份天山纺织 · 鉴于中弘股份 · 及新华保险
_RUN_IN = re.compile(r"[万亿]?[股元份]|股份|[年月日及和与]|减持|增持|收购|入股|鉴于|公司|第一股")
_MARKETS = (".SZ", ".SH", ".BJ", ".HK")


def counted(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """Code → what stands before it, and in how many texts."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        plain = matching_text(text)
        before = {(c.code, plain[max(c.name_end - 14, 0) : c.name_end]) for c in codes(plain)}
        for code, tail in before:
            if code.endswith(_MARKETS):
                counts.setdefault(code, Counter())[tail] += 1
    return counts


def chosen(counts: dict[str, Counter[str]], least: int) -> dict[str, str]:
    """Name → code, for the names that are sure."""
    of_name: dict[str, Counter[str]] = {}
    for code, tails in counts.items():
        clean: Counter[str] = Counter()
        for tail, n in tails.items():
            if match := _NAME.search(tail):
                clean[match["name"]] += n
        names = [name for name, n in clean.items() if len(name) + n >= 5]  # 3 characters twice, 4 once
        for name in names:
            if not any(name != other and name.endswith(other) for other in names):
                support = sum(n for tail, n in tails.items() if tail.endswith(name))
                of_name.setdefault(name, Counter())[code] = support
    lexicon = written_lexicon()
    out = {}
    for name, by_code in of_name.items():
        (code, n), total = by_code.most_common(1)[0], by_code.total()
        sure = n >= least and n * 2 > total
        if sure and not (lexicon.get(name) or _RUN_IN.match(name) or _is_of_words(name)):
            out[name] = code
    return dict(sorted(out.items(), key=lambda item: (item[1], item[0])))


def _is_of_words(name: str) -> bool:
    """Whether a name is one word of the dictionary, or all its words are common words or places."""
    words = list(words_of(name))
    return len(words) == 1 or all(is_ordinary(word) or is_place(word) for word in words)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/bulk.jsonl"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--least", type=int, default=2, help="articles that must have the name with the code")
    options = parser.parse_args()
    with options.corpus.open(encoding="utf-8") as lines:
        names = chosen(counted(json.loads(line)["text"] for line in lines), options.least)
    with options.out.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "label", "code", "kind"))
        out.writerows((name, "ORG", code, "company") for name, code in names.items())
    print(f"{len(names)} names in {options.out}")


if __name__ == "__main__":
    main()
