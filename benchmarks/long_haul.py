"""The same articles over and over in one process: does memory stay flat, are the results identical?

    python benchmarks/long_haul.py [--input JSONL] [--articles 3000] [--rounds 3] [--json FILE]

Exit status 1 where a round's records differ from the first round's (times of extraction aside), or where the
memory in use at the end is more than a twentieth above what it was after the first round.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.run import write_input
from benchmarks.run_parts import cpu, peak, sources
from pipeline.extractor import Extractor
from pipeline.records import to_json


def resident() -> float:
    """Memory in use by this process now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def one_round(extractor: Extractor, file: Path, articles: int) -> dict[str, object]:
    digest = sha256()
    claims = articles_done = 0
    begun, at = time.monotonic(), cpu()
    for record in extractor.pipe(sources(str(file), articles)):
        articles_done += 1
        provenance = msgspec.structs.replace(record.provenance, extracted_at="")
        digest.update(to_json(msgspec.structs.replace(record, provenance=provenance)))
        claims += len(record.claims)
    return {
        "articles": articles_done,
        "claims": claims,
        "digest": digest.hexdigest()[:16],
        "cpu": cpu() - at,
        "wall": time.monotonic() - begun,
        "resident_mb": resident(),
        "peak_mb": peak(),
    }


def main() -> None:
    """Runs the rounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--input", type=Path)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rounds: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "articles.jsonl"
        write_input(file, given.input, given.articles)
        extractor = Extractor()
        print(f"loaded    {resident():6.0f} MB")
        for number in range(1, given.rounds + 1):
            rounds.append(done := one_round(extractor, file, given.articles))
            print(
                f"round {number}   {done['resident_mb']:6.0f} MB, peak {done['peak_mb']:.0f} MB; "
                f"{done['articles']:,} articles, {done['claims']:,} claims, records {done['digest']}; "
                f"{done['cpu']:.0f} s of CPU",
                flush=True,
            )
    identical = len({done["digest"] for done in rounds}) == 1
    growth = float(str(rounds[-1]["resident_mb"])) / float(str(rounds[0]["resident_mb"]))
    print(f"records {'identical' if identical else 'DIFFERENT'}, memory {growth:.3f} times the first round's")
    if given.json:
        given.json.write_text(json.dumps({"rounds": rounds, "identical": identical}, indent=1) + "\n")
    sys.exit(not identical or growth > 1.05)


if __name__ == "__main__":
    main()
