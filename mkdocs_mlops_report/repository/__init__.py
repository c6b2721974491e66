"""The files around a report: what git knows of them, where reports and configs are, where links and figures lead."""
