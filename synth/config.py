"""What the user asks for: one frozen dataclass per command, checked when it is made. Its fields are the options of the command line."""

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, ClassVar, get_args

from dsl.printers import LANGUAGES
from dsl.quote import clip
from synth.faults import Misuse, nearest, require


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ---- how a field declares its option ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """What a value must do or be, beyond its type."""

    text: str
    holds: Callable[[Any], bool]
    choices: tuple[str, ...] = ()


def at_least(least: int) -> Rule:
    """A lower bound."""
    return Rule(f"be at least {least}", lambda value: value >= least)


def between(least: int, most: int) -> Rule:
    """Two bounds."""
    return Rule(f"lie between {least} and {most}", lambda value: least <= value <= most)


def one_of(*choices: str) -> Rule:
    """A few words."""
    return Rule(f"be {', '.join(choices[:-1])} or {choices[-1]}", choices.__contains__, choices)


def option(default: Any, help: str, metavar: str = "", must: Rule | None = None, flag: str | None = None) -> Any:
    """A field that `--its-name` sets, or another flag; one that holds a tuple may be repeated. A function makes its default."""
    told = {"help": help, "metavar": metavar, "must": must, "flag": flag}
    return field(default_factory=default, metadata=told) if callable(default) else field(default=default, metadata=told)


def argument(metavar: str, help: str, default: Any = MISSING, must: Rule | None = None) -> Any:
    """A field that the words without a flag set."""
    return option(default, help, metavar, must, flag="")


def like(kind: "type[Config]", name: str) -> Any:
    """A field declared as that of another configuration."""
    own = kind.__dataclass_fields__[name]
    return option(own.default if own.default is not MISSING else own.default_factory, **own.metadata)


def offered(defaults: "Config", own: "Field[Any]") -> list["Field[Any]"]:
    """The options that come with a field that holds another configuration: all of its, or `only` some."""
    return [inner for inner in fields(defaults) if inner.name in own.metadata.get("only", (inner.name,))]


def name_of(own: "Field[Any]") -> str:
    """What the command line calls a field."""
    return str(own.metadata["metavar"] if own.metadata["flag"] == "" else own.metadata["flag"] or f"--{own.name.replace('_', '-')}")


def kind_of(own: "Field[Any]") -> type:
    """The plain type of a field's values: of `float | None` it is float, of `tuple[str, ...]` str."""
    return next(kind for kind in (bool, int, float, str) if kind in (own.type, *get_args(own.type)))


def noun_of(own: "Field[Any]") -> str:
    """What a field takes, in words."""
    unit = {"S": " of seconds", "MIB": " of MiB"}.get(own.metadata["metavar"], "")
    return {bool: "True or False", int: "a whole number", float: "a number", str: "a text"}[kind_of(own)] + unit


def check(own: "Field[Any]", value: Any, name: str) -> None:
    """Raises Misuse unless the field may have this value."""
    if isinstance(value, tuple) or (value is None and own.default is None):
        return
    kind, must = kind_of(own), own.metadata["must"]
    fits = isinstance(value, (int, float) if kind is float else kind) and (kind is bool or not isinstance(value, bool))
    require(fits, f"{name} should be {noun_of(own)}, not {clip(repr(value))}")
    if must is not None and not must.holds(value):
        raise Misuse(f"{name} must {must.text}, not {clip(repr(value))}{nearest(str(value)[:100], must.choices)}")


@dataclass(frozen=True)
class Config:
    """What the configurations have in common."""

    in_python: ClassVar[bool] = False  # whether its fields are met in Python too, and so are named as there

    def __post_init__(self) -> None:
        for own in fields(self):
            if not isinstance(own.default, Config):
                check(own, getattr(self, own.name), own.name if self.in_python else name_of(own))


# ---- the commands: the first line of each text is the command's in `synth --help` ----------------------------------

POSITIVE = Rule("be a positive number", lambda value: math.isfinite(value) and value > 0)
SECONDS = Rule("be a positive number of seconds", POSITIVE.holds)
SHARE = Rule("be a share of 0 up to 1", lambda share: 0 <= share < 1)
SIGN = Rule("be one sign such as ; or the word tab", lambda text: (len(text) == 1 and text not in "\r\n\"'") or text in ("tab", "\\t"))
FIRST_OR_LAST = Rule("lie between -1 and 1", lambda share: -1 < share < 1)
ASKED_TO_GROW = ("timeout", "max_memory", "max_candidates", "domain", "library", "seed")
PRINTED = ("python", *LANGUAGES)
ACTIONS = {"list": "", "show": "NAME", "rename": "OLD NEW", "export": "FILE", "import": "FILE",
           "graph": "FILE", "verify": "", "table": "DO"}  # fmt: skip
TABLE_ACTIONS = {"add": "FILE", "list": "", "show": "NAME"}


@dataclass(frozen=True)
class SolveConfig(Config):
    """What bounds and steers the search for one task."""

    in_python = True
    timeout: float = option(60.0, "wall seconds a task", "S", SECONDS)
    max_memory: int = option(4096, "what one task's process may hold, at least 64; its parent holds some 60 more", "MIB", at_least(1))
    max_candidates: int | None = option(None, "a budget that repeats exactly on any machine", "N", at_least(1))
    domain: str | None = option(None, "which primitives; taken from the task, else inferred", "NAME")
    type: str | None = option(None, "like 'list(int) -> int'; taken from the task, else inferred", "T")
    guide: str = option("default", "guide weights", "default|none|PATH")
    library: str = option("default", "library of subroutines; grow adds to it", "default|none|URL")
    strategy: str | None = option(None, "one strategy instead of the portfolio", "NAME")
    alternatives: int = option(0, "also up to K programs that fit but disagree", "K", at_least(0))
    seed: int = option(0, "repeatable runs", "N")
    min_confidence: float = option(0.0, "an answer below has the status ambiguous", "P", Rule("lie between 0 and 1", lambda p: 0 <= p <= 1))
    noise: float = option(0.0, "share of the outputs that may be wrong, in tasks around trained modules", "P", SHARE)
    hint: str | None = option(None, "where to start: a program, or a sketch with holes ? that the answer fills", "PROGRAM")
    must_use: tuple[str, ...] = option((), "a primitive that the answer uses; repeatable", "NAME")
    avoid: tuple[str, ...] = option((), "a primitive that the answer does not use; repeatable", "NAME")
    costs: tuple[str, ...] = option((), "what a primitive costs; most cost about 1; repeatable", "NAME=UNITS", flag="--cost")

    @property
    def wishful(self) -> bool:
        """Whether words or costs other than the task's own are asked for."""
        return bool(self.hint or self.must_use or self.avoid or self.costs)

    @property
    def own_costs(self) -> dict[str, float]:
        """The units that each primitive costs whose cost is asked for."""
        return {name: float(units) for name, _, units in (given.rpartition("=") for given in self.costs)}

    def __post_init__(self) -> None:
        for name in ("must_use", "avoid", "costs"):
            given = getattr(self, name)
            if isinstance(given, Mapping):
                given = tuple(f"{word}={units}" for word, units in given.items())
            words = (given,) if isinstance(given, str) else given
            require(
                isinstance(words, (tuple, list)) and all(isinstance(word, str) for word in words),
                f"{name} takes names of primitives, not {clip(repr(given))}",
            )
            object.__setattr__(self, name, tuple(words))
        for given in self.costs:
            fits = re.fullmatch(r".+=(\d+\.?\d*|\.\d+)", given) is not None and POSITIVE.holds(float(given.rpartition("=")[2]))
            require(fits, f"a cost is NAME=UNITS, such as sort=2.5, not {clip(repr(given))}")
        super().__post_init__()


@dataclass(frozen=True)
class OutputConfig(Config):
    """How a command reports."""

    json: bool = option(False, "one JSON object a line on standard output, nothing else there")
    quiet: bool = option(False, "no progress")
    explain: bool = option(False, "one sentence that says what the program does")


@dataclass(frozen=True)
class BatchConfig(Config):
    """Find programs for the tasks of files, or for examples given here."""

    files: tuple[str, ...] = argument("FILE", ".jsonl .json .sl .csv .tsv .xlsx .parquet, a folder of those, or -", ())
    examples: tuple[str, ...] = option((), "instead of a file; repeatable", "'IN -> OUT'", flag="--example")
    search: SolveConfig = SolveConfig()
    output: OutputConfig = OutputConfig()
    workers: int = option(cores, "processes over tasks; all cores by default", "N", at_least(1))
    print: str = option("python", "how programs are printed; what cannot be said there is Python", "|".join(PRINTED), one_of(*PRINTED))
    python: str | None = option(None, "for one task: a script that runs by itself, the weights of its modules beside it", "FILE")
    out: str | None = option(None, "for a table: where it goes when it is filled", "FILE")
    delimiter: str | None = option(None, "between the cells of a table, or tab; else recognised", "C", SIGN)
    decimal: str | None = option(None, "before the decimals of a table's numbers; else recognised", ".|,", one_of(".", ","))
    picture: str | None = option(None, "for tasks on grids: draw them with their answers, .svg or .png", "FILE")
    ask: bool = option(False, "ask for outputs, the most telling first, until the answer is sure; answers are read from standard input")
    no_header: bool = option(False, "the first row of a table names no columns")
    output_column: str | None = option(None, "the column of a table to find a program for, by name or number; else all with blanks", "NAME")
    max_file: int = option(64, "larger task files are refused", "MIB", at_least(1))

    def __post_init__(self) -> None:
        super().__post_init__()
        require(bool(self.files) or bool(self.examples), "give a FILE, or an --example such as '[3,1,2] -> [1,2,3]'")
        require(not (self.files and self.examples), "give either files or --example, not both")


@dataclass(frozen=True)
class BuildConfig(Config):
    """Make the machine code of all routines, so that no task waits for it."""

    check: bool = option(False, "only look whether all of it is there, undamaged and up to date")


@dataclass(frozen=True)
class RunConfig(Config):
    """Apply a found program to inputs."""

    program: str = argument("PROGRAM", "a program's text, or a line of `solve --json`")
    inputs: tuple[str, ...] = argument("INPUT", "JSON values; else JSON lines on standard input", ())
    type: str | None = like(SolveConfig, "type")
    domain: str | None = like(SolveConfig, "domain")
    library: str = like(SolveConfig, "library")


@dataclass(frozen=True)
class CompressConfig(Config):
    """Find the abstractions that shorten a corpus of programs most."""

    programs: str = argument("PROGRAMS.json", "Stitch's list of programs, or DreamCoder's frontiers")
    iterations: int = option(10, "the most abstractions", "N", at_least(0))
    max_arity: int = option(2, "the most parameters of one", "A", between(0, 16))
    count_bodies: bool = option(False, "make corpus and bodies small together")
    beam: int = option(2, "sets of abstractions that grow side by side; 1: greedy", "N", at_least(1))
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})


@dataclass(frozen=True)
class TrainConfig(Config):
    """Train a guide on dreams and solutions of a library, or the ranker."""

    out: str = option(MISSING, "where the weights go, a .safetensors file; required", "PATH")
    domains: tuple[str, ...] = option(("list", "text", "control"), "which dreams; repeatable", "NAME", flag="--domain")
    device: str = option("auto", "where the network is", "auto|cpu|cuda", one_of("auto", "cpu", "cuda"))
    replays: str | None = option(None, "train on the solutions of this library, too", "LIBRARY")
    begin: str | None = option(None, "weights to go on from instead of random ones", "PATH")
    about: str = option("all", "tasks that it is there for", "all|lists|others", one_of("all", "lists", "others"))
    beside: str | None = option(None, "weights of other networks; they are written, too", "PATH")
    probe: int = option(0, "tasks on which checkpoints are judged by candidates; the best is written, not the last", "N", at_least(0))
    size: str = option("small", "tiny, small, wide, base or large", "NAME", one_of("tiny", "small", "wide", "base", "large"))
    lessons: int = option(49_152, "distinct dreams", "N", at_least(1))
    epochs: int = option(3, "times that each is seen", "N", at_least(1))
    budget: float | None = option(None, "of training: chooses --size, --lessons and --epochs by what it buys here", "SECONDS", POSITIVE)
    batch: int = option(256, "dreams a step", "N", at_least(1))
    rate: float = option(2e-3, "of learning, at its peak", "R", POSITIVE)
    every: int = option(100, "steps between two lines of progress, each with a checkpoint", "N", at_least(1))
    workers: int = option(1, "processes that dream", "N", at_least(1))
    seed: int = like(SolveConfig, "seed")
    resume: bool = option(False, "go on from the checkpoint beside PATH")
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})
    tune: int = option(0, "trials that choose --rate and --batch first", "N", at_least(0))
    ranker: bool = option(False, "instead of a guide the ranker: which reading of the examples is meant, and how sure that is")
    tasks: int = option(3000, "that the ranker learns from", "N", at_least(20))

    def __post_init__(self) -> None:
        super().__post_init__()
        ending = ".json" if self.ranker else ".safetensors"
        require(self.out.endswith(ending), f"--out names a file of weights, such as weights{ending}, not {self.out}")
        require(self.lessons >= self.batch, f"--lessons must be at least a batch of {self.batch}, but is {self.lessons}")


@dataclass(frozen=True)
class GrowConfig(Config):
    """Solve suites, name what solutions share, and solve again with it."""

    suites: tuple[str, ...] = argument("SUITE", "names or paths of suites", ())
    search: SolveConfig = field(default=SolveConfig(library="none"), metadata={"only": ASKED_TO_GROW})
    run: str | None = option(None, "where the run is kept; required", "DIR")
    resume: bool = option(False, "go on with the run in DIR; what is finished is not redone")
    iterations: int = option(5, "how often", "N", at_least(1))
    held_out_tasks: float = option(0.5, "share of the tasks that nothing is learned from", "F", SHARE)
    most: int = option(8, "subroutines that an iteration may add", "N", at_least(0))
    arity: int = option(3, "the most parameters of a subroutine", "A", between(0, 3), flag="--max-arity")
    train: bool = option(True, "leave the guide as it is", flag="--no-train")
    protect: bool = option(False, "keep the guide from forgetting (elastic weight consolidation)")
    effort: int = option(4, "times the budget that a task to learn from gets", "K", at_least(1))
    workers: int = like(BatchConfig, "workers")
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json", "quiet")})

    def __post_init__(self) -> None:
        super().__post_init__()
        require(bool(self.suites), "give a SUITE (a name of `synth suites` or a path)")
        require(self.run is not None, "give --run DIR, where the run is kept")


@dataclass(frozen=True)
class BenchConfig(Config):
    """Solve whole suites as a resumable run, or measure the engine."""

    suites: tuple[str, ...] = argument("SUITE", "names, paths; or a measurement: speed, check, guide, hybrid, fewshot, …", ())
    search: SolveConfig = SolveConfig()
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json", "quiet")})
    workers: int = like(BatchConfig, "workers")
    run: str | None = option(None, "where config and results go", "DIR")
    resume: bool = like(GrowConfig, "resume")
    hold_out: float | None = option(None, "share of each task's examples kept back; negative: the first ones", "F", FIRST_OR_LAST)
    column: bool = option(False, "tell the search the inputs of the examples kept back, as the rest of a column does")
    peer: str | None = option(None, "another engine on the same .sl files: cvc5", "NAME")
    quick: bool = option(False, "for measurements of learners and guides: less training, wider intervals")

    def __post_init__(self) -> None:
        super().__post_init__()
        require(not self.resume or self.run is not None, "--resume needs --run DIR, the directory to go on with")


@dataclass(frozen=True)
class DomainsConfig(Config):
    """List the domains, or the primitives of one."""

    name: str | None = argument("NAME", "one domain, in full", None)
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})


@dataclass(frozen=True)
class SuitesConfig(Config):
    """List the shipped suites."""

    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})


@dataclass(frozen=True)
class LibraryConfig(Config):
    """Look at and move the subroutines of a library.

    list            the subroutines and modules
    show NAME       all that is known of one
    rename OLD NEW  gives one another name, also where programs mention it
    export FILE     writes everything to JSON lines; of a damaged library, all that is whole
    import FILE     adds everything of a file of JSON lines
    graph FILE      draws who uses whom: .png .svg .pdf, or without the extra `plot` .dot .json
    verify          checks every row against its hash, and every body against its type and key
    table add FILE  makes a CSV file's columns words: what stands beside the first cell of a row; also table list, table show NAME
    """

    action: str = argument("ACTION", "one of these", must=one_of(*ACTIONS))
    library: str = like(SolveConfig, "library")
    arguments: tuple[str, ...] = argument("ARGUMENT", "names or a file, as the action takes them", ())
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})

    def __post_init__(self) -> None:
        super().__post_init__()
        given, arguments, action = " ".join(self.arguments) or "nothing", self.arguments, self.action
        taken = ACTIONS[action]
        if action == "table":
            known = f"library table takes {', '.join(f'{do} {what}'.strip() for do, what in TABLE_ACTIONS.items())}, but was given {given}"
            require(bool(arguments) and arguments[0] in TABLE_ACTIONS, known)
            action, taken, arguments = f"table {arguments[0]}", TABLE_ACTIONS[arguments[0]], arguments[1:]
        require(len(arguments) == len(taken.split()), f"library {action} takes {taken or 'no argument'}, but was given {given}")


@dataclass(frozen=True)
class ServeConfig(Config):
    """Fill tables in the browser: a page on this machine (extra `web`)."""

    port: int = option(8642, "where the page is; 0: any that is free", "N", between(0, 65535))
    host: str = option("127.0.0.1", "the address to listen on; beyond this machine it needs --token", "ADDRESS")
    token: str | None = option(None, "what a browser has to show, at least 16 characters", "TEXT")
    timeout: float = option(20.0, "of search for one column", "S", SECONDS)
    max_memory: int = option(1024, "what the search for one column may hold", "MIB", at_least(64))
    max_file: int = option(16, "larger tables are refused", "MIB", at_least(1))
    workers: int = option(lambda: 2 * cores(), "searches at one time; twice the cores by default", "N", at_least(1))
    library: str = like(SolveConfig, "library")
    runs: tuple[str, ...] = option((), "the folder of a run of grow or bench to look at; repeatable", "DIR", flag="--run")

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.is_local or self.token is not None, f"--host {self.host} is open to others: give --token TEXT, too")
        require(self.token is None or len(self.token) >= 16, "--token must be at least 16 characters long")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the page."""
        return self.host in ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class CheckConfig(Config):
    """Check a trained module: where it is wrong, what misleads it."""

    module: str = argument("MODULE", "its name in the library")
    data: tuple[str, ...] = argument("DATA", "labelled examples: files of tasks or folders; without, what training measured is shown", ())
    library: str = like(SolveConfig, "library")
    output: OutputConfig = field(default=OutputConfig(), metadata={"only": ("json",)})


@dataclass(frozen=True)
class DemoConfig(Config):
    """Solve a few of the shipped tasks, or learn from made-up data."""

    suite: str | None = argument("SUITE", "a dozen tasks of this suite instead of the showcase; or hybrid: trained modules", None)
    picture: str | None = like(BatchConfig, "picture")
