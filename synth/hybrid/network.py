"""The network of a module as torch trains it: the same arrays in the same order as `dsl.perceive` computes with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dsl.module import Module
from dsl.perceive import HIDDEN, Shape, arrays, blocks, encoded, layout, read

Columns = tuple[Tensor, ...]  # for each input its values [n, …], as the network sees them


def columns(rows: Sequence[tuple[Any, ...]], shapes: Sequence[Shape], norms: Sequence[Any]) -> Columns:
    """The inputs of n rows as a network of these shapes sees them."""
    return tuple(
        torch.from_numpy(np.stack([read(row[i], shape, norm) for row in rows])) for i, (shape, norm) in enumerate(zip(shapes, norms))
    )


class Network(nn.Module):
    """Columns of n rows -> scores [n, outputs]."""

    def __init__(self, shapes: Sequence[Shape], outputs: int, twin: bool = False) -> None:
        super().__init__()
        self.shapes, self.outputs, self.twin = tuple(shapes), outputs, twin
        made = [_layer(weights) for weights in layout(shapes, outputs, twin)[::2]]
        self.eyes = nn.ModuleList(made[:-2])
        self.hidden, self.last = made[-2:]

    def forward(self, *inputs: Tensor) -> Tensor:
        """The scores of the labels, or the number that is said."""
        scores: Tensor = self.last(self.met(inputs))
        return scores

    def met(self, inputs: Sequence[Tensor]) -> Tensor:
        """[n, HIDDEN]: what the scores are made of."""
        return (self._hidden(inputs[:1]) - self._hidden(inputs[1:])).abs() if self.twin else self._hidden(inputs)

    def _hidden(self, inputs: Sequence[Tensor]) -> Tensor:
        eyes, seen = iter(self.eyes), list[Tensor]()
        for own in inputs:
            maps = own
            for _ in range(blocks(tuple(own.shape[2:])) if own.dim() == 4 else 0):
                maps = functional.max_pool2d(functional.relu(next(eyes)(maps)), 2)
            seen.append(maps.flatten(1))
        return functional.relu(self.hidden(torch.cat(seen, 1)))

    def load(self, module: Module) -> None:
        """Take over a module's weights."""
        with torch.no_grad():
            for own, part in zip(self._arrays(), arrays(module.code, module.shapes, module.outputs, module.twin)):
                own.copy_(torch.from_numpy(part.copy()))

    def code(self) -> str:
        """The weights as a module's text."""
        return encoded([array.detach().numpy() for array in self._arrays()])

    def _arrays(self) -> Iterator[nn.Parameter]:
        for layer in (*self.eyes, self.hidden, self.last):
            yield from layer.parameters()


def _layer(weights: Shape) -> nn.Module:
    """The layer of these weights."""
    if len(weights) == 4:
        layer = nn.Conv2d(weights[1], weights[0], weights[2], padding=1)
        layer.weight.data = layer.weight.data.contiguous(memory_format=torch.channels_last)  # halves the time of images in colour
        return layer
    return nn.Linear(weights[1], weights[0])


__all__ = ["HIDDEN", "Columns", "Network", "columns"]
