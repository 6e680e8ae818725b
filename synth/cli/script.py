"""Scripts: a program that was found as a file of Python that runs by itself, with the weights of its modules in a file beside it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dsl.module import IMAGE
from dsl.parsing import parse_type
from dsl.picture import MOST_SIDE
from dsl.type import parameters, within
from synth.faults import Misuse
from synth.files import write_whole

if TYPE_CHECKING:
    from synth.solving.result import Result

USAGE = "Give inputs as arguments, in JSON, or a line of JSON a call on standard input."
WEIGHTS = '''
def _weights_beside(path):
    """The weights of each module, from the safetensors file beside this one."""
    data = pathlib.Path(path).with_suffix(".safetensors").read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    found = {}
    for name in header:
        if name != "__metadata__":
            first, end = header[name]["data_offsets"]
            found[name] = base64.b64encode(data[start + first:start + end]).decode()
    return found


_WEIGHTS = _weights_beside(__file__)
'''
PICTURE = f'''
def _picture(path):
    """The shades of a picture, as the program was shown them."""
    from PIL import Image
    picture = Image.open(path)
    picture = picture.convert("L" if picture.mode in ("1", "L", "LA", "I;16") else "RGB")
    if max(picture.size) > {MOST_SIDE}:
        picture = picture.resize(({MOST_SIDE}, {MOST_SIDE}), Image.Resampling.BOX)
    width, height = picture.size
    data, depth = picture.tobytes(), len(picture.getbands())
    cells = [value / 255 for value in data]
    cells = cells if depth == 1 else [cells[i:i + depth] for i in range(0, len(cells), depth)]
    return [cells[row * width:(row + 1) * width] for row in range(height)]
'''
READ = '''
def _given(text):
    """An input: JSON, else a text as it stands."""
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    return {look}


'''
LOOK = '''
def _shown(value):
    """The value with pictures for their paths."""
    if isinstance(value, list):
        return [_shown(part) for part in value]
    return _picture(value) if isinstance(value, str) and value.lower().endswith((".png", ".jpg", ".jpeg")) else value
'''
MAIN = """
if __name__ == "__main__":
    if len(sys.argv) > 1:
        calls = [[_given(text) for text in sys.argv[1:]]]
    else:
        lines = [_given(line) for line in sys.stdin if line.strip()]
        calls = [line if {arity} > 1 else [line] for line in lines]
    for inputs in calls:
        print(json.dumps(program(*inputs), default=str))
"""


def write_script(result: Result, path: str) -> list[str]:
    """Writes the script of a solved task, and the weights where it has modules; the files that were written."""
    if result.python is None or result.type is None:
        raise Misuse(f"--python: task '{result.task}' has no program to write (status {result.status})")
    target = Path(path)
    try:
        write_whole(target, script(result))
        if not result.modules:
            return [path]
        from safetensors.numpy import save

        beside = target.with_suffix(".safetensors")
        arrays = {m.name: np.frombuffer(base64.b64decode(m.code), np.float16) for m in result.modules}
        write_whole(beside, save(arrays))
    except OSError as fault:
        raise Misuse(f"--python: cannot write {path}: {fault.strerror}") from None
    return [path, str(beside)]


def script(result: Result) -> str:
    """The text of the script: inputs as arguments, or a line of JSON a call on standard input; outputs a line of JSON each."""
    inputs, _ = parameters(parse_type(result.type or ""))
    sees = any(IMAGE in within(part) for part in inputs)
    python = result.python or ""
    for module in result.modules:
        python = python.replace(repr(module.code), f"_WEIGHTS[{json.dumps(module.name)}]")
    told = str(result.program).replace("\\", "\\\\").replace('"', '\\"')
    imports = ("base64", "json", "pathlib", "sys") if result.modules else ("json", "sys")
    parts = [f'"""{told}\n\n{USAGE}\n"""\n\n', *(f"import {name}\n" for name in imports), WEIGHTS if result.modules else "", "\n\n", python]
    look = "_shown(value)" if sees else "value"
    parts += [f"\n{PICTURE}\n{LOOK}\n" if sees else "", READ.format(look=look).rstrip("\n"), "\n\n", MAIN.format(arity=len(inputs))]
    return "".join(parts)
