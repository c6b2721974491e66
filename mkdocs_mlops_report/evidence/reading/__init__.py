"""What files say: Python, YAML, workflows, commands, manifests; nothing of them is run."""
