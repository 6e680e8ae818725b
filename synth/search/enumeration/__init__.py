"""Enumeration in the order of cost, up to observational equivalence."""
