"""The commands of `mlops-report`: one module each, with a function `run`."""
