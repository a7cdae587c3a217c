"""Markdown that members write, as safe HTML: rendered, then sanitised, always both."""

from __future__ import annotations

import functools

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr",
         "table", "thead", "tbody", "tr", "th", "td"}


@functools.lru_cache(maxsize=2048)
def markdown(source: str) -> Markup:
    """Safe HTML of a member's Markdown: no images, no raw HTML, links marked nofollow; headings from h3 down."""
    html = _markdown.render(source)
    for level in ("1", "2"):
        html = html.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"https", "http", "mailto"},
                      link_rel="nofollow noopener ugc")
    return Markup(clean)  # noqa: S704  sanitised on the line above
