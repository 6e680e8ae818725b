"""Wake, abstract, dream, again."""
