"""`python -m mkdocs_mlops_report` is the command `mlops-report`."""

from mkdocs_mlops_report.cli.main import main

if __name__ == "__main__":
    main()
