"""Words of keys in forms of business: orders, bookings, cases. A status beside them is not that of the text."""

from __future__ import annotations

from collections.abc import Iterable

_THINGS = frozenset(
    (
        "aanvrager antrag antragsteller applicant appointment attendees auftrag auftragsnummer bedrag "
        "bestelling bestellnummer bestellung beställning betrag boeking booking buchung buyer cantidad "
        "claimant client cliente commande consegna customer demandeur dipendente dostawa empleado employee "
        "encomenda entrega event factura facture factuur faktura fattura fatura flight fornecedor fornitore "
        "fournisseur guest holder importe importo invoice klant klient kund kunde kundennummer kwota "
        "leverancier leverans levering licensee lieferant lieferung livraison meeting menge mitarbeiter "
        "montant müşteri objednávka order orders ordine ordre participant participants passenger patient "
        "patientin payee payer pedido permit po policyholder prenotazione proveedor qty quantity quantità "
        "quantité rechnung rechnungsnummer reserva reservation reservierung richiedente réservation salarié "
        "shipment sipariş solicitante solicitud subscriber subscription subtotal supplier teilnehmer tenant "
        "termin vendor zamówienie zákazník заказ клиент счёт 客户 注文 订单 顧客 고객 주문"
    ).split()
)
_SIGNS = frozenset(
    "application total amount course delivery payment claim ticket incident issue priority severity assignee reporter "
    "requester resolution case vorgang priorität melder".split()
)
"""Words that documents of decision hold too: two of them make a form."""

_OF_DOCUMENTS = frozenset(
    (
        "approved doc document documento dokument edition effective guideline norm norma norme policy "
        "procedimiento procedura procedure procédure replaced replaces review reviewed revision richtlijn "
        "richtlinie specification standard successor superseded supersedes verfahrensanweisung"
    ).split()
)
"""Words of keys by which a text shows that it is a document with a status of its own."""


def is_business_form(words: Iterable[str]) -> bool:
    """Return whether the keys of a text, as words in lower case, are those of an order, a booking, a case or the like.

    >>> is_business_form(["order", "no", "customer", "status"]), is_business_form(["document", "customer", "status"])
    (True, False)
    """
    found = set(words)
    if found & _OF_DOCUMENTS:
        return False
    return bool(found & _THINGS) or len(found & _SIGNS) >= 2
