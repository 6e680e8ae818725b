"""Tables whose blank cells are to be filled: how they are recognised, read, made tasks and written back."""
