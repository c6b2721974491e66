"""A small theme of MkDocs for a cohort alone: a frame around the pages, nothing from other servers."""
