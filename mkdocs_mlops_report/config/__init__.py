"""The options of a site: one table, from which plugin, command, extension, schema and documentation are made."""
