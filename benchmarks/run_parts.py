"""What `benchmarks/run.py` measures, each in a process of its own.

    python benchmarks/run_parts.py NAME ARGUMENTS

The last line of standard output is a JSON object. CPU is user and system time, memory the peak resident set.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.config import Settings
from pipeline.read import Source, read_rows

Figures = dict[str, Any]


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    """Seconds of CPU so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """Peak memory of this process, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sources(file: str, count: int) -> Iterator[Source]:
    """The first `count` articles of a JSONL file."""
    with Path(file).open("rb") as lines:
        found = (row for row in read_rows(lines, Settings(), name=file) if isinstance(row, Source))
        yield from islice(found, count)


def run(file: str, outputs: str, jobs: str, extractor: str = "real") -> Figures:
    """The whole job over a file of rows; with the memory of the parent at 1,000, 5,000 … and at the end.

    `extractor`: the real one, or `stand-in` for one that takes no time, to see the parent by itself.
    """
    from pipeline.batch import load_extractor
    from pipeline.run import Progress
    from pipeline.run import run as run_over
    from tests.run_fakes import load

    marks: dict[int, float] = {}

    def listen(event: object) -> None:
        if isinstance(event, Progress):
            for mark in (1_000, 5_000, 10_000, 25_000):
                if event.articles >= mark:
                    marks.setdefault(mark, peak())

    begun = time.monotonic()
    settings = Settings(base=str(Path(file).parent), outputs=outputs)
    loader = load if extractor == "stand-in" else load_extractor
    summary = run_over(settings, [Path(file)], jobs=int(jobs), load=loader, listen=listen)
    return {
        "articles": summary.extracted + summary.copied,
        "extracted": summary.extracted,
        "claims": summary.claims,
        "failed": summary.failed,
        "wall": time.monotonic() - begun,
        "cpu_workers": cpu(resource.RUSAGE_CHILDREN),
        "cpu_parent": cpu(),
        "peak_parent_mb": peak(),
        "peak_parent_mb_at": marks,
        "peak_worker_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "database_bytes": (Path(outputs) / "newsclaims.db").stat().st_size,
    }


def floor(file: str, count: str) -> Figures:
    """The bare floor, jieba's words and the model's `nlp.pipe`; then the whole pipeline on the same text."""
    import jieba

    from pipeline import models
    from pipeline.extractor import Extractor

    jieba.setLogLevel("ERROR")
    extractor = Extractor()
    settings = extractor.settings
    bare = models.load(settings.model, base=Path(settings.base))
    texts = list(sources(file, int(count)))
    list(extractor.pipe(texts[:20]))
    list(bare.pipe([source.text for source in texts[:20]]))
    jieba.lcut(texts[0].text)
    figures: Figures = {"articles": len(texts), "characters": sum(len(s.text) for s in texts)}
    begun = cpu()
    for source in texts:
        jieba.lcut(source.text)
    figures["cpu_jieba"] = cpu() - begun
    begun = cpu()
    for _ in bare.pipe(source.text for source in texts):
        pass
    figures["cpu_model"] = cpu() - begun
    begun = cpu()
    for _ in extractor.pipe(texts):
        pass
    figures["cpu_whole"] = cpu() - begun
    # The model's tokenizer cuts words too: cpu_model has its words, cpu_jieba those of plain jieba.
    figures["ratio_to_model"] = figures["cpu_whole"] / figures["cpu_model"]
    figures["ratio_to_floor"] = figures["cpu_whole"] / (figures["cpu_jieba"] + figures["cpu_model"])
    return figures


def stages(file: str, count: str) -> Figures:
    """Each stage's share of the CPU of a run: reading, extraction, preparation, writing to the store."""
    from tempfile import TemporaryDirectory

    from pipeline.clean import clean
    from pipeline.extractor import Extractor
    from pipeline.store.database import open_writer
    from pipeline.store.prepared import Key, prepare
    from pipeline.store.writer import Writer

    extractor = Extractor()
    for record in extractor.pipe(sources(file, 50)):  # what is imported and loaded at the first use
        prepare(record, Key("", "", "", ""))
    spent: dict[str, float] = {}

    def timed(name: str, since: float) -> float:
        now = cpu()
        spent[name] = spent.get(name, 0.0) + now - since
        return now

    at = cpu()
    texts = list(sources(file, int(count)))
    at = timed("read", at)
    cleaned = [clean(source.text, format=source.format) for source in texts]
    at = timed("clean", at)
    docs = [extractor.nlp.make_doc(c.text) for c in cleaned]
    at = timed("words", at)
    for name, component in extractor.nlp.pipeline:
        docs = (
            list(component.pipe(docs, batch_size=64))
            if hasattr(component, "pipe")
            else [component(d) for d in docs]
        )
        at = timed(name.removeprefix("newsclaims_"), at)
    records = [extractor._record(doc, source, c) for doc, source, c in zip(docs, texts, cleaned, strict=True)]
    at = timed("record", at)
    with TemporaryDirectory() as name, closing(open_writer(Path(name))) as connection:
        writer = Writer(connection, Path(name), write_json=True)
        at = cpu()
        made = [
            prepare(r, Key(r.article.id, file, r.article.id, r.article.id), articles=writer.articles)
            for r in records
        ]
        at = timed("rows, JSON, signature", at)
        for article in made:
            writer.put(article)
        timed("store", at)
    whole = sum(spent.values())
    own = ("clean", "quantities", "claims", "record", "rows, JSON, signature", "store")
    return {
        "shares": {name: seconds / whole for name, seconds in spent.items()},
        "own": sum(spent[name] for name in own) / whole,
        "characters_per_cpu_second": sum(len(source.text) for source in texts) / whole,
    }


def store(file: str, outputs: str, count: str) -> Figures:
    """Writes to the store by themselves: transactions a second, and the parent's CPU for each.

    The JSON files wait under their temporary names, as workers leave them.
    """
    from pipeline.extractor import Extractor
    from pipeline.store.database import open_writer
    from pipeline.store.prepared import Key, prepare
    from pipeline.store.writer import Writer

    extractor = Extractor()
    records = list(extractor.pipe(sources(file, int(count))))
    figures: Figures = {"articles": len(records)}
    for name, write_json in (("with_json", True), ("database_only", False)):
        folder = Path(outputs) / name
        with closing(open_writer(folder)) as connection:
            writer = Writer(connection, folder, write_json=write_json)
            made = [
                prepare(r, Key(r.article.id, file, r.article.id, r.article.id), articles=writer.articles)
                for r in records
            ]
            begun, at = time.monotonic(), cpu()
            for article in made:
                writer.put(article)
            figures[f"{name}_per_second"] = len(made) / (time.monotonic() - begun)
            figures[f"{name}_cpu_ms"] = (cpu() - at) / len(made) * 1000
    return figures


def make_files(folder: str, count: str) -> Figures:
    """A folder of small articles, a thousand to a folder, stored with an extractor without a model."""
    from pipeline.run import run as run_over
    from tests.run_fakes import load

    root = Path(folder)
    for number in range(int(count)):
        place = root / "articles" / f"{number // 1000:03}"
        if number % 1000 == 0:
            place.mkdir(parents=True)
        (place / f"{number:06}.txt").write_text(f"北辰集团第{number}批销量{number}辆。", encoding="utf-8")
    settings = Settings(base=folder, paths=("articles",), outputs="outputs", write_json=False)
    begun = time.monotonic()
    summary = run_over(settings, jobs=1, load=load)
    return {"stored": summary.extracted, "wall": time.monotonic() - begun, "peak_parent_mb": peak()}


def no_change(folder: str) -> Figures:
    """A run over that folder with nothing to do."""
    from pipeline.run import run as run_over
    from tests.run_fakes import load

    settings = Settings(base=folder, paths=("articles",), outputs="outputs", write_json=False)
    begun = time.monotonic()
    summary = run_over(settings, jobs=1, load=load)
    return {"unchanged": summary.unchanged, "extracted": summary.extracted, "wall": time.monotonic() - begun,
            "cpu": cpu(), "peak_mb": peak()}  # fmt: skip


def cluster(folder: str, outputs: str, jobs: str) -> Figures:
    """The same articles as shards on a local Dask cluster."""
    from pipeline.cluster import run_cluster

    begun = time.monotonic()
    results = run_cluster([folder], outputs, Settings(), jobs=int(jobs))
    size = sum(file.stat().st_size for file in Path(outputs).rglob("*.parquet"))
    return {
        "articles": sum(result.articles for result in results),
        "claims": sum(result.claims for result in results),
        "wall": time.monotonic() - begun,
        "cpu_workers": cpu(resource.RUSAGE_CHILDREN),
        "cpu_scheduler": cpu(),
        "peak_scheduler_mb": peak(),
        "parquet_bytes": size,
    }


PARTS = {part.__name__: part for part in (run, floor, stages, store, make_files, no_change, cluster)}

if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(json.dumps(PARTS[sys.argv[1]](*sys.argv[2:])))
