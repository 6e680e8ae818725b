"""Views: what a lambda's body makes of its variables before anything else, such as the head of a list or a recursive call.

A part of the body is then a function of views instead of variables: `cons(head(xs) + 1, rec(tail(xs)))` is
`(h, r -> cons(h + 1, r))(head(xs), rec(tail(xs)))`, and what is left when the function becomes a parameter is a fold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dsl.primitives import Vocabulary
from dsl.sexpr import to_sexpr
from dsl.term import App, Prim, Term, Var, children, free_indices, lam, replace, shift, size

MOST_VIEWS = 2


def over_views(part: Term, own: Collection[int], vocabulary: Vocabulary) -> Iterator[Term]:
    """The part as a function applied to its views, and to the head of a list that it only takes the tail of.

    own: the variables of the lambdas around it, as indices.
    """
    views = sorted(set(_views(part, frozenset(own), 0)), key=lambda view: (size(view), to_sexpr(view)))
    if not views or all(isinstance(view, Var) for view in views):
        return
    for chosen in (views, *_with_heads(views, vocabulary)):
        if len(chosen) <= MOST_VIEWS:
            yield _over(part, chosen)


def _views(term: Term, own: frozenset[int], depth: int) -> Iterator[Term]:
    """The variables' uses, each with the application that it stands in; parts of others are left out."""
    if isinstance(term, Var):
        if term.index - depth in own:
            yield Var(term.index - depth)
        return
    for child in children(term):
        inner = depth + (type(term).__name__ == "Lam")
        yield from _views_below(child, own, inner)


def _views_below(term: Term, own: frozenset[int], depth: int) -> Iterator[Term]:
    """The views in a term that is not the whole part."""
    direct = isinstance(term, App) and any(isinstance(c, Var) and c.index - depth in own for c in children(term))
    if direct and all(i >= depth for i in free_indices(term)):
        yield shift(term, -depth)
    else:
        yield from _views(term, own, depth)


def _with_heads(views: list[Term], vocabulary: Vocabulary) -> Iterator[list[Term]]:
    """The views and the head of a list that only its tail is seen of: a list taken apart is two values, both used or not."""
    tails = [
        part for view in views for part in (view, *children(view)) if isinstance(part, App) and vocabulary.has(part.function, "takes_tail")
    ]
    head = next(vocabulary.having("takes_head"), None)
    heads = {App(Prim(head.name), part.arguments) for part in tails} - set(views) if head is not None else set()
    if heads:
        yield sorted([*views, *heads], key=lambda view: (size(view), to_sexpr(view)))


def _over(part: Term, views: list[Term]) -> Term:
    """(v… -> part)(view…)."""
    count = len(views)
    inner = shift(part, count)
    for i in sorted(range(count), key=lambda i: -size(views[i])):
        inner = replace(inner, shift(views[i], count), Var(count - 1 - i))
    return App(lam(count, inner), tuple(views))
