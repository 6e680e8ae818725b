"""What a run of growing has learned, and the lines that keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.sexpr import parse_sexpr, to_sexpr
from dsl.term import Term
from synth.files import read_lines
from synth.space.fitted_prior import Use

Counts = Mapping[Use, float]


@dataclass(frozen=True)
class Knowledge:
    """What a run has learned so far."""

    subroutines: tuple[Primitive, ...] = ()  # parents first
    frontiers: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    counts: Counts | None = None
    ratio: float = 1.0
    made_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by subroutine: the tasks whose solutions it came of


def read_knowledge(path: Path, vocabulary: Vocabulary) -> Knowledge:
    """What a step has written down, over the words that the run began with."""
    words, made_of, frontiers, counts, ratio = [], {}, {}, {}, 1.0
    for record in read_lines(path):
        match record["kind"]:
            case "subroutine":
                body, examples = parse_sexpr(record["body"], vocabulary), tuple((a, r) for a, r in record["examples"])
                p = subroutine(record["name"], parse_type(record["type"]), body, doc=record["doc"], cost=record["cost"])
                words.append(replace(p, body_cost=record["body_cost"], examples=examples))
                vocabulary = vocabulary.extend(words[-1])
                made_of[p.name] = tuple(record["tasks"])
            case "solutions":
                frontiers[record["task"]] = tuple(parse_sexpr(text, vocabulary) for text in record["programs"])
            case "use":
                counts[record["inside"], record["wanted"], record["word"], record["above"], record["argument"]] = record["count"]
            case "ratio":
                ratio = record["ratio"]
    return Knowledge(tuple(words), frontiers, counts or None, ratio, made_of)


def lines_of(known: Knowledge) -> list[dict[str, Any]]:
    """Knowledge as JSON lines."""
    lines: list[dict[str, Any]] = [{"kind": "ratio", "ratio": known.ratio}]
    for p in known.subroutines:
        assert p.body is not None
        costs = {"cost": p.cost, "body_cost": p.body_cost}
        told = {"doc": p.doc, "examples": [list(e) for e in p.examples], "tasks": list(known.made_of.get(p.name, ()))}
        lines.append({"kind": "subroutine", "name": p.name, "type": str(p.type), "body": to_sexpr(p.body), **costs, **told})
    for task, programs in known.frontiers.items():
        lines.append({"kind": "solutions", "task": task, "programs": [to_sexpr(program) for program in programs]})
    for (inside, wanted, word, above, argument), count in (known.counts or {}).items():
        place = {"inside": inside, "wanted": wanted, "above": above, "argument": argument}
        lines.append({"kind": "use", **place, "word": word, "count": count})
    return lines
