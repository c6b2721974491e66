"""Raw HTML of an answer: with the addresses of the page, and made safe."""
