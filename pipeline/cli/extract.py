"""`newsclaims extract`: no store, text or rows in, records out."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import config_option, read_settings

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.errors import ReadError
    from pipeline.read import Source
from pipeline.cli.terminal import binary_output, printable

_BATCH = 32  # articles


@click.command("extract")
@click.argument("files", nargs=-1, metavar="[FILE or -]...", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl", "table"]),
    default="json",
    show_default=True,
    help="json: indented; jsonl: one record a line; table: the claims for reading.",
)
@click.option("--published", help="ISO date that relative times of plain text count from, e.g. 2025-09-25.")
@click.option("--title", help="Title of a plain text.")
@config_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    form: str,
    published: str | None,
    title: str | None,
    config: Path | None,
) -> None:
    """Extract from a text or from JSONL rows, without a store.

    FILE is any article that `run` reads; - is standard input: JSONL rows {"id", "text", "published",
    "title"} (other fields are ignored) or plain text. A row's id becomes the record's article.id.

    \b
    Examples:
      echo "小米2025年研发投入超过300亿元。" | newsclaims extract -
      echo '{"id": "a1", "text": "营收达12亿元。"}' | newsclaims extract --format jsonl -
      newsclaims extract --format table corpus
    """
    from pipeline.batch import Failure, records_of
    from pipeline.errors import ReadError
    from pipeline.extractor import Extractor
    from pipeline.records import to_json

    settings = read_settings(config)
    extractor = Extractor(settings)
    failed = 0
    out = binary_output()
    found = _read(files or (Path("-"),), settings, published, title)
    while batch := list(islice(found, _BATCH)):
        records = records_of(extractor, [source for source in batch if not isinstance(source, ReadError)])
        for source in batch:
            record = source if isinstance(source, ReadError) else next(records)
            if isinstance(record, ReadError | Failure):
                failed += 1
                reason = str(record) if isinstance(record, ReadError) else f"{record.id}: {record.reason}"
                click.echo(printable(f"failed: {reason}"), err=True)
            elif form == "table":
                from pipeline.cli.tables import print_claims

                print_claims(record)
            else:
                out.write(to_json(record, pretty=form == "json") + b"\n")
        out.flush()
    ctx.exit(1 if failed else 0)


def _read(
    files: tuple[Path, ...], settings: "Settings", published: str | None, title: str | None
) -> Iterator["Source | ReadError"]:
    from pipeline.errors import ReadError
    from pipeline.read import find_files, read_bytes, read_path, read_rows

    for file in files:
        try:
            if str(file) == "-":
                data = sys.stdin.buffer.read()
                if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
                    yield from read_rows(data.split(b"\n"), settings)
                else:
                    for source in read_bytes(data, name="<stdin>", settings=settings):
                        yield source if isinstance(source, ReadError) else _said(source, published, title)
            elif file.suffix in (".jsonl", ".ndjson") and file.is_file():
                with file.open("rb") as lines:
                    yield from read_rows(lines, settings, name=str(file))
            else:
                for path in find_files([file]):
                    for source in read_path(path, settings):
                        yield source if isinstance(source, ReadError) else _said(source, published, title)
        except ReadError as error:
            yield error


def _said(source: "Source", published: str | None, title: str | None) -> "Source":
    """The source with what the command line says of it, where the source itself says nothing."""
    import msgspec

    return msgspec.structs.replace(
        source, published=source.published or published, title=source.title or title
    )
