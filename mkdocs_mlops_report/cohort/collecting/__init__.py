"""From repositories to records: clones, processes, one group read, all groups collected."""
