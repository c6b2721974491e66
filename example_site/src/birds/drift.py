"""The weekly job that compares the answers of the service with those of the first week."""

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset


def drift(first: pd.DataFrame, current: pd.DataFrame) -> Report:
    """Return the report on both weeks."""
    return Report([DataDriftPreset()]).run(current, first)
