"""Learners of trained modules: one a file, one interface (`learner.py`), torch only; they know nothing of programs."""
