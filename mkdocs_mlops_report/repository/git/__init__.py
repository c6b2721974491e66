"""What git knows of a repository: from the files of `.git` where they are enough, from the command `git` otherwise."""
