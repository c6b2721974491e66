"""Text without any knowledge of reports: lines and positions, encodings, GitHub's Markdown, raw HTML."""
