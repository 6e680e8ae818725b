"""Problems for the engine: what a task is, the files tasks come in, and the suites shipped with them."""

from tasks.fault import Fault, TaskError
from tasks.formats import load
from tasks.formats.json_lines import parse_example
from tasks.suite import load_suite, suite_names
from tasks.task import Example, Task, task_of

__all__ = ["Example", "Fault", "Task", "TaskError", "load", "load_suite", "parse_example", "suite_names", "task_of"]
