"""What `newsclaims run` says while it works: one line that renews itself on a terminal, else plain lines."""

import sys
import time
from typing import TYPE_CHECKING

import click

from pipeline.cli.terminal import printable

if TYPE_CHECKING:
    from pipeline.run import Event, Progress, Summary

_PLAIN_EVERY = 10.0  # seconds between plain lines


class Report:
    """Listens to a run and writes to standard error."""

    def __init__(self, *, quiet: bool, as_json: bool, dry_run: bool) -> None:
        self.quiet = quiet
        self.as_json = as_json
        self.dry_run = dry_run
        self.live = sys.stderr.isatty() and not as_json
        self.said = time.monotonic()
        self.open_line = False

    def event(self, event: "Event") -> None:
        """One event of the run."""
        if self.as_json:
            self._json(type(event).__name__.lower(), event)
            return
        from pipeline.run import Failed, Found, Progress

        if isinstance(event, Failed):
            name = f"{event.path} ({event.article})" if event.article else event.path
            text = event.reason if event.path in event.reason else f"{name}: {event.reason}"
            self._line(f"failed: {text}")
        elif self.quiet:
            return
        elif isinstance(event, Found):
            self._line(
                f"files: {event.new} new, {event.changed} changed, {event.unchanged} unchanged, "
                f"{event.renamed} renamed; articles gone: {event.gone}"
            )
        elif isinstance(event, Progress):
            self._progress(event)
        else:
            self._line(event.text)

    def _progress(self, progress: "Progress") -> None:
        if not self.live and time.monotonic() - self.said < _PLAIN_EVERY:
            return
        self.said = time.monotonic()
        left = "" if progress.left is None else f", {_duration(progress.left)} left"
        failed = f", {progress.failed} failed" if progress.failed else ""
        line = (
            f"{progress.share:4.0%}  {progress.articles:,} articles, {progress.claims:,} claims, "
            f"{progress.rate:,.{1 if progress.rate < 10 else 0}f} articles/s{left}{failed}"
        )
        if self.live:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
            self.open_line = True
        else:
            click.echo(line, err=True)

    def _line(self, text: str) -> None:
        self._close_line()
        click.echo(printable(text), err=True)

    def _close_line(self) -> None:
        if self.open_line:
            click.echo("\r\x1b[K", nl=False, err=True)
            self.open_line = False

    def summary(self, summary: "Summary") -> None:
        """The end of a run."""
        if self.as_json:
            self._json("summary", summary)
            return
        self._close_line()
        if self.quiet:
            return
        done = [
            f"{count:,} {name}"
            for name, count in (
                ("extracted", summary.extracted),
                ("copied", summary.copied),
                ("unchanged rows", summary.skipped),
                ("unchanged files", summary.unchanged),
                ("renamed files", summary.renamed),
                ("gone", summary.gone),
                ("removed", summary.pruned),
                ("failed", summary.failed),
                ("failed in earlier runs", summary.standing),
                ("workers replaced", summary.restarted),
            )
            if count
        ]
        verb = "would be done" if self.dry_run else "done"
        click.echo(
            f"{verb} in {_duration(summary.seconds)}: {', '.join(done) or 'nothing to do'}"
            + (f"; {summary.claims:,} claims" if summary.claims else ""),
            err=True,
        )

    def interrupted(self) -> None:
        """After Ctrl-C."""
        if self.as_json:
            self._json("interrupted", {})
        else:
            self._line("stopped; what was done is stored, the next run does the rest")

    def _json(self, name: str, fields: object) -> None:
        import msgspec

        from pipeline.store.writer import now

        data = msgspec.to_builtins(fields)
        line = msgspec.json.encode({"event": name, "at": now(), **data})
        click.echo(printable(line.decode()), err=True)


def reporter(*, quiet: bool, as_json: bool, dry_run: bool) -> Report:
    """What reports a run to the user."""
    return Report(quiet=quiet, as_json=as_json, dry_run=dry_run)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
