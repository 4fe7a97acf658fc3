"""`newsclaims extract`: no store, text or rows in, records out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import config_option, read_settings

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.errors import ReadError
    from pipeline.read import Source


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
    from pipeline.errors import ReadError
    from pipeline.extractor import Extractor
    from pipeline.records import to_json

    settings = read_settings(config)
    extractor = Extractor(settings)
    failed: list[ReadError] = []

    def sources() -> Iterator["Source"]:
        for item in _read(files or (Path("-"),), settings, published, title):
            if isinstance(item, ReadError):
                failed.append(item)
                click.echo(f"newsclaims: {item}", err=True)
            else:
                yield item

    out = click.get_binary_stream("stdout")
    for record in extractor.pipe(sources()):
        if form == "table":
            from pipeline.cli.tables import print_claims

            print_claims(record)
        else:
            out.write(to_json(record, pretty=form == "json") + b"\n")
    out.flush()
    ctx.exit(1 if failed else 0)


def _read(
    files: tuple[Path, ...], settings: "Settings", published: str | None, title: str | None
) -> Iterator["Source | ReadError"]:
    import msgspec

    from pipeline.errors import ReadError
    from pipeline.read import read_path, read_text

    for file in files:
        if str(file) != "-" and file.suffix != ".jsonl":
            try:
                yield from read_path(file, settings)
            except ReadError as error:
                yield error
            continue
        raw = click.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
        if not raw.lstrip().startswith(b"{"):
            yield read_text(raw.decode("utf-8"), published=published, title=title)
            continue
        for line in raw.splitlines():
            row = msgspec.json.decode(line)
            yield read_text(
                row["text"], id=row.get("id"), published=row.get("published"), title=row.get("title")
            )
