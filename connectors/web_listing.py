"""Names in the listing pages of web servers: items are decoded paths, the requests for them are quoted again."""

from __future__ import annotations

from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

WEB_SCHEMES = frozenset({"http", "https"})


def item_of_link(link: str, folder_url: str, folder: str) -> str | None:
    """Item that a link of a folder's page leads to; "" for the page itself, None where the link cannot be followed.

    A link with nothing but a query is the page in another order, or packed; one with a path and a query is followed no
    more than one with a quoted slash, for neither is the path of a file.

    >>> item_of_link("http://h/d/./gr%C3%BCn%20a.txt", "http://h/d", "d")
    'd/grün a.txt'
    >>> item_of_link("http://h/d/?C=N;O=D", "http://h/d", "d")
    ''
    """
    path = urlsplit(link).path
    above = urlsplit(folder_url).path.rstrip("/") + "/"
    if not path.startswith(above):
        return ""
    short = normpath(path[len(above) :] or ".")
    if short == ".":
        return ""
    name = unquote(short)
    if urlsplit(link).query or "/" in short or "/" in name or name == "..":
        return None
    return f"{folder}/{name}" if folder else name


def url_of(root: str, item: str) -> str:
    """The URL of an item below ``root``."""
    return f"{root}/{quote(item)}"
