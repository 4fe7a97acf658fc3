"""Speed of the quantities stage as a ratio to `jieba.cut` in the same run, and its linearity.

    python benchmarks/quantities.py [TEXTS.jsonl] [--characters N]

TEXTS has rows with a `text`; without it, texts are made from numbers in many surface forms. Prints
characters per CPU second of numbers and calendar expressions together, of jieba, and their ratio: the ratio
is the figure to compare between machines. Then the CPU time for n and 10n characters of ordinary text and of
digits, brackets and numerals that repeat: a stage that is linear shows a factor of about 10.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import jieba

from pipeline.quantities import find

MADE = (
    "公司上半年实现营业收入{a}.{b}亿元，同比增长{b}.{a}%；归母净利润{b}亿元至{a}亿元，较上年同期下降{b}个百分点。",
    "截至2025年{m}月末，全国门店达{a}{b}家，门店数量较去年同期增加{b}余家，单店日均销量约{a}台。",
    "该项目总投资不超过{a}亿元，年产{b}万吨，预计三年半后投产，达产率超过七成，市场份额位居全国第三。",
)
PATHOLOGICAL = {
    "digits": "1234567890",
    "open brackets": "（",
    "numerals": "三百五十万",
    "lists": "1、",
    "dates": "2025年1月",
}


def seconds(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """CPU seconds that `work` needs for all texts."""
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def made(characters: int) -> list[str]:
    """Texts of the given total length."""
    generator, texts, size = random.Random(7), [], 0
    while size < characters:
        text = "".join(
            generator.choice(MADE).format(
                a=generator.randint(11, 99), b=generator.randint(2, 9), m=generator.randint(1, 12)
            )
            for _ in range(4)
        )
        texts.append(text)
        size += len(text)
    return texts


def main() -> None:
    """Prints one line a figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="?", type=Path)
    parser.add_argument("--characters", type=int, default=1_000_000, help="how much of the texts to read")
    arguments = parser.parse_args()
    texts: list[str] = []
    if arguments.texts:
        size = 0
        with arguments.texts.open(encoding="utf-8") as rows:
            for row in rows:
                texts.append(json.loads(row)["text"])
                size += len(texts[-1])
                if size >= arguments.characters:
                    break
    else:
        texts = made(arguments.characters)
    published = date(2025, 10, 15)
    jieba.initialize()
    find("預熱12元", published=published)
    size = sum(map(len, texts))
    ours = seconds(lambda t: find(t, published=published), texts)
    cut = seconds(lambda t: list(jieba.cut(t)), texts)
    print(f"{size:,} characters in {len(texts):,} texts")
    print(f"quantities and times   {size / ours:12,.0f} characters per CPU second")
    print(f"jieba.cut              {size / cut:12,.0f} characters per CPU second")
    print(f"ratio to jieba.cut     {cut / ours:12.2f}")
    prose = "".join(made(200_000))
    for name, unit in {"prose": prose, **PATHOLOGICAL}.items():
        base = (unit * (20_000 // len(unit) + 1))[:20_000]
        long = (unit * (200_000 // len(unit) + 1))[:200_000]
        small, large = (min(seconds(find, [t]) for _ in range(3)) for t in (base, long))
        print(f"linearity {name:14} n {small:7.3f} s   10n {large:7.3f} s   factor {large / small:5.1f}")


if __name__ == "__main__":
    main()
