"""The rules, one module per family, and what they share to find figures and paths."""
