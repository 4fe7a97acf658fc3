"""`newsclaims schema`."""

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of a record.

    \b
    Example:
      newsclaims schema
    """
    import msgspec

    from pipeline.records import json_schema

    click.echo(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode())
