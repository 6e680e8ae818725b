"""The guide: a network that looks at a task's examples and tells the search what to try."""
