"""Lessons of recipes: programs that are known to solve the shipped suites, and what is learned of them on fresh inputs."""

from __future__ import annotations

from random import Random

import pytest

from dsl.domain import load_domain
from dsl.evaluate import compile_term
from dsl.infer import elaborate
from dsl.term import Const, subterms
from synth.space.constants import harvest
from synth.training.recipes import EXAMPLES, SUITES, of_domain, recipes, solved

DOMAINS = tuple(SUITES)


def test_every_known_program_is_one_of_a_recipe_and_many_recipes_have_one() -> None:
    families = [each.family for each in solved()]
    assert len(set(families)) == len(families) > 0.4 * len(recipes())
    assert {*families} <= recipes().keys()


def test_known_programs_solve_their_recipes_on_fresh_inputs() -> None:
    """A few are right on almost all inputs: a task that shows one of the others is no lesson."""
    wrong = [each.family for each in solved() if each.task(Random(f"fresh {each.family}")) is None]
    assert len(wrong) < 0.05 * len(solved()), wrong


@pytest.mark.parametrize("domain", DOMAINS)
def test_families_are_learned_from_or_spared(domain: str) -> None:
    learned, spared = of_domain(domain), of_domain(domain, spared=True)
    assert learned and spared and len(learned) > 2 * len(spared)
    assert not {each.family for each in learned} & {each.family for each in spared}


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_lesson_is_of_a_known_program_or_of_one_near_it(domain: str) -> None:
    near = 0
    for each in of_domain(domain)[::9]:
        vocabulary = load_domain(each.domain).vocabulary
        for dream in filter(None, (each.dream(Random(f"{each.family} {k}")) for k in range(4))):
            program, (least, most) = compile_term(dream.term, vocabulary), EXAMPLES
            assert least <= len(dream.examples) <= most
            assert [program(e.inputs) for e in dream.examples] == [e.output for e in dream.examples], str(dream.term)
            assert elaborate(dream.term, vocabulary, dream.request)[0]
            if dream.term != each.program:
                near += 1
                literals = {part for part in subterms(dream.term) if isinstance(part, Const)}
                assert literals <= harvest(dream.request, dream.examples).keys(), str(dream.term)
    assert near


def test_the_same_seed_gives_the_same_lesson() -> None:
    for each in of_domain("list")[:6]:
        assert each.dream(Random(7)) == each.dream(Random(7))
