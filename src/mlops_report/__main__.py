"""`python -m mlops_report` is the command `mlops-report`."""

from mlops_report.cli import main

if __name__ == "__main__":
    main()
