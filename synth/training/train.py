"""Training the guide on dreams: one loop for the processor and for CUDA.

Everything random is drawn from the seed and the number of the step, so a training that was stopped and
resumed ends with the same weights, bit for bit on a processor.

Glossary: B lessons, N steps of a derivation, P words, G groups, S scopes.
"""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional as F

from dsl.primitives import Primitive
from synth.config import TrainConfig
from synth.faults import Misuse, require
from synth.guide.encode import PSEUDO
from synth.guide.infer import ELSEWHERE, Guide, Shape, load_guide
from synth.guide.properties.signature import ABSENT
from synth.learn import clip
from synth.space.prior import BITS
from synth.training.curve import draw
from synth.training.dataset import LONE, Lexicon, Shard, Solved, replayed
from synth.training.network import MOST_MET, Batch, GuideNetwork, Size
from synth.training.probe import probe
from synth.training.shards import WINDOW, Shards
from synth.training.weights import export, take_up

SIZES = {
    "tiny": Size(width=16, heads=2, layers=1, task=32, signature=32, description=24, key=24),
    "small": Size(width=48, heads=4, layers=1, task=160, signature=256, description=96, key=96),
    "wide": Size(width=48, heads=4, layers=1, task=256, signature=512, description=128, key=128),
    "base": Size(),
    "large": Size(width=128, heads=8, layers=4, task=320, signature=512, description=128, key=128),
}
EXAMPLES = {"tiny": 2, "small": 2, "wide": 2, "base": 4, "large": 4}  # that the transformer sees in training
CONTRAST = 0.1  # weight of the comparison of tasks with programs
HIDDEN = 0.1  # share of the properties that a lesson loses, so that no single one is leant on
WARM = 50  # steps until the rate of learning has risen
MOST_ROLLBACKS = 3
SETTLED = 4096  # lessons of which it is measured what is usual
MEASURED = 1024  # held-out lessons
REPLAYED = 0.3  # lessons of solved tasks for each dream of a window
Report = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Board:
    """What all batches share: descriptions and marks [P, WORDS], groups of states [requests, states], the table's say [G, P], facts."""

    bag: Tensor
    marks: Tensor
    groups: Tensor
    table: Tensor
    facts: Tensor
    primitive: Tensor  # bool [P]

    @staticmethod
    def of(lexicon: Lexicon, device: torch.device) -> Board:
        """The board of a lexicon that has met all requests."""
        groups, table = lexicon.groups()
        primitive = np.array([word not in PSEUDO for word in lexicon.words])
        return Board(*(torch.from_numpy(a).to(device) for a in (lexicon.bag(), lexicon.marks(), groups, table, lexicon.facts(), primitive)))


@dataclass(frozen=True)
class Slate:
    """A batch on the device: the tasks, and the steps of their programs, int64 [B, N]; words are -1 where a program is over."""

    tasks: Batch
    words: Tensor
    scopes: Tensor
    groups: Tensor
    above: Tensor
    bends: Tensor  # [B, S, P]

    @staticmethod
    def of(shard: Shard, rows: slice | np.ndarray, board: Board, examples: int) -> Slate:
        """The lessons of some rows."""
        device = board.bag.device

        def whole(array: np.ndarray) -> Tensor:
            return torch.from_numpy(array[rows].astype(np.int64)).to(device)

        steps = max(1, int((shard.words[rows] >= 0).sum(1).max()))
        words, scopes, states, above = (whole(a)[:, :steps] for a in (shard.words, shard.scopes, shard.states, shard.above))
        request = whole(shard.request)
        tokens, places = whole(shard.tokens)[:, :examples], whole(shard.places)[:, :examples]
        length = max(1, int((tokens != 0).sum(2).max()))
        tasks = Batch(tokens[..., :length], places[..., :length], whole(shard.properties), board.facts[request])
        bends = torch.from_numpy(shard.bends[shard.night[rows]].astype(np.float32)).to(device)
        bends = F.pad(bends, (0, len(board.bag) - bends.shape[2]))  # nights know no subroutines
        return Slate(tasks, words, scopes, board.groups[request[:, None], states], above, bends)

    def veiled(self, random: np.random.Generator) -> Slate:
        """The same with some properties of each task hidden."""
        lost = torch.from_numpy(random.random(self.tasks.properties.shape, np.float32) < HIDDEN).to(self.words.device)
        return replace(self, tasks=replace(self.tasks, properties=self.tasks.properties.masked_fill(lost, ABSENT)))


def rate_at(step: int, steps: int, peak: float, rise: int) -> float:
    """The rate of learning at a step of so many: a short rise to its peak, then half a cosine."""
    return peak * min(1.0, (step + 1) / rise) * max(0.01, 0.5 + 0.5 * math.cos(math.pi * step / steps))


def descend(network: GuideNetwork, optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step down a loss, its gradients cut to length one."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()


def objective(found: Mapping[str, Tensor]) -> Tensor:
    """What training makes small."""
    return found["grammar"] + found["typed"] + CONTRAST * found["contrast"]


def losses(network: GuideNetwork, slate: Slate, board: Board) -> dict[str, Tensor]:
    """Mean losses of the heads, and of what the type alone tells, on which the grammar head builds."""
    task, described = network.encode(slate.tasks), network.described(board.bag)
    at, _, words, scopes, table = taken(slate, board)
    known = table + network.typed(slate.tasks.facts, described)[at, scopes].float()
    typed = F.cross_entropy(known, words)
    grammar = F.cross_entropy(known.detach() + network.grammar(task, described)[at, scopes].float(), words)
    return {"grammar": grammar, "typed": typed, "contrast": _contrast(network, slate, task, described)}


def _contrast(network: GuideNetwork, slate: Slate, task: Tensor, described: Tensor) -> Tensor:
    """The loss of the comparison of tasks with programs."""
    likeness = network.wishes(task) @ network.programs(described, slate.words, slate.scopes, slate.above).T
    scaled = (likeness.float() * network.warmth.float().exp()).masked_fill(~_alike(slate.tasks.facts), LONE)
    return clip.contrast(scaled) if len(task) > 1 else scaled.sum() * 0


def _alike(facts: Tensor) -> Tensor:
    """bool [B, B]: which tasks are of one type, so that a program is told from those that it competes with."""
    shared, own = facts @ facts.T, facts.sum(1)
    return (shared == own) & (shared == own[:, None])


def taken(slate: Slate, board: Board) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """The steps of the derivations: lesson, step, word, scope [n] and the table's say of all words there [n, P]."""
    at, step = (slate.words >= 0).nonzero(as_tuple=True)
    words, scopes, groups = (t[at, step] for t in (slate.words, slate.scopes, slate.groups))
    return at, step, words, scopes, board.table[groups] + slate.bends[at, scopes]


@torch.no_grad()
def measure(network: GuideNetwork, shard: Shard, board: Board, examples: int) -> dict[str, float]:
    """Figures on held-out lessons: bits of a program by the table, the type and the examples.

    `saved_units` is by how much a task's costs make its true program cheaper, mixed as for tasks about more than lists.
    """
    network.eval()
    slate = Slate.of(shard, slice(0, MEASURED), board, examples)
    described, count = network.described(board.bag), len(slate.words)
    at, _, words, scopes, table = taken(slate, board)
    own = torch.arange(len(at), device=at.device)
    table = F.log_softmax(table, 1)
    typed = F.log_softmax(table + network.typed(slate.tasks.facts, described)[at, scopes], 1)
    gain = network.grammar(network.encode(slate.tasks), described)[at, scopes]
    logs = {"table_bits": table, "typed_bits": typed, "guided_bits": F.log_softmax(typed + gain, 1)}
    found = {name: float(-values[own, words].sum() / count / math.log(2)) for name, values in logs.items()}
    gain = network.evidence(network.encode(slate.tasks), slate.tasks.facts, described, board.marks)[at, scopes]
    likelier = (F.log_softmax(table + ELSEWHERE.strength * gain, 1) - table)[own, words].exp()
    mixed = torch.log2(ELSEWHERE.table + (1 - ELSEWHERE.table) * likelier) / BITS
    found["saved_units"] = float(mixed.clamp(max=ELSEWHERE.most_down).sum() / count)
    found["top_1"] = float((logs["guided_bits"].argmax(1) == words).float().mean())
    found |= {f"held_out_{name}": float(value) for name, value in losses(network, slate, board).items()}
    network.train()
    return found


@torch.no_grad()
def wanted(network: GuideNetwork, shard: Shard, board: Board, examples: int) -> tuple[Tensor, Tensor]:
    """What the examples of some lessons ask for, [n, S * key], and their facts [n, FACTS]."""
    slates = [Slate.of(shard, slice(k, k + MEASURED), board, examples) for k in range(0, min(len(shard), SETTLED), MEASURED)]
    return torch.cat([network.query(network.encode(s.tasks)) for s in slates]), torch.cat([s.tasks.facts for s in slates])


class Training:
    """One run: network, optimiser, step; what is needed to go on lies beside the weights."""

    def __init__(self, config: TrainConfig, solved: Sequence[Solved] = (), learned: Sequence[Primitive] = ()) -> None:
        self.config = config
        self.directory = Path(config.out).with_suffix(".run")
        self.device = _device(config.device)
        self.shards = Shards(self.directory / "lessons", config.domains, config.lessons, config.seed, learned)
        if solved:
            size = max(1, round(REPLAYED * self.shards.size * min(WINDOW, self.shards.count)))
            self.shards.replays = replayed(solved, self.shards.lexicon, config.seed, size)
        torch.manual_seed(config.seed)
        self.network = GuideNetwork(SIZES[config.size]).to(self.device)
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=config.rate, weight_decay=0.02, betas=(0.9, 0.98))
        self.step, self.rollbacks, self.best = 0, 0, math.inf
        self.earlier = None if config.begin is None else self._weights(self._guide(config.begin, "to begin with"))
        self.beside = () if config.beside is None else self._guide(config.beside, "to stand beside").networks
        self.board = Board.of(self.shards.lexicon, self.device)
        self.steps = self.shards.steps(config.batch) * -(-self.shards.count * config.epochs // min(WINDOW, self.shards.count))
        self.losses: Any = losses
        if self.device.type == "cuda":
            self.losses = torch.compile(losses, dynamic=True)

    @property
    def state(self) -> Path:
        """The checkpoint."""
        return self.directory / "state.safetensors"

    @property
    def chosen(self) -> Path:
        """The weights of the checkpoint that did best."""
        return self.directory / "best.safetensors"

    def run(self, report: Report) -> Path:
        """Train to the end; the path of the weights."""
        if self.config.resume and self.state.exists():
            self._restore()
        elif self.earlier is not None:
            take_up(self.network, self.earlier)
        self.shards.note = lambda made: report({"lessons_made": made, "lessons": self.shards.count * self.shards.size})
        with self.shards.being_made(self.config.workers):
            self._loop(report)
        out = Path(self.config.out)
        if self.best < math.inf:
            part = out.with_name(f"{out.name}.part")
            shutil.copyfile(self.chosen, part)
            part.replace(out)
        else:
            self.settle()
            export(self.network, out, self.beside, self.config.about)
        draw(self.directory / "progress.jsonl")
        return out

    def _loop(self, report: Report) -> None:
        each, window, shard = self.shards.steps(self.config.batch), -1, None
        began, done = time.process_time(), 0
        while self.step < self.steps:
            if shard is None or self.step // each != window:
                window = self.step // each
                shard = self.shards.window(window)
            at = self.step % each * self.config.batch
            found = self._advance(Slate.of(shard, slice(at, at + self.config.batch), self.board, EXAMPLES[self.config.size]))
            if found is None:
                shard = None
                continue
            done += self.config.batch
            if self.step % self.config.every == 0 or self.step == self.steps:
                seconds = time.process_time() - began
                self._note(found | {"processor_seconds": seconds, "samples_per_second": done / max(seconds, 1e-9)}, report)

    def _advance(self, slate: Slate) -> dict[str, float] | None:
        """One step; None after a roll-back."""
        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        slate = slate.veiled(np.random.default_rng([self.config.seed, 1, self.step]))
        with torch.autocast("cuda", torch.bfloat16, enabled=self.device.type == "cuda"):
            found = self.losses(self.network, slate, self.board)
        loss = objective(found)
        if not torch.isfinite(loss):
            self._roll_back()
            return None
        descend(self.network, self.optimiser, loss)
        self.step += 1
        return {name: float(value.detach()) for name, value in found.items()}

    def _rate(self) -> float:
        """The rate of learning at this step: a short rise, then half a cosine; halved by every roll-back."""
        return rate_at(self.step, self.steps, self.config.rate, WARM) * 0.5**self.rollbacks

    @torch.no_grad()
    def settle(self) -> None:
        """Measure on some of the lessons what is usual, for `network.evidence`; words are trusted for what was met before, too."""
        window = min(WINDOW, self.shards.count)
        visited = -(-self.step // self.shards.steps(self.config.batch)) * window
        met = self.shards.met(max(window, min(visited, self.shards.count)), len(self.board.bag))
        asked = wanted(self.network, self.shards.first, self.board, EXAMPLES[self.config.size])
        self.network.settle(*asked, torch.from_numpy(met).to(self.device), self.board.marks)
        if self.earlier is not None:
            self.network.trust.add_(self.earlier["trust"]).clamp_(max=MOST_MET)

    # -- keeping --------------------------------------------------------------------------------

    def _note(self, found: Mapping[str, float], report: Report) -> None:
        line = {"step": self.step, "steps": self.steps, **found}
        self.settle()
        line |= measure(self.network, self.shards.held_out, self.board, EXAMPLES[self.config.size])
        line |= self._probed() if self.config.probe else {}
        self._save()
        with (self.directory / "progress.jsonl").open("a") as file:
            file.write(json.dumps({k: round(v, 4) for k, v in line.items()}) + "\n")
        report(line)

    def _probed(self) -> dict[str, float]:
        """How the network does on the probe; it is kept where none did better."""
        trial = self.directory / f"{self.step}.safetensors"
        export(self.network, trial, self.beside, self.config.about)
        found = probe(trial, self.config.domains, self.config.probe)
        if found <= self.best:
            self.best = found
            trial.replace(self.chosen)
        trial.unlink(missing_ok=True)
        return {"probe": found}

    def _save(self) -> None:
        arrays = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        for name, parameter in self.network.named_parameters():
            for key, value in self.optimiser.state[parameter].items():
                arrays[f"optimiser.{key}.{name}"] = value
        best = self.best if self.best < math.inf else None
        told = json.dumps({"step": self.step, "rollbacks": self.rollbacks, "best": best, "config": asdict(self.config)})
        unfinished = self.state.with_suffix(".part")
        save_file({name: value.contiguous() for name, value in arrays.items()}, unfinished, {"training": told})
        unfinished.replace(self.state)
        self.state.with_suffix(".json").write_text(told + "\n")

    def _restore(self) -> None:
        told = json.loads(self.state.with_suffix(".json").read_text())
        earlier, now = (replace(TrainConfig(**c), resume=False) for c in (_config(told["config"]), _config(asdict(self.config))))
        require(earlier == now, f"{self.directory} was begun with other options; give the same ones, or another --out")
        arrays = load_file(self.state, device=str(self.device))
        self.network.load_state_dict({k.removeprefix("network."): v for k, v in arrays.items() if k.startswith("network.")})
        for name, parameter in self.network.named_parameters():
            keys = ("step", "exp_avg", "exp_avg_sq")
            own = {key: arrays[f"optimiser.{key}.{name}"] for key in keys if f"optimiser.{key}.{name}" in arrays}
            if own:
                self.optimiser.state[parameter] = own | {"step": own["step"].cpu()}
        self.step, self.rollbacks = told["step"], told["rollbacks"]
        self.best = math.inf if told["best"] is None else told["best"]

    def _roll_back(self) -> None:
        """Back to the last checkpoint with half the rate; Misuse after several times."""
        count = self.rollbacks + 1
        if count > MOST_ROLLBACKS or not self.state.exists():
            raise Misuse(f"training diverged at step {self.step}; train again with a rate below {self.config.rate}")
        self._restore()
        self.rollbacks = count

    def _guide(self, path: str, use: str) -> Guide:
        """The guide of a path; Misuse where there is none."""
        guide = load_guide(path)
        require(guide is not None, f"there are no weights {path} {use}")
        assert guide is not None
        return guide

    def _weights(self, guide: Guide) -> dict[str, Tensor]:
        """The weights of a guide's first network; Misuse where they are of another size than is trained."""
        network, size = guide.networks[0], self.config.size
        fits = network.shape == Shape(**vars(SIZES[size]))
        require(fits, f"the weights {self.config.begin} are not of size {size}; give the size they have")
        return {name: torch.from_numpy(array.astype(np.float32)).to(self.device) for name, array in network.weights.items()}


def _config(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a configuration as they stood in JSON; how it reports does not matter."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told.items() if key != "output"}


def _device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    require(name != "cuda" or torch.cuda.is_available(), "this machine has no CUDA device; use --device cpu")
    return torch.device(name)


def fine_tune(config: TrainConfig, solved: Sequence[Solved], learned: Sequence[Primitive] = (), report: Report = lambda line: None) -> Path:
    """Train on with programs that solved tasks, each on fresh inputs, among the dreams; `learned` subroutines may stand in them."""
    return Training(config, solved, learned).run(report)
