"""`synth serve`: the page, driven by a browser, and the server, by whoever means it no good."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.types.colour import PALETTE
from synth.library.entry import Subroutine
from synth.library.store import open_library
from synth.web.sheet import cells_of, edited, read
from synth.web.values import calls
from tasks.fault import TaskError

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).parent.parent
TOKEN = "a-long-enough-token-of-a-test"
PEOPLE = "First name,Last name,Login,Initials\nAda,Lovelace,,\nAlan,Turing,,\nGrace,Hopper,,\nKurt,Gödel,,\n"
DAYS = "Date,Day\n2021-10-04,4 October 2021\n2019-03-27,\n2020-12-31,\n2022-07-09,\n"
NAMES = "Name,Short\nAda Lovelace,A. Lovelace\nGrace Brewster Hopper,\nAlan Turing,\nJean Bartik,\n"  # whose initial, one row does not say
WORDS = ("apple", "brook", "candle", "dune")
HARD = "Word,Digest\n" + "".join(f"{word},{md5(word.encode()).hexdigest()[:9]}\n" for word in WORDS) + "ember,\n"
LONG_PASTE = """() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "x,y\\n".repeat(50 << 20));
    const told = { clipboardData, bubbles: true, cancelable: true };
    document.getElementById("paste").dispatchEvent(new ClipboardEvent("paste", told));
}"""


# ---- the server -------------------------------------------------------------------------------


@dataclass
class Server:
    """A server of its own process."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        found = re.search(r":(\d+)/", self.address)
        assert found
        return int(found[1])

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """The status and the text of an answer."""
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, raw, {"content-type": kind, **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def table(self, text: str | bytes, name: str = "t.csv") -> Any:
        """What the server says of a table."""
        status, told = self.ask("POST", f"/api/tables?name={name}", text.encode() if isinstance(text, str) else text)
        assert status == 200, told
        return json.loads(told)

    def searching(self) -> int:
        """How many processes search at present: children of the children of the nursery."""
        (nursery,) = children(self.process.pid)
        return sum(len(children(child)) for child in children(nursery))


def children(pid: int) -> list[int]:
    """The processes that a process has begun."""
    with contextlib.suppress(OSError):  # it has ended
        return [int(number) for path in Path(f"/proc/{pid}/task").glob("*/children") for number in path.read_text().split()]
    return []


def serve(*options: str) -> Server:
    process = subprocess.Popen(
        [sys.executable, "-m", "synth", "serve", "--port", "0", *options], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http\S+", line)
    assert found, line
    return Server(process, found[0])


def end(server: Server) -> None:
    server.process.terminate()
    server.process.wait(10)
    assert server.process.stdout is not None
    server.process.stdout.close()


def command(*words: str, code: str = "pass") -> tuple[int, str]:
    """The exit code of a `synth serve` that should not start, and what it says."""
    start = f"import sys; {code}; sys.argv = ['synth', 'serve', *{list(words)!r}]; from synth.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, timeout=60, cwd=ROOT)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = serve("--timeout", "15", "--workers", "4")
    yield made
    assert made.process.poll() is None, "the server has died"
    end(made)


def until(holds: Any, seconds: float = 10.0) -> float:
    """The seconds until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never came true"
        time.sleep(0.01)
    return time.monotonic() - began


# ---- the browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@dataclass
class Person:
    """Somebody in front of the page, in a browser profile of their own."""

    page: Any
    asked: list[str] = field(default_factory=list)  # addresses
    faults: list[str] = field(default_factory=list)  # of scripts, and what the policy forbade

    def paste(self, text: str) -> None:
        self.page.locator("#paste").fill(text)
        self.page.locator("#use").click()
        self.page.locator("#grid .grid-row").first.wait_for()

    def cell(self, row: int, column: int) -> Any:
        return self.page.locator(f"#cell-{row - 1}-{column}")

    def type(self, row: int, column: int, text: str, key: str = "Enter") -> None:
        self.cell(row, column).click()
        self.page.keyboard.type(text)
        if key:
            self.page.keyboard.press(key)

    def sees(self, row: int, column: int, text: str, kind: str = "filled") -> None:
        self.page.locator(f"#cell-{row - 1}-{column}.{kind}", has_text=re.compile(f"^{re.escape(text)}$")).wait_for(timeout=40000)

    def is_done(self) -> None:
        self.page.locator("#stop").wait_for(state="hidden", timeout=40000)


@pytest.fixture
def arrive(browser: Any, server: Server) -> Iterator[Any]:
    """Brings a person to the page."""
    contexts, people = [], []

    def arrive(address: str = "", **options: Any) -> Person:
        context = browser.new_context(**options)
        contexts.append(context)
        person = Person(context.new_page())
        people.append(person)
        person.page.on("request", lambda request: person.asked.append(request.url))
        person.page.on("pageerror", lambda fault: person.faults.append(str(fault)))
        person.page.on("console", lambda message: message.type == "error" and person.faults.append(message.text))
        person.page.goto(address or server.address)
        return person

    yield arrive
    for person in people:
        assert [url for url in person.asked if not url.startswith((server.address, "blob:"))] == []
        assert person.faults == []
    for context in contexts:
        context.close()


def test_the_rest_fills_while_a_person_types(arrive: Any) -> None:
    person = arrive()
    person.paste(PEOPLE)
    person.type(1, 2, "ada_lovelace", key="")
    person.sees(3, 2, "grace_hopper")  # before Enter
    person.page.keyboard.press("Enter")
    person.sees(4, 2, "kurt_gödel")
    person.is_done()
    assert person.cell(1, 2).get_attribute("class").split()[1] == "example"
    assert "lower(" in person.page.locator("#formula").inner_text()
    for language, part in (("SQL", "lower("), ("Polars", "pl.col("), ("pandas", "df["), ("synth", "->"), ("Python", "def program(")):
        person.page.get_by_role("tab", name=language, exact=True).click()
        assert part in person.page.locator("#code").inner_text()
    person.type(1, 3, "AL")
    person.sees(3, 3, "GH")
    person.sees(3, 2, "grace_hopper")  # several columns


def test_a_correction_is_an_example_and_can_be_undone(arrive: Any) -> None:
    person = arrive()
    person.paste(PEOPLE)
    person.type(1, 2, "Ada")
    person.sees(2, 2, "Alan")
    person.type(3, 2, "G. Hopper")
    person.type(1, 2, "A. Lovelace")
    person.sees(4, 2, "K. Gödel")
    for _ in range(3):
        person.page.locator("#undo").click()
    person.sees(2, 2, "", "blank")
    person.page.keyboard.press("Control+y")
    person.sees(2, 2, "Alan")


def test_the_telling_row_is_answered(arrive: Any) -> None:
    person = arrive()
    person.paste(NAMES)
    question = person.page.get_by_role("region", name="Which reading is meant")
    question.wait_for()
    assert "Grace Brewster Hopper" in question.inner_text()
    assert person.page.locator(".cell.check").count() > 0
    question.get_by_role("button", name="G. Brewster Hopper").click()
    person.sees(3, 1, "A. Turing")
    person.sees(4, 1, "J. Bartik")


def test_stop_ends_a_search_at_once(arrive: Any, server: Server) -> None:
    person = arrive()
    person.paste(HARD)
    person.page.locator("#log-last", has_text="candidates").wait_for()
    until(lambda: server.searching() == 1)
    began = time.monotonic()
    person.page.locator("#stop").click()
    person.page.locator("#stop").wait_for(state="hidden")
    assert until(lambda: server.searching() == 0) + time.monotonic() - began < 5.0  # `synth bench web` measures it on a quiet machine
    assert person.page.locator("#badge").inner_text() == "stopped"


def test_a_link_restores_the_table(arrive: Any, server: Server) -> None:
    person = arrive()
    person.paste(PEOPLE)
    person.type(1, 2, "Lovelace, Ada")
    person.sees(4, 2, "Gödel, Kurt")
    person.page.wait_for_url(re.compile("#t=.{50}"))
    other = arrive(person.page.url)
    other.sees(4, 2, "Gödel, Kurt")
    assert other.cell(1, 2).inner_text() == "Lovelace, Ada"


def test_a_table_too_long_for_a_link_becomes_a_file(arrive: Any, tmp_path: Path) -> None:
    table, state = tmp_path / "long.csv", tmp_path / "long.synth.json"
    table.write_text("Key,Digest,Out\n" + "".join(f"{n},{md5(bytes(n)).hexdigest()},\n" for n in range(6000)), encoding="utf8")
    person = arrive()
    person.page.locator("#choose").set_input_files(table)
    person.type(1, 2, "0!")
    person.page.locator("#link", has_text="Save state").wait_for()
    assert "#" not in person.page.url
    with person.page.expect_download() as download:
        person.page.locator("#link").click()
    download.value.save_as(state)
    other = arrive()
    other.page.locator("#choose").set_input_files(state)
    other.sees(1, 2, "0!", "example")
    other.sees(3, 2, "2!")


def test_ten_thousand_rows_scroll_and_fill(arrive: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Id,Name,Short\n" + "".join(f"{n},Person Number{n},\n" for n in range(1, 10_001)), encoding="utf8")
    person = arrive()
    person.page.locator("#choose").set_input_files(path)
    person.type(1, 2, "P. Number1")
    person.type(2, 2, "P. Number2")
    person.sees(3, 2, "P. Number3")
    person.is_done()
    person.cell(2, 2).click()
    person.page.keyboard.press("Control+End")
    person.sees(10_000, 2, "P. Number10000")
    assert person.page.locator(".grid-row").count() < 100
    with person.page.expect_download() as download:
        person.page.locator("#save").click()
    lines = Path(download.value.path()).read_text(encoding="utf8").splitlines()
    assert lines[0] == "Id,Name,Short" and lines[-1] == "10000,Person Number10000,P. Number10000" and len(lines) == 10_001


def test_two_people_at_once(arrive: Any) -> None:
    first, second = arrive(), arrive()
    first.paste(PEOPLE)
    second.paste(DAYS.replace(",4 October 2021", ","))
    first.type(1, 2, "LOVELACE")
    second.type(1, 1, "2021")
    second.sees(3, 1, "2020")
    first.sees(3, 2, "HOPPER")


def test_a_column_is_added_named_and_used_by_keyboard_alone(arrive: Any) -> None:
    person = arrive()
    person.page.locator("#paste").focus()
    person.page.keyboard.insert_text("ada@example.org\ngrace@navy.mil\nkurt@ias.edu\n")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    person.page.locator("#grid:focus").wait_for()
    person.page.keyboard.type("example")
    person.page.keyboard.press("Enter")
    person.sees(3, 1, "ias")
    person.page.keyboard.press("Shift+Tab")
    for _ in range(3):  # Save, Copy link, and the buttons that are off
        if person.page.evaluate("document.activeElement.id") == "add":
            break
        person.page.keyboard.press("Shift+Tab")
    person.page.locator("#add").focus()
    person.page.keyboard.press("Enter")
    person.page.locator("#cell-0-2").wait_for()
    person.page.keyboard.type("ADA")
    person.page.keyboard.press("Enter")
    person.sees(2, 2, "GRACE")


def test_a_double_click_edits_cells_and_names(arrive: Any) -> None:
    person = arrive()
    person.paste(PEOPLE)
    for target, before, after in (("#cell-head-2", "Login", "User"), ("#cell-1-0", "Alan", "Alonzo")):
        box = person.page.locator(target).bounding_box()
        person.page.mouse.dblclick(box["x"] + 20, box["y"] + 12)
        assert person.page.locator(".typing").input_value() == before
        person.page.locator(".typing").fill(after)
        person.page.keyboard.press("Enter")
        person.page.locator(target, has_text=after).wait_for()
    person.type(1, 2, "ada")
    person.sees(2, 2, "alonzo")
    assert person.page.locator("#formula-column").inner_text() == "User"


def test_html_in_cells_is_text(arrive: Any) -> None:
    person = arrive()
    evil = "<img src=x onerror=alert(1)>"
    person.paste(f"Markup {evil},Out\n<b>bold</b>,\n{evil},\n<script>alert(2)</script>,\n")
    person.type(1, 1, "<i>bold</i>")
    person.page.locator(".cell.in-target").first.wait_for()
    assert person.cell(2, 0).inner_text() == evil
    assert person.page.evaluate("document.querySelectorAll('#grid img, #grid b, #grid script, #panel img, #panel i').length") == 0


def test_a_paste_that_is_too_large_is_refused_in_one_line(arrive: Any, server: Server) -> None:
    person = arrive()
    person.page.evaluate(LONG_PASTE)
    person.page.locator("#notice.fault", has_text="larger than 16 MiB").wait_for()
    assert not [url for url in person.asked if "/api/tables" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(arrive: Any, server: Server, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    person = arrive(color_scheme=scheme)

    def check() -> None:
        found = Axe().run(person.page).response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in ("serious", "critical")] == []

    check()
    person.paste(NAMES)
    person.page.get_by_role("region", name="Which reading is meant").wait_for()
    person.page.locator("#log summary").click()
    check()
    if scheme == "dark":
        person.page.set_viewport_size({"width": 390, "height": 844})
        check()
        assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for path in ("library", "runs"):
        person.page.goto(f"{server.address}{path}")
        check()


# ---- hostile input ----------------------------------------------------------------------------


def test_a_closed_tab_ends_its_search(arrive: Any, server: Server) -> None:
    person = arrive()
    person.paste(HARD)
    until(lambda: server.searching() == 1)
    person.page.close()
    assert until(lambda: server.searching() == 0) < 1.0


def test_fifty_requests_at_once(server: Server) -> None:
    table = server.table(HARD)
    statuses: list[int] = []

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        wanted = {"columns": [1], "job": f"{number:x}"}
        connection.request("POST", f"/api/tables/{table['id']}/fill", json.dumps(wanted), {"content-type": "application/json"})
        statuses.append(connection.getresponse().status)
        over.wait(60)
        connection.close()

    over = threading.Event()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    with contextlib.suppress(AssertionError):
        until(lambda: len(statuses) == 50, 30)
    over.set()
    for thread in threads:
        thread.join()
    assert len(statuses) == 50 and set(statuses) == {200, 429} and statuses.count(200) >= 4
    until(lambda: server.searching() == 0)
    assert server.table(PEOPLE)["names"][0] == "First name"


def test_bodies_that_are_too_large_are_refused_unread(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", "/api/tables?name=big.csv")
    connection.putheader("content-length", str(200 << 20))
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.status == 413 and text.count("\n") == 1 and "--max-file" in text
    connection.close()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    pieces = (b"x" * (1 << 20) for _ in range(80))
    with contextlib.suppress(OSError):  # the server hangs up
        connection.request("POST", "/api/tables?name=big.csv", pieces, encode_chunked=True, headers={"transfer-encoding": "chunked"})
    assert connection.getresponse().status == 413
    connection.close()
    status, told = server.ask("POST", "/api/tables?name=mid.csv", b"a,b\n" * (5 << 20))
    assert status == 413 and "larger than 16 MiB" in told


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04" + bytes(range(256)),
        b"a,b\n1,\0\n",
        b"",
        b'a,b\n"unclosed,1\n',
        b"a,b\n1,2,3\n",
        b",".join([b"a"] * 500) + b"\n" + b",".join([b"1"] * 500),
        b"a,b\n" * 600_000,
        b"a,b\n" + b"," * 5_000_000,
    ],
    ids=["png", "zip", "zero byte", "empty", "quote", "width", "wide", "long", "many cells"],
)
def test_what_is_no_table_gets_one_line(server: Server, data: bytes) -> None:
    status, told = server.ask("POST", "/api/tables?name=t.csv", data)
    assert status == 422
    message = json.loads(told)["message"]
    assert message.startswith("t.csv") and "\n" not in message and "Traceback" not in message


@pytest.mark.parametrize("cell", [[99, 2, "x"], [0, 9, "x"], [-1, 0, "x"], [0, 2, "x" * 20_000], [0, 2, "\ud800"]], ids=repr)
def test_cells_that_are_not_there_get_one_line(server: Server, cell: list[Any]) -> None:
    table = server.table(PEOPLE)
    status, told = server.ask("POST", f"/api/tables/{table['id']}/fill", {"columns": [2], "job": "1", "edits": [cell]})
    assert status == 200 and "event: fault" in told and "Traceback" not in told


def test_the_parts_of_a_program_are_told_of_any_row(server: Server) -> None:
    def told(program: str, row: int) -> list[dict[str, str]]:
        wanted = {"column": 1, "program": program, "row": row, "edits": []}
        status, text = server.ask("POST", f"/api/tables/{server.table(DAYS)['id']}/trace", wanted)
        assert status == 200
        return list(json.loads(text)["parts"])

    assert told("t -> upper(t)", 1) == [{"text": "upper(date)", "says": "[Date] in upper case.", "value": '"2019-03-27"'}]
    assert told("t -> year(t, 1)", 1) == []  # the column has changed since it was found
    assert told("t -> upper(t)", 0) == []  # the only example


def test_hosts_origins_and_methods(server: Server) -> None:
    assert server.ask("GET", "/", Host="evil.example")[0] == 421
    assert server.ask("GET", "/", Host=f"127.0.0.1.evil.example:{server.port}")[0] == 421
    assert server.ask("POST", "/api/tables", PEOPLE.encode(), Origin="http://evil.example")[0] == 403
    assert server.ask("POST", "/api/tables", PEOPLE.encode(), Origin="null")[0] == 403
    assert server.ask("POST", "/api/tables", PEOPLE.encode(), **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert server.ask("POST", "/api/tables", PEOPLE.encode(), Origin=server.address.rstrip("/"))[0] == 200
    assert server.ask("GET", "/static/../serve.py")[0] == 404
    assert server.ask("POST", "/api/tables/none/fill", {"columns": [0], "job": "1"})[0] == 404
    assert server.ask("POST", f"/api/tables/{server.table(PEOPLE)['id']}/fill", {"columns": "all"})[0] == 422


def test_a_token_is_asked_for() -> None:
    guarded = serve("--host", "0.0.0.0", "--token", TOKEN)
    try:
        assert guarded.ask("GET", "/")[0] == 401
        assert guarded.ask("GET", "/?token=wrong")[0] == 401
        assert guarded.ask("GET", "/api/limits", Authorization="Bearer wrong")[0] == 401
        assert guarded.ask("GET", "/api/limits", Authorization=f"Bearer {TOKEN}")[0] == 200
        connection = http.client.HTTPConnection("127.0.0.1", guarded.port, timeout=60)
        connection.request("GET", f"/?token={TOKEN}")
        answer = connection.getresponse()
        cookie = str(answer.getheader("set-cookie"))
        connection.close()
        assert answer.status == 303 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        assert guarded.ask("GET", "/", Cookie=cookie.partition(";")[0])[0] == 200
        assert guarded.ask("GET", "/", Cookie=cookie.partition(";")[0], Host="evil.example")[0] == 421
        policy = str(answer.getheader("content-security-policy"))
        assert "default-src 'none'" in policy and "unsafe" not in policy
    finally:
        end(guarded)


def test_a_server_without_its_nursery_says_so() -> None:
    broken = serve()
    try:
        (nursery,) = children(broken.process.pid)
        os.kill(nursery, signal.SIGKILL)
        until(lambda: Path(f"/proc/{nursery}/stat").read_text().rpartition(")")[2].split()[0] == "Z")  # it is dead
        status, told = broken.ask("POST", "/api/tables?name=t.csv", PEOPLE.encode())
        assert status == 422 and "start `synth serve` again" in told
    finally:
        end(broken)


def test_a_request_that_a_dying_nursery_never_read_is_told_so() -> None:
    broken = serve()
    try:
        (nursery,) = children(broken.process.pid)
        os.kill(nursery, signal.SIGSTOP)
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(broken.ask, "POST", "/api/tables?name=t.csv", PEOPLE.encode())
            time.sleep(0.5)  # the request lies in its queue
            os.kill(nursery, signal.SIGKILL)
            status, told = asked.result()
        assert status == 422 and "start `synth serve` again" in told
    finally:
        end(broken)


# ---- the command, the other pages, and tables -------------------------------------------------------


def test_what_cannot_be_served_is_said_in_one_line(server: Server) -> None:
    assert command("--port", str(server.port)) == (2, f"synth: port {server.port} is taken; --port 0 takes any that is free\n")
    code, said = command("--host", "0.0.0.0")
    assert code == 2 and "--token" in said and said.count("\n") == 1
    code, said = command("--token", "short")
    assert code == 2 and "16 characters" in said
    code, said = command(code="sys.modules['uvicorn'] = None")
    assert code == 2 and "pip install 'synth-engine[web]'" in said and said.count("\n") == 1
    code, said = command("--library", "sqlite:///nowhere.db")
    assert code == 2 and said.count("\n") == 1


def test_the_library_and_the_runs_are_shown(tmp_path: Path) -> None:
    url, folder = f"sqlite:///{tmp_path}/own.db", tmp_path / "run"
    with open_library(url) as library:
        library.add_subroutine(Subroutine("shout", "str -> str", "s -> upper(s)", "k1", examples=(('"a"', '"A"'),), tasks=("<b>loud</b>",)))
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"suites": ["own"]}))
    record = {"task": "double", "status": "solved", "test_correct": 1, "test_total": 1, "program": "n -> n * 2", "candidates": 7}
    (folder / "results.jsonl").write_text(json.dumps(record) + "\n" + json.dumps({**record, "task": "half", "test_correct": 0}) + "\n{torn")
    own = serve("--library", url, "--run", str(folder), "--run", str(tmp_path / "none"))
    try:
        status, text = own.ask("GET", "/library")
        assert status == 200 and "upper(s)" in text and "&lt;b&gt;loud&lt;/b&gt;" in text
        assert own.ask("GET", "/library/graph.svg")[1].lstrip().startswith("<?xml")
        status, text = own.ask("POST", "/library/rename", b"old=shout&new=map")
        assert status == 422 and "word of the language" in text
        assert own.ask("POST", "/library/rename", b"old=shout&new=yell")[0] == 303
        assert "yell" in own.ask("GET", "/library")[1]
        status, text = own.ask("GET", "/runs")
        assert status == 200 and "1 of 2" in text and "no run is kept here" in text
        status, text = own.ask("GET", "/runs/0")
        assert status == 200 and "n -&gt; n * 2" in text and "wrong on what was kept back" in text
        assert own.ask("GET", "/runs/7")[0] == 404
    finally:
        end(own)


GRIDS = st.integers(1, 4).flatmap(lambda w: st.lists(st.lists(st.integers(0, 9), min_size=w, max_size=w), min_size=1, max_size=4))


def pictures(given_: str, result: str, type: str = "grid -> grid") -> list[str]:
    return [str(cell) for cell in calls(Subroutine("f", type, "g -> g", "k", examples=((given_, result),)))[0]]


@settings(max_examples=40, deadline=None)
@given(first=GRIDS, second=GRIDS, n=st.integers())
def test_a_picture_has_each_cell_in_its_colour(first: list[list[int]], second: list[list[int]], n: int) -> None:
    def squares(html: str) -> Counter[str]:
        return Counter({fill: d.count("M") for fill, d in re.findall(r"<path fill='(#\w+)' d='([^']*)'/>", html)})

    def wanted(grid: list[list[int]]) -> Counter[str]:
        return Counter(PALETTE[colour] for row in grid for colour in row)

    arguments, result = pictures(f"{n}, {first}", f"{second}", "int -> grid -> grid")
    assert arguments.startswith(f"{n} <svg ") and squares(arguments) == wanted(first) and squares(result) == wanted(second)
    arguments, result = pictures(f"g -> place(1, g), {first}", f"[{first}, {second}]", "(grid -> grid) -> grid -> list(grid)")
    assert arguments.startswith("<code>g -&gt; place(1, g)</code> <svg ") and result.count("<svg ") == 2
    assert "style" not in arguments + result


@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(
        st.text("[]()0123456789, 'x<&\"-", max_size=30), st.lists(st.lists(st.integers(-1, 11), max_size=3), max_size=3).map(repr)
    )
)
def test_what_is_no_grid_is_text(text: str) -> None:
    shown = "".join(pictures(text, text))
    assert set(re.findall(r"</?\w+", shown)) <= {"<code", "</code", "<i", "</i"} or pictures(text, "[[0]]")[0].startswith("<svg ")


def test_grids_are_pictures_on_the_pages(browser: Any, tmp_path: Path) -> None:
    url, folder, suite = f"sqlite:///{tmp_path}/own.db", tmp_path / "run", tmp_path / "g.jsonl"
    with open_library(url) as library:
        library.add_subroutine(Subroutine("twice", "grid -> grid", "g -> beside(g, g)", "k1", examples=(("[[1, 2]]", "[[1, 2, 1, 2]]"),)))
    shown = {"train": [{"inputs": [[[3, 0]]], "output": [[0, 3]]}], "test": [{"inputs": [[[5]]], "output": [[5]]}], "type": "grid -> grid"}
    suite.write_text(json.dumps({"name": "a & b", **shown}) + "\n")
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"suites": [str(suite), "no such suite"]}))
    question = {"inputs": [[[4, 4]]], "readings": [[[4, 4]], [[4]]]}
    record = {"task": "a & b", "status": "solved", "program": "mirror", "candidates": 7, "type": "grid -> grid", "questions": [question]}
    (folder / "results.jsonl").write_text(f"{json.dumps(record)}\n{json.dumps({**record, 'task': 'gone', 'questions': []})}\n")
    own, faults = serve("--library", url, "--run", str(folder)), list[str]()
    try:
        page = browser.new_page()
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        for path, count, colour in (("library", 2, 1), ("runs/0", 2, 3), ("runs/0/task?name=a%20%26%20b", 4 + 3, 4)):
            page.goto(own.address + path)
            assert page.get_by_role("img", name=re.compile("^grid of")).count() == count
            red, green, blue = (int(PALETTE[colour][k : k + 2], 16) for k in (1, 3, 5))
            cell = page.locator(f"path[fill='{PALETTE[colour]}']").first
            assert cell.evaluate("cell => getComputedStyle(cell).fill") == f"rgb({red}, {green}, {blue})"
        page.goto(f"{own.address}runs/0")
        page.get_by_role("link", name="gone").click()
        page.get_by_text("cannot be read where the server was started").wait_for()
        page.close()
        assert faults == [] and own.ask("GET", "/runs/0/task?name=other")[0] == 404
    finally:
        end(own)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1f", exclude_categories=("Cs",)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4), name=st.text("abcXYZ ,;'\"", min_size=1, max_size=8))
def test_a_column_more_leaves_all_else_as_it_was(rows: list[tuple[str, str]], name: str) -> None:
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in [("First", "Second"), *rows])
    try:
        table, _ = read("t.csv", quoted.encode())
    except (TaskError, ValueError):
        return
    wider, _ = read("t.csv", table.widened(name).encode())
    assert len(wider.names) == len(table.names) + 1
    assert [row[:-1] for row in wider.rows if row] == [row for row in table.rows if row]
    assert all(row[-1] == "" for row in wider.rows if row)


def test_typed_cells_stand_over_those_of_the_file() -> None:
    table, text = read("t.csv", b"name,code\nAda,\nAlan,x\n")
    assert text == "name,code\nAda,\nAlan,x\n"
    changed = edited(table, cells_of(table, [[0, 1, "a, b"], [1, 0, ""]]))
    assert changed.rows == (("Ada", "a, b"), ("", "x"))
    assert table.filled(cells_of(table, [[0, 1, "a, b"]])) == 'name,code\nAda,"a, b"\nAlan,x\n'
    alone, text = read("t.csv", b"name\nAda, Countess\nAlan\n")
    assert alone.names == ("name", "Result") and alone.rows == (("Ada, Countess", ""), ("Alan", ""))
