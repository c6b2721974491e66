"""What the group wrote: the model of a report and the reader that makes it from a text."""
