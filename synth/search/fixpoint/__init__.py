"""Programs that call themselves."""
