"""What several programs share, found and named."""
