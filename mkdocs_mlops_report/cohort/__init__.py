"""Many groups: from a list of repositories to one static site and tables.

`lists` reads what a teacher writes, `collecting` reads every report in separate processes, and `pages` composes the
site from the records. `plugin.cohort` hands the pages to MkDocs, which `build` starts.
"""
