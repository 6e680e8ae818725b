"""The command line: reads the options that synth.config declares, and calls the command; imports nothing heavy before that."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, fields, replace
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, get_origin

from dsl.quote import clip
from synth import __version__, config
from synth.config import Config, check, kind_of, name_of, noun_of, offered
from synth.faults import Misuse, nearest, require

if TYPE_CHECKING:
    from argparse import ArgumentParser

COMMANDS: dict[str, tuple[type[Config], str]] = {
    "solve": (config.BatchConfig, "synth.cli.solve"),
    "run": (config.RunConfig, "synth.cli.run"),
    "bench": (config.BenchConfig, "synth.bench.runner"),
    "grow": (config.GrowConfig, "synth.cli.grow"),
    "train": (config.TrainConfig, "synth.cli.train"),
    "compress": (config.CompressConfig, "synth.cli.compress"),
    "check": (config.CheckConfig, "synth.cli.check"),
    "library": (config.LibraryConfig, "synth.cli.library"),
    "domains": (config.DomainsConfig, "synth.cli.domains"),
    "suites": (config.SuitesConfig, "synth.cli.suites"),
    "serve": (config.ServeConfig, "synth.web.serve"),
    "build": (config.BuildConfig, "synth.cli.build"),
    "demo": (config.DemoConfig, "synth.cli.demo"),
}


def run(words: Sequence[str]) -> int:
    """Carries out what the words after `synth` ask for; the exit code."""
    match words:
        case [] | ["-h" | "--help", *_]:
            (sys.stdout if words else sys.stderr).write(_overview())
            return 0 if words else 2
        case ["--version", *_]:
            sys.stdout.write(f"synth {__version__}\n")
            return 0
        case [name, *rest] if name in COMMANDS:
            return _command(name, rest)
    what, known = ("option", ["--help", "--version"]) if words[0].startswith("-") else ("command", [*COMMANDS])
    raise Misuse(f"no such {what} {clip(words[0])}{nearest(words[0], known)}")


def _overview() -> str:
    about = {name: cleandoc(kind.__doc__ or "").partition("\n")[0] for name, (kind, _) in COMMANDS.items()}
    lines = (f"  {name:<10}{text}\n" for name, text in about.items())
    head = "usage: synth COMMAND [OPTION ...]\n\nFinds programs from input-output examples.\n\ncommands:\n"
    return f"{head}{''.join(lines)}\noptions:\n  --version   show the version\n  -h, --help  show this, or after a command its options\n"


def _command(name: str, words: Sequence[str]) -> int:
    from argparse import ArgumentError

    kind, module = COMMANDS[name]
    parser = _parser(name, kind)
    try:
        given, rest = parser.parse_known_intermixed_args(words)
    except ArgumentError as fault:
        raise Misuse(f"{fault.argument_name}: {fault.message}") from None
    if "help" in given:
        sys.stdout.write(parser.format_help())
        return 0
    for flag in (word.split("=")[0] for word in rest if word.startswith("-") and word.strip("-")):
        raise Misuse(f"no such option {clip(flag)}{nearest(flag, ['--help', *(name_of(own) for own, _ in options(kind))])}")
    require(not rest, f"{name} takes no more words, but was given {clip(' '.join(rest))}")
    asked = _filled(name, kind, vars(given))
    return int(import_module(module).run(asked))


def options(kind: type[Config]) -> Iterator[tuple[Field[Any], Any]]:
    """The fields that are options or arguments of a command, those it inherits among them, each with its default."""
    for own in fields(kind):
        if isinstance(own.default, Config):
            yield from ((inner, getattr(own.default, inner.name)) for inner in offered(own.default, own))
        else:
            yield own, own.default


def _parser(name: str, kind: type[Config]) -> ArgumentParser:
    """What splits the words of a command and describes it; nothing is converted or required yet."""
    import re
    from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
    from functools import partial

    parser = ArgumentParser(
        usage=f"synth {name} [OPTION ...]",
        description=cleandoc(kind.__doc__ or ""),
        formatter_class=partial(RawDescriptionHelpFormatter, max_help_position=32),
        argument_default=SUPPRESS,
        allow_abbrev=False,
        exit_on_error=False,
        add_help=False,
    )
    parser._negative_number_matcher = re.compile(r"-\.?\d")  # else -3 is an input, but -3e5 an option
    for own, default in options(kind):
        several, flag = get_origin(own.type) is tuple, name_of(own)
        help = own.metadata["help"] + _shown(default)
        if not flag.startswith("-"):
            word = f"{flag} ..." if several else flag
            parser.usage = f"{parser.usage} {word if default is MISSING else f'[{word}]'}"
            parser.add_argument(own.name, metavar=flag, nargs="*" if several else "?", help=help)
        elif kind_of(own) is bool:
            parser.add_argument(flag, dest=own.name, action="store_const", const=not default, help=help)
        else:
            metavar, action = own.metadata["metavar"], "append" if several else "store"
            parser.add_argument(flag, dest=own.name, metavar=metavar, action=action, help=help)
    parser.add_argument("-h", "--help", action="store_const", const=True, help="show this")
    return parser


def _shown(default: Any) -> str:
    """How the help of an option ends: with what it is without the option, if that is anything."""
    if isinstance(default, tuple):
        default = ", ".join(default)
    if default in (None, "", MISSING) or isinstance(default, bool):
        return ""
    return f" ({default:g})" if isinstance(default, float) else f" ({default})"


def _filled(name: str, kind: type[Config], given: dict[str, Any]) -> Config:
    """The configuration of a command."""
    for own, default in options(kind):
        if own.name in given and kind_of(own) is not bool:
            said = given[own.name]
            given[own.name] = tuple(said) if isinstance(said, list) else _value(own, said)
        required = default is MISSING and own.default_factory is MISSING and own.name not in given
        require(not required, f"{name} needs {name_of(own)}; see synth {name} --help")
    for own in fields(kind):
        if isinstance(own.default, Config):
            said = {inner.name: given.pop(inner.name) for inner in offered(own.default, own) if inner.name in given}
            given[own.name] = replace(own.default, **said)
    return kind(**given)


def _value(own: Field[Any], text: str) -> Any:
    """What the text of an option stands for."""
    try:
        value = kind_of(own)(text)
    except ValueError:
        raise Misuse(f"{name_of(own)} takes {noun_of(own)}, not {clip(repr(text))}") from None
    check(own, value, name_of(own))
    return value
