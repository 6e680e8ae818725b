"""Many tasks: what a call asks for, the code it needs, the processes that solve, and what is shown."""
