"""Faults tried for real on `newsclaims run` with the real extractor; exit status 1 where one hurts.

    python benchmarks/run_faults.py [--input JSONL] [--articles 60] [--interruptions 20] [FAULT ...]

Each fault is brought about, what the command says and its exit status are noted, and afterwards `run` must
lead to the store of an undisturbed run. Full and read-only disks are small file systems in memory, which only
root may mount; they are left out for others. kill -9 has a script of its own, run_kill.py.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.run import ROOT, write_input
from pipeline.errors import StoreError
from pipeline.store.database import open_reader
from tests.run_fakes import content

DATABASE = "newsclaims.db"


class Desk:
    """The articles, what an undisturbed run stores of them, and the command line."""

    def __init__(self, folder: Path, given: argparse.Namespace) -> None:
        self.folder = folder
        self.interruptions: int = given.interruptions
        self.articles = folder / "articles.jsonl"
        write_input(self.articles, given.input, given.articles)
        self.sound = folder / "sound"
        assert self.newsclaims("run", self.sound)[0] == 0
        self.wanted = content(self.sound)

    def start(
        self, command: str, outputs: Path, *more: str, before: Callable[[], None] | None = None
    ) -> "subprocess.Popen[str]":
        paths = [str(self.articles)] if command in ("run", "status") else []
        quiet = ["--quiet", "--jobs", "1"] if command == "run" else []
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", command, *quiet, *more, "--outputs", str(outputs), *paths],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=before,
        )  # fmt: skip

    def newsclaims(
        self, command: str, outputs: Path, *more: str, before: Callable[[], None] | None = None
    ) -> tuple[int, str]:
        """Exit status, and what was said on standard error."""
        process = self.start(command, outputs, *more, before=before)
        _, said = process.communicate()
        return process.returncode, said.strip()

    def whole(self, outputs: Path) -> bool:
        """Whether the store holds what the undisturbed run's does, in sound tables."""
        return is_sound(outputs) and content(outputs) == self.wanted

    def mends(self, outputs: Path, *more: str) -> bool:
        """Whether one more run makes the store whole."""
        return self.newsclaims("run", outputs, *more)[0] == 0 and self.whole(outputs)

    def copy(self, name: str) -> Path:
        target = self.folder / name
        shutil.rmtree(target, ignore_errors=True)
        return Path(shutil.copytree(self.sound, target))


Result = tuple[bool, str]


def is_sound(outputs: Path) -> bool:
    connection = sqlite3.connect(outputs / DATABASE)
    try:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()


def brief(said: str, outputs: Path) -> str:
    return said.splitlines()[-1].replace(f"{outputs}/", "")[:110] if said else "nothing"


@contextmanager
def small_disk(place: Path, size: str, *options: str) -> Iterator[None]:
    place.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *options)), "tmpfs", place], check=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def full_disk(desk: Desk, size: str) -> Result:
    place = desk.folder / "disk"
    with small_disk(place, size):
        outputs = place / "out"
        status, said = desk.newsclaims("run", outputs)
        good = status == 2 and "no space" in said and "Traceback" not in said
        good &= not (outputs / DATABASE).exists() or is_sound(outputs)
        readers = [desk.newsclaims(c, outputs)[0] for c in ("status", "claims")] if good else []
        remount(place, "size=200m")
        good &= desk.mends(outputs)
    return good, f"{status}: {brief(said, outputs)}; readers {readers}"


def full_disk_with_a_store(desk: Desk) -> Result:
    """The disk fills while a sound store is extracted again."""
    place = desk.folder / "disk"
    with small_disk(place, "200m"):
        outputs = place / "out"
        shutil.copytree(desk.sound, outputs)
        used = sum(file.stat().st_size for file in outputs.rglob("*"))
        remount(place, f"size={used // 1024 + 300}k")
        status, said = desk.newsclaims("run", outputs, "--force")
        good = status == 2 and "no space" in said and is_sound(outputs)
        remount(place, "size=200m")
        good &= desk.mends(outputs)
    return good, f"{status}: {brief(said, outputs)}"


def read_only_disk(desk: Desk) -> Result:
    place = desk.folder / "disk"
    with small_disk(place, "200m"):
        outputs = place / "out"
        shutil.copytree(desk.sound, outputs)
        remount(place, "ro")
        status, said = desk.newsclaims("run", outputs, "--force")
        readers = [desk.newsclaims(c, outputs)[0] for c in ("status", "claims", "export", "conflicts")]
        good = status == 2 and "cannot be written" in said and readers == [0, 0, 0, 0]
        remount(place, "rw")
        good &= desk.whole(outputs)
    return good, f"{status}: {brief(said, outputs)}; readers {readers}"


def file_size_limit(desk: Desk) -> Result:
    outputs = desk.folder / "limited"

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    status, said = desk.newsclaims("run", outputs, before=limit)
    good = status == 2 and "Traceback" not in said and is_sound(outputs)
    good &= desk.mends(outputs)
    return good, f"{status}: {brief(said, outputs)}"


def little_memory(desk: Desk, megabytes: int) -> Result:
    outputs = desk.folder / f"memory{megabytes}"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    status, said = desk.newsclaims("run", outputs, before=limit)
    good = status in (0, 1, 2)
    good &= desk.mends(outputs, "--retry-failed")
    return good, f"{status}: {brief(said, outputs)}"


def damaged(desk: Desk, damage: Callable[[Path], None]) -> Result:
    outputs = desk.copy("damaged")
    damage(outputs / DATABASE)
    said = {c: desk.newsclaims(c, outputs) for c in ("status", "claims", "export")}
    status, told = desk.newsclaims("run", outputs, "--verify")
    good = status == 2 and "--rebuild" in told
    good &= all(s == 0 or "--rebuild" in text for s, text in said.values())
    good &= desk.mends(outputs, "--rebuild")
    return good, f"{status}: {brief(told, outputs)}"


def overwrite(file: Path, start: int, step: int, length: int) -> None:
    data = bytearray(file.read_bytes())
    for at in range(start, len(data), step):
        data[at : at + length] = b"\xa5" * length
    file.write_bytes(data)


def halve(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def interrupted(desk: Desk, number: int) -> Result:
    """Ctrl-C or a terminating signal at random moments, over and over, until the run comes to its end."""
    outputs = desk.folder / f"interrupted{number}"
    chance = random.Random(number)

    def heard() -> None:  # what a shell starts in the background is deaf to Ctrl-C
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    ends: dict[str, int] = {}
    good = True
    for _ in range(desk.interruptions):
        process = desk.start("run", outputs, before=heard)
        time.sleep(0.3 + chance.random() * chance.choice((1, 4, 12)))
        process.send_signal(number)
        _, said = process.communicate()
        ends[str(process.returncode)] = ends.get(str(process.returncode), 0) + 1
        good &= "Traceback" not in said or "pipeline.run" not in said
    good &= desk.mends(outputs)
    return good, f"exit statuses {ends}"


def rivals(desk: Desk) -> Result:
    outputs = desk.folder / "rivals"
    runs = [desk.start("run", outputs) for _ in range(8)]
    said = [run.communicate()[1] for run in runs]
    codes = sorted(run.returncode for run in runs)
    told = sum("is being written by process" in text for text in said)
    good = codes.count(2) == told and codes.count(0) >= 1 and desk.whole(outputs)
    return good, f"{codes.count(0)} worked, {told} were turned away and told who writes"


def readers(desk: Desk) -> Result:
    """Somebody reads all the time while a run goes on."""
    outputs = desk.folder / "read"
    process = desk.start("run", outputs)
    counts, slowest = [], 0.0
    while process.poll() is None:
        try:
            begun = time.monotonic()
            with closing(open_reader(outputs)) as connection:
                rows = "SELECT (SELECT count(*) FROM claims), (SELECT sum(claims) FROM articles)"
                counts.append(connection.execute(rows).fetchone())
            slowest = max(slowest, time.monotonic() - begun)
        except StoreError as error:  # there is no store yet
            if counts:
                return False, str(error)
        time.sleep(0.01)
    seen = [claims for claims, _ in counts]
    good = seen == sorted(seen) and all(claims == (noted or 0) for claims, noted in counts)
    good &= desk.whole(outputs)
    return good, f"{len(counts)} reads, {len(set(seen))} states, each whole; slowest {slowest * 1000:.0f} ms"


FAULTS: dict[str, Callable[[Desk], Result]] = {
    "disk full on the way": partial(full_disk, size="900k"),
    "disk full at the start": partial(full_disk, size="64k"),
    "disk full under a store": full_disk_with_a_store,
    "read-only disk": read_only_disk,
    "limit of file size": file_size_limit,
    "memory for no worker": partial(little_memory, megabytes=300),
    "memory for a worker, hardly": partial(little_memory, megabytes=900),
    "database: header gone": partial(damaged, damage=partial(overwrite, start=0, step=1 << 40, length=100)),
    "database: half gone": partial(damaged, damage=halve),
    "database: every other page": partial(
        damaged, damage=partial(overwrite, start=40960, step=8192, length=64)
    ),
    "database: table of tables": partial(
        damaged, damage=partial(overwrite, start=100, step=1 << 40, length=300)
    ),
    "Ctrl-C": partial(interrupted, number=signal.SIGINT),
    "terminated": partial(interrupted, number=signal.SIGTERM),
    "eight runs at once": rivals,
    "readers all the time": readers,
}
_MOUNTS = ("disk full", "read-only")


def main() -> None:
    """Tries the faults."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], metavar="FAULT")
    parser.add_argument("--input", type=Path)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--interruptions", type=int, default=20)
    given = parser.parse_args()
    hurt = 0
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(Path(name), given)
        for fault in given.faults or FAULTS:
            if fault.startswith(_MOUNTS) and os.geteuid():
                print(f"{fault:28} left out: mounting needs root", flush=True)
                continue
            good, told = FAULTS[fault](desk)
            hurt += not good
            print(f"{fault:28} {'whole' if good else 'HURT '}  {told}", flush=True)
    sys.exit(hurt > 0)


if __name__ == "__main__":
    main()
