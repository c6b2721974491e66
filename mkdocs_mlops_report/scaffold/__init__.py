"""`init`: sets up a repository with the plugin, a workflow, a hook and the dependency."""
