"""The batch: find work, extract in worker processes, store, write the outputs.

`run` can be stopped at any moment, by Ctrl-C or by kill -9: what was stored stays, and the next run does the
rest and ends with what an undisturbed run would have stored.
"""

import os
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pipeline.batch import Loader, load_extractor
from pipeline.config import Settings, resolve
from pipeline.run.events import Event, Failed, Listener, Message, Progress, Summary
from pipeline.run.find import Found, Options
from pipeline.run.session import Session
from pipeline.store.database import DATABASE_NAME, open_writer, set_aside, store_errors
from pipeline.store.lock import writer_lock
from pipeline.store.writer import Writer

__all__ = ["Event", "Failed", "Found", "Message", "Options", "Progress", "Summary", "default_jobs", "run"]


def default_jobs() -> int:
    """As many as there are cores for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    settings: Settings,
    paths: Iterable[Path] = (),
    *,
    options: Options | None = None,
    jobs: int = 0,
    dry_run: bool = False,
    prune: bool = False,
    rebuild: bool = False,
    load: Loader = load_extractor,
    listen: Listener = lambda event: None,
) -> Summary:
    """Brings the store in `settings.outputs` up to date with the articles at `paths` (those of the settings).

    Raises StoreError where the store is held by another run, damaged or cannot be written, ConfigError for
    settings that cannot be used. Articles that fail are told to `listen`, counted, and stop nothing. `load`
    is called in each worker process for its extractor; it must be importable there.
    """
    outputs = resolve(settings, settings.outputs)
    roots = list(paths) or [resolve(settings, path) for path in settings.paths]
    with writer_lock(outputs), store_errors(outputs / DATABASE_NAME):
        if rebuild and (old := set_aside(outputs)):
            listen(Message(f"the old store is now {old}"))
        with closing(open_writer(outputs)) as connection:
            writer = Writer(connection, outputs, write_json=settings.write_json)
            session = Session(
                writer,
                settings,
                roots,
                options or Options(),
                jobs or settings.jobs or default_jobs(),
                load,
                listen,
            )
            return session.go(dry_run=dry_run, prune=prune)
