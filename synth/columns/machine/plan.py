"""Plans: the bodies of lambdas as short programs of existing kernels, in one run of int64 words.

    header    instructions, captures, where the captures begin, the frame (in the plan of a subroutine)
    each      kind, address, arity, in_scratch, lenient, four arguments (slots), where a sub-plan begins (a subroutine's own plan)
    captures  which outer value each captured leaf stands for: a node, or a slot of the outer plan

One plan may hold a whole bank of bodies: a node that several bodies share is computed once.
"""

from __future__ import annotations

import numpy as np

from synth.columns.codegen.routine import routine
from synth.columns.heap import ints_at, words_at
from synth.columns.layout import OPERATION, Frame, Kind

HEADER = 4
STEP = 10
_PRODUCTION, _ARGUMENTS, _OPERATIONS = int(Frame.PRODUCTION), int(Frame.ARGUMENTS), int(Frame.OPERATIONS)
_SLOT = int(Frame.NODE_SLOT)
_VARIABLE, _CAPTURE, _APPLY = int(Kind.VARIABLE), int(Kind.CAPTURE), int(Kind.APPLY)
ZERO, ONE = np.int64(0), np.int64(1)  # a bare 0 would have what it is passed to compiled once more, for that literal


@routine
def _longer(array, count):
    """The array with room for twice as much."""
    new = np.empty(2 * len(array) + 64, np.int64)
    for i in range(count):
        new[i] = array[i]
    return new


@routine
def _reach(frame, targets, inner):
    """The nodes below some targets in their own scope, arguments first.

    With `inner` the targets are bodies inside a body: their captures are not followed. The slot
    array holds 0 for a node outside the plan, -2 while its arguments are under way, -3 once it is listed.
    """
    arguments, slot = ints_at(frame[_ARGUMENTS]), ints_at(frame[_SLOT])
    operations, production = words_at(frame[_OPERATIONS]), ints_at(frame[_PRODUCTION])
    stack, listed, count = np.empty(64, np.int64), np.empty(64, np.int64), ZERO
    for t in range(len(targets)):
        stack[0] = targets[t]
        top = ONE
        while top > 0:
            node = stack[top - 1]
            if slot[node] == -3:
                top -= 1
                continue
            operation = OPERATION * production[node]
            kind, arity = operations[operation], operations[operation + 2]
            leaf = kind == _VARIABLE or kind == _CAPTURE
            if slot[node] == -2 or leaf:
                slot[node] = -3
                if count == len(listed):
                    listed = _longer(listed, count)
                listed[count] = node
                count += 1
                top -= 1
                continue
            slot[node] = -2
            if top + 64 > len(stack):
                stack = _longer(stack, top)
            for j in range(1 if kind > _APPLY else 0, arity):
                child = np.int64(arguments[4 * node + j])
                if slot[child] == 0:
                    stack[top] = child
                    top += 1
            if kind > _APPLY and not inner:  # what its body captures is needed too
                stack, top = _captures(frame, np.int64(arguments[4 * node]), stack, top)
    return listed[:count]


@routine
def _captures(frame, body, stack, top):
    """Push the outer nodes that one body captures, a node perhaps more than once."""
    arguments, slot = ints_at(frame[_ARGUMENTS]), ints_at(frame[_SLOT])
    operations, production = words_at(frame[_OPERATIONS]), ints_at(frame[_PRODUCTION])
    pending, left = np.empty(256, np.int64), ONE
    pending[0] = body
    while left > 0:
        left -= 1
        node = pending[left]
        operation = OPERATION * production[node]
        if operations[operation] == _CAPTURE:
            outer = np.int64(arguments[4 * node])
            if slot[outer] == 0:
                if top + 64 > len(stack):
                    stack = _longer(stack, top)
                stack[top] = outer
                top += 1
        elif operations[operation] == _APPLY:
            if left + 8 > len(pending):
                pending = _longer(pending, left)
            for j in range(operations[operation + 2]):
                pending[left] = arguments[4 * node + j]
                left += 1
    return stack, top


@routine
def _emit(frame, nodes, plan, at, translate):
    """Write the plan of some nodes at `at`; captured nodes become outer slots if `translate`. Returns its end."""
    arguments, slot = ints_at(frame[_ARGUMENTS]), ints_at(frame[_SLOT])
    operations, production = words_at(frame[_OPERATIONS]), ints_at(frame[_PRODUCTION])
    captures = at + HEADER + STEP * len(nodes)
    caught = 0
    for k in range(len(nodes)):
        node = nodes[k]
        slot[node] = k + 1
        operation = OPERATION * production[node]
        kind = operations[operation]
        step = at + HEADER + STEP * k
        for j in range(3):
            plan[step + j] = operations[operation + j]
        plan[step + 3] = operations[operation + 3]
        plan[step + 4] = operations[operation + 5]
        plan[step + 9] = operations[operation + 8]
        if kind == _VARIABLE:
            plan[step + 5] = arguments[4 * node]
        elif kind == _CAPTURE:
            outer = arguments[4 * node]
            plan[captures + caught] = slot[outer] - 1 if translate else outer
            plan[step + 5] = caught
            caught += 1
        else:
            for j in range(operations[operation + 2]):
                child = arguments[4 * node + j]
                plan[step + 5 + j] = child if (kind > _APPLY and j == 0) else slot[child] - 1
    plan[at], plan[at + 1], plan[at + 2] = len(nodes), caught, captures
    return captures + caught


@routine
def build(frame, targets):
    """(plan, slot of each target) for some bodies of one context."""
    slot = ints_at(frame[_SLOT])
    nodes = _reach(frame, targets, ZERO)
    plan = np.empty(HEADER + (STEP + 1) * len(nodes) + 64, np.int64)
    end = _emit(frame, nodes, plan, ZERO, ZERO)
    body = np.empty(1, np.int64)
    for k in range(len(nodes)):
        step = HEADER + STEP * k
        if plan[step] <= _APPLY:
            continue
        body[0] = plan[step + 5]
        inner = _reach(frame, body, ONE)
        while end + HEADER + (STEP + 1) * len(inner) > len(plan):
            plan = _longer(plan, end)
        plan[step + 9] = end
        end = _emit(frame, inner, plan, end, ONE)
        for node in inner:
            slot[node] = 0
    places = np.empty(len(targets), np.int64)
    for t in range(len(targets)):
        places[t] = slot[targets[t]] - 1
    for node in nodes:
        slot[node] = 0
    return plan[:end], places
