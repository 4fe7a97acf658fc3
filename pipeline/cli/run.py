"""`newsclaims run`: the main job."""

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.options import read_settings, settings_options


@click.command("run")
@click.argument("paths", nargs=-1)
@settings_options
@click.option(
    "--jobs", "-j", type=click.IntRange(0), default=0, help="Worker processes; otherwise one a core."
)
@click.option("--force", is_flag=True, help="Extract everything again.")
@click.option(
    "--verify", is_flag=True, help="Hash files whose size and time have not changed; check the store."
)
@click.option("--prune", is_flag=True, help="Remove what is stored of articles whose files are gone.")
@click.option("--retry-failed", is_flag=True, help="Try articles again that failed before.")
@click.option("--since", type=click.DateTime(), help="Only files changed since, e.g. 2025-09-01.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--rebuild", is_flag=True, help="Set the store aside and make a new one.")
@click.option("--watch", is_flag=True, help="Go on and pick up files as they arrive, until Ctrl-C.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong.")
@click.option("--log-json", is_flag=True, help="Report on standard error as one JSON object a line.")
@click.option(
    "--cluster", metavar="ADDRESS", help="Dask scheduler (tcp://host:8786) or local; needs --outputs."
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    config: Path | None,
    outputs: str | None,
    jobs: int,
    force: bool,
    verify: bool,
    prune: bool,
    retry_failed: bool,
    since: datetime | None,
    dry_run: bool,
    rebuild: bool,
    watch: bool,
    quiet: bool,
    log_json: bool,
    cluster: str | None,
) -> None:
    """Extract from every new or changed article and keep the results.

    PATHS are files and folders (those of the settings where none are given). The results are
    OUTPUTS/newsclaims.db, OUTPUTS/articles/ID.json and OUTPUTS/claims.jsonl. Exit status 1: some articles
    failed, each is named, the rest is done.

    \b
    Examples:
      newsclaims run corpus
      newsclaims run --dry-run corpus
      newsclaims run --jobs 1 --verify --prune corpus
    """
    from pipeline.cli.progress import reporter
    from pipeline.run import Options, run

    settings = read_settings(config, outputs)
    if cluster:
        from pipeline.cli.cluster import run_cluster

        ctx.exit(run_cluster(cluster, paths, settings, jobs=jobs, quiet=quiet))
    roots = [Path(path) for path in paths]
    options = Options(
        force=force,
        verify=verify,
        retry_failed=retry_failed,
        since=since.timestamp() if since else None,
    )
    report = reporter(quiet=quiet, as_json=log_json, dry_run=dry_run)
    try:
        if watch:
            from pipeline.run.watch import watch as run_and_watch

            for summary in run_and_watch(settings, roots, options=options, jobs=jobs, listen=report.event):
                report.summary(summary)
        else:
            summary = run(settings, roots, options=options, jobs=jobs, dry_run=dry_run, prune=prune,
                          rebuild=rebuild, listen=report.event)  # fmt: skip
            report.summary(summary)
            ctx.exit(1 if summary.failed or summary.standing else 0)
    except KeyboardInterrupt:
        report.interrupted()
        ctx.exit(0 if watch else 130)
