"""All that a strategy sees: a grammar, what its productions cost, the examples, a budget."""
