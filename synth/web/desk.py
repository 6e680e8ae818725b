"""Where requests wait: how many are carried out at one time, how many may wait, and what is said while each goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from typing import Any

from synth.web.nursery import Nursery

MOST_LINE = 1 << 27  # bytes of one event: the cells of a whole column
STOP_WORD = b"stop\n"
WAITING = "waiting"
ENDED = json.dumps({"message": "the process that searches has ended; start `synth serve` again"})


class Full(Exception):
    """Too many requests wait already."""


@dataclass
class Desk:
    """Requests that wait for one of some places; beyond `most_waiting` a request is refused."""

    nursery: Nursery
    places: int
    most_waiting: int
    _present: int = 0  # requests that are carried out or wait
    _free: asyncio.Semaphore = field(init=False)
    _stops: dict[str, asyncio.StreamWriter | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.places)

    async def events(self, wanted: dict[str, Any], data: bytes) -> AsyncGenerator[tuple[str, str], None]:
        """The events of a request, each with its data as JSON; whoever no longer wants them closes this, and the work ends.

        The first, WAITING, comes at once, or Full is raised in its place.
        """
        if self._present >= self.places + self.most_waiting:
            raise Full
        self._present += 1
        try:
            yield WAITING, "{}"
            async with self._free, aclosing(self._carried_out(wanted, data)) as events:
                async for event in events:
                    yield event
        finally:
            self._present -= 1

    async def answer(self, wanted: dict[str, Any], data: bytes) -> tuple[str, Any]:
        """The one event of a request that has no other."""
        async with aclosing(self.events(wanted, data)) as events:
            async for event, told in events:
                if event != WAITING:
                    return event, json.loads(told)
        return "fault", {"message": "the request took more memory or time than it may"}

    def stop(self, job: str) -> bool:
        """Asks a request to end with what it has; whether there is one of this name."""
        writer = self._stops.get(job)
        if writer is not None:
            writer.write(STOP_WORD)
        return writer is not None

    async def _carried_out(self, wanted: dict[str, Any], data: bytes) -> AsyncGenerator[tuple[str, str], None]:
        try:
            child = self.nursery.child()
        except OSError:
            yield "fault", ENDED
            return
        child.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=child, limit=MOST_LINE)
        job, silent = wanted.get("job"), True
        if job is not None:
            self._stops[job] = writer
        try:
            writer.write(json.dumps({**wanted, "size": len(data)}).encode() + b"\n" + data)
            await writer.drain()
            while line := await reader.readline():
                event, _, told = line.decode().rstrip("\n").partition(" ")
                silent = False
                yield event, told
        except ConnectionError:  # the child died; what it has not said is missing
            pass
        finally:
            self._stops.pop(job or "", None)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        if silent and self.nursery.gone():  # it ended with the request in its queue
            yield "fault", ENDED
