"""Many groups: from a list of repositories to one static site and tables.

`groups` reads the list, `clones` brings repositories, `collect` reads every report in processes of its own, and
`pages` composes the site from what was collected. Nothing here knows MkDocs; `plugin.cohort` hands the pages to it.
"""
