"""The shipped suites: every module here is one and names its tasks `TASKS`."""
