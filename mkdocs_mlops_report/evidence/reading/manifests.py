"""The packages that a project declares: in pyproject.toml, requirements, setup files, conda and pixi environments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mkdocs_mlops_report.evidence.reading.yaml_tree import read_toml, read_yaml

MANIFEST = re.compile(
    r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|requirements[^/]*\.(?:txt|in)|environment[^/]*\.ya?ml|conda[^/]*\.ya?ml"
    r"|Pipfile|pixi\.toml)$|(?:^|/)requirements/[^/]+\.(?:txt|in)$"
)
LOCK = re.compile(
    r"(?:^|/)(?:uv\.lock|poetry\.lock|Pipfile\.lock|pdm\.lock|pixi\.lock|conda-lock\.ya?ml|pylock[^/]*\.toml)$"
)
_NAME = re.compile(r"^\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")
_QUOTED = re.compile(r"""["'](?P<name>[A-Za-z][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:[<>=!~][^"']*)?["']""")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_LINE = 1000
"""Characters of a line that are searched."""
IMPORT_NAMES = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "git": "gitpython",
    "github": "pygithub",
    "hydra": "hydra-core",
    "imblearn": "imbalanced-learn",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "kaggle": "kaggle",
    "lightning_fabric": "lightning",
    "mpl_toolkits": "matplotlib",
    "multipart": "python-multipart",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pl_bolts": "lightning-bolts",
    "pythonjsonlogger": "python-json-logger",
    "pytorch_lightning": "pytorch-lightning",
    "sentence_transformers": "sentence-transformers",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "smbclient": "smbprotocol",
    "torch_geometric": "torch-geometric",
    "umap": "umap-learn",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
"""The names of packages whose imports have another name."""
_SAME = {
    "opencv-python": ("opencv-python-headless", "opencv-contrib-python"),
    "faiss-cpu": ("faiss-gpu", "faiss"),
    "lightning": ("pytorch-lightning",),
    "pytorch-lightning": ("lightning",),
    "lightning-fabric": ("lightning", "pytorch-lightning"),
    "onnxruntime": ("onnxruntime-gpu",),
    "tensorflow": ("tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos"),
    "psycopg2": ("psycopg2-binary",),
}
"""Packages that other ones stand for, since they have the same modules."""


class Declared(NamedTuple):
    """A package that a manifest declares."""

    name: str
    """In lower case, with `-` for `_` and `.`."""
    path: str
    line: int


def normal(name: str) -> str:
    """Return the name of a package in its normal form (https://packaging.python.org/specifications/name-normalization)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_in(path: str, text: str) -> Iterator[Declared]:
    """Yield the packages that a manifest declares itself; those of a lock file are not among them."""
    name = path.rsplit("/", 1)[-1]
    if name in {"pyproject.toml", "Pipfile", "pixi.toml"}:
        yield from _located(path, text, _in_toml(read_toml(text), name))
    elif name.endswith((".yaml", ".yml")):
        for value in read_yaml(text):
            if "dependencies" in value.keys and (match := _NAME.match(value.text)):
                yield Declared(normal(match["name"]), path, value.line)
    elif name in {"setup.py", "setup.cfg"}:
        for number, line in enumerate(_lines(text), start=1):
            found = (
                _QUOTED.finditer(line) if name == "setup.py" else [_NAME.match(line)] if line.startswith(" ") else []
            )
            for match in found:
                if match:
                    yield Declared(normal(match["name"]), path, number)
    else:
        for number, line in enumerate(_lines(text), start=1):
            match = _NAME.match(line.partition("#")[0])
            if match and not line.lstrip().startswith(("-", "http", "git+")):
                yield Declared(normal(match["name"]), path, number)


def _lines(text: str) -> list[str]:
    return [line[:_LONGEST_LINE] for line in text.splitlines()]


def _in_toml(data: Mapping[str, Any], name: str) -> set[str]:
    """Return the names that the tables for dependencies of a TOML file have."""
    project = _table(data.get("project"))
    found = _names(project.get("dependencies"))
    for group in _table(project.get("optional-dependencies")).values():
        found |= _names(group)
    for group in _table(data.get("dependency-groups")).values():
        found |= _names(group)
    tool = _table(data.get("tool"))
    uv = _table(tool.get("uv"))
    found |= _names(uv.get("dev-dependencies"))
    poetry, pixi, pdm = (_table(tool.get(one)) for one in ("poetry", "pixi", "pdm"))
    tables = [*(poetry.get(one) for one in ("dependencies", "dev-dependencies")), pixi.get("dependencies")]
    tables += [_table(group).get("dependencies") for group in _table(poetry.get("group")).values()]
    tables += [pixi.get("pypi-dependencies")]
    for group in _table(pdm.get("dev-dependencies")).values():
        found |= _names(group)
    if name != "pyproject.toml":
        tables += [data.get(one) for one in ("packages", "dev-packages", "dependencies", "pypi-dependencies")]
    for table in tables:
        found |= set(_table(table))
    return {normal(one) for one in found} - {"python"}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(value: Any) -> set[str]:
    texts = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return {match["name"] for one in texts if (match := _NAME.match(one))}


def _located(path: str, text: str, names: Iterable[str]) -> Iterator[Declared]:
    """Yield packages with the first line that has their name."""
    first: dict[str, int] = {}
    for number, line in enumerate(_lines(text), start=1):
        for name in _WORD.findall(normal(line)):
            first.setdefault(name, number)
    for name in sorted(names):
        yield Declared(name, path, first.get(name, 1))


def is_declared(module: str, names: frozenset[str]) -> bool:
    """Return whether the package of a module is among declared ones; one that only comes with another is not.

    Args:
        module: the first part of an import, for instance `sklearn`.
        names: the declared packages in normal form.
    """
    package = normal(IMPORT_NAMES.get(module, module))
    candidates = {package, normal(module), f"python-{package}", f"{package}-python", *_SAME.get(package, ())}
    return bool(candidates & names) or (package == "google" and any(name.startswith("google-") for name in names))
