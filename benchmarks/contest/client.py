"""A visitor of a page without a browser: Streamlit's protocol, polls and all."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Client:
    """What a visitor got so far: `polls` answered and `megabytes` received."""

    def __init__(self) -> None:
        self.polls = 0
        self.megabytes = 0.0
        self.leaving = threading.Event()


@contextmanager
def visiting(address: str, query: str) -> Iterator[Client]:
    """Open a page and answer its fragments' timers as a browser does, until the end."""
    client = Client()
    socket = address.replace("http://", "ws://") + "/_stcore/stream"
    thread = threading.Thread(target=lambda: asyncio.run(_visit(client, socket, query)))
    thread.start()
    try:
        yield client
    finally:
        client.leaving.set()
        thread.join(10)


async def _visit(client: Client, address: str, query: str) -> None:
    import websockets
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    timers: dict[str, tuple[float, float]] = {}  # fragment -> seconds between polls, the next
    waiting = True  # for the answer to what was asked last

    async with websockets.connect(
        address, subprotocols=["streamlit"], max_size=None, ping_interval=None
    ) as socket:

        async def ask(fragment: str = "") -> None:
            message = BackMsg()
            message.rerun_script.query_string = query
            if fragment:
                message.rerun_script.fragment_id = fragment
                message.rerun_script.is_auto_rerun = True
            await socket.send(message.SerializeToString())

        await ask()
        while not client.leaving.is_set():
            now = time.monotonic()
            due = [fragment for fragment, (_, at) in timers.items() if at <= now]
            for fragment in due:
                timers[fragment] = (timers[fragment][0], now + timers[fragment][0])
            if due and not waiting:
                waiting = True
                await ask(due[0])
            try:
                received = await asyncio.wait_for(socket.recv(), 0.05)
            except TimeoutError:
                continue
            client.megabytes += len(received) / 1e6
            message = ForwardMsg()
            message.ParseFromString(received)
            match message.WhichOneof("type"):
                case "new_session" if not message.metadata.run.fragment_ids:
                    timers.clear()  # the whole page is drawn anew, with timers of its own
                case "stop_auto_rerun":
                    for fragment in message.stop_auto_rerun.fragment_ids:
                        timers.pop(fragment, None)
                case "auto_rerun":
                    every = message.auto_rerun.interval
                    timers[message.auto_rerun.fragment_id] = (every, time.monotonic() + every)
                case "script_finished":
                    client.polls += waiting
                    waiting = False
