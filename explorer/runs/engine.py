"""One engine per server process: the store, and the supervisor that sees to its jobs."""

from __future__ import annotations

import atexit
import threading
from pathlib import Path

from explorer.runs.store import Store
from explorer.runs.supervisor import Supervisor
from explorer.settings import Settings

_engines: dict[Path, Engine] = {}
_lock = threading.Lock()


class Engine:
    """What a server process needs of this room; get it from `boot`."""

    def __init__(self, settings: Settings) -> None:
        self._wakened = threading.Event()
        self.store = Store(settings, wake=self._wakened.set)
        self._supervisor = Supervisor(self.store, self._wakened)

    def start(self) -> None:
        """Begin to see to the jobs, in a thread of its own."""
        self._supervisor.start()

    def warm(self) -> None:
        """Have a training process ready (EXPLORER_WARM_SPARE); call it after the first page.

        Returns at once, and does nothing the second time.
        """
        self._supervisor.warm()

    def close(self) -> None:
        """Ask all jobs to write a checkpoint and leave; wait for them, at most 10 seconds."""
        self._supervisor.close()


def boot(settings: Settings | None = None) -> Engine:
    """The engine of this process for a home folder; started by the first call.

    Any thread may call it at any time. It is closed when the process ends in order.

    Raises:
        SettingError: the environment holds a setting that cannot be meant.
        ExplorerError: the home folder cannot be used.
    """
    settings = settings or Settings.from_environment()
    with _lock:
        engine = _engines.get(settings.home)
        if engine is None:
            _spare_memory()
            engine = Engine(settings)
            engine.start()
            atexit.register(engine.close)
            _engines[settings.home] = engine
        return engine


def _spare_memory() -> None:
    """Let Arrow share the memory of everything else; a pool of its own takes more.

    Only in the server: in the processes that read large files its own pool is the faster one.
    """
    import pyarrow

    pyarrow.set_memory_pool(pyarrow.system_memory_pool())


def shut(settings: Settings) -> None:
    """Close the engine of a home folder, so that `boot` starts a new one (tests do)."""
    with _lock:
        engine = _engines.pop(settings.home, None)
    if engine is not None:
        engine.close()
        atexit.unregister(engine.close)
