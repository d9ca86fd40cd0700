"""What mkdocs does beside its own work: generated pages, links to code, equations as MathML."""

from __future__ import annotations

import html
import re
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

from docs.generate import code, experiments, results, schema, site, sources
from docs.generate.phone_tables import label_cells

_MATHS = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL)
# Their last column says what a key means: on a phone it stands below the key.
_KEYS = re.compile(
    r"<table>(?:(?!</table>).)*?<th>meaning</th>\s*</tr>.*?</table>", re.DOTALL | re.IGNORECASE
)
_INSERTS = {
    "field-tables": results.field_tables,
    "measured-table": experiments.measured_table,
    "series-tables": results.series_tables,
    "sources-table": sources.sources_table,
    "ensemble-keys": schema.ensemble_page_keys,
    "study-keys": schema.study_page_keys,
    "study-observables": schema.study_observables,
    "sweep-keys": schema.sweep_page_keys,
}


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages and the repository's pictures."""
    for path, text in site.generated().items():
        files.append(File.generated(config, path, content=text))
    for path, picture in site.pictures().items():
        files.append(File.generated(config, path, abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Put in generated parts, and write links to code out."""
    for name, make in _INSERTS.items():
        if f"<!-- {name} -->" in markdown:
            markdown = markdown.replace(f"<!-- {name} -->", make())
    return code.with_links(markdown, page.file.src_uri.count("/"))


def on_page_content(content: str, page: Any, config: Any, files: Files) -> str:
    """Turn equations into MathML, which needs no script, and mark tables for phones."""
    keys = _KEYS.search(content) is not None
    content = _KEYS.sub(r'<div class="keys">\g<0></div>', content)
    content = content if keys else label_cells(content)
    return _MATHS.sub(_mathml, content)


def _mathml(match: re.Match[str]) -> str:
    block = match[1] == "div"
    maths = convert(html.unescape(match[2]).strip(), display="block" if block else "inline")
    return f'<div class="equation">{maths}</div>' if block else maths
