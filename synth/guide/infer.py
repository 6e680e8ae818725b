"""The trained guide in plain numpy: weights read from a file, a task's costs computed from its examples.

Glossary: as in `network.py`, whose computations these are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dsl.primitives import Vocabulary
from dsl.type import Con, Type, within
from synth.faults import Misuse
from synth.guide.encode import PAD, PLACES, PSEUDO, SCOPES, TOKENS, WORDS, View, bag, marks, scope_of, trusted, view
from synth.guide.properties.signature import ABSENT, FACTS, PROPERTIES, WHOLE
from synth.space.grammar import Grammar
from synth.space.prior import BITS, SCALE, Costs

if TYPE_CHECKING:
    from tasks.task import Example

DEFAULT = Path(__file__).with_name("default.safetensors")
ENCODING = 2  # of tokens, properties, descriptions and the file; weights for another do not fit
WORDED = frozenset(("list", "int", "bool"))  # what tasks about lists are made of
LISTS, OTHERS, ALL = ABOUT = ("lists", "others", "all")  # the tasks that a network has a say on
EPSILON = 1e-5
MOST_KNOWN = 8  # vocabularies
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Mixture:
    """How the table's say and the guide's are mixed: what multiplies the guide's, the share of the table in what a production is worth, so
    that none is dearer by more than log2(1 / table) bits, and how much cheaper one may be, in units."""

    strength: float
    table: float
    most_down: float


ON_LISTS, ELSEWHERE = Mixture(1.5, 0.25, 3.0), Mixture(1.5, 0.5, 2.0)


def kind_of(request: Type) -> str:
    """Whether a type is of tasks about lists, whole numbers and truths alone, of which dreams and recipes tell most, or of others."""
    return LISTS if all(isinstance(part, Con) and part.name in WORDED for part in within(request)) else OTHERS


def mixture_for(request: Type) -> Mixture:
    """The mixture for a type: the guide knows more of lists than of all else."""
    return ON_LISTS if kind_of(request) == LISTS else ELSEWHERE


@dataclass(frozen=True)
class Shape:
    """The sizes that stand in the header of a file of weights; fields as in `network.Size`."""

    width: int
    heads: int
    layers: int
    task: int
    signature: int
    description: int
    key: int


class Network:
    """One trained network, and the tasks that it is there for. What it says depends on the weights and the examples alone."""

    def __init__(self, weights: Mapping[str, Array], shape: Shape, about: str = ALL) -> None:
        self.weights, self.shape, self.about = weights, shape, about
        self._known: dict[int, tuple[Vocabulary, Words]] = {}

    # -- encoder --------------------------------------------------------------------------------

    def _linear(self, name: str, x: Array) -> Array:
        out: Array = x @ self.weights[f"{name}.weight"].T
        return out + self.weights[f"{name}.bias"] if f"{name}.bias" in self.weights else out

    def _normal(self, name: str, x: Array) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        out: Array = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return out

    def _block(self, name: str, x: Array, present: Array) -> Array:
        rows, length, width = x.shape
        heads = self.shape.heads
        parts = self._linear(f"{name}.attend", self._normal(f"{name}.before_attention", x))
        query, key, value = parts.reshape(rows, length, 3, heads, width // heads).transpose(2, 0, 3, 1, 4)
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(width // heads)
        mixed = _softmax(np.where(present[:, None, None, :], scores, -np.inf)) @ value
        x = x + self._linear(f"{name}.gather", mixed.transpose(0, 2, 1, 3).reshape(rows, length, width))
        return x + self._linear(f"{name}.narrow", _relu(self._linear(f"{name}.widen", self._normal(f"{name}.before_forward", x))))

    def encode(self, task: View) -> Array:
        """float64 [task]: a task's vector."""
        hidden = _relu(self._linear("signature", np.concatenate([held(task.properties), task.facts])))
        joined = self._linear("join", np.concatenate([self._look(task), hidden, task.facts]))
        return self._normal("after_join", joined + self._linear("deepened", _relu(self._linear("deepen", joined))))

    def _look(self, task: View) -> Array:
        """float64 [2 * width]: what the transformer makes of the examples, whatever their order."""
        length = int((task.tokens != PAD).sum(1).max())
        tokens, places = task.tokens[:, :length], task.places[:, :length]
        present = tokens != PAD
        x = self.weights["token.weight"][tokens] + self.weights["place.weight"][places]
        for layer in range(self.shape.layers):
            x = self._block(f"blocks.{layer}", x, present)
        seen = (self._normal("after_blocks", x) * present[..., None]).sum(1) / present.sum(1, keepdims=True)
        return np.concatenate([seen.mean(0), seen.max(0)])

    # -- heads ----------------------------------------------------------------------------------

    def words(self, vocabulary: Vocabulary) -> Words:
        """What the network makes of the productions of a vocabulary, computed once for each."""
        if id(vocabulary) not in self._known:
            if len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            names = (*vocabulary, *PSEUDO)
            described = _relu(self._linear("describe", _relu(self._linear("words", bag(names, vocabulary)))))
            trust = trusted(marks(names, vocabulary) @ self.weights["trust"]).T
            index = {name: i for i, name in enumerate(names)}
            self._known[id(vocabulary)] = vocabulary, Words(index, self._linear("key", described), trust)
        return self._known[id(vocabulary)][1]

    def scores(self, task: Array, facts: Array, words: Words) -> Array:
        """float64 [S, P]: by how much the examples make a production likelier than the type alone does, as natural logarithms."""
        queries = (self._linear("query", task) - facts @ self.weights["centre"]).reshape(SCOPES, self.shape.key)
        return np.asarray(queries @ words.keys.T / math.sqrt(self.shape.key) * words.trust)

    def changes(self, grammar: Grammar, seen: View, vocabulary: Vocabulary, base: Array) -> Array:
        """float64 [applied words]: by how many units the cost of each should change.

        What competes in a state is worth as much together as before: a mixture of the table's say and the guide's.
        """
        words, mixture = self.words(vocabulary), mixture_for(grammar.request)
        gain = mixture.strength * self.scores(self.encode(seen), seen.facts, words)
        scopes = np.array([scope_of(grammar.contexts[s.context]) for s in grammar.states])
        applied = [p for p in grammar.productions if p.kind == "apply"]
        at, states = np.array([p.index for p in applied], int), np.array([p.state for p in applied], int)
        own = gain[scopes[states], [words.index[p.label] for p in applied]]
        prior = np.exp2(-BITS * base[at] / SCALE)
        whole, moved = (np.bincount(states, weight, len(grammar.states)) for weight in (prior, prior * np.exp(own)))
        units = -np.log2(mixture.table + (1 - mixture.table) * np.exp(own) * whole[states] / moved[states]) / BITS
        return np.asarray(np.maximum(units, -mixture.most_down))


@dataclass(frozen=True)
class Words:
    """The productions of a vocabulary by what they stand for: places, and what the network makes of their descriptions."""

    index: Mapping[str, int]
    keys: Array
    trust: Array


class Guide:
    """Trained networks. Of a kind of task those speak that are there for it, each with as much to say; without any, those for all."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self.networks = tuple(networks)

    def speaking(self, kind: str) -> tuple[Network, ...]:
        """The networks that have a say on a kind of task."""
        own = tuple(network for network in self.networks if network.about == kind)
        return own or tuple(network for network in self.networks if network.about == ALL)

    def costs(self, grammar: Grammar, shown: Sequence[Example], vocabulary: Vocabulary, table: Costs) -> Costs:
        """The costs of a table, those of applied words moved by what the examples tell beyond the type.

        Leaves keep theirs: with those moved as well, answers cost less and searches took longer.
        """
        networks = self.speaking(kind_of(grammar.request))
        if not networks:
            return table
        seen, base = view(grammar.request, shown), np.array(table.base, float)
        told = [network.changes(grammar, seen, vocabulary, base) for network in networks]
        at = np.array([p.index for p in grammar.productions if p.kind == "apply"], int)
        base[at] = np.maximum(1, base[at] + np.rint(SCALE * np.mean(told, axis=0)))
        return Costs(tuple(base.astype(int).tolist()), table.below)


def held(properties: Array) -> Array:
    """float32 [3 * PROPERTIES]: whether each property always holds, never holds, and how often; zeros where it does not apply."""
    applies = properties != ABSENT
    return np.concatenate([properties == WHOLE, properties == 0, applies * (properties / WHOLE)]).astype(np.float32)


def _relu(x: Array) -> Array:
    return np.maximum(x, 0)


def _softmax(x: Array) -> Array:
    shifted = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True))


# -- weights --------------------------------------------------------------------------------------


def expected(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The arrays that a file of weights holds of a network, with their shapes."""
    w, t, d, k = shape.width, shape.task, shape.description, shape.key
    linear = {
        "signature": (shape.signature, 3 * PROPERTIES + FACTS), "join": (t, 2 * w + shape.signature + FACTS), "deepen": (2 * t, t),
        "deepened": (t, 2 * t), "describe": (d, d), "key": (k, d), "query": (SCOPES * k, t),
        "type_query": (SCOPES * k, FACTS),
    }  # fmt: skip
    sizes = {"after_blocks": w, "after_join": t}
    for name in (f"blocks.{i}" for i in range(shape.layers)):
        linear |= {f"{name}.attend": (3 * w, w), f"{name}.gather": (w, w), f"{name}.widen": (2 * w, w), f"{name}.narrow": (w, 2 * w)}
        sizes |= {f"{name}.before_attention": w, f"{name}.before_forward": w}
    found: dict[str, tuple[int, ...]] = {f"{name}.weight": both for name, both in linear.items()}
    found |= {f"{name}.bias": both[:1] for name, both in linear.items()}
    found |= {f"{name}.{part}": (size,) for name, size in sizes.items() for part in ("weight", "bias")}
    return found | {
        "token.weight": (TOKENS, w), "place.weight": (PLACES, w), "words.weight": (d, WORDS),
        "centre": (FACTS, SCOPES * k), "trust": (WORDS, SCOPES),
    }  # fmt: skip


def named(number: int, name: str) -> str:
    """What an array of a network is called in a file of weights."""
    return f"{number}.{name}"


def header(networks: Sequence[tuple[Shape, str]]) -> dict[str, str]:
    """The metadata of a file of weights: the sizes of each network, and what it is there for."""
    told = [{"about": about, "shape": vars(shape)} for shape, about in networks]
    return {"guide": json.dumps({"encoding": ENCODING, "networks": told})}


def load_guide(name: str) -> Guide | None:
    """The guide of a name: "default" (None where no weights are shipped), "none", or a path of weights.

    Raises Misuse with one line for a file that is missing, damaged or made for another network.
    """
    if name == "none" or (name == "default" and not DEFAULT.exists()):
        return None
    return _load(str(DEFAULT) if name == "default" else name)


@lru_cache(maxsize=2)
def _load(path: str) -> Guide:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            weights = {key: file.get_tensor(key) for key in file.offset_keys()}
    except FileNotFoundError:
        raise Misuse(f"guide weights {path}: no such file; --guide none does without") from None
    except (SafetensorError, OSError, ValueError, TypeError) as fault:
        told = str(fault).replace("\n", " ")
        raise Misuse(f"guide weights {path}: not a whole safetensors file ({told}); train anew or use --guide none") from None
    kept = _kept(path, metadata)
    whole = _checked(path, [shape for shape, _ in kept], weights)
    return Guide([Network({n: whole[named(k, n)] for n in expected(shape)}, shape, about) for k, (shape, about) in enumerate(kept)])


def _kept(path: str, metadata: Mapping[str, str]) -> list[tuple[Shape, str]]:
    try:
        told: dict[str, Any] = json.loads(metadata["guide"])
        if told["encoding"] != ENCODING:
            raise Misuse(f"guide weights {path}: made for encoding {told['encoding']}, this version has {ENCODING}; run `synth train`")
        networks = [(Shape(**each["shape"]), str(each["about"])) for each in told["networks"]]
        whole = bool(networks) and all(about in ABOUT for _, about in networks)
        whole = whole and all(isinstance(v, int) and 0 < v < 1 << 16 for shape, _ in networks for v in vars(shape).values())
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        raise Misuse(f"guide weights {path}: the file does not say that it is a guide; expected one made by `synth train`")
    return networks


def _checked(path: str, shapes: Sequence[Shape], weights: Mapping[str, Array]) -> dict[str, Array]:
    """The weights, if they are those of the networks that the header tells of.

    As float64: costs are rounded, and a sum of float32 depends on how many threads share it.
    """
    wanted = {named(k, name): sizes for k, shape in enumerate(shapes) for name, sizes in expected(shape).items()}
    for name in sorted({*wanted, *weights}):
        found = weights[name].shape if name in weights else None
        if found != wanted.get(name):
            raise Misuse(f"guide weights {path}: {name} is {found or 'missing'}, expected {wanted.get(name) or 'no such array'}")
        if not np.isfinite(weights[name]).all():
            raise Misuse(f"guide weights {path}: {name} holds numbers that are not finite")
    return {name: array.astype(np.float64) for name, array in weights.items()}


__all__ = ["Guide", "Network", "Shape", "load_guide"]
