"""The command `mlops-report`: its arguments, one module for each command, and what they print."""
