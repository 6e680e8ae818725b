"""Search strategies, one a file; each takes a Space and a Budget and yields what is worth looking at."""
