"""The page: a checked report as HTML that stands in a site of any theme."""

from mlops_report.page.compose import Heading, Html, Page, compose, compose_progress
from mlops_report.page.context import Built, PageContext, Picture, plain_context
from mlops_report.page.fragments import asset

__all__ = [
    "Built",
    "Heading",
    "Html",
    "Page",
    "PageContext",
    "Picture",
    "asset",
    "compose",
    "compose_progress",
    "plain_context",
]
