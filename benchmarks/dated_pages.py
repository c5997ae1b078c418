"""Generated web pages whose dates are known, in layouts of content systems, beside dates that are not the page's."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
PUBLISHED = {
    "en": "Published on", "de": "Veröffentlicht am", "fr": "Publié le", "es": "Publicado el", "it": "Pubblicato il",
    "nl": "Gepubliceerd op", "pt": "Publicado em", "pl": "Opublikowano", "sv": "Publicerad", "cs": "Publikováno",
    "tr": "Yayınlanma tarihi:", "ru": "Опубликовано",
}  # fmt: skip
UPDATED = {
    "en": "Last updated", "de": "Zuletzt aktualisiert am", "fr": "Mis à jour le", "es": "Última actualización:",
    "it": "Ultimo aggiornamento:", "nl": "Laatst bijgewerkt op", "pt": "Última atualização:",
    "pl": "Ostatnia aktualizacja:", "sv": "Senast uppdaterad", "cs": "Poslední aktualizace:",
    "tr": "Son güncelleme:", "ru": "Обновлено",
}  # fmt: skip
_MENU = "<nav><ul>" + "".join(f"<li>{name}</li>" for name in ("Home", "News", "About", "Jobs", "Press")) + "</ul></nav>"
_SENTENCE = "<p>The committee met and agreed on rules for the harbour, first written in 1998, and for its visitors.</p>"
_FOOTER = "<footer>© 2009–2026 Harbour Board</footer>"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPage:
    """A page and its dates; ``modified`` is the one of publication where the page was never changed."""

    layout: str
    html: str
    published: dt.date | None
    modified: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    language: str
    published: dt.date
    modified: dt.date | None
    rng: random.Random

    def in_words(self, day: dt.date) -> str:
        month = MONTHS[self.language].split()[day.month - 1]
        if self.language == "en":
            return self.rng.choice([f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"])
        if self.language in {"es", "pt"}:
            return f"{day.day} de {month} de {day.year}"
        dot = "." if self.language in {"de", "cs"} else ""
        return f"{day.day}{dot} {month} {day.year}"


def _page(head: str, body: str) -> str:
    return f"<html><head><meta charset='utf-8'><title>Harbour</title>{head}</head><body>{body}</body></html>"


def _around(facts: _Facts, dated: str) -> str:
    """A dated body between menu and footer; on half of the pages each, comments and neighbours hold later dates."""
    later = [facts.published + dt.timedelta(days=30 * number) for number in range(1, 5)]
    comments = "".join(f"<div class='comment'><time datetime='{day}'>{day}</time> Yes.</div>" for day in later)
    others = "".join(f"<li><span class='post-date'>{facts.in_words(day)}</span> Ropes</li>" for day in later)
    aside = f"<aside class='sidebar'><ul>{others}</ul></aside>"
    parts = (f"<div id='comments'>{comments}</div>", aside)
    beside = "".join(part for part in parts if facts.rng.random() < 0.5)
    return f"{_MENU}<main>{dated}{_SENTENCE * 6}</main>{beside}{_FOOTER}"


def _head_only(facts: _Facts) -> str:
    head = f'<meta property="article:published_time" content="{facts.published}T09:00:00Z">'
    if facts.modified:
        head += f'<meta property="article:modified_time" content="{facts.modified}T09:00:00Z">'
    return _page(head, _around(facts, "<h1>Rules</h1>"))


def _dublin_core(facts: _Facts) -> str:
    head = f'<meta name="dcterms.created" content="{facts.published}">'
    if facts.modified:
        head += f'<meta name="dcterms.modified" content="{facts.modified}">'
    return _page(head, _around(facts, "<h1>Rules</h1>"))


def _json_ld(facts: _Facts) -> str:
    thing = {"@type": "Article", "datePublished": str(facts.published), "dateModified": str(facts.modified or "")}
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, thing]}
    return _page(f'<script type="application/ld+json">{json.dumps(graph)}</script>', _around(facts, "<h1>Rules</h1>"))


def _microdata(facts: _Facts) -> str:
    dated = f"<h1>Rules</h1><span itemprop='datePublished' content='{facts.published}'>some time ago</span>"
    if facts.modified:
        dated += f"<meta itemprop='dateModified' content='{facts.modified}'>"
    return _page("", _around(facts, f"<div itemscope itemtype='https://schema.org/Article'>{dated}</div>"))


def _time_elements(facts: _Facts) -> str:
    dated = f"<h1>Rules</h1><time class='entry-date published' datetime='{facts.published}'>then</time>"
    if facts.modified:
        dated += f"<time class='updated' datetime='{facts.modified}'>then</time>"
    return _page("", _around(facts, f"<article>{dated}</article>"))


def _classes(facts: _Facts) -> str:
    dated = f"<h1>Rules</h1><span class='article__date'>{facts.in_words(facts.published)}, 10:31</span>"
    if facts.modified:
        dated += f"<span class='article__updated'>{facts.in_words(facts.modified)}, 10:31</span>"
    return _page("", _around(facts, dated))


def _visible_words(facts: _Facts) -> str:
    words = f"{PUBLISHED[facts.language]} {facts.in_words(facts.published)}"
    changed = f"<p>{UPDATED[facts.language]} {facts.in_words(facts.modified)}</p>" if facts.modified else ""
    return _page("", _around(facts, f"<h1>Rules</h1>{_SENTENCE}<p>{words}</p>{changed}"))


def _byline(facts: _Facts) -> str:
    return _page("", _around(facts, f"<h1>Rules</h1><p>Ann Moor | {facts.in_words(facts.published)} | News</p>"))


def _address(facts: _Facts) -> str:
    address = f"https://example.org/{facts.published:%Y/%m/%d}/rules"
    return _page(f'<link rel="canonical" href="{address}">', _around(facts, "<h1>Rules</h1>"))


def _list(facts: _Facts) -> str:
    days = [facts.published + dt.timedelta(days=90 * number) for number in range(6)]
    items = "".join(f"<article><h2>A</h2><time datetime='{day}'>{facts.in_words(day)}</time></article>" for day in days)
    return _page("", f"{_MENU}<h1>News</h1>{items}{_FOOTER}")


def _calendar(facts: _Facts) -> str:
    days = [facts.published + dt.timedelta(days=7 * number) for number in range(6)]
    rows = "".join(f"<tr><td class='event-date'>{facts.in_words(day)}</td><td>Regatta</td></tr>" for day in days)
    return _page("", f"{_MENU}<h1>Events</h1><table>{rows}</table>{_FOOTER}")


_DATED: tuple[Callable[[_Facts], str], ...] = (
    _head_only, _dublin_core, _json_ld, _microdata, _time_elements, _classes, _visible_words, _byline, _address,
)  # fmt: skip
_UNDATED = (_list, _calendar)
_NEVER_CHANGED = frozenset({_byline, _address})


def pages(count: int, seed: int) -> Iterator[DatedPage]:
    """``count`` pages with a date, and a sixth as many that have none of their own."""
    rng = random.Random(seed)
    for number in range(count + count // 6):
        own = number < count
        layout = _DATED[number % len(_DATED)] if own else _UNDATED[number % len(_UNDATED)]
        day = dt.date(2015, 1, 1) + dt.timedelta(days=rng.randrange(3_900))
        later = day + dt.timedelta(days=rng.randrange(20, 90))
        changed = later if rng.random() < 0.4 and layout not in _NEVER_CHANGED else None
        facts = _Facts(language=rng.choice(sorted(MONTHS)), published=day, modified=changed, rng=rng)
        yield DatedPage(
            layout=layout.__name__.strip("_").replace("_", " "),
            html=layout(facts),
            published=day if own else None,
            modified=(changed or day) if own else None,
        )
