"""The settings file that every verb reads: `--config FILE`, or the system's."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kiosk.settings import Settings, read_settings

DEFAULT = Path("/etc/kiosk/kiosk.toml")


def add_config_option(parser: ArgumentParser) -> None:
    """Give a verb its `--config`."""
    parser.add_argument(
        "--config", type=Path, default=DEFAULT, metavar="FILE", help=f"the settings file ({DEFAULT})"
    )


def settings_from(args: Namespace) -> Settings:
    """The settings that `--config` names. Raises SettingsError."""
    return read_settings(args.config)
