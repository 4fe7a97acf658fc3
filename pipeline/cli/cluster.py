"""The part of `newsclaims run --cluster` that talks to the user."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.cli.terminal import printable

if TYPE_CHECKING:
    from pipeline.cluster import ShardResult
    from pipeline.config import Settings


def run_cluster(address: str, paths: Sequence[str], settings: "Settings", *, jobs: int, quiet: bool) -> int:
    """Runs and reports; the exit status."""
    from pipeline import cluster
    from pipeline.config import resolve

    done = {"shards": 0, "skipped": 0, "articles": 0, "claims": 0, "failed": 0}

    def report(result: "ShardResult") -> None:
        done["skipped" if result.skipped else "shards"] += 1
        done["articles"] += result.articles
        done["claims"] += result.claims
        done["failed"] += len(result.failures)
        for article, reason in result.failures:
            click.echo(printable(f"failed: {result.shard} {article}: {reason}"), err=True)
        if not quiet and not result.skipped:
            click.echo(printable(f"{result.shard}: {result.articles:,} articles"), err=True)

    shards = paths or [str(resolve(settings, path)) for path in settings.paths]
    outputs = settings.outputs if "://" in settings.outputs else str(resolve(settings, settings.outputs))
    cluster.run_cluster(shards, outputs, settings, address=address, jobs=jobs, listen=report)
    if not quiet:
        click.echo(
            f"done: {done['shards']:,} shards ({done['skipped']:,} were there), "
            f"{done['articles']:,} articles, {done['claims']:,} claims, {done['failed']:,} failed",
            err=True,
        )
    return 1 if done["failed"] else 0
