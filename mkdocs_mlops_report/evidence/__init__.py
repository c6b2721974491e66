"""What a repository shows of each item of the checklist, and the facts for each question."""
