"""A PostgreSQL server of one's own, for tests and measurements: on a socket in a temporary directory, no network port."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from types import TracebackType

from synth.faults import Misuse

INSTALL = "apt-get install postgresql"
USER = "postgres"  # whom root becomes, since a server refuses to run as root
SECONDS = 60


def server_programs() -> str:
    """The directory of initdb and pg_ctl; Misuse says how to install them."""
    asked = shutil.which("pg_config")
    told = [subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()] if asked else []
    found = [place for place in (*told, *sorted(glob.glob("/usr/lib/postgresql/*/bin"))) if os.path.exists(f"{place}/initdb")]
    if not found:
        raise Misuse(f"there is no PostgreSQL server on this machine: {INSTALL} (as root)")
    return found[-1]


class Server:
    """A server that lives as long as the context; its databases are gone afterwards."""

    def __init__(self, fsync: bool = False) -> None:
        self.fsync = fsync
        self.programs = server_programs()
        self.directory = ""

    def __enter__(self) -> Server:
        self.directory = tempfile.mkdtemp(prefix="pg")  # short: a socket's path has 107 bytes at most
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(self.directory, user.pw_uid, user.pw_gid)
        self._call("initdb", "-D", f"{self.directory}/data", "-A", "trust", "-U", "synth", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self) -> None:
        """Starts the server, and waits until it answers."""
        options = f"-c listen_addresses='' -k {self.directory} -c fsync={'on' if self.fsync else 'off'} -c max_connections=40"
        self._call("pg_ctl", "-D", f"{self.directory}/data", "-w", "-l", f"{self.directory}/log", "-o", options, "start")

    def stop(self, how: str) -> None:
        """Stops the server: "fast", or "immediate", which is as if it had crashed."""
        self._call("pg_ctl", "-D", f"{self.directory}/data", "-w", "-m", how, "stop")

    def new_library(self, name: str) -> str:
        """The URL of a new, empty place for a library: a schema of its own."""
        import psycopg

        url = f"postgresql://synth@/postgres?host={self.directory}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA "{name}"')
        return f"{url}&options=-csearch_path%3D{name}"

    def _call(self, program: str, *arguments: str) -> None:
        command = [f"{self.programs}/{program}", *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", USER, "--", *command]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        done = subprocess.run(command, cwd="/", timeout=SECONDS, text=True, check=False, **streams)  # type: ignore[call-overload]
        if done.returncode:
            raise Misuse(f"{program} failed: {' '.join(done.stderr.split())}")
