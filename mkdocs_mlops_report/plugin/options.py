"""The table of options as a config scheme of MkDocs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs.config import base
from mkdocs.config.base import ValidationError

from mkdocs_mlops_report.config.options import ConfigError, Option, Options, all_options, check_name, parse_value


class PluginConfig(base.Config):
    """What is under `- mlops-report:` in the config of a site; `SCHEME` adds the options themselves."""

    @property
    def options(self) -> Options:
        """The validated options."""
        values: Mapping[str, Any] = self
        return Options(**{option.name: values[option.name] for option in all_options()})

    def validate(self) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Turn an unknown option into an error that suggests the right one."""
        failed, warnings = super().validate()
        known = {option.name for option in all_options()}
        unknown = [str(name) for name in self if name not in known]
        for name in unknown:
            try:
                check_name(name)
            except ConfigError as error:
                failed.append((name, ValidationError(str(error))))
        return failed, [warning for warning in warnings if warning[0] not in unknown]


class _Value(base.BaseConfigOption[Any]):
    """An option of the table, validated as the command validates it."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self.option = option
        self.default = option.default

    def run_validation(self, value: object) -> object:
        """Return the value as it is used, the default for an option that is not given."""
        if value is None:
            return self.option.default
        try:
            return parse_value(self.option, value)
        except ConfigError as error:
            raise ValidationError(str(error)) from error


SCHEME: type[PluginConfig] = type(
    "ReportConfig", (PluginConfig,), {option.name: _Value(option) for option in all_options()}
)
"""The config scheme with every option of the table."""
