"""`synth serve`: the page, until Ctrl-C."""

from __future__ import annotations

import errno
import gc
import os
import socket
from importlib.util import find_spec
from urllib.parse import quote

from synth.batch.display import put
from synth.config import ServeConfig, SolveConfig
from synth.faults import Misuse, require
from synth.web.job import carry_out
from synth.web.nursery import Nursery

NEEDED = ("fastapi", "jinja2", "uvicorn")
MOST_WAITING = 24  # requests that wait for their turn
MORE = 60  # seconds beyond a search that a request may take
ERRANDS = 4  # short requests that are carried out at one time
BODY_MARGIN = 4  # times the size of a table that a request may have, whose cells are written as JSON


def run(config: ServeConfig) -> int:
    """Carries the command out."""
    require(hasattr(os, "fork"), "serve needs processes that fork, which this system has not")
    missing = [name for name in NEEDED if find_spec(name) is None]
    require(not missing, f"serve needs the extra: pip install 'synth-engine[web]' ({missing[0] if missing else ''} is missing)")
    from synth.batch.request import check_names

    check_names(SolveConfig(library=config.library))
    nursery = Nursery(lambda: warm_up(config.library), carry_out, config.timeout + MORE)  # before there is a socket that it would hold
    try:
        with _listening(config) as listening:
            _serve(config, listening, nursery)
    finally:
        nursery.end()
    return 0


def warm_up(library: str) -> None:
    """Reads all that searches for columns read, so that children find it there."""
    from synth.batch.pool import solve_all
    from synth.solving.solver import solve_task
    from tasks.task import task_of

    texts = task_of("text", [("Ada Lovelace", "A. Lovelace"), ("Alan Turing", "A. Turing"), ("Kurt Gödel", "K. Gödel")])
    numbers = task_of("numbers", [((2, 3), 6), ((4, 5), 20), ((7, 6), 42)])
    config = SolveConfig(timeout=5, max_candidates=20_000, library=library)
    for _ in solve_all([texts, numbers], config):  # has machine code made where some is missing
        pass
    for task in (texts, numbers):
        solve_task(task, config)
    gc.freeze()


def _listening(config: ServeConfig) -> socket.socket:
    """A socket at the address; Misuse where it is taken or not of this machine."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((config.host, config.port))
        made.listen(128)
    except OSError as fault:
        made.close()
        if fault.errno == errno.EADDRINUSE:
            raise Misuse(f"port {config.port} is taken; --port 0 takes any that is free") from None
        raise Misuse(f"cannot listen at {config.host}, port {config.port}: {fault.strerror or fault}") from None
    made.set_inheritable(False)
    return made


def _serve(config: ServeConfig, listening: socket.socket, nursery: Nursery) -> None:
    import uvicorn

    from synth.web.app import application
    from synth.web.desk import Desk
    from synth.web.guard import Guard

    app = application(config, Desk(nursery, config.workers, MOST_WAITING), Desk(nursery, ERRANDS, MOST_WAITING))
    guard = Guard(app, config.host, config.token, BODY_MARGIN * config.max_file << 20)
    server = uvicorn.Server(uvicorn.Config(guard, log_level="warning", server_header=False, timeout_graceful_shutdown=1))
    host, port = listening.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    put(f"synth is at http://{name}:{port}/{f'?token={quote(config.token)}' if config.token else ''} (Ctrl-C ends it)")
    server.run(sockets=[listening])
