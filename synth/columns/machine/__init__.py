"""The column machine: plans run over lanes."""
