"""The command line: declares commands and options, fills each command's configuration, and imports nothing heavy itself."""

from __future__ import annotations

from typing import Annotated

import typer

from synth import __version__
from synth.config import (
    BatchConfig,
    BenchConfig,
    CompressConfig,
    DomainsConfig,
    GrowConfig,
    LibraryConfig,
    OutputConfig,
    RunConfig,
    SolveConfig,
    TrainConfig,
)

app = typer.Typer(
    name="synth",
    help="Finds programs from input-output examples.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing boxes would double the time that --help takes
    context_settings={"help_option_names": ["-h", "--help"]},
)

Timeout = Annotated[float, typer.Option("--timeout", metavar="S", help="Wall seconds a task.")]
MaxMemory = Annotated[
    int,
    typer.Option("--max-memory", metavar="MIB", help="What one task's process may hold, at least 64; its parent holds about 100 more."),
]
MaxCandidates = Annotated[int | None, typer.Option("--max-candidates", metavar="N", help="A budget that repeats exactly on any machine.")]
DomainName = Annotated[str | None, typer.Option("--domain", metavar="NAME", help="Which primitives; taken from the task, else inferred.")]
TypeText = Annotated[str | None, typer.Option("--type", metavar="T", help="Like 'list(int) -> int'; taken from the task, else inferred.")]
Guide = Annotated[str, typer.Option("--guide", metavar="default|none|PATH", help="Guide weights.")]
Library = Annotated[str, typer.Option("--library", metavar="default|none|URL", help="Subroutine library.")]
Strategy = Annotated[str | None, typer.Option("--strategy", metavar="NAME", help="One strategy instead of the portfolio.")]
Alternatives = Annotated[int, typer.Option("--alternatives", metavar="K", help="Also up to K programs that fit but disagree.")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N", min=1, help="Processes over tasks; all cores by default.")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Repeatable runs.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on standard output, nothing else there.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"synth {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Finds programs from input-output examples."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


def _workers(asked: int | None) -> int:
    from synth.intake import default_workers

    return asked or default_workers()


@app.command()
def solve(
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE", help=".jsonl .json .csv .sl, a folder of those, or -")] = None,
    example: Annotated[list[str] | None, typer.Option("--example", metavar="'IN -> OUT'", help="Instead of a file; repeatable.")] = None,
    timeout: Timeout = 60.0,
    max_memory: MaxMemory = 4096,
    max_candidates: MaxCandidates = None,
    domain: DomainName = None,
    type_: TypeText = None,
    guide: Guide = "default",
    library: Library = "default",
    strategy: Strategy = None,
    alternatives: Alternatives = 0,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="For .csv: where the filled table goes.")] = None,
    max_file: Annotated[int, typer.Option("--max-file", metavar="MIB", min=1, help="Larger task files are refused.")] = 64,
) -> None:
    """Find programs for the tasks of files, or for examples given here."""
    search = SolveConfig(timeout, max_memory, max_candidates, domain, type_, guide, library, strategy, alternatives, seed)
    output = OutputConfig(json, quiet)
    config = BatchConfig(tuple(files or ()), tuple(example or ()), search, output, _workers(workers), out, max_file)
    from synth.commands import solve as command

    raise typer.Exit(command.run(config))


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Only look whether all of it is there, undamaged and up to date.")] = False,
) -> None:
    """Make the machine code of all shipped routines, so that no task waits for it."""
    from synth.build import make

    raise typer.Exit(make(check))


@app.command(context_settings={"ignore_unknown_options": True})  # -3 is an input
def run(
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="A program's text, or a line of `solve --json`.")],
    inputs: Annotated[list[str] | None, typer.Argument(metavar="INPUT", help="JSON values; else JSON lines on standard input.")] = None,
    type_: TypeText = None,
    domain: DomainName = None,
    library: Library = "default",
) -> None:
    """Apply a found program to inputs."""
    from synth.commands import run as command

    raise typer.Exit(command.run(RunConfig(program, tuple(inputs or ()), type_, domain, library)))


@app.command()
def compress(
    programs: Annotated[str, typer.Argument(metavar="PROGRAMS.json", help="Stitch's list of programs, or DreamCoder's frontiers.")],
    iterations: Annotated[int, typer.Option("--iterations", metavar="N", help="The most abstractions.")] = 10,
    max_arity: Annotated[int, typer.Option("--max-arity", metavar="A", help="The most parameters of one.")] = 2,
    count_bodies: Annotated[bool, typer.Option("--count-bodies", help="Make corpus and bodies small together.")] = False,
    beam: Annotated[int, typer.Option("--beam", metavar="N", help="Sets of abstractions that grow side by side; 1: greedy.")] = 2,
    json: Json = False,
) -> None:
    """Find the abstractions that shorten a corpus of programs most, and rewrite it with them."""
    config = CompressConfig(programs, iterations, max_arity, count_bodies, beam, OutputConfig(json))
    from synth.commands import compress as command

    raise typer.Exit(command.run(config))


@app.command()
def train(
    out: Annotated[str, typer.Option("--out", metavar="PATH", help="Where the weights go, a .safetensors file.")],
    domain: Annotated[list[str] | None, typer.Option("--domain", metavar="NAME", help="Which dreams; repeatable; all by default.")] = None,
    device: Annotated[str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where the network is.")] = "auto",
    replays: Annotated[str | None, typer.Option("--replays", metavar="LIBRARY", help="Train on its solutions, too.")] = None,
    begin: Annotated[str | None, typer.Option("--begin", metavar="PATH", help="Weights to go on from.")] = None,
    size: Annotated[str, typer.Option("--size", metavar="NAME", help="tiny, small, base or large.")] = "small",
    lessons: Annotated[int, typer.Option("--lessons", metavar="N", help="Distinct dreams.")] = 49_152,
    epochs: Annotated[int, typer.Option("--epochs", metavar="N", help="Times that each is seen.")] = 3,
    batch: Annotated[int, typer.Option("--batch", metavar="N", help="Dreams a step.")] = 256,
    rate: Annotated[float, typer.Option("--rate", metavar="R", help="Of learning, at its peak.")] = 2e-3,
    every: Annotated[int, typer.Option("--every", metavar="N", help="Steps between checkpoints.")] = 100,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processes that dream.")] = 1,
    seed: Seed = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint beside PATH.")] = False,
    tune: Annotated[int, typer.Option("--tune", metavar="N", help="Trials that choose --rate and --batch first.")] = 0,
    json: Json = False,
) -> None:
    """Train a guide on dreams."""
    domains = tuple(domain) if domain else TrainConfig(out).domains
    output = OutputConfig(json)
    settings = (lessons, epochs, batch, rate, every, workers, seed, resume, output, tune)
    config = TrainConfig(out, domains, device, replays, begin, size, *settings)
    from synth.commands import train as command

    raise typer.Exit(command.run(config))


@app.command()
def grow(
    suites: Annotated[list[str], typer.Argument(metavar="SUITE", help="Names or paths of suites.")],
    library: Annotated[str, typer.Option("--library", metavar="URL", help="Where subroutines and solutions are stored.")] = "none",
    run_directory: Annotated[str | None, typer.Option("--run", metavar="DIR", help="Where the run is kept.  [required]")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in DIR; finished steps are not redone.")] = False,
    iterations: Annotated[int, typer.Option("--iterations", metavar="N", help="How often.")] = 5,
    timeout: Timeout = 60.0,
    max_memory: MaxMemory = 4096,
    max_candidates: MaxCandidates = None,
    domain: DomainName = None,
    held_out_tasks: Annotated[
        float, typer.Option("--held-out-tasks", metavar="F", help="Share of the tasks that nothing is learned from.")
    ] = 0.5,
    most: Annotated[int, typer.Option("--most", metavar="N", help="Subroutines that an iteration may add.")] = 8,
    max_arity: Annotated[int, typer.Option("--max-arity", metavar="A", help="The most parameters that compression looks for.")] = 3,
    effort: Annotated[int, typer.Option("--effort", metavar="K", help="Times the budget that a task to learn from gets.")] = 4,
    no_train: Annotated[bool, typer.Option("--no-train", help="Leave the guide as it is.")] = False,
    protect: Annotated[bool, typer.Option("--protect", help="Keep the guide from forgetting (elastic weight consolidation).")] = False,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Solve suites, name what solutions share, and solve them again with more words."""
    search = SolveConfig(timeout, max_memory, max_candidates, domain, library=library, seed=seed)
    learning = (iterations, held_out_tasks, most, max_arity, not no_train, protect, effort)
    config = GrowConfig(tuple(suites), search, run_directory, resume, *learning, _workers(workers), OutputConfig(json, quiet))
    from synth.commands import grow as command

    raise typer.Exit(command.run(config))


@app.command()
def bench(
    suites: Annotated[
        list[str], typer.Argument(metavar="SUITE", help="Names, paths; or a measurement: speed, check, guide, hybrid, fewshot, …")
    ],
    run_directory: Annotated[str | None, typer.Option("--run", metavar="DIR", help="Where config and results go.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in DIR; finished tasks are not redone.")] = False,
    hold_out: Annotated[
        float | None, typer.Option("--hold-out", metavar="F", help="Share of each task's examples kept back; negative: the first ones.")
    ] = None,
    peer: Annotated[str | None, typer.Option("--peer", metavar="NAME", help="Another engine on the same .sl files: cvc5.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="For measurements of learners and guides: less training, wider intervals.")
    ] = False,
    timeout: Timeout = 60.0,
    max_memory: MaxMemory = 4096,
    max_candidates: MaxCandidates = None,
    domain: DomainName = None,
    type_: TypeText = None,
    guide: Guide = "default",
    library: Library = "default",
    strategy: Strategy = None,
    alternatives: Alternatives = 0,
    workers: Workers = None,
    seed: Seed = 0,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Solve whole suites as a resumable run, or measure the engine."""
    search = SolveConfig(timeout, max_memory, max_candidates, domain, type_, guide, library, strategy, alternatives, seed)
    output = OutputConfig(json, quiet)
    config = BenchConfig(tuple(suites), search, output, _workers(workers), run_directory, resume, hold_out, peer, quick)
    from synth.bench import runner

    raise typer.Exit(runner.run(config))


@app.command()
def domains(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One domain, in full.")] = None,
    json: Json = False,
) -> None:
    """List the domains, or the primitives of one."""
    from synth.commands import domains as command

    raise typer.Exit(command.run(DomainsConfig(name, OutputConfig(json))))


@app.command()
def suites(json: Json = False) -> None:
    """List the shipped suites."""
    from synth.commands import suites as command

    raise typer.Exit(command.run(OutputConfig(json)))


library_app = typer.Typer(help="Look at and move the subroutines of a library.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(library_app, name="library")


def _library(action: str, library: str, *arguments: str, json: bool = False) -> typer.Exit:
    from synth.commands import library as command

    return typer.Exit(command.run(LibraryConfig(action, library, arguments, OutputConfig(json))))


@library_app.command("list")
def library_list(library: Library = "default", json: Json = False) -> None:
    """List the subroutines and modules."""
    raise _library("list", library, json=json)


@library_app.command("show")
def library_show(name: Annotated[str, typer.Argument(metavar="NAME")], library: Library = "default", json: Json = False) -> None:
    """Show all that is known of a subroutine or module."""
    raise _library("show", library, name, json=json)


@library_app.command("rename")
def library_rename(
    old: Annotated[str, typer.Argument(metavar="OLD")], new: Annotated[str, typer.Argument(metavar="NEW")], library: Library = "default"
) -> None:
    """Give a subroutine or module another name, also where programs mention it."""
    raise _library("rename", library, old, new)


@library_app.command("export")
def library_export(file: Annotated[str, typer.Argument(metavar="FILE.jsonl")], library: Library = "default") -> None:
    """Write everything to a file of JSON lines; of a damaged library, all that is whole."""
    raise _library("export", library, file)


@library_app.command("import")
def library_import(file: Annotated[str, typer.Argument(metavar="FILE.jsonl")], library: Library = "default") -> None:
    """Add everything of a file of JSON lines."""
    raise _library("import", library, file)


@library_app.command("graph")
def library_graph(
    file: Annotated[str, typer.Argument(metavar="FILE", help=".png .svg .pdf, or without the extra `plot` .dot .json")],
    library: Library = "default",
) -> None:
    """Draw who uses whom."""
    raise _library("graph", library, file)


@library_app.command("verify")
def library_verify(library: Library = "default", json: Json = False) -> None:
    """Check every row against its hash, and every body against its type and key."""
    raise _library("verify", library, json=json)


@app.command(hidden=True)
def demo() -> None:
    """Solve a few of the shipped tasks."""
    from synth.commands import demo as command

    raise typer.Exit(command.run())
