"""Words of a document's status in the common European languages, Russian, Japanese and Chinese."""

from __future__ import annotations

import re

_WORDS = {
    "withdrawn": "withdrawn rescinded revoked repealed retracted cancelled canceled zurückgezogen zurückgenommen "
    "aufgehoben abrogé abrogée retiré retirée annulé annulée derogado derogada retirado retirada anulado anulada "
    "abrogato ritirato annullato ingetrokken vervallen revogado cancelado revocado upphävd ophævet opphevet uchylony "
    "wycofany zrušeno zrušen отменён отменен 廃止 废止 廢止 作废 已废止",
    "superseded": "superseded superceded replaced ersetzt abgelöst remplacé remplacée reemplazado sustituido "
    "sostituito vervangen substituído ersatt erstattet zastąpiony nahrazeno заменён заменен 已被取代",
    "obsolete": "obsolete obsoleted historic veraltet ungültig obsolète périmé périmée obsoleto obsoleta verouderd "
    "przestarzały zastaralé устарел 失効 失效",
    "deprecated": "deprecated",
    "archived": "archived archiviert archivé archivée archivado archiviato gearchiveerd",
    "rejected": "rejected abandoned abgelehnt verworfen rejeté rejetée abandonné abandonnée rechazado respinto "
    "afgewezen odrzucony",
    "retired": "retired discontinued decommissioned",
    "expired": "expired abgelaufen expiré caducado scaduto verlopen",
}
TERMS = {word: status for status, words in _WORDS.items() for word in words.split()}
"""Word as a document writes it, to the status in English."""

FIELD_TERMS = {
    **TERMS, "außer kraft": "withdrawn", "nicht mehr gültig": "withdrawn", "no longer valid": "withdrawn",
    "no longer in force": "withdrawn", "not in force": "withdrawn", "утратил силу": "withdrawn",
    "removed": "withdrawn", "voided": "withdrawn", "terminated": "retired", "end of life": "retired",
    "end-of-life": "retired", "eol": "retired", "lapsed": "expired", "declined": "rejected", "dismissed": "rejected",
    "dropped": "rejected",
}  # fmt: skip
"""In a status field also words that a title or a first line has for other reasons."""

HOLDING_WORDS = frozenset(
    "accepted approved implementable implemented implementing active final proposed provisional draft current "
    "published valid living stable adopted open review ratified effective gültig aktiv entwurf angenommen freigegeben "
    "accepté validé actif brouillon vigente aceptado activo borrador".split()
)
"""Words of a status by which a document holds, or is not decided yet."""

OTHER_WORDS = frozenset(
    "inactive unapproved deferred postponed pending closed stagnant dormant unknown reviewed revised completed "
    "complete finished released planned delivered experimental informational inaktiv paused blocked approve accept "
    "reject replace archive drafting drafts finals actives opened reopened valida valido activa aceptada aprobado "
    "aprobada approvato approuvé publié publiée validée acceptée".split()
)
"""Words of status fields that say neither that a document ended nor that it holds; they are no misspellings."""

IN_FORCE = re.compile(
    rf"(?:{'|'.join(sorted(HOLDING_WORDS))}|in force|in progress|(?:in |under )review|last call|in kraft|en vigueur)"
    r"(?!\w)",
    re.IGNORECASE,
)
"""Statuses of a document that holds, or is not decided yet."""

DOCUMENT_NOUNS = frozenset(
    (
        "page, document, guidance, guide, guideline, guidelines, policy, standard, procedure, specification, spec, "
        "version, article, advice, notice, manual, report, publication, content, circular, form, adr, rfc, kep, pep, "
        "proposal, record, decision, template, edition, leaflet, instruction, directive, code of practice, "
        "repository, project, handbook, dokument, richtlinie, seite, fassung, verfahren, verfahrensanweisung, "
        "arbeitsanweisung, anweisung, leitfaden, handbuch, vorschrift, merkblatt, norm, satzung, règlement, "
        "politique, procédure, norme, circulaire, fiche, documento, política, procedimiento, norma, guía, reglamento, "
        "instrucción, página, procedura, regolamento, istruzione, pagina, linea guida, richtlijn, beleid, "
        "handleiding, procedimento, regulamento, dokumentet, riktlinjen, retningslinjen"
    ).split(", ")
)
"""What a document calls itself."""

THIS = frozenset(
    (
        "this, the present, dieses, diese, die vorliegende, das vorliegende, ce, cette, le présent, la présente, "
        "este, esta, el presente, la presente, questo, questa, il presente, dit, deze, denna, detta, dette, denne, "
        "niniejszy, niniejsza"
    ).split(", ")
)
"""Words before it."""

IS = frozenset(
    (
        "has been, have been, has now been, has since been, was, is, wurde, ist, a été, est, ha sido, fue, está, è "
        "stato, è stata, è, werd, foi, é, har blivit, är, er, blev, został, została, jest"
    ).split(", ")
)
"""Words between it and its status."""
