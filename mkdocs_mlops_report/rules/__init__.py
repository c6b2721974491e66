"""Rules: what a report is checked for. A rule is one function; a family of rules is one module, or two."""
