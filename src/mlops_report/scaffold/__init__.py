"""Sets a repository up: the plugin, a workflow, a hook, the dependency; see `plan`."""

from mlops_report.scaffold.plan import Change, plan, write

__all__ = ["Change", "plan", "write"]
