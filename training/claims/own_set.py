"""The sentences of our own for the links of claims: how many are right, visible and held-out apart.

    python -m training.claims.own_set [--errors] [FILE ...]

A construction is held out where the SHA-256 of its name, as a number, is divisible by ten: its errors are
never shown, and no rule was written with it in sight. A field counts where the quantity was found as a claim.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.extractor import Extractor
from pipeline.read import read_text
from pipeline.records import ArticleRecord, ClaimRecord
from training.claims.data import overlap_f1, same_name, squeeze

LINKS = Path("tests/data/claims/links.jsonl")
Row = dict[str, Any]


def held_out(construction: str) -> bool:
    """Whether a construction is kept out of sight."""
    return int(hashlib.sha256(construction.encode()).hexdigest(), 16) % 10 == 0


def rows_of(path: Path) -> list[Row]:
    """The sentences of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def extracted(rows: Iterable[Row]) -> list[ArticleRecord]:
    """A record of each sentence."""
    sources = [read_text(row["text"], id=str(n), published=row["published"]) for n, row in enumerate(rows)]
    return list(Extractor().pipe(sources))


def judged(gold: Row, got: ClaimRecord) -> dict[str, bool]:
    """Which fields of a matched claim are right."""
    metric, subject = got.metric or "", got.subject or ""
    close = overlap_f1(squeeze(metric), squeeze(gold["metric"])) >= 0.6
    return {
        "subject": same_name(gold["subject"], subject),
        "metric": close or same_name(gold["metric"], metric),
        "direction": gold["direction"] == got.direction,
        "basis": gold["basis"] == got.basis,
        "modality": gold["modality"] == got.modality,
    }


def figures(
    rows: list[Row], records: list[ArticleRecord], *, held: bool
) -> tuple[dict[str, float], list[str]]:
    """Share right by field, of the visible or the held-out constructions, and a line for each error.

    `claim`: F1 of the claims with the right span, subject and metric.
    """
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    gold_claims = got_claims = 0
    errors = []
    for row, record in zip(rows, records, strict=True):
        if held_out(row["construction"]) != held:
            continue
        found = [*record.claims, *record.qualifiers]
        got_claims += len(record.claims)
        for gold in row["claims"]:
            gold_claims += gold["role"] == "claim"
            got = next((c for c in found if c.start < gold["end"] and gold["start"] < c.end), None)
            seen["role"] += 1
            same_role = got is not None and got.role == gold["role"]
            right["role"] += same_role
            if got is None or not same_role or gold["role"] != "claim":
                if not same_role:
                    errors.append(f"{row['construction']}: role of {gold['text']}: {got and got.role}")
                continue
            marks = judged(gold, got)
            for field, mark in marks.items():
                seen[field] += 1
                right[field] += mark
            right["claim"] += marks["subject"] and marks["metric"]
            if not all(marks.values()):
                wrong = ", ".join(
                    f"{f} {getattr(got, f)} not {gold[f]}" for f, mark in marks.items() if not mark
                )
                errors.append(f"{row['construction']}: {gold['text']}: {wrong}")
    shares = {field: right[field] / seen[field] for field in seen}
    shares["claim"] = 2 * right["claim"] / max(gold_claims + got_claims, 1)
    return shares, errors


def main() -> None:
    """Prints both numbers for each file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[LINKS])
    parser.add_argument("--errors", action="store_true", help="print the errors of the visible constructions")
    arguments = parser.parse_args()
    for path in arguments.files:
        rows = rows_of(path)
        records = extracted(rows)
        for held in (False, True):
            shares, errors = figures(rows, records, held=held)
            shown = "  ".join(f"{field} {share:.3f}" for field, share in sorted(shares.items()))
            sys.stdout.write(f"{path.name} {'held-out' if held else 'visible '}  {shown}\n")
            if arguments.errors and not held:
                sys.stdout.write("".join(f"  {error}\n" for error in errors))


if __name__ == "__main__":
    main()
