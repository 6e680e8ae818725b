"""What the user asked for: one frozen dataclass per command, checked when it is made."""

import math
from dataclasses import dataclass, field


class Misuse(ValueError):
    """A request that cannot be carried out as it stands; its text is one line for the user."""


class Unreachable(Misuse):
    """A back end, such as a database server, that does not answer."""


def require(holds: bool, fault: str) -> None:
    """Raises Misuse with this text unless the condition holds."""
    if not holds:
        raise Misuse(fault)


@dataclass(frozen=True)
class SolveConfig:
    """What bounds and steers the search for one task."""

    timeout: float = 60.0  # wall seconds
    max_memory: int = 4096  # MiB
    max_candidates: int | None = None
    domain: str | None = None  # taken from the task, else inferred
    type: str | None = None  # likewise
    guide: str = "default"  # default, none, or a path
    library: str = "default"  # default, none, or a URL
    strategy: str | None = None  # one alone instead of the portfolio
    alternatives: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        require(math.isfinite(self.timeout) and self.timeout > 0, f"timeout must be a positive number of seconds, not {self.timeout}")
        require(self.max_memory >= 1, f"max_memory must be at least 1 MiB, not {self.max_memory}")
        require(self.max_candidates is None or self.max_candidates >= 1, f"max_candidates must be at least 1, not {self.max_candidates}")
        require(self.alternatives >= 0, f"alternatives cannot be negative, but is {self.alternatives}")


@dataclass(frozen=True)
class OutputConfig:
    """How a command reports."""

    json: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class BatchConfig:
    """`synth solve`: these files or examples, over this many processes."""

    files: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    search: SolveConfig = field(default_factory=SolveConfig)
    output: OutputConfig = field(default_factory=OutputConfig)
    workers: int = 1
    out: str | None = None  # where a filled .csv table goes
    max_file: int = 64  # MiB

    def __post_init__(self) -> None:
        require(bool(self.files) or bool(self.examples), "give a FILE, or an --example such as '[3,1,2] -> [1,2,3]'")
        require(not (self.files and self.examples), "give either files or --example, not both")


@dataclass(frozen=True)
class BenchConfig:
    """`synth bench`: whole suites as a resumable run directory."""

    suites: tuple[str, ...] = ()
    search: SolveConfig = field(default_factory=SolveConfig)
    output: OutputConfig = field(default_factory=OutputConfig)
    workers: int = 1
    run: str | None = None
    resume: bool = False
    hold_out: float | None = None  # the last share of the examples is kept back; negative: the first share
    peer: str | None = None
    quick: bool = False  # less training, wider intervals

    def __post_init__(self) -> None:
        require(not self.resume or self.run is not None, "--resume needs --run DIR, the directory to go on with")
        require(self.hold_out is None or -1 < self.hold_out < 1, f"--hold-out must lie between -1 and 1, but is {self.hold_out}")


@dataclass(frozen=True)
class RunConfig:
    """`synth run`: one found program on these inputs."""

    program: str
    inputs: tuple[str, ...] = ()
    type: str | None = None
    domain: str | None = None
    library: str = "default"


@dataclass(frozen=True)
class CompressConfig:
    """`synth compress`: the abstractions that shorten a corpus."""

    programs: str
    iterations: int = 10  # the most abstractions
    max_arity: int = 2
    count_bodies: bool = False  # what the bodies cost is part of what is made small
    beam: int = 2
    output: OutputConfig = field(default_factory=OutputConfig)

    def __post_init__(self) -> None:
        require(self.iterations >= 0, f"--iterations cannot be negative, but is {self.iterations}")
        require(0 <= self.max_arity <= 16, f"--max-arity must lie between 0 and 16, but is {self.max_arity}")
        require(self.beam >= 1, f"--beam must be at least 1, but is {self.beam}")


@dataclass(frozen=True)
class TrainConfig:
    """`synth train`: a guide from dreams, and from the solutions of a library."""

    out: str
    domains: tuple[str, ...] = ("list", "text", "control")
    device: str = "auto"  # auto, cpu, cuda
    replays: str | None = None  # a library whose solutions are trained on too
    begin: str | None = None  # weights to go on from instead of random ones
    size: str = "small"  # a name of guide.train.SIZES
    lessons: int = 49_152  # distinct ones
    epochs: int = 3  # over them
    batch: int = 256
    rate: float = 2e-3  # of learning, at its peak
    every: int = 100  # steps between two lines of progress, each with a checkpoint
    workers: int = 1  # processes that dream
    seed: int = 0
    resume: bool = False
    output: OutputConfig = field(default_factory=OutputConfig)
    tune: int = 0  # trials that choose rate and batch

    def __post_init__(self) -> None:
        require(self.tune >= 0, f"--tune cannot be negative, but is {self.tune}")
        require(self.out.endswith(".safetensors"), f"--out names a file of weights, such as guide.safetensors, not {self.out}")
        require(self.device in ("auto", "cpu", "cuda"), f"--device is auto, cpu or cuda, not {self.device}")
        for name in ("lessons", "epochs", "batch", "every", "workers"):
            require(getattr(self, name) >= 1, f"{name} must be at least 1, not {getattr(self, name)}")
        require(self.lessons >= self.batch, f"--lessons must be at least a batch of {self.batch}, but is {self.lessons}")
        require(math.isfinite(self.rate) and self.rate > 0, f"rate must be positive, not {self.rate}")


@dataclass(frozen=True)
class GrowConfig:
    """`synth grow`: wake, abstract, dream, again."""

    suites: tuple[str, ...] = ()
    search: SolveConfig = field(default_factory=SolveConfig)
    run: str | None = None
    resume: bool = False
    iterations: int = 5
    held_out_tasks: float = 0.5  # share of the tasks that nothing is learned from
    most: int = 8  # subroutines an iteration adds
    arity: int = 3
    train: bool = True
    protect: bool = False  # of what the guide knew before, by elastic weight consolidation
    effort: int = 4  # times the budget that a task to learn from gets
    workers: int = 1
    output: OutputConfig = field(default_factory=OutputConfig)

    def __post_init__(self) -> None:
        require(bool(self.suites), "give a SUITE (a name of `synth suites` or a path)")
        require(self.run is not None, "give --run DIR, where the run is kept")
        require(self.iterations >= 1, f"--iterations must be at least 1, but is {self.iterations}")
        require(0 <= self.held_out_tasks < 1, f"--held-out-tasks must be a share of 0 up to 1, but is {self.held_out_tasks}")
        require(self.effort >= 1, f"--effort must be at least 1, but is {self.effort}")
        require(self.most >= 0, f"--most cannot be negative, but is {self.most}")
        require(0 <= self.arity <= 3, f"--max-arity must lie between 0 and 3, but is {self.arity}")


@dataclass(frozen=True)
class LibraryConfig:
    """`synth library`: one action on one library."""

    action: str
    library: str = "default"
    arguments: tuple[str, ...] = ()  # names or a file, as the action takes them
    output: OutputConfig = field(default_factory=OutputConfig)


@dataclass(frozen=True)
class DomainsConfig:
    """`synth domains`: all of them, or the primitives of one."""

    name: str | None = None
    output: OutputConfig = field(default_factory=OutputConfig)
