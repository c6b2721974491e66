"""What the fragments show: numbers, words and links, without any HTML."""
