"""The page: a checked report as HTML, for a site of any theme or as a single file."""
