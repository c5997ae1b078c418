import datetime as dt
import json

import pytest

from readiness import extract
from readiness.document_dates import dates, trusted_claim
from readiness.model import DateKind

AS_OF = dt.date(2026, 11, 22)
TEXT = "<p>The committee met twice and agreed on the new rules for the harbour and its visitors.</p>"
COMMENTS = (
    "<div id='comments'><div class='comment'><time datetime='2025-02-03'>3 February 2025</time><p>Well done.</p></div>"
    "<div class='comment'><span class='comment-date'>4 March 2025</span><p>Indeed.</p></div></div>"
)
NEIGHBOURS = "<aside class='sidebar'><ul><li><span class='post-date'>7 June 2026</span> Ropes</li></ul></aside>"


def page(head: str = "", body: str = "") -> bytes:
    return f"<html><head><meta charset='utf-8'><title>Rules</title>{head}</head><body>{body}</body></html>".encode()


def dates_of(html: bytes) -> list[tuple[str, str]]:
    claims = dates(extract(html, name="page.html"))
    return sorted({(claim.kind.value, str(claim.date)) for claim in claims if "embedded" not in claim.kind.value})


def trusted(html: bytes) -> str:
    claim = trusted_claim(dates(extract(html, name="page.html")), AS_OF)
    return str(claim.date) if claim else ""


def json_ld(content: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(content)}</script>'


ARTICLE = {"@type": "NewsArticle", "datePublished": "2024-05-03T09:00:00+02:00"}


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-05-03T09:00:00Z">',
        '<meta name="DC.date.issued" content="2024-05-03">',
        '<meta name="dcterms.created" content="2024-05-03">',
        '<meta name="parsely-pub-date" content="2024-05-03T09:00:00Z">',
        '<meta name="sailthru.date" content="Fri, 03 May 2024 10:00:00 +0000">',
        '<meta name="citation_publication_date" content="2024/05/03">',
        '<meta name="publish-date" content="2024-05-03">',
        '<meta itemprop="datePublished" content="2024-05-03T09:00:00+0200">',
        json_ld(ARTICLE),
        json_ld({"@graph": [{"@type": "WebSite"}, ARTICLE]}),
        json_ld([ARTICLE | {"comment": [{"@type": "Comment", "datePublished": "2025-01-01"}]}]),
        json_ld(ARTICLE).replace("}</", ",}</"),
        json_ld(ARTICLE).replace(">{", "><!-- {").replace("}<", "} --><"),
        '<link rel="canonical" href="https://example.org/news/2024/05/03/rules/">',
    ],
)
def test_the_head_of_a_page_dates_it(head: str) -> None:
    html = page(head, f"<h1>Rules</h1>{TEXT}{COMMENTS}{NEIGHBOURS}")
    assert dates_of(html) == [("published", "2024-05-03")]


@pytest.mark.parametrize(
    "element",
    [
        "<h1>Rules</h1><time datetime='2024-05-03T10:00'>a while ago</time>",
        "<h1>Rules</h1><time class='entry-date' pubdate>3 May 2024</time>",
        "<abbr class='published' title='2024-05-03T10:00:00Z'>10:00</abbr>",
        "<h1>Rules</h1><span class='news-list-date'>03.05.2024</span>",
        "<h1>Rules</h1><span class='article__date'>Fri, May 3, 2024 10:31</span>",
        "<h1>Rules</h1><div class='submitted'>Ann, 3 May 2024 - 10:22</div>",
        "<span property='datePublished' content='2024-05-03'>Friday</span>",
        "<h1>Harbour</h1><h2>Rules</h2><p>3 May 2024 · Ann Moor</p>",
        "<h1>Rules</h1><p>Ann Moor | 3. Mai 2024 | Berlin</p>",
        "<h1>Rules</h1><p>Hamburg, 3 maja 2024 – The committee met twice and agreed on new rules.</p>",
        "<h1>Rules</h1><p>Опубликовано 3 мая 2024 г.</p>",
        "<h1>规则</h1><p>发布日期：2024年5月3日</p>",
    ],
)
def test_the_elements_of_a_page_date_it(element: str) -> None:
    assert dates_of(page("", f"{element}{TEXT}{COMMENTS}{NEIGHBOURS}")) == [("published", "2024-05-03")]


@pytest.mark.parametrize(
    "html",
    [
        page('<meta name="last-modified" content="2024-05-03">', TEXT),
        page('<meta property="og:updated_time" content="2024-05-03T10:00:00Z">', TEXT),
        page('<meta name="datemodified" content="2024-05-03">', TEXT),
        page(json_ld({"@type": "WebPage", "datePublished": "2020-01-02", "dateModified": "2024-05-03"}), TEXT),
        page("", f"<h1>Rules</h1>{TEXT}<footer>© 2011-2026 Harbour. Last updated: 3 May 2024</footer>"),
        page("", f"<h1>Règles</h1>{TEXT}<footer>Mis à jour le vendredi 3 mai 2024, 10:22</footer>"),
        page("", f"<h1>Pravidla</h1>{TEXT}<p>Poslední aktualizace: 3. května 2024</p>"),
        page("", f"<time class='dt-updated' datetime='2024-05-03'>May</time>{TEXT}"),
    ],
)
def test_the_last_change_of_a_page_is_trusted(html: bytes) -> None:
    assert trusted(html) == "2024-05-03"


LISTED = ("2025-01-02", "2025-03-04", "2025-05-06", "2025-07-08")


def repeated(pattern: str) -> str:
    return "".join(pattern.replace("DAY", day) for day in LISTED)


ITEMS = [{"@type": "Article", "datePublished": day} for day in LISTED]


@pytest.mark.parametrize(
    "html",
    [
        page("", "<h1>News</h1>" + repeated("<article><h2>A</h2><time datetime='DAY'>x</time></article>")),
        page("", "<h1>News</h1><ul>" + repeated("<li><span class='date'>DAY</span> A</li>") + "</ul>"),
        page("", "<h1>News</h1>" + repeated(f"<h2>A</h2><p>Published on DAY</p>{TEXT}")),
        page("", "<h1>News</h1>" + repeated(f"<h2>A DAY</h2><p>DAY</p>{TEXT}")),
        page("", "<h1>Prices</h1><table>" + repeated("<tr><td>DAY</td><td>7.50</td></tr>") + "</table>"),
        page(json_ld({"@type": "ItemList", "itemListElement": ITEMS}), TEXT),
        page(json_ld(ITEMS), TEXT),
        page(
            json_ld({"@type": "Event", "startDate": "2026-05-03", "eventStatus": "https://schema.org/EventCancelled"}),
            "<h1>Regatta</h1><time datetime='2026-05-03T19:00'>3 May 2026</time><p>3 May 2026</p>",
        ),
        page('<meta http-equiv="expires" content="Fri, 01 Jan 1990 00:00:00 GMT">', f"<h1>Hours</h1>{TEXT}"),
        page("", f"<h1>About</h1>{TEXT}<footer>© 2009–2026 Harbour Board</footer>"),
        page("", f"<h1>About</h1>{TEXT}{COMMENTS}{NEIGHBOURS}"),
        page("", f"<h1>About</h1><p>Printed on 3 May 2026</p>{TEXT}"),
        page("", f"<h1>About</h1><p>The board was founded in a storm. (3 May 1987)</p>{TEXT}"),
    ],
)
def test_dates_of_other_things_are_not_the_pages(html: bytes) -> None:
    assert dates_of(html) == []


def test_a_printed_date_of_publication_goes_before_a_line_that_only_holds_a_date() -> None:
    html = page("", f"<h1>Rules</h1><p>1 June 2019</p>{TEXT}<p>Published on 3 May 2024</p>")
    assert dates_of(html) == [("published", "2024-05-03")]


def test_a_claim_from_a_byline_repeats_the_date_and_no_name() -> None:
    (claim,) = dates(extract(page("", f"<h1>Rules</h1><p>Ann Moor | 3 May 2024</p>{TEXT}"), name="page.html"))
    assert (claim.kind, claim.text) == (DateKind.PUBLISHED, "byline.date: 3 May 2024")
