"""Worker processes: each loads the model once, takes batches over a pipe and sends prepared articles back.

The parent always knows which batch a worker is at, so that a worker that dies (killed, out of memory, a crash
in native code) costs nothing but time: its articles go one by one to fresh workers, and one that ends two
workers is a Failure of kind `crash`. A worker whose parent is gone ends with its pipe, at once.
"""

import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import msgspec

from pipeline.batch import Extracts, Failure, Loader, records_of
from pipeline.config import Settings
from pipeline.errors import NewsclaimsError, ReadError
from pipeline.read import Source, read_path, read_text
from pipeline.store.prepared import Key, Prepared, prepare

_AHEAD = 2  # batches a worker holds: one at work and one waiting, so that it never waits for the parent
_LONG = 500_000  # bytes; with so much at work, seconds of it, nothing is made to wait behind
_MOST_DEATHS = 3  # workers in a row that die before they are ready
_FIRST = read_text("某集团8月营收12亿元，同比增长5%，连续3个月居行业第一。")


class Item(msgspec.Struct, frozen=True):
    """One article to extract: a source that was read, or (None) the file of the key's path to be read."""

    number: int
    key: Key
    source: Source | None
    size: int  # bytes, for progress


class Outcome(msgspec.Struct, frozen=True):
    """What became of an item: prepared, or the kind and reason of its failure."""

    item: Item
    prepared: Prepared | None = None
    kind: str = ""
    reason: str = ""


class Ready(msgspec.Struct, frozen=True):
    """What a worker says first: what it extracts with."""

    fingerprint: str
    model: str


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    ready: bool = False
    batches: deque[list[Item]] = field(default_factory=deque)

    @property
    def room(self) -> int:
        """How many batches it can be given: none behind a long article."""
        if any(sum(item.size for item in batch) > _LONG for batch in self.batches):
            return 0
        return _AHEAD - len(self.batches)


class Pool:
    """Up to `jobs` workers, with the folder that they write JSON files to (None where those are not wanted).

    `submit` while `free()`, then `results()` until `idle`.
    """

    def __init__(
        self, settings: Settings, base: Path, load: Loader, *, jobs: int, articles: Path | None
    ) -> None:
        self._arguments = (settings, base, load, articles)
        self._jobs = jobs
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._waiting: deque[list[Item]] = deque()
        self._suspects: set[int] = set()  # items that a worker died on when it had no other
        self._deaths = 0
        self._ready: Ready | None = None
        self.restarted = 0

    def start(self, count: int) -> None:
        """Starts workers until there are `count`, or as many as there may be; does not wait for them."""
        while len(self._workers) < min(count, self._jobs):
            self._start()

    def describe(self) -> Ready:
        """What the workers extract with; starts one and waits for it where there is none yet."""
        while self._ready is None:
            self.start(1)
            for outcome in self._receive():
                raise AssertionError(f"a result before any work: {outcome}")
        return self._ready

    def free(self) -> bool:
        """Whether a batch can be submitted without piling up."""
        unstarted = self._jobs - len(self._workers)
        return len(self._waiting) < unstarted * _AHEAD + sum(worker.room for worker in self._workers)

    @property
    def idle(self) -> bool:
        """Whether nothing is at work or waiting."""
        return not self._waiting and not any(worker.batches for worker in self._workers)

    def submit(self, batch: list[Item]) -> None:
        """Hands a batch over to the next worker that has room."""
        self._waiting.append(batch)
        self._dispatch()

    def results(self) -> Iterator[Outcome]:
        """What has been finished by now; waits until something is, where anything is at work."""
        if not self.idle:
            yield from self._receive()

    def close(self) -> None:
        """Ends all workers, at once: what they were at is lost, what was received is not."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers = []

    def _start(self) -> None:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, *self._arguments), daemon=True)
        process.start()
        there.close()
        self._workers.append(_Worker(process, here))

    def _dispatch(self) -> None:
        while self._waiting:
            worker = max(self._workers, key=lambda w: w.room, default=None)
            if worker is None or (worker.batches and len(self._workers) < self._jobs):
                self._start()
                continue
            if worker.room <= 0:
                return
            batch = self._waiting.popleft()
            worker.batches.append(batch)
            try:
                worker.pipe.send_bytes(_pack(batch))
            except OSError:
                return  # it died; _receive sees its pipe closed and gives the batch to another

    def _receive(self) -> Iterator[Outcome]:
        pipes: dict[Any, _Worker] = {worker.pipe: worker for worker in self._workers}
        for worker in [pipes[pipe] for pipe in wait(list(pipes))]:
            try:
                message = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if isinstance(message, Ready):
                worker.ready = True
                self._deaths = 0
                self._ready = message
            elif isinstance(message, str):
                raise NewsclaimsError(message)
            else:
                batch = worker.batches.popleft()
                self._dispatch()  # before the results are stored, so that the worker goes on meanwhile
                for item, (prepared, kind, reason) in zip(batch, message, strict=True):
                    yield Outcome(item, prepared, kind, reason)
        self._dispatch()

    def _bury(self, worker: _Worker) -> Iterator[Outcome]:
        """Removes a dead worker.

        What it was at is tried again, item by item, and given up after the second death.
        """
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        self.restarted += 1
        if not worker.ready:
            self._deaths += 1
            if self._deaths >= _MOST_DEATHS:
                raise NewsclaimsError(
                    f"{self._deaths} worker processes in a row ended while loading the model "
                    f"({_ending(worker.process.exitcode)}); is there enough memory for --jobs {self._jobs}?"
                )
            self._waiting.extendleft(reversed(worker.batches))
            return
        again: list[list[Item]] = []
        if worker.batches:
            at_work = worker.batches.popleft()
            alone = at_work[0].number if len(at_work) == 1 else None
            if alone in self._suspects:
                reason = f"ended two worker processes ({_ending(worker.process.exitcode)})"
                yield Outcome(at_work[0], None, "crash", reason)
            else:
                if alone is not None:
                    self._suspects.add(alone)
                again = [[item] for item in at_work]
        self._waiting.extendleft(reversed([*again, *worker.batches]))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
            return f"by signal {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")
        except ValueError:
            return f"by signal {-code}"
    return f"with exit status {code}"


def _pack(batch: list[Item]) -> bytes:
    return pickle.dumps([(item.key, item.source) for item in batch], protocol=pickle.HIGHEST_PROTOCOL)


def _work(pipe: Connection, settings: Settings, base: Path, load: Loader, articles: Path | None) -> None:
    """What a worker process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")  # the processes are the parallelism
    try:
        extractor = load(settings)
        extractor.extract(_FIRST)  # what is loaded at the first use is missing now, not in every article
        pipe.send(Ready(extractor.fingerprint, f"{extractor.model_name} {extractor.model_version}"))
    except NewsclaimsError as error:
        pipe.send(str(error))
        return
    except MemoryError:
        pipe.send("there is not enough memory for a worker process; try fewer --jobs")
        return
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        pipe.send(f"the extractor cannot be loaded ({reason}); is newsclaims installed completely?")
        return
    batches: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, batches), daemon=True).start()
    while True:
        answers = list(_extract(pickle.loads(batches.get()), extractor, base, articles))
        try:
            pipe.send(answers)
        except OSError:
            return  # the parent is gone


def _listen(pipe: Connection, batches: "SimpleQueue[bytes]") -> None:
    """Empties the pipe at once, so that a parent that sends never waits for a worker that sends.

    Ends the process with its parent, whatever the other thread is at.
    """
    try:
        while True:
            batches.put(pipe.recv_bytes())
    except (EOFError, OSError):
        os._exit(0)
    except MemoryError:
        os._exit(1)


_Answer = tuple[Prepared | None, str, str]


def _extract(
    batch: list[tuple[Key, Source | None]], extractor: Extracts, base: Path, articles: Path | None
) -> Iterator[_Answer]:
    answers: list[_Answer | None] = []
    sources: list[Source] = []
    for key, source in batch:
        if source is None:
            found = _read_one(base / key.path, extractor.settings)
            if isinstance(found, str):
                answers.append((None, "read", found))
                continue
            source = found
        answers.append(None)
        sources.append(source)
    records = records_of(extractor, sources)
    for (key, _), answer in zip(batch, answers, strict=True):
        if answer is not None:
            yield answer
            continue
        record = next(records)
        if isinstance(record, Failure):
            yield None, record.kind, record.reason
        else:
            yield prepare(record, key, articles=articles), "", ""


def _read_one(path: Path, settings: Settings) -> Source | str:
    """The one article of a file, or why there is none."""
    try:
        for found in read_path(path, settings):
            return str(found) if isinstance(found, ReadError) else found
    except (ReadError, OSError) as error:
        return str(error)
    return f"{path}: no article in it"
