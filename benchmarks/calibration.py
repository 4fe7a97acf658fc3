"""Whether confidence means something: of the claims with each confidence, how many are right.

    python -m benchmarks.calibration [GOLD.jsonl ...]

A claim is right where its quantity is one of gold in the role `claim` and subject and metric are acceptable,
as `score.py` beside the gold data compares them. Rows are tenths of confidence, the last two split at 0.95.
Default: ../shared/claims_train/dev.jsonl.
"""

import argparse
import json
import sys
from bisect import bisect_right
from pathlib import Path

from pipeline.extractor import Extractor
from pipeline.read import read_text
from pipeline.records import ClaimRecord
from training.claims.data import overlap_f1, same_name, squeeze

DEFAULT = Path("../shared/claims_train/dev.jsonl")
EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def is_right(claim: ClaimRecord, gold: list[dict]) -> bool:
    """Whether gold has the claim with this subject and metric."""
    start, end = claim.source_start, claim.source_end
    if start is None or end is None:  # moved by cleaning: where it stands in gold cannot be told
        return False
    for row in gold:
        if row["role"] == "claim" and start < row["end"] and row["start"] < end:
            metric = claim.metric or ""
            close = any(overlap_f1(squeeze(metric), squeeze(m)) >= 0.6 for m in row["metric"])
            return same_name(row["subject"], claim.subject) and (close or same_name(row["metric"], metric))
    return False


def table(path: Path, extractor: Extractor) -> list[tuple[float, int, float, float]]:
    """Lower edge, claims, mean confidence and share right of each row with claims."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sources = [read_text(r["text"], id=r["id"], published=r.get("published")) for r in rows]
    bins: list[list[tuple[float, bool]]] = [[] for _ in EDGES]
    for row, record in zip(rows, extractor.pipe(sources), strict=True):
        for claim in record.claims:
            right = is_right(claim, row["quantities"])
            bins[bisect_right(EDGES, claim.confidence) - 1].append((claim.confidence, right))
    return [
        (edge, len(some), sum(c for c, _ in some) / len(some), sum(r for _, r in some) / len(some))
        for edge, some in zip(EDGES, bins, strict=True)
        if some
    ]


def main() -> None:
    """Prints a calibration table for each file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEFAULT])
    extractor = Extractor()
    for path in parser.parse_args().files:
        sys.stdout.write(f"{path.parent.name}/{path.name}\nconfidence  claims  mean   right\n")
        for edge, count, mean, right in table(path, extractor):
            sys.stdout.write(f"from {edge:.2f}   {count:6d}  {mean:.3f}  {right:.3f}\n")


if __name__ == "__main__":
    main()
