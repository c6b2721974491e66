"""The Markdown extension in a site generator that runs no MkDocs plugins."""
