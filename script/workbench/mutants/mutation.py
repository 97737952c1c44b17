"""Mutants of Python source: one small fault at a time, inside the bodies of functions."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

TURNED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
EDGE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
REFUSALS = {"UserError", "AccessError", "ValidationError", "RedirectWarning", "MissingError"}
GUARDS = ("create", "write", "unlink", "copy", "_check", "_unlink_except", "_refuse", "_forbid")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, of what kind, and the code before and after it.

    ``noted`` are the first and the last line at which it is noted that the faulty code runs: of several lines of one
    statement only some do something, and they may be none of those that the fault is on.
    """

    path: str
    function: str
    first_line: int
    line: int
    noted: tuple[int, int]
    number: int
    kind: str
    before: str
    after: str
    is_guard: bool

    @property
    def name(self) -> str:
        """How the mutant is named where it is said that it is equivalent; without lines, which move."""
        return f"{self.path} {self.function} [{self.kind}] {self.before} → {self.after}"


class _Site(NamedTuple):
    node: ast.AST
    kind: str
    make: object


def find_mutants(source: str, path: str) -> list[Mutant]:
    """All mutants of the functions in ``source``, in the order of their place.

    >>> for mutant in find_mutants("def f(a):\\n    if a < 1 and not b:\\n        log(a)\\n    return True", "x.py"):
    ...     print(mutant.line, mutant.kind, mutant.before, "→", mutant.after)
    2 and/or a < 1 and (not b) → a < 1 or not b
    2 comparison a < 1 → a >= 1
    2 edge a < 1 → a <= 1
    2 not not b → b
    3 call log(a) → nothing
    4 boolean True → False
    >>> [found] = find_mutants("def f(a):\\n    return g(\\n        a,\\n        not a,\\n    )", "x.py")
    >>> found.line, found.noted
    (4, (2, 5))
    >>> source = "def action(self):\\n    self.ensure_one()\\n    self._act()\\ndef _act(self):\\n    self.ensure_one()"
    >>> [(mutant.function, mutant.before) for mutant in find_mutants(source, "x.py")]
    [('action', 'self.ensure_one()'), ('action', 'self._act()')]
    >>> find_mutants("def f(a, b):\\n    return zip(a, b, strict=True)", "x.py")
    []
    """
    found = []
    for function in _outermost_functions(ast.parse(source)):
        guard, noted = _is_guard(function), dict(_noted_lines(function))
        assertions = set(_assertions(function))
        for number, site in enumerate(_sites(function)):
            if site.node in assertions:
                continue
            mutated = site.make(copy.deepcopy(site.node))
            after = "nothing" if site.kind in ("call", "refusal") else _text(mutated)
            found.append(
                Mutant(
                    *(path, function.name, _first_line(function), site.node.lineno, noted[id(site.node)]),
                    *(number, site.kind, _text(site.node), after, guard),
                )
            )
    return found


def mutate(source: str, path: str, mutant: Mutant):
    """The code of the function with the fault in it, as it is compiled at its own lines.

    >>> source = "def f(a):\\n    return a > 1"
    >>> code = mutate(source, "x.py", find_mutants(source, "x.py")[0])
    >>> import types
    >>> types.FunctionType(code, {})(2)
    False
    """
    tree = ast.parse(source)
    for function in _outermost_functions(tree):
        if (function.name, _first_line(function)) == (mutant.function, mutant.first_line):
            site = list(_sites(function))[mutant.number]
            _replace(function, site.node, site.make(copy.deepcopy(site.node)))
    ast.fix_missing_locations(tree)
    return next(
        code
        for code in nested_codes(compile(tree, path, "exec"))
        if (code.co_name, code.co_firstlineno) == (mutant.function, mutant.first_line)
    )


def nested_codes(code) -> Iterator:
    """A code object and all inside it."""
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_consts"):
            yield from nested_codes(constant)


def _outermost_functions(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            yield child
        elif isinstance(child, ast.ClassDef | ast.If | ast.Try):
            yield from _outermost_functions(child)


def _first_line(function):
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _is_guard(function):
    """Whether a function stands between the caller and what is stored."""
    refuses = any(
        isinstance(node, ast.Raise) and _text(node.exc).partition("(")[0].rpartition(".")[2] in REFUSALS
        for node in ast.walk(function)
    )
    return refuses or function.name.startswith(GUARDS)


def _assertions(function):
    """What says only what the addon's own callers keep: that it is one record, that two lists are of one length."""
    for node in ast.walk(function):
        match node:
            case ast.Expr() if function.name.startswith("_") and _text(node) == "self.ensure_one()":
                yield node
            case ast.Call(func=ast.Name(id="zip")):
                yield from (word.value for word in node.keywords if word.arg == "strict" and word.value.value)


def _noted_lines(function):
    """``(id of a node, (first line, last line))`` of the statement that it is in, or of its head where it has a body."""
    for statement in ast.walk(function):
        if isinstance(statement, ast.stmt):
            has_body = bool(set(statement._fields) & {"body", "cases"})
            for part in _heads(statement) if has_body else [statement]:
                for node in ast.walk(part):
                    yield id(node), (part.lineno, part.end_lineno)


def _heads(statement):
    """The expressions of a compound statement itself."""
    for part in ast.iter_child_nodes(statement):
        if isinstance(part, ast.expr):
            yield part
        elif isinstance(part, ast.withitem | ast.ExceptHandler | ast.match_case):
            yield from (child for child in ast.iter_child_nodes(part) if isinstance(child, ast.expr))


def _sites(function):
    for statement in function.body:
        yield from _sites_of(statement)


def _sites_of(node):
    yield from _own_sites(node)
    for child in ast.iter_child_nodes(node):
        # what is written for the reader, and what names types, does nothing
        if not isinstance(child, ast.arguments):
            yield from _sites_of(child)


def _own_sites(node):
    match node:
        case ast.Expr(value=ast.Call()):
            yield _Site(node, "call", _leave_out)
        case ast.Raise():
            yield _Site(node, "refusal", _leave_out)
        case ast.BoolOp():
            yield _Site(node, "and/or", _turn_connection)
        case ast.UnaryOp(op=ast.Not()):
            yield _Site(node, "not", lambda node: node.operand)
        case ast.Constant(value=bool()):
            yield _Site(node, "boolean", lambda node: ast.Constant(not node.value))
        case ast.Compare(ops=[operator]):
            yield from _comparisons(node, operator)
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield from _conditions([test])
        case ast.comprehension(ifs=tests):
            yield from _conditions(tests)


def _comparisons(node, operator):
    yield _Site(node, "comparison", lambda node: _with_operator(node, TURNED))
    if type(operator) in EDGE:
        yield _Site(node, "edge", lambda node: _with_operator(node, EDGE))


def _conditions(tests):
    for test in tests:
        # the others are turned already
        if not isinstance(test, ast.Compare | ast.UnaryOp | ast.BoolOp | ast.Constant):
            yield _Site(test, "condition", lambda test: ast.UnaryOp(ast.Not(), test))


def _leave_out(statement):
    # names stay where they are, so that the code fits into the function it came from
    return ast.If(ast.Constant(False), [statement], [])


def _with_operator(node, operators):
    node.ops = [operators[type(node.ops[0])]()]
    return node


def _turn_connection(node):
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


def _replace(tree, old, new):
    ast.copy_location(new, old)
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                setattr(parent, name, [new if part is old else part for part in value])


def _text(node):
    text = " ".join(ast.unparse(node).split()) if node is not None else ""
    return text if len(text) < 100 else text[:97] + "…"
