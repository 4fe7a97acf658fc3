"""Scores the pipeline on our own sentences: subject, metric, time, direction, basis, modality, source, role.

    python -m training.claims.evaluate_sentences [--errors] [FILE ...]

A file holds one sentence a line: `construction`, `text`, `published`, and `claims`, the expected quantities
in order of position. Every tenth construction (by the digest of its name) is held out: its figures are
reported apart and its errors are never printed, so that no rule can be written for them.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.extractor import Extractor
from pipeline.read import read_text
from pipeline.records import ClaimRecord
from training.claims.data import overlap_f1, same_name, squeeze

FOLDER = Path("tests/data/claims")
FIELDS = ("role", "subject", "metric", "time", "direction", "basis", "modality", "source")


class Outcome(NamedTuple):
    """One expected field of one quantity and whether it was given; `found` is False where no quantity was."""

    construction: str
    held_out: bool
    field: str
    right: bool
    found: bool
    note: str


def held_out(construction: str) -> bool:
    """Whether a construction is kept out of sight: one in ten, by the digest of its name."""
    return int(hashlib.sha256(construction.encode()).hexdigest(), 16) % 10 == 0


def outcomes(path: Path, extractor: Extractor) -> Iterator[Outcome]:
    """Every expected field of the sentences of a file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sources = (
        read_text(row["text"], id=str(n), published=row.get("published")) for n, row in enumerate(rows)
    )
    for row, record in zip(rows, extractor.pipe(sources), strict=True):
        found = sorted((*record.claims, *record.qualifiers), key=lambda q: q.start)
        position = 0
        for expected in row["claims"]:
            start = expected.get("start", row["text"].find(expected["text"], position))
            end = start + len(expected["text"])
            position = end
            got = next((q for q in found if q.start < end and start < q.end), None)
            for field in FIELDS if expected["role"] == "claim" else ("role",):
                right = got is not None and _right(field, expected, got)
                value = None if got is None else getattr(got, field)
                note = f"{row['text'][:60]} {expected['text']} {field}: {expected.get(field)} not {value}"
                yield Outcome(
                    row["construction"], held_out(row["construction"]), field, right, got is not None, note
                )


def _right(field: str, expected: dict[str, Any], got: ClaimRecord) -> bool:
    if field != "role" and got.role != "claim":
        return False
    want, have = expected.get(field), getattr(got, field)
    if field in ("subject", "source"):
        return same_name(want, have)
    if field == "metric":
        options = [want] if isinstance(want, str) else want or []
        close = any(overlap_f1(squeeze(have), squeeze(o)) >= 0.6 for o in options)
        return same_name(want, have) or close
    if field == "time":
        if not want or have is None:
            return not want and have is None
        if want.get("from") or want.get("to"):
            return (want.get("from"), want.get("to")) == (have.first, have.last)
        return overlap_f1(squeeze(want["text"]), squeeze(have.text)) >= 0.6
    return bool(want == have)


def figures(found: list[Outcome]) -> dict[tuple[str, bool], tuple[int, int]]:
    """(right, all) by (field, held out)."""
    counts: dict[tuple[str, bool], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for outcome in found:
        right, total = counts[outcome.field, outcome.held_out]
        counts[outcome.field, outcome.held_out] = (right + outcome.right, total + 1)
    return dict(counts)


def main() -> None:
    """Prints the share of right fields, of the sentences in sight and of those held out."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    parser.add_argument("--errors", action="store_true", help="print the errors that are in sight")
    args = parser.parse_args()
    extractor = Extractor()
    for path in args.paths:
        found = list(outcomes(path, extractor))
        if args.errors:
            sys.stdout.writelines(
                f"  {o.construction}: {o.note}\n" for o in found if not (o.right or o.held_out)
            )
        counts = figures(found)
        sys.stdout.write(f"{path.name}\n")
        for field in FIELDS:
            seen, kept = counts.get((field, False), (0, 0)), counts.get((field, True), (0, 0))
            sys.stdout.write(f"  {field:10} in sight {seen[0]}/{seen[1]}   held out {kept[0]}/{kept[1]}\n")


if __name__ == "__main__":
    main()
