"""What the pages for people are made of. All text is escaped; there are no scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from release.rehearsal.messages import Response

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
nav a { margin-right: 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { border: 1px solid #8888; padding: .25rem .6rem; text-align: left; vertical-align: top }
pre, code { font: .875rem/1.45 ui-monospace, monospace }
pre { overflow: auto; padding: .75rem; border: 1px solid #8888; border-radius: .4rem }
article { border: 1px solid #8888; border-radius: .4rem; padding: 0 1rem; margin: 1rem 0 }
.state { border: 1px solid; border-radius: 1rem; padding: .1rem .6rem; font-size: .875rem }
"""


def text(said: object) -> str:
    """Text, escaped."""
    return escape(str(said))


def link(place: str, said: object) -> str:
    """A link. `place` is an address within this site."""
    return f'<a href="{escape(quote(place, safe="/%"))}">{text(said)}</a>'


def badge(said: str) -> str:
    """A word about the state of something."""
    return f'<span class="state">{text(said)}</span>'


def paragraph(*parts: str) -> str:
    """A paragraph of parts that are HTML."""
    return f"<p>{' '.join(parts)}</p>"


def heading(level: int, *parts: str) -> str:
    """A heading of parts that are HTML."""
    return f"<h{level}>{' '.join(parts)}</h{level}>"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose cells are HTML; a sentence when it has no rows."""
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    if not lines:
        return paragraph("None.")
    head = "".join(f'<th scope="col">{text(title)}</th>' for title in titles)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def listing(said: str) -> str:
    """Text as it is, such as a diff."""
    return f"<pre>{text(said)}</pre>"


def article(who: str, said: str | None) -> str:
    """What somebody wrote in Markdown. HTML in it is shown, not obeyed."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  the API has no use for it

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    return f"<article>{paragraph(who)}{renderer.render(said or '')}</article>"


def page(title: str, place: str, *parts: str, status: int = 200) -> Response:
    """A whole page of the repository at `place`, or of none."""
    places = [
        (place, place[1:]),
        (f"{place}/pulls", "Pull requests"),
        (f"{place}/releases", "Releases"),
    ]
    nav = f"<nav>{''.join(link(*one) for one in places)}</nav>" if place else ""
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>"
        f"<body>{nav}<main>{heading(1, text(title))}{''.join(parts)}</main></body></html>\n"
    )
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": _POLICY}
    return Response(status, headers, html.encode("utf-8", "replace"))
