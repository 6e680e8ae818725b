"""Expressions of Python said in fewer words."""

from __future__ import annotations

import ast

_CONSUMERS = ("sorted", "sum", "min", "max")
_OPPOSITES: dict[type, type[ast.cmpop]] = {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn}


class Tidy(ast.NodeTransformer):
    """Says the same in fewer words."""

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        self.generic_visit(node)
        return self._element_named(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self.generic_visit(node)
        return self._element_named(node)

    def _element_named(self, node: ast.ListComp | ast.GeneratorExp) -> ast.AST:
        """What an element gives a name to, as one more loop."""
        match node.elt:
            case ast.Call(ast.Lambda(ast.arguments(args=[ast.arg(name)]), body), [value]):
                node.generators.append(ast.comprehension(ast.Name(name, ast.Store()), ast.List([value], ast.Load()), [], 0))
                node.elt = body
                return self._element_named(node)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = _unlisted(node.iter)
        return node

    def visit_List(self, node: ast.List) -> ast.AST:
        """Lists within a list as their items."""
        self.generic_visit(node)
        node.elts = [element for each in node.elts for element in _spread(each)]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("dict"), [ast.Call(ast.Name("zip"), [ast.List(keys), ast.List(values)])]) if len(keys) == len(values):
                return ast.Dict(list(keys), values)
            case ast.Call(ast.Name(name), [first], []) if name in (*_CONSUMERS, "len"):
                node.args = [_unlisted(first)]
                if isinstance(first, ast.ListComp) and name != "len":
                    node.args = [ast.GeneratorExp(first.elt, first.generators)]
            case ast.Call(ast.Attribute(attr="join"), [ast.ListComp(element, generators)]):
                node.args = [ast.GeneratorExp(element, generators)]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(ast.Constant(int() as a), ast.Add(), ast.Constant(int() as b)):
                return ast.Constant(a + b)
            case ast.BinOp(ast.JoinedStr(first), ast.Add(), ast.JoinedStr(second)):
                return ast.JoinedStr([*first, *second])
            case ast.BinOp(ast.JoinedStr(first), ast.Add(), ast.Constant(str()) as second):
                return ast.JoinedStr([*first, second])
            case ast.BinOp(ast.Constant(str()) as first, ast.Add(), ast.JoinedStr(second)):
                return ast.JoinedStr([first, *second])
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(ast.Not(), ast.Compare(left, [sign], [right])) if type(sign) in _OPPOSITES:
                return ast.Compare(left, [_OPPOSITES[type(sign)]()], [right])
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        names = [a.arg for a in node.args.args]
        match node.body:
            case ast.Call(ast.Name(called), arguments, []) if called not in names:
                if [a.id for a in arguments if isinstance(a, ast.Name)] == names and len(arguments) == len(names):
                    return ast.Name(called)
        return node


def _spread(element: ast.expr) -> list[ast.expr]:
    """The items that an element of a list stands for."""
    match element:
        case ast.Starred(ast.List(items)):
            return items
    return [element]


def _unlisted(tree: ast.expr) -> ast.expr:
    """What a list is made of that is only gone through."""
    match tree:
        case ast.Call(ast.Name("list"), [ast.Call(ast.Name("range")) as inner]):
            return inner
    return tree
