"""The group's Python code: data, model, training, style, annotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mkdocs_mlops_report.evidence.reading.names import matches_name
from mkdocs_mlops_report.evidence.reading.python_code import Code
from mkdocs_mlops_report.evidence.reading.sources import Sources
from mkdocs_mlops_report.evidence.reading.yaml_tree import read_toml

DATA_NAME = re.compile(
    r"(?i)(^|/)(data|dataset|datasets|make_dataset|pre_?process\w*|data_?loader\w*|data_\w+|\w+_data|data_?module\w*"
    r"|\w*_?dataset\w*|download\w*|load_data\w*|prepare\w*|\w*ingest\w*|raw_\w+|\w+_to_(gcs|s3|bq|local)|etl)"
    r"(\.py|/[^/]+\.py)$"
)
_DATA_CALLS = (
    *("*.read_csv", "*.read_parquet", "*.read_json", "*.read_excel", "*.read_table", "*.load_dataset", "torch.load"),
    *("torch.save", "numpy.load", "numpy.save", "*.savez", "*.imread", "PIL.Image.open", "*.open", "open", "*.glob"),
    *("*.rglob", "*.random_split", "*.train_test_split", "*.to_csv", "*.to_parquet", "*.ImageFolder", "*.download"),
    *(
        "*.urlretrieve",
        "requests.get",
        "*.snapshot_download",
        "*.hf_hub_download",
        "kagglehub.*",
        "*.listdir",
        "*.walk",
    ),
    *("*.load_from_disk", "*.save_to_disk", "gdown.*", "*.dataset_download", "*.dataset_download_files", "zipfile.*"),
    *(
        "*.read_text",
        "*.read_bytes",
        "*.iterdir",
        "torchvision.datasets.*",
        "librosa.load",
        "torchaudio.load",
        "pickle.*",
    ),
    *(
        "*.to_dataframe",
        "google.cloud.bigquery.*",
        "*.download_to_filename",
        "*.extractall",
        "joblib.*",
        "*.read_pickle",
        "*.fetch_openml",
        "sklearn.datasets.*",
    ),
)
_DATA_BASES = (
    "*.Dataset",
    "Dataset",
    "*.IterableDataset",
    "*.LightningDataModule",
    "LightningDataModule",
    "*.InMemoryDataset",
)
_MODEL_BASES = (
    *("*.Module", "Module", "*.LightningModule", "LightningModule", "*.BaseEstimator", "*.PreTrainedModel", "*.Model"),
    *("*.ClassifierMixin", "*.RegressorMixin", "*.TransformerMixin", "*.Sequential"),
)
_MODEL_CALLS = (
    *("*.from_pretrained", "timm.create_model", "*.YOLO", "ultralytics.*", "*.Sequential", "torchvision.models.*"),
    *("sklearn.linear_model.*", "sklearn.ensemble.*", "sklearn.svm.*", "sklearn.tree.*", "sklearn.neighbors.*"),
    *("sklearn.naive_bayes.*", "sklearn.neural_network.*", "sklearn.cluster.*", "sklearn.gaussian_process.*"),
    *("imblearn.ensemble.*", "xgboost.*", "lightgbm.*", "catboost.*", "stable_baselines3.*", "*.get_peft_model"),
    *("*.cnn_learner", "statsmodels.*", "prophet.*", "implicit.*", "surprise.*"),
    *("segmentation_models_pytorch.*", "*.hub.load", "tensorflow.keras.*", "keras.*"),
)
_TRAINING_CALLS = (
    *("*.backward", "*.fit", "*.Trainer", "*.train", "*.SFTTrainer", "*.Seq2SeqTrainer", "*.learn", "*.fine_tune"),
    *("*.fit_one_cycle", "*.partial_fit", "*.learn_one", "xgboost.train", "lightgbm.train", "*.train_on_batch"),
)
_PREPARES = re.compile(r"(?i)(scaler|encoder|transform|vectori[sz]er|binari[sz]er|imputer|tokeni[sz]er|pca|umap|tsne)")
_ENOUGH_LINES, _SOME_LINES = 15, 5
"""Lines of code that tell a data script from a stub."""
_PROBLEMS_PER_THOUSAND = 10
_LONG_LINE = 120
_HALF, _FIFTH = 0.5, 0.2
_SCRIPTS = frozenset({"tasks.py", "setup.py", "noxfile.py", "docs/conf.py"})
"""Files beside the project's own code."""
_LINTERS = re.compile(r"^(ruff|flake8|pylint|black|isort|mypy|pycodestyle|autopep8|yapf|pyright|pydocstyle)$")
_LINTER_FILES = re.compile(
    r"(?:^|/)(?:\.flake8|\.pylintrc|pylintrc|ruff\.toml|\.ruff\.toml|mypy\.ini|\.pre-commit-config\.ya?ml|tox\.ini|pyrightconfig\.json)$"
)


def data_module(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield modules named for the data, or with a class for a data set, that read or write files."""
    named = [(path, code) for path, code in sources.own_code.items() if DATA_NAME.search(path)]
    others = [(path, code) for path, code in sources.own_code.items() if _has_base(code, _DATA_BASES)]
    for path, code in [*named, *others]:
        if code.lines >= _ENOUGH_LINES and (line := _called(code, _DATA_CALLS)):
            yield path, line


def some_data_code(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield code that reads or writes files, or has a class for a data set."""
    for path, code in sources.own_code.items():
        line = _called(code, _DATA_CALLS) or _has_base(code, _DATA_BASES)
        if line and code.lines >= _SOME_LINES:
            yield path, line


def model_and_training(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield where the model is made and where it is trained, if there are both."""
    code = sources.own_code

    def trains(one: Code) -> int:
        lines = [
            call.line for call in one.calls if matches_name(call.name, _TRAINING_CALLS) and _is_training(call.name)
        ]
        return min(lines, default=0)

    models = {
        path: line for path, one in code.items() if (line := _has_base(one, _MODEL_BASES) or _called(one, _MODEL_CALLS))
    }
    training = {path: line for path, one in code.items() if (line := trains(one))}
    if models and training:
        named = [path for path in models if "model" in path.rsplit("/", 1)[-1].lower()]
        scripts = [path for path in training if "train" in path.rsplit("/", 1)[-1].lower()]
        for path in [*scripts, *training][:1]:
            yield path, training[path]
        for path in [*named, *models][:1]:
            yield path, models[path]


def _is_training(name: str) -> bool:
    """Return whether a call trains a model: `train()` of one's own, and `fit` of a scaler or an encoder, do not."""
    return "." in name and not _PREPARES.search(name)


def tidy_code(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the linter's config, else the repository, if style problems are rare in the group's code.

    Counted are long lines, tabs, white space at the end of lines, several statements on a line, comparisons with None,
    bare `except`, ambiguous names, and several imports in one: what pycodestyle finds most.
    """
    lines = problems = 0
    for path, code in sources.own_code.items():
        if path.endswith(".py"):
            texts = sources.text(path).splitlines()
            lines += len(texts)
            problems += code.style_problems + sum(map(_is_untidy, texts))
    if lines and problems * 1000 <= lines * _PROBLEMS_PER_THOUSAND:
        yield next(iter(linter_configured(sources)), ("", 0))


def _is_untidy(line: str) -> bool:
    return len(line) > _LONG_LINE or line != line.rstrip() or line.startswith("\t")


def linter_configured(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the group's own configuration of a linter or formatter."""
    for path in sources.paths:
        if path in sources.template:
            continue
        if path.endswith("pyproject.toml"):
            tools = read_toml(sources.text(path)).get("tool")
            named = [name for name in (tools if isinstance(tools, dict) else {}) if _LINTERS.match(name)]
            if named:
                start = f"[tool.{named[0]}"
                yield path, next((number for number, line in sources.lines(path) if line.startswith(start)), 0)
        elif _LINTER_FILES.search(path):
            yield path, 0


def typed_and_documented(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the module with most documented functions if half of all functions have annotations and a docstring."""
    yield from _typed(sources, lambda annotated, documented: annotated >= _HALF and documented >= _HALF)


def partly_typed_or_documented(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield the module with most documented functions if a fifth of all have annotations or a docstring."""
    yield from _typed(sources, lambda annotated, documented: annotated >= _FIFTH or documented >= _FIFTH)


def _typed(sources: Sources, enough: Callable[[float, float], bool]) -> Iterator[tuple[str, int]]:
    functions = [
        (path, one)
        for path, code in sources.own_code.items()
        if path.endswith(".py") and path not in _SCRIPTS
        for one in code.functions
    ]
    if not functions:
        return
    annotated = sum(one.annotated for _, one in functions) / len(functions)
    documented = sum(one.documented for _, one in functions) / len(functions)
    if enough(annotated, documented):
        counts: dict[str, int] = {}
        for path, one in functions:
            counts[path] = counts.get(path, 0) + one.annotated + one.documented
        best = max(counts, key=lambda path: counts[path])
        yield best, next(one.line for path, one in functions if path == best and (one.annotated or one.documented))


def sweep_files(sources: Sources) -> Iterator[tuple[str, int]]:
    """Yield YAML files that describe a sweep: a method of search and parameters."""
    for path, values in sources.yaml.items():
        methods = [value for value in values if value.key == "method" and value.text in {"bayes", "random", "grid"}]
        if methods and any("parameters" in value.keys for value in values):
            yield path, methods[0].line


def _called(code: Code, names: tuple[str, ...]) -> int:
    """Return the first line that calls one of these, 0 without one."""
    return min((call.line for call in code.calls if matches_name(call.name, names)), default=0)


def _has_base(code: Code, bases: tuple[str, ...]) -> int:
    """Return the line of the first class with one of these bases, 0 without one."""
    return min((one.line for one in code.classes if any(matches_name(base, bases) for base in one.bases)), default=0)
