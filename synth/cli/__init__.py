"""What the user types: the command line and its commands."""
