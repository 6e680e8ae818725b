"""Pictures: PNG and JPEG files read as images, rows of shades from 0 to 1 or of [red, green, blue] where there is colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dsl.misfit import Misfit
from dsl.quote import clip

EXTENSIONS = (".png", ".jpg", ".jpeg")
MOST_SIDE = 32  # pixels: a larger picture is read as one of 32 x 32, whatever its shape
DIGITS = 4  # of a shade


def is_picture(path: str) -> bool:
    """Whether a name is that of a file that can be read as an image."""
    return Path(path).suffix.lower() in EXTENSIONS


def read_picture(path: str) -> tuple[Any, ...]:
    """The image in a file, in its frozen form; Misfit where there is none, or where Pillow is not installed."""
    if not is_picture(path):
        raise Misfit(f"expected rows of numbers from 0 to 1, or the path of a {', '.join(EXTENSIONS)} file, found {clip(repr(path))}")
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise Misfit(f"reading {clip(path)} takes Pillow: pip install pillow") from None
    try:
        with Image.open(path) as file:
            file.draft("RGB", (8 * MOST_SIDE, 8 * MOST_SIDE))  # a large JPEG is decoded small
            picture = file.convert("L" if file.mode in ("1", "L", "LA", "I;16") else "RGB")
    except FileNotFoundError:
        raise Misfit(f"{clip(path)}: no such file") from None
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Misfit(f"{clip(path)} is no picture that can be read") from None
    if max(picture.size) > MOST_SIDE:
        picture = picture.resize((MOST_SIDE, MOST_SIDE), Image.Resampling.BOX)
    width, height = picture.size
    data, depth = picture.tobytes(), len(picture.getbands())
    shades = [round(value / 255, DIGITS) for value in data]
    cells = shades if depth == 1 else [tuple(shades[i : i + depth]) for i in range(0, len(shades), depth)]
    return tuple(tuple(cells[row * width : (row + 1) * width]) for row in range(height))


__all__ = ["EXTENSIONS", "is_picture", "read_picture"]
