"""What brings the package into a browser, for the page *Try it* of the documentation."""
