"""What the programs of a store are made of: their cost under other prices, some of their leaves, idle functions."""

from __future__ import annotations

import numpy as np
from numba import njit

TAKER = 1 << 61  # a program with a function inside
IDLE = 1 << 62  # a program that computes something of literals alone, or with a function inside that reads none of its parameters


@njit(cache=True, boundscheck=False, error_model="numpy")
def survey(production, arguments, prices, leaves, depth, inner, plain):
    """Price int64 [nodes] and marks int64 [nodes] of all nodes, by those of productions.

    leaves: the marks of each production; inner: bit j is set where argument j is the body of a function, 16 times
    the depth of its scope plus one besides; depth: that of a variable's scope plus one, 0 of all else;
    plain: applications whose result is a plain value, of which there is no point without a variable.
    """
    count = len(production)
    price, marks, reads = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int64)
    for node in range(count):
        own = production[node]
        total, found, scopes = prices[own], leaves[own], np.int64(0)
        if depth[own] > 0:
            scopes = np.int64(1) << depth[own]
        for j in range(4):
            part = arguments[node, j]
            if part < 0 or depth[own] > 0:
                break
            total += price[part]
            found |= marks[part]
            below = reads[part]
            if inner[own] & 15 and inner[own] >> j & 1:
                found |= TAKER
                bit = np.int64(1) << (inner[own] >> 4)
                if below & bit == 0:
                    found |= IDLE
                below &= ~bit
            scopes |= below
        if plain[own] and scopes == 0:
            found |= IDLE
        price[node], marks[node], reads[node] = total, found, scopes
    return price, marks
