"""What the server answers: tables and their filling as JSON and server-sent events, the library and runs as pages."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from synth.config import ServeConfig
from synth.web.desk import Desk, Full
from synth.web.pages import pages

STATIC = Path(__file__).with_name("static")
MOST_KEPT = 256 << 20  # bytes of tables that are kept
BUSY = "too many requests wait already; try again in a second"
LOST = "the server keeps this table no longer; send it again"

Cell = tuple[int, int, str]
Hint = tuple[str, float, str]


class Edited(BaseModel):
    """Cells that were typed since the table was read."""

    edits: list[Cell] = []


class FillRequest(Edited):
    """Columns to fill, and the rows in view; `hints` are by column what an earlier answer said to begin with."""

    columns: Annotated[list[int], Field(max_length=64)]
    hints: dict[int, Annotated[list[Hint], Field(max_length=200)]] = {}
    view: tuple[int, int] = (0, 100)
    job: Annotated[str, Field(pattern=r"^[0-9a-f-]{1,40}$")]


class FileRequest(Edited):
    """The cells that were filled in."""

    filled: list[Cell] = []


class TraceRequest(Edited):
    """A program of a column, and a row to run it on."""

    column: int
    program: Annotated[str, Field(max_length=20_000)]
    row: int


class ColumnRequest(BaseModel):
    """A name for a column, or for a new one."""

    column: int | None = None
    title: Annotated[str, Field(max_length=200)]


@dataclass
class Tables:
    """Tables as they were sent, the latest used kept, by the hash of name and content: only who knows a table can name it."""

    kept: OrderedDict[str, tuple[str, bytes]] = field(default_factory=OrderedDict)
    size: int = 0

    def add(self, name: str, data: bytes) -> str:
        """Keeps a table; what it is called here."""
        key = hashlib.sha256(name.encode() + b"\0" + data).hexdigest()
        if key not in self.kept:
            self.kept[key] = name, data
            self.size += len(data)
            while self.size > MOST_KEPT and len(self.kept) > 1:
                self.size -= len(self.kept.popitem(last=False)[1][1])
        return key

    def find(self, key: str) -> tuple[str, bytes]:
        """The name and the bytes of a table."""
        if key not in self.kept:
            raise HTTPException(404, LOST)
        self.kept.move_to_end(key)
        return self.kept[key]


class EventStream(Response):
    """Server-sent events until they end, or until nobody listens: then their source is closed at once."""

    def __init__(self, events: AsyncGenerator[tuple[str, str], None]) -> None:
        super().__init__(media_type="text/event-stream")
        self._events = events
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Writes and listens at the same time."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        both = [asyncio.ensure_future(self._write(send)), asyncio.ensure_future(_gone(receive))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _write(self, send: Send) -> None:
        async with aclosing(self._events) as events:
            async for event, data in events:
                await send({"type": "http.response.body", "body": f"event: {event}\ndata: {data}\n\n".encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"event: end\ndata: {}\n\n"})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def application(config: ServeConfig, searches: Desk, errands: Desk) -> FastAPI:
    """All that the server answers, but for who may ask; errands, which are short, do not wait for searches."""
    app = FastAPI(title="synth", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(StarletteHTTPException, _refusal)
    app.add_exception_handler(Full, lambda request, fault: JSONResponse({"message": BUSY}, 429, {"retry-after": "1"}))
    app.mount("/static", StaticFiles(directory=STATIC), "static")
    app.include_router(pages(config))
    tables = Tables()
    _add_tables(app, config, tables, errands)
    _add_searches(app, config, tables, searches)

    @app.get("/api/limits")
    def limits() -> dict[str, Any]:
        return {"max_file": config.max_file << 20, "timeout": config.timeout}

    return app


def _add_tables(app: FastAPI, config: ServeConfig, tables: Tables, errands: Desk) -> None:
    async def table_of(do: str, name: str, data: bytes, **wanted: Any) -> dict[str, Any]:
        """The table that a request makes, kept from then on."""
        told = await answered({"do": do, "name": name, **wanted}, data)
        return {**told, "id": tables.add(name, told["text"].encode()), "name": name}

    async def answered(wanted: dict[str, Any], data: bytes) -> dict[str, Any]:
        event, told = await errands.answer({"library": config.library, **wanted}, data)
        if event == "fault":
            raise HTTPException(422, told["message"])
        return dict(told)

    @app.post("/api/tables")
    async def read(request: Request, name: str = "table.csv") -> dict[str, Any]:
        data = await request.body()
        if len(data) > config.max_file << 20:
            raise HTTPException(413, f"{name[:200]} is larger than {config.max_file} MiB; `synth serve --max-file MIB` takes larger tables")
        return await table_of("read", name[:200], data)

    @app.post("/api/tables/{table}/column")
    async def column(table: str, wanted: ColumnRequest) -> dict[str, Any]:
        return await table_of("revise", *tables.find(table), **wanted.model_dump())

    @app.post("/api/tables/{table}/file")
    async def file(table: str, wanted: FileRequest) -> dict[str, Any]:
        name, data = tables.find(table)
        return await answered({"do": "write", "name": name, **wanted.model_dump()}, data)

    @app.post("/api/tables/{table}/trace")
    async def trace(table: str, wanted: TraceRequest) -> dict[str, Any]:
        name, data = tables.find(table)
        return await answered({"do": "trace", "name": name, **wanted.model_dump()}, data)


def _add_searches(app: FastAPI, config: ServeConfig, tables: Tables, searches: Desk) -> None:
    @app.post("/api/tables/{table}/fill")
    async def fill(table: str, wanted: FillRequest) -> Response:
        name, data = tables.find(table)
        limits = {"timeout": config.timeout, "max_memory": config.max_memory, "library": config.library}
        events = searches.events({"do": "fill", "name": name, **wanted.model_dump(), **limits}, data)
        await anext(events)  # raises Full before anything is answered
        return EventStream(events)

    @app.post("/api/jobs/{job}/stop")
    async def stop(job: str) -> dict[str, bool]:
        return {"stopped": searches.stop(job)}


async def _refusal(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, StarletteHTTPException)
    return JSONResponse({"message": fault.detail}, fault.status_code, fault.headers)
