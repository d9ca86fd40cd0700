"""Turn pydantic's errors into problems that a user can act on."""

from typing import Any

from pydantic import ValidationError

from lifil.config.document import Document, Key
from lifil.config.problems import Problem


def translate(error: ValidationError, document: Document, name: str) -> list[Problem]:
    """List the problems behind a validation error."""
    problems = []
    for item in error.errors(include_url=False):
        key = item["loc"]
        message = item.get("ctx", {}).get("message", item["msg"])
        remedy = item.get("ctx", {}).get("remedy", "")
        problems.append(Problem(key, place(document, key, name), message, remedy, item["input"]))
    return problems


def place(document: Document, key: Key, name: str) -> str:
    """File and line of a key, or of the nearest section around it."""
    for length in range(len(key), 0, -1):
        if key[:length] in document.where:
            return document.where[key[:length]]
    return name
