"""The page: a checked report as HTML that stands in a site of any theme."""

from mlops_report.page.compose import Heading, Html, Page, Piece, compose, compose_progress
from mlops_report.page.context import Built, PageContext, Picture, plain_context
from mlops_report.page.fragments import asset
from mlops_report.page.standalone import standalone

__all__ = [
    "Built",
    "Heading",
    "Html",
    "Page",
    "PageContext",
    "Picture",
    "Piece",
    "asset",
    "compose",
    "compose_progress",
    "plain_context",
    "standalone",
]
