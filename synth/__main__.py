"""The command `synth`, also `python -m synth`: every way it can end, as an exit code and at most one line."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line and exits."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # it was closed
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except OSError as fault:  # whoever reads the answer is gone, or what takes it is full
        code = 1 if isinstance(fault, BrokenPipeError) else _say(f"cannot write the answer: {fault.strerror}", 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else the interpreter complains once more at its end
    sys.exit(code)


def _run() -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the guide's small products gain nothing from threads that spin
    from synth.cli.app import run
    from synth.faults import Misuse, Unreachable

    try:
        return run(sys.argv[1:])
    except Unreachable as fault:
        return _say(str(fault), 5)
    except Misuse as fault:
        return _say(str(fault), 2)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as fault:
        if isinstance(fault, OSError) and fault.errno == errno.ENOSPC and fault.filename is None:
            raise
        place = traceback.extract_tb(fault.__traceback__)[-1]
        return _say(f"internal error: {type(fault).__name__}: {fault} ({os.path.basename(place.filename)}:{place.lineno})", 4)


def _say(text: str, code: int) -> int:
    from dsl.quote import MOST_LINE, clip

    sys.stderr.write(f"synth: {clip(' '.join(text.split()), MOST_LINE)}\n")
    return code


if __name__ == "__main__":
    main()
