"""MkDocs: the plugin, one build in three steps (discovery, publication, rendering), and the Markdown extension."""
