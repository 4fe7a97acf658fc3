"""Fuzzes reading and cleaning: whatever comes in, no exception but the project's own, and exact offsets.

    python tests/fuzz.py --count 200000 --seed 1

Inputs are texts made of pieces that matter (numbers, breaks, tags, radicals, dirt) and byte strings cut, glued and
changed at random, in every encoding and under every file name. Prints the first failures and exits with 1.
"""

import argparse
import collections
import io
import random
import sys
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.clean import clean
from pipeline.clean.verify import broken_spans
from pipeline.config import Settings
from pipeline.errors import ReadError
from pipeline.read import Source, read_bytes

PIECES = [
    "营收", "净利润", "达", "12", "3.5%", "１２％", "亿元", "，", "。", "、", "：", "“", "”", "（", "）", " ", "  ", "\t",
    "\u3000", "\n", "\n\n", "\r\n", "\r", "\u200b", "\ufeff", "\x00", "⻓", "⼀", "iPhone 17", "A股", "的", "万科", "**",
    "{IMG:1}", "(12.940,-0.41,-3.07%)", "(行情300543,诊股)", "<p>", "</p>", "<br>", "&nbsp;", "&amp;", "<b>", "</b>",
    "<script>", "</script>", "<!--", "-->", "<", ">", "&#x4e00;", "---\n", "title: 甲\n", "date: 2025-10-01\n", "■", "# ",
    "[a](b)", "①", "m²", "．", "883，158，515", "𠮷", "İ", "#a{b:c}", "{", "}", '"', "'", "text", "Text", "內容", "id", ":", ",", "[", "]",
    "公司公告称，前三季度营收同比增长，", "第三季度實現營業收入", "原标题：", " 来源：某网", "（原标题：", "【点击看】",
    "`", "~~", "__", "*", "@media a{b{c:d}", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "sep=;\n", "&#37;",
    "责任编辑：周某\n", "---- 分割线 ----\n", "广告\n", "| --- | --- |\n", "table", "<td>", "</td>", "<tr>", "<h1>", "\u2028", "e\u0301",
]  # fmt: skip
NAMES = ["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a.csv", "a.pdf", "a.parquet", "a.gz", "a.zip", "a"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"]


def some_text(rng: random.Random) -> str:
    """A text of up to a few hundred characters."""
    pieces = rng.choices(PIECES, k=rng.randrange(1, 60))
    if rng.random() < 0.2:  # a column: lines of one width
        body = "".join(p for p in pieces if "\n" not in p) * 3
        width = rng.randrange(3, 20)
        return "\n".join(body[i : i + width] for i in range(0, len(body), width))
    return "".join(pieces)


def some_bytes(rng: random.Random) -> bytes:
    """The bytes of a file, sound or broken."""
    text = some_text(rng)
    kind = rng.random()
    if kind < 0.15:
        text = "\n".join(f'{{"id": {i}, "text": "{some_text(rng)}"}}' for i in range(3))
    elif kind < 0.25:
        text = "id,text\n" + "\n".join(f"{i},{some_text(rng)}" for i in range(3))
    elif kind < 0.4:
        text = f"<html><head><title>{text[:9]}</title></head><body>{text}</body></html>"
    data = text.encode(rng.choice(ENCODINGS), "replace")
    if rng.random() < 0.05:  # read wrongly and saved so
        wrong = rng.choice(("gb18030", "latin-1", "big5hkscs"))
        data = data.decode(wrong, "replace").encode("utf-8")
    if kind > 0.97:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(rng.choice(NAMES), data)
        data = buffer.getvalue()
    if rng.random() < 0.5:
        return data
    changed = bytearray(data)
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(changed) + 1)
        change = rng.random()
        if change < 0.3:
            changed[at:at] = rng.randbytes(rng.randrange(1, 4))
        elif change < 0.6:
            del changed[at : at + rng.randrange(1, 5)]
        elif change < 0.8:
            changed[at : at + 1] = rng.randbytes(1)
        else:
            changed[at:at] = changed[: rng.randrange(1, 40)]
    return bytes(changed)


def failures(data: bytes, name: str, rng: random.Random) -> list[str]:
    """What is wrong with how these bytes are read and cleaned."""
    found = []
    try:
        for source in read_bytes(data, name=name, settings=Settings()):
            if not isinstance(source, Source):
                continue
            cleaned = clean(source.text, format=source.format)
            size = len(cleaned.text)
            if cleaned.offsets.length != size:
                found.append(f"map of {cleaned.offsets.length} for a text of {size}")
                continue
            starts = [rng.randrange(size) for _ in range(30 if size else 0)]
            spans = [(a, min(size, a + rng.choice((1, 2, 5, 20, 80)))) for a in starts]
            for start, end in broken_spans(source.text, cleaned.text, cleaned.offsets, spans):
                found.append(f"span {start}:{end} {cleaned.text[start:end]!r} is elsewhere")
    except ReadError as error:
        if name.removesuffix(".gz") not in str(error):
            found.append(f"message without the name: {error}")
    except Exception as error:  # what fuzzing looks for
        found.append(f"{type(error).__name__}: {error}")
    return found


def main() -> int:
    """Runs the fuzzing; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    started = time.monotonic()
    kinds: collections.Counter[str] = collections.Counter()
    for number in range(options.count):
        data, name = some_bytes(rng), rng.choice(NAMES)
        for failure in failures(data, name, rng):
            kinds[failure.split(":")[0]] += 1
            if sum(kinds.values()) <= 20:
                print(f"{number} {name} {failure}\n    {data[:400]!r}", flush=True)
    seconds = time.monotonic() - started
    print(f"{options.count} inputs in {seconds:.0f} s, failures: {sum(kinds.values())} {dict(kinds) or ''}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
