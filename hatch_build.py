"""What the package index shows of this project, whose URL is known only during a release.

The workflow of a release sets `PROJECT_ADDRESS`, and GitHub sets `GITHUB_SHA`. Then the package has its links, and
those of the README, which are relative for a reader on the forge, lead there. Without it, as in a clone, nothing is
added.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class AddressHook(MetadataHookInterface):
    """Adds `urls` and `readme`, which `pyproject.toml` declares as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add them to the metadata of the package."""
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        address = os.environ.get("PROJECT_ADDRESS", "").rstrip("/")
        if address:
            metadata["urls"] = {
                "Source": address,
                "Issues": f"{address}/issues",
                "Changelog": f"{address}/blob/HEAD/CHANGELOG.md",
            }
            commit = os.environ.get("GITHUB_SHA", "")
            # By which `mlops-report init` pins our action to the code of the installed version.
            metadata["urls"] |= {"Revision": f"{address}/tree/{commit}"} if commit else {}
            readme = re.sub(r"(!\[[^\]]*\]\()(?!\w+:)", rf"\1{address}/raw/HEAD/", readme)
            readme = re.sub(r"(?<!!)(\[[^\]]*\]\()(?!\w+:|#)", rf"\1{address}/blob/HEAD/", readme)
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}
