"""Checks on real texts that every span of the clean text stands in the source where its offsets say.

    python benchmarks/invariant.py TEXTS.jsonl [MORE.jsonl ...] [--records]

TEXTS has rows with a `text`. Every single character and 300 random spans of each text are checked; with
`--records` every text is extracted and every span of its record is checked instead. Prints a line a file
and exits with 1 where a span is elsewhere or a text fails.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.clean import Cleaned, clean
from pipeline.clean.verify import broken_spans, same_words


def texts(file: Path) -> Iterator[tuple[str, str]]:
    """Id and text of each row."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            yield str(row.get("id", number)), row["text"]


def sampled_spans(length: int, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Every character, and random spans of up to 60."""
    yield from ((i, i + 1) for i in range(length))
    for _ in range(300 if length else 0):
        start = rng.randrange(length)
        yield start, min(length, start + rng.randrange(1, 60))


def check_text(text: str) -> tuple[int, int]:
    """How many spans were checked and how many stand elsewhere."""
    cleaned: Cleaned = clean(text)
    spans = list(sampled_spans(len(cleaned.text), random.Random(1)))
    return len(spans), len(list(broken_spans(text, cleaned.text, cleaned.offsets, spans)))


def check_record(text: str, extractor) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    """The same for the spans of the text's record; those without a source are not counted."""
    from pipeline.read import read_text

    record = extractor.extract(read_text(text))
    spans = [*record.entities, *record.claims, *record.qualifiers, *record.times]
    placed = [s for s in spans if s.source_start is not None]
    wrong = sum(not same_words(text[s.source_start : s.source_end], s.text) for s in placed)
    return len(placed), wrong


def main() -> int:
    """Checks the files; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--records", action="store_true")
    options = parser.parse_args()
    extractor = None
    if options.records:
        from pipeline.extractor import Extractor

        extractor = Extractor()
    failed = 0
    for file in options.files:
        started = time.process_time()
        count = checked = elsewhere = 0
        for id, text in texts(file):
            try:
                spans, wrong = check_record(text, extractor) if extractor else check_text(text)
            except Exception as error:  # the point is to see every text that fails
                print(f"{file}: {id}: {type(error).__name__}: {error}")
                failed += 1
                continue
            if wrong:
                print(f"{file}: {id}: {wrong} spans stand elsewhere")
            count, checked, elsewhere = count + 1, checked + spans, elsewhere + wrong
        seconds = time.process_time() - started
        print(f"{file}: {count} texts, {checked} spans, {elsewhere} elsewhere, {seconds:.1f} s of CPU")
        failed += elsewhere
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
