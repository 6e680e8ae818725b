"""The guide's network: a transformer over each example, an order-free pool of them with the property signature, two heads.

Productions are embedded from their descriptions (`encode.description`), so one learned later is scored without
a new network. The grammar head gives a score to each production in each scope; the comparison of tasks with programs
(contrastive, after CLIP: Radford et al. 2021) only shapes what the encoder learns, and is not written with the weights.
`infer.py` computes the grammar head in numpy.

Glossary: B tasks, E examples, L tokens of one, P words (productions by what they stand for), S scopes, N steps of a derivation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from synth.guide.encode import PAD, PLACES, SCOPES, TOKENS, WORDS, trusted
from synth.guide.properties.signature import ABSENT, FACTS, PROPERTIES, WHOLE

MOST_MET = 20_000.0  # uses, beyond which trust grows no more
RIDGE = 1.0  # of the regression of queries on types


@dataclass(frozen=True)
class Size:
    """How large the network is; it stands in the header of the weights."""

    width: int = 64  # of a token
    heads: int = 4
    layers: int = 2
    task: int = 192  # of a task's vector
    signature: int = 256  # of the hidden layer behind the property signature
    description: int = 96  # of a described production
    key: int = 96  # in which productions and tasks, programs and tasks are compared

    def scaled(self, by: float) -> Size:
        """The size with every layer that many times as wide, in steps of eight; as many heads and layers."""
        wide = {name: max(8, 8 * round(by * value / 8)) for name, value in vars(self).items() if name not in ("heads", "layers")}
        return replace(self, **wide, heads=min(self.heads, wide["width"] // 4))


@dataclass(frozen=True)
class Batch:
    """Tasks as tensors: tokens, places int64 [B, E, L]; properties uint8 [B, PROPERTIES]; facts [B, FACTS]."""

    tokens: Tensor
    places: Tensor
    properties: Tensor
    facts: Tensor


class Block(nn.Module):
    """One layer of the transformer, normalised before each half."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_forward = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attend, self.gather = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x: Tensor, present: Tensor) -> Tensor:
        """[rows, L, width] -> the same; `present` bool [rows, L] says which tokens there are."""
        rows, length, width = x.shape
        parts = self.attend(self.before_attention(x)).view(rows, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=present[:, None, None, :])
        x = x + self.gather(mixed.transpose(1, 2).reshape(rows, length, width))
        out: Tensor = x + self.narrow(F.relu(self.widen(self.before_forward(x))))
        return out


class GuideNetwork(nn.Module):
    """Encoder and heads."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.token, self.place = nn.Embedding(TOKENS, size.width), nn.Embedding(PLACES, size.width)
        self.blocks = nn.ModuleList(Block(size.width, size.heads) for _ in range(size.layers))
        self.after_blocks = nn.LayerNorm(size.width)
        self.signature = nn.Linear(3 * PROPERTIES + FACTS, size.signature)
        self.join = nn.Linear(2 * size.width + size.signature + FACTS, size.task)
        self.deepen, self.deepened = nn.Linear(size.task, 2 * size.task), nn.Linear(2 * size.task, size.task)
        self.after_join = nn.LayerNorm(size.task)
        self.words = nn.Linear(WORDS, size.description, bias=False)
        nn.init.normal_(self.words.weight)  # a description has few of the words
        self.describe = nn.Linear(size.description, size.description)
        self.key = nn.Linear(size.description, size.key)
        self.query, self.type_query = nn.Linear(size.task, SCOPES * size.key), nn.Linear(FACTS, SCOPES * size.key)
        nn.init.zeros_(self.query.weight)
        nn.init.zeros_(self.query.bias)
        self.scope, self.above = nn.Embedding(SCOPES, size.description), nn.Linear(size.description, size.description)
        self.program, self.wish = nn.Linear(size.description, size.key), nn.Linear(size.task, size.key)
        self.warmth = nn.Parameter(torch.tensor(2.0))
        self.centre: Tensor
        self.trust: Tensor
        self.register_buffer("centre", torch.zeros(FACTS, SCOPES * size.key))
        self.register_buffer("trust", torch.zeros(WORDS, SCOPES))

    def encode(self, batch: Batch) -> Tensor:
        """[B, task]: the tasks' vectors."""
        count, examples, length = batch.tokens.shape
        tokens, places = (t.reshape(count * examples, length) for t in (batch.tokens, batch.places))
        there = (tokens != PAD).any(1)  # tasks with fewer examples than others of the batch leave some out
        tokens, places = tokens[there], places[there]
        present = tokens != PAD
        x = self.token(tokens) + self.place(places)
        for block in self.blocks:
            x = block(x, present)
        pooled = (self.after_blocks(x) * present[..., None]).sum(1) / present.sum(1, keepdim=True)
        seen = pooled.new_zeros(count * examples, pooled.shape[1]).index_put((there.nonzero()[:, 0],), pooled).view(count, examples, -1)
        there = there.view(count, examples, 1)
        mean = (seen * there).sum(1) / there.sum(1).clamp(min=1)
        most = seen.masked_fill(~there, -1e4).amax(1) * there.any(1)
        looked = torch.cat([mean, most], 1)
        hidden = F.relu(self.signature(torch.cat([held(batch.properties), batch.facts], 1)))
        joined = self.join(torch.cat([looked, hidden, batch.facts], 1))
        out: Tensor = self.after_join(joined + self.deepened(F.relu(self.deepen(joined))))
        return out

    def described(self, bag: Tensor) -> Tensor:
        """[P, description]: productions from the hashed words of their descriptions, [P, WORDS]."""
        return F.relu(self.describe(F.relu(self.words(bag))))

    def grammar(self, task: Tensor, described: Tensor) -> Tensor:
        """[B, S, P]: by how much the examples make a production likelier than the type alone does, as natural logarithms."""
        return self._compared(self.query(task), described)

    def evidence(self, task: Tensor, facts: Tensor, described: Tensor, marks: Tensor) -> Tensor:
        """[B, S, P]: the grammar head's say less what it says of all tasks of the type, trusted as far as training met a word."""
        trust: Tensor = trusted(marks @ self.trust).T
        return self._compared(self.query(task) - facts @ self.centre, described) * trust

    @torch.no_grad()
    def settle(self, queries: Tensor, facts: Tensor, met: Tensor, marks: Tensor) -> None:
        """Note what training met: queries [n, S * key] of tasks with facts [n, FACTS], and how often each word was met, [P, S]."""
        ridge = RIDGE * torch.eye(FACTS, device=facts.device)
        self.centre.copy_(torch.linalg.solve(facts.T @ facts + ridge, facts.T @ queries))
        self.trust.copy_((marks.T @ met).clamp(max=MOST_MET))

    def typed(self, facts: Tensor, described: Tensor) -> Tensor:
        """[B, S, P]: by how much the type of a task makes a production likelier than its cost says, as natural logarithms."""
        return self._compared(self.type_query(facts), described)

    def _compared(self, queries: Tensor, described: Tensor) -> Tensor:
        scores: Tensor = queries.view(len(queries), SCOPES, self.size.key) @ self.key(described).T / self.size.key**0.5
        return scores

    def programs(self, described: Tensor, words: Tensor, scopes: Tensor, above: Tensor) -> Tensor:
        """[B, key]: programs from the words of their derivations int64 [B, N] (-1 where over), the scopes and the words above them."""
        there = (words >= 0)[..., None]
        parents = described[above.clamp(min=0)] * (above >= 0)[..., None]
        parts = F.relu(described[words.clamp(min=0)] + self.scope(scopes) + self.above(parents))
        return F.normalize(self.program((parts * there).sum(1) / there.sum(1).clamp(min=1) ** 0.5), dim=1)

    def wishes(self, task: Tensor) -> Tensor:
        """[B, key]: what a program for the task should look like."""
        return F.normalize(self.wish(task), dim=1)


def held(properties: Tensor) -> Tensor:
    """[B, 3 * PROPERTIES]: whether each property always holds, never holds, and how often; zeros where it does not apply."""
    share = properties.float() / WHOLE
    applies = properties != ABSENT
    return torch.cat([(properties == WHOLE).float(), (properties == 0).float(), share * applies], 1)
