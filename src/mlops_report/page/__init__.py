"""The page: a checked report as HTML that stands in a site of any theme."""

from mlops_report.page.compose import Heading, Html, Page, compose
from mlops_report.page.context import PageContext, plain_context
from mlops_report.page.fragments import stylesheet

__all__ = ["Heading", "Html", "Page", "PageContext", "compose", "plain_context", "stylesheet"]
