"""JSON schema of the configuration, with units and descriptions, for editors and documentation."""

import json
from typing import Any

from filasse.config.reading.experiments import REPEAT_PATTERN, STEP_EXAMPLES, STEP_PATTERN
from filasse.config.sections.config_model import Config

_FILLED_IN = {  # required by the models, but filled in by presets or rules
    "ElectrolyteSection": "from the preset `material`",
    "LithiumSection": "from the preset `material`",
    "InterfaceDiffusionSection": "from the preset of the lithium",
    "InterfaceSection": "from the preset of the electrolyte",
    "CounterElectrodeSection": "as the interface",
    "MeshSection": "from the thickness, the shortest flaw, grains and pores",
    "GrowthSection": "from the thickness, grains and pores",
}
_REQUIRED_SECTIONS = ["geometry", "electrolyte", "protocol"]


def schema() -> dict[str, Any]:
    """The schema of what a user writes: units beside numbers, required only what has no default."""
    result = Config.model_json_schema()
    result["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    result["required"] = _REQUIRED_SECTIONS
    for name, rule in _FILLED_IN.items():
        section = result["$defs"][name]
        for key in section.pop("required", []):
            section["properties"][key].setdefault("default_rule", rule)
    creep = result["$defs"]["LithiumSection"]["properties"]["creep"]
    sections = {key: creep.pop(key) for key in ("oneOf", "discriminator")}
    creep["anyOf"] = [{"type": "string"}, sections]
    _describe_sections(result["$defs"])
    for name in ("ProtocolSection", "RepeatSection"):
        _take_words(result["$defs"][name]["properties"]["steps"])
    return result


def _take_words(steps: dict[str, Any]) -> None:
    """Let the items of a list of steps be sentences, as they may be in a file."""
    sentence = {
        "type": "string",
        "pattern": STEP_PATTERN,
        "description": "A step in words.",
        "examples": list(STEP_EXAMPLES),
        "spelling": "a sentence",
    }
    repeat = {
        "type": "object",
        "description": "A repeat whose words are its key.",
        "patternProperties": {REPEAT_PATTERN: {"type": ["string", "array"]}},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "spelling": "`Repeat 3 times: [...]`",
    }
    steps["items"] = {"anyOf": [steps["items"], sentence, repeat]}


def _describe_sections(definitions: dict[str, Any]) -> None:
    """Give keys that hold a section its description; pydantic drops their own beside a `$ref`."""
    for definition in definitions.values():
        for entry in definition["properties"].values():
            if "description" not in entry and "$ref" in entry:
                section = definitions[entry["$ref"].rpartition("/")[2]]
                entry["description"] = section["description"]


def schema_text() -> str:
    """The schema as text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False)
