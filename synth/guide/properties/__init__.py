"""The questions that the guide asks of examples."""
