"""kill -9 at random moments, of the run or of a worker, then `run`: is the store an undisturbed run's?

    python benchmarks/run_kill.py [--input JSONL] [--articles 400] [--rounds 10] [--seed 1]

Each round starts over with an empty store, kills the run one to four times on its way, lets it finish and
compares every table but times of day and the history of runs. With the real extractor and two workers.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.run import ROOT, write_input
from tests.run_fakes import content
from tests.test_run_kill import children


def start(file: Path, outputs: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pipeline.cli",
            "run",
            "--jobs",
            "2",
            "--outputs",
            str(outputs),
            "--quiet",
            str(file),
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )


def stored(outputs: Path) -> int:
    """How many articles the store holds by now."""
    import sqlite3

    try:
        connection = sqlite3.connect(f"file:{outputs / 'newsclaims.db'}?mode=ro", uri=True)
        count: int = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        connection.close()
    except sqlite3.Error:
        return 0
    return count


def disturbed(file: Path, outputs: Path, chance: random.Random, articles: int) -> list[str]:
    """One run that is killed on its way; what was done to it."""
    done = []
    for _ in range(chance.randint(1, 4)):
        process = start(file, outputs)
        until = chance.randrange(articles * 9 // 10)
        while process.poll() is None and stored(outputs) < until:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.5)
        workers = children(process.pid)
        if workers and chance.random() < 0.5:
            os.kill(chance.choice(workers), signal.SIGKILL)
            done.append(f"worker at {stored(outputs)}")
            time.sleep(chance.random())
        if process.poll() is None and (not done or chance.random() < 0.8):
            process.kill()
            done.append(f"run at {stored(outputs)}")
        process.wait()
    start(file, outputs).wait()
    return done


def main() -> None:
    """Runs the rounds; exit status 1 where a store differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--input", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    equal = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "articles.jsonl"
        write_input(file, given.input, given.articles)
        start(file, folder / "undisturbed").wait()
        wanted = content(folder / "undisturbed")
        for round_ in range(1, given.rounds + 1):
            outputs = folder / f"round{round_}"
            done = disturbed(file, outputs, chance, given.articles)
            same = content(outputs) == wanted and all(
                (outputs / part).read_bytes() == (folder / "undisturbed" / part).read_bytes()
                for part in ("claims.jsonl",)
            )
            equal += same
            print(
                f"round {round_}: killed {', '.join(done) or 'nothing'}: {'equal' if same else 'DIFFERENT'}",
                flush=True,
            )
    print(
        f"{equal} of {given.rounds} stores equal the undisturbed one ({len(wanted['articles'])} articles, "
        f"{len(wanted['claims'])} claims)"
    )
    sys.exit(equal < given.rounds)


if __name__ == "__main__":
    main()
