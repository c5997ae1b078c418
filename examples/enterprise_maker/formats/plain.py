"""Papers as text, Markdown and HTML."""

from __future__ import annotations

import html as escaping
import textwrap

from examples.enterprise_maker.document import Document

_MARKDOWN = {"title": "# ", "heading": "## ", "fact": "", "paragraph": "", "banner": "> "}
_TAGS = {"title": "h1", "heading": "h2", "fact": "p", "paragraph": "p", "banner": "p"}


def text(document: Document) -> bytes:
    return ("\n\n".join(textwrap.fill(line, 96) for _, line in document.lines() if line) + "\n").encode()


def markdown(document: Document) -> bytes:
    front = "".join(f"{key}: {value}\n" for key, value in document.front_matter)
    body = "\n\n".join(_MARKDOWN[kind] + line for kind, line in document.lines() if line)
    return ((f"---\n{front}---\n\n" if front else "") + body + "\n").encode()


def html(document: Document) -> bytes:
    meta = "".join(
        f'<meta name="{escaping.escape(key)}" content="{escaping.escape(value)}">\n'
        for key, value in document.front_matter
    )
    body = "\n".join(
        f"<{_TAGS[kind]}>{escaping.escape(line)}</{_TAGS[kind]}>" for kind, line in document.lines() if line
    )
    head = f'<meta charset="utf-8">\n{meta}<title>{escaping.escape(document.title)}</title>'
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'.encode()
