"""Words that every genre draws from: who, what, where, when, how much. All names are invented."""

from __future__ import annotations

FIRST_NAMES = (
    "Amara Benedikt Carla Dmitri Elif Fabian Greta Hamza Ines Jonas Katya Liam Maren Niels Oksana Pavel Renée Sofía "
    "Tariq Ursula Viktor Wanda Xavier Yara Zoltan Ailsa Bram Céline Dorian Esther"
).split()
LAST_NAMES = (
    "Abel Brandt Castellan Dubois Eriksen Falk Grünwald Hollis Ivers Jansky Keller Lindqvist Moreau Nwosu Oduya "
    "Petrak Quist Rahman Salcedo Thorne Ulrich Varga Weiss Yilmaz Zeller Ashdown Birch Calloway Drury Elmsworth"
).split()
_FIRM_HEADS = (
    "Alder Brightwater Caldera Driftwood Eastmoor Fennimore Galeon Harrowgate Ironbridge Juniper Kestrel Larkfield "
    "Meridian Northgate Orchard Pinnacle Quarry Redshank Silverline Tamarack Umber Vantage Westerly Yarrow Zephyr "
    "Müllerstadt Béranger Østvang Bellweather Copperfield"
).split()
_FIRM_TAILS = (
    "Logistics", "Packaging", "Facilities", "Software", "Metals", "Catering", "Fleet Services", "Instruments",
    "Textiles", "Recruitment", "Energy", "Security", "Print Works", "Analytics", "Cold Storage", "Consulting",
)  # fmt: skip
FIRMS = tuple(f"{head} {tail}" for head in _FIRM_HEADS for tail in _FIRM_TAILS)
"""480 made-up companies."""

COMPANY = "Harbourline Group"
"""Name of the enterprise."""

WORDS: dict[str, tuple[str, ...]] = {
    "party": ("the Supplier", "the Customer", "each party", "the Contractor", "the receiving party", "either side"),
    "other": ("the other party", "the Customer", "the Supplier", "its counterpart", "the account manager"),
    "goods": (
        "pallets", "spare parts", "cold-chain units", "printed labels", "workstations", "forklift batteries",
        "uniforms", "sensor kits", "packing film", "office furniture", "cleaning agents", "router modules",
        "steel brackets",
        "test reagents", "server racks", "tyres", "lighting fixtures", "signage boards", "protective gloves", "pumps",
    ),
    "service": (
        "route planning", "night-shift cleaning", "payroll processing", "fleet maintenance", "help-desk cover",
        "waste collection", "translation", "calibration", "customs brokerage", "software support", "site security",
        "stock counting", "courier delivery", "archive storage", "training of drivers", "pest control", "catering",
        "data entry", "crane inspection", "internal mail",
    ),
    "place": (
        "the Rotterdam depot", "the Leeds office", "the Trondheim warehouse", "the Lyon branch",
        "the harbour terminal",
        "the northern hub", "the Antwerp yard", "the Bilbao plant", "the training centre", "the head office",
        "the cross-dock in Kassel", "the airport counter", "the archive building", "the Cork laboratory",
        "the Aarhus quay", "the Turin workshop", "the Malmö store", "the Porto service desk",
    ),
    "period": (
        "{number} working days", "{number} calendar days", "one quarter", "two billing cycles", "{number} weeks",
        "three months", "half a year", "a full financial year", "{number} hours", "the remainder of the term",
    ),
    "amount": (
        "EUR {thousands}", "GBP {thousands}", "{number} percent of the annual fee", "USD {thousands}",
        "a flat charge of EUR {thousands}", "{number} percent of the order value", "CHF {thousands}",
    ),
    "document": (
        "the delivery note", "the rate card", "the service report", "the acceptance form", "a written notice",
        "the risk register", "the quarterly statement", "the change request", "the inspection log",
        "a purchase order",
        "the insurance certificate", "the packing list", "an incident record", "the meeting note", "the audit trail",
        "the training file", "the price schedule", "the handover sheet", "a signed waiver", "the maintenance plan",
    ),
    "manner": (
        "in writing", "without undue delay", "at its own expense", "through the shared portal", "in good faith",
        "on request", "before the close of business", "under supervision", "at cost price", "by registered letter",
        "as a matter of routine", "with reasonable care", "in two copies", "against receipt", "once per season",
        "by mutual consent", "outside normal hours", "by the shortest route", "with prior approval", "free of charge",
    ),
    "cause": (
        "a strike at the port", "a shortage of drivers", "a fault in the cooling line", "late payment", "flooding",
        "a change of law", "a data breach", "repeated short deliveries", "the loss of a licence",
        "a failed inspection",
        "a merger", "insolvency proceedings", "an unplanned outage", "a customs hold", "an error in the forecast",
        "missing paperwork", "a safety recall", "currency swings", "a change of ownership", "poor road conditions",
    ),
    "role": (
        "the contract manager", "the site lead", "the finance controller", "the duty officer", "the plant director",
        "the data protection officer", "the category buyer", "the shift supervisor", "the quality engineer",
        "the treasury desk", "the head of personnel", "the service owner", "the works council", "the planner",
        "the security warden", "the regional director", "the ledger clerk", "the project sponsor", "the store keeper",
    ),
    "thing": (
        "access badges", "travel claims", "supplier ratings", "overtime hours", "visitor records", "laptop loans",
        "fuel cards", "hazard reports", "leave requests", "purchase limits", "backup tapes", "meeting rooms",
        "company phones", "price changes", "customer complaints", "spare keys", "first-aid kits", "expense receipts",
        "vehicle checks", "shared folders", "parking permits", "cash floats", "stock adjustments", "tender files",
        "software licences", "training vouchers", "test results", "delivery slots", "archive boxes", "safety shoes",
    ),
    "measure": (
        "a fill rate of {number} percent", "an error rate below {number} per thousand",
        "a response within {number} hours", "a score of at least {number}", "no more than {number} open cases",
        "{number} percent on-time arrivals",
        "fewer than {number} complaints a month", "an availability above {number} percent",
        "{number} completed checks",
    ),
    "verb": (
        "record", "approve", "inspect", "return", "replace", "archive", "count", "release", "forward", "verify",
        "refuse", "correct", "withhold", "publish", "reconcile", "reschedule", "insure", "label", "escalate",
        "sample",
    ),
    "past": (
        "recorded", "approved", "inspected", "returned", "replaced", "archived", "counted", "released", "forwarded",
        "verified", "refused", "corrected", "withheld", "published", "reconciled", "rescheduled", "insured",
        "labelled",
    ),
    "adverb": (
        "promptly", "jointly", "twice a year", "normally", "in principle", "separately", "on the same day",
        "wherever practical",
        "in every case", "as a rule", "by default", "sparingly", "only rarely", "from time to time",
    ),
}  # fmt: skip
"""Symbols shared by the grammars of ``contracts``, ``policies``, ``mails`` and ``minutes``."""
