"""The language: what programs can say and what they mean."""

from dsl.domain import Domain, load_domain
from dsl.primitives import Primitive, Vocabulary, primitive
from dsl.syntax import SyntaxFault, TypeFault, parse_term, parse_type, print_term
from dsl.term import App, Const, Hole, Lam, Let, Prim, Term, Var
from dsl.type import BOOL, FLOAT, INT, STR, Con, TVar, Type, arrow, list_of

__all__ = [
    "BOOL", "FLOAT", "INT", "STR", "App", "Con", "Const", "Domain", "Hole", "Lam", "Let", "Prim", "Primitive",
    "SyntaxFault", "TVar", "Term", "Type", "TypeFault", "Var", "Vocabulary", "arrow", "list_of", "load_domain",
    "parse_term", "parse_type", "primitive", "print_term",
]  # fmt: skip
