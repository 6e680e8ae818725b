"""One task, from examples to a judged answer."""
