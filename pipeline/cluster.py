"""The same batch beyond one machine, on Dask distributed: one Parquet part of each table for each input
shard.

A shard is a JSONL, Parquet or text file at any fsspec URL (s3://, hdfs://, file paths). Workers read shards
and write parts themselves, nothing passes through the scheduler but names and counts, and nothing is
shuffled. A part is written under a temporary name and moved into place, `articles` last: a shard whose
articles part is there is done, so a second run does the missing ones, and a shard that is done twice (a
worker was killed after its last write) writes the same parts again. Each worker process loads the model once
and holds the rows of a thousand articles at a time, however large the shard.

All parts have the same types. A value that DECIMAL(38, 12) does not hold is rounded where it has too many
places and null where it has too many digits; `record` has it exactly.

`shard_tables` is engine-neutral: rows in, tables out. Under Spark it is the body of a `mapInPandas`.
"""

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Context, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from pipeline.batch import Failure, Loader, extract_batch, load_extractor
from pipeline.config import Settings
from pipeline.errors import ConfigError, NewsclaimsError, ReadError
from pipeline.read import Source, read_bytes, read_rows
from pipeline.records import ArticleRecord, to_json
from pipeline.store.export import COLUMNS, Row, arrow_batches, parquet_writer
from pipeline.store.rows import CLAIM_COLUMNS, ENTITY_COLUMNS, claim_rows, entity_rows

if TYPE_CHECKING:
    from distributed import Client

TABLES = ("claims", "entities", "articles")  # articles last: its part says that the shard is done
_PARTS = COLUMNS | {"articles": (*COLUMNS["articles"][:-2], "record")}
_BATCH = 64  # articles
_PATIENCE = "20s"  # for a scheduler that does not answer
_GROUP = 1024  # articles whose rows are in memory at a time
_ROUNDING = Context(prec=38)
_LARGEST, _STEP = Decimal(10) ** 26, Decimal(1).scaleb(-12)  # of DECIMAL(38, 12), the type in every part


class ShardResult(msgspec.Struct, frozen=True):
    """What became of a shard."""

    shard: str
    articles: int
    claims: int
    failures: tuple[tuple[str, str], ...]  # article id and reason
    skipped: bool = False  # its parts were there


def run_cluster(
    shards: Iterable[str],
    outputs: str,
    settings: Settings,
    *,
    address: str = "local",
    jobs: int = 0,
    listen: Callable[[ShardResult], None] = lambda result: None,
) -> list[ShardResult]:
    """Extracts every shard whose parts are missing at `outputs`; the results in the order they came in.

    `address` is a scheduler's (tcp://host:8786) or `local` for a cluster of processes on this machine. Raises
    ConfigError without the extra `cluster`, NewsclaimsError where the cluster cannot be reached.
    """
    names = list_shards(shards)
    if not names:
        raise ReadError(f"no shards at {', '.join(shards)}; JSONL, Parquet and text files are shards")
    with connect(address, jobs) as client:
        return list(submit(client, names, outputs, settings, listen=listen))


@contextmanager
def connect(address: str, jobs: int = 0) -> Iterator["Client"]:
    """A client of the cluster; a local one is started and ended with it."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ConfigError("--cluster needs Dask: pip install 'newsclaims[cluster]'") from error
    with ExitStack() as stack:
        target: Any = address
        if address == "local":
            from pipeline.run import default_jobs

            # Dask samples the stack of every worker a hundred times a second otherwise.
            stack.enter_context(dask.config.set({"distributed.worker.profile.enabled": False}))
            target = stack.enter_context(
                LocalCluster(
                    n_workers=jobs or default_jobs(),
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=":0",
                )
            )
        try:
            client = stack.enter_context(Client(target, timeout=_PATIENCE))
        except OSError as error:
            raise NewsclaimsError(f"no Dask scheduler answers at {address}: {error}") from error
        yield client


def submit(
    client: "Client",
    shards: Iterable[str],
    outputs: str,
    settings: Settings,
    *,
    load: Loader = load_extractor,
    listen: Callable[[ShardResult], None] = lambda result: None,
) -> Iterator[ShardResult]:
    """Runs the shards on a client's cluster; each result as it comes in.

    A shard whose worker dies goes to another one, up to Dask's `allowed-failures`.
    """
    from distributed import as_completed

    run = uuid4().hex  # in the keys, since Dask answers a key that it knows with what it has
    of = {}
    for shard in shards:
        key = f"shard-{part_name(shard)}-{run}"
        future = client.submit(process_shard, shard, outputs, settings, load, key=key, pure=False)
        of[future] = shard
    for future in as_completed(of):
        try:
            result: ShardResult = future.result()
        except Exception as error:
            result = ShardResult(of[future], 0, 0, (("", f"{type(error).__name__}: {error}"),))
        listen(result)
        yield result


def list_shards(urls: Iterable[str]) -> list[str]:
    """The shards at files, folders and patterns, sorted."""
    from fsspec.core import url_to_fs

    found: set[str] = set()
    for url in urls:
        system, path = url_to_fs(url)
        if "*" in path:
            names = system.glob(path)
        elif system.isdir(path):
            names = [
                n for n in system.find(path) if n.endswith((".jsonl", ".ndjson", ".parquet", ".txt", ".md"))
            ]
        else:
            names = [path]
        found.update(system.unstrip_protocol(name) for name in names)
    return sorted(found)


def part_name(shard: str) -> str:
    """The name that a shard's parts have: its own, and a digest of where it lies."""
    stem = posixpath.basename(shard).partition(".")[0]
    return f"{stem}-{hashlib.sha256(shard.encode()).hexdigest()[:12]}.parquet"


def process_shard(shard: str, outputs: str, settings: Settings, load: Loader = load_extractor) -> ShardResult:
    """Reads a shard, extracts and writes its parts; what a worker does."""
    from fsspec.core import url_to_fs

    system, root = url_to_fs(outputs)
    name = part_name(shard)
    done = f"{root}/articles/{name}"
    if system.exists(done):
        return ShardResult(shard, 0, 0, (), skipped=True)
    for table in TABLES:
        system.makedirs(f"{root}/{table}", exist_ok=True)
    # Hidden files are no part of a dataset to any reader of Parquet folders.
    temporary = {table: f"{root}/{table}/.{name}.{uuid4().hex}" for table in TABLES}
    rows = dict.fromkeys(TABLES, 0)
    failures: list[tuple[str, str]] = []
    sources = read_shard(shard, settings)
    with ExitStack() as stack:
        writers = {}
        for table in TABLES:
            file = stack.enter_context(system.open(temporary[table], "wb"))
            writers[table] = stack.enter_context(parquet_writer(_PARTS[table], file))
        while some := list(islice(sources, _GROUP)):
            tables, failed = shard_tables(some, settings, load=load)
            failures += failed
            for table in TABLES:
                for batch in arrow_batches(tables[table], _PARTS[table]):
                    writers[table].write_batch(batch)
                    rows[table] += batch.num_rows
    for table in TABLES:
        system.mv(temporary[table], f"{root}/{table}/{name}")
    return ShardResult(shard, rows["articles"], rows["claims"], tuple(failures))


def read_shard(shard: str, settings: Settings) -> Iterator[Source | ReadError]:
    """The articles of a shard, with the ids that its rows give."""
    import fsspec

    if shard.endswith(".parquet"):
        with fsspec.open(shard, "rb") as file:
            yield from _parquet_rows(file, settings, shard)
    elif shard.endswith((".jsonl", ".ndjson")):
        with fsspec.open(shard, "rb") as lines:
            yield from read_rows(lines, settings, name=shard)
    else:
        with fsspec.open(shard, "rb") as file:
            data = file.read()
        try:
            yield from read_bytes(data, name=shard, settings=settings)
        except ReadError as error:
            yield error


def _parquet_rows(file: Any, settings: Settings, name: str) -> Iterator[Source | ReadError]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(file).iter_batches(_BATCH):
        lines = (msgspec.json.encode(row) for row in batch.to_pylist())
        yield from read_rows(lines, settings, name=name)


Tables = dict[str, list[Row]]


def shard_tables(
    sources: Iterable[Source | ReadError], settings: Settings, *, load: Loader = load_extractor
) -> tuple[Tables, list[tuple[str, str]]]:
    """The rows of the tables claims, entities and articles, and (id, reason) of what failed."""
    tables: Tables = {table: [] for table in TABLES}
    failures: list[tuple[str, str]] = []
    iterator = iter(sources)
    while batch := list(islice(iterator, _BATCH)):
        good = [source for source in batch if not isinstance(source, ReadError)]
        failures += [("", str(error)) for error in batch if isinstance(error, ReadError)]
        for record in extract_batch(good, settings, load=load):
            if isinstance(record, Failure):
                failures.append((record.id, record.reason))
            else:
                _add(tables, record)
    return tables, failures


def _add(tables: Tables, record: ArticleRecord) -> None:
    article = record.article
    about = {"title": article.title, "published": article.published, "path": article.path}
    tables["articles"].append(
        {
            "id": article.id,
            **about,
            "format": article.format,
            "encoding": article.encoding,
            "script": article.script,
            "sha256": article.sha256,
            "characters": len(record.text),
            "claims": len(record.claims),
            "record": to_json(record).decode(),
        }
    )
    for row in claim_rows(record):
        claim = dict(zip(CLAIM_COLUMNS, row, strict=True)) | about
        tables["claims"].append(claim | {name: _fitted(claim[name]) for name in ("value", "low", "high")})
    tables["entities"] += [dict(zip(ENTITY_COLUMNS, row, strict=True)) for row in entity_rows(record)]


def _fitted(value: Any) -> Any:
    """A decimal, as text, that the type of the parts holds; None where there is none."""
    if value is None:
        return None
    number = Decimal(value)
    if abs(number) >= _LARGEST:
        return None
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -12
    return value if fits else f"{number.quantize(_STEP, context=_ROUNDING):f}"
