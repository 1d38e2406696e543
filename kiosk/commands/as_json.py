"""JSON as the verbs print it: indented, and letters of every script as they are."""

import json

import msgspec


def print_json(content: object) -> None:
    """Print structs and what else JSON can hold."""
    print(json.dumps(msgspec.to_builtins(content), ensure_ascii=False, indent=2))
