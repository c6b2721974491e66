"""The language server: what `check` finds and `fix` fixes, while a report is typed in an editor."""
