"""The work of the engines: one task after the other, here or in processes of their own."""

from __future__ import annotations

from pipelines.workers.processes import in_processes
from pipelines.workers.task import Job, Task, TaskResult, serially

__all__ = ["Job", "Task", "TaskResult", "in_processes", "serially"]
