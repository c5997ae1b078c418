"""Units of measure as people write them in cells and in the names of columns, by the unit that they mean."""

from __future__ import annotations

_SPELLINGS = {
    "%": "% percent pct prozent pourcent por ciento procent percento vol vol%",
    "s": "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos sekund sekundy",
    "min": "min mins minute minutes minuten minuto minutos minuti minut minuty",
    "h": "h hr hrs hour hours std stunde stunden heure heures hora horas ore ora godz godzin",
    "d": "d day days tag tage jour jours dia dias día días giorni dni",
    "mg": "mg milligram milligrams milligramm milligramme milligrammes miligramo miligramos",
    "g": "g gr gm gram grams gramm gramme grammes gramo gramos grammi gramów",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramm kilogramme kilogrammes kilogramo kilogramos",
    "t": "ton tons tonne tonnes tonnen tonelada toneladas",
    "oz": "oz ozs ounce ounces unze unzen once onces onza onzas",
    "lb": "lb lbs pound pounds pfund",
    "ml": "ml milliliter milliliters millilitre millilitres mililitro mililitros",
    "cl": "cl centiliter centiliters centilitre centilitres zentiliter centilitro centilitros",
    "l": "l ltr liter liters litre litres litro litros litr litry",
    "mm": "mm millimeter millimeters millimetre millimetres milímetro milímetros milimetro milimetros",
    "cm": "cm centimeter centimeters centimetre centimetres zentimeter centímetro centímetros centimetro centimetri",
    "m": "m mtr meter meters metre metres mètre mètres metro metros metri",
    "km": "km kms kilometer kilometers kilometre kilometres kilomètre kilomètres kilómetro kilómetros chilometri",
    "in": "inch inches zoll pulgada pulgadas",
    "ft": "ft feet foot",
    "mi": "mi mile miles",
    "kb": "kb kib kbyte kilobyte kilobytes",
    "mb": "mb mib mbyte megabyte megabytes",
    "gb": "gb gib gbyte gigabyte gigabytes",
    "eur": "€ eur euro euros",
    "usd": "$ usd dollar dollars",
    "gbp": "£ gbp",
    "c": "°c celsius",
    "f": "°f fahrenheit",
    "kwh": "kwh",
    "w": "watt watts",
}
"""Spellings in English, German, French, Spanish, Italian and Polish. Chosen by us: units of everyday tables."""

_UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}

_DIMENSIONS = {
    "share": "%",
    "time": "s min h d",
    "mass": "mg g kg t oz lb",
    "volume": "ml cl l",
    "length": "mm cm m km in ft mi",
    "data": "kb mb gb",
    "money": "eur usd gbp",
    "temperature": "c f",
}
_DIMENSION_OF = {unit: name for name, units in _DIMENSIONS.items() for unit in units.split()}

TIMES = frozenset({"s", "min", "h", "d"})
"""Units in which one time may be written together: 1 h 37 min."""


def unit_of(word: str) -> str | None:
    """The unit that a word means, "" for no word, None for a word that is no unit.

    >>> unit_of("Ounces"), unit_of(""), unit_of("Street")
    ('oz', '', None)
    """
    plain = word.strip(" .").casefold()
    return _UNIT_OF.get(plain) if plain else ""


def dimension_of(word: str) -> tuple[str, str] | None:
    """The dimension of the unit that a word means, and the unit; None for no unit, and for one without a dimension.

    >>> dimension_of("Pfund"), dimension_of("km"), dimension_of("")
    (('mass', 'lb'), ('length', 'km'), None)
    """
    unit = unit_of(word)
    return (_DIMENSION_OF[unit], unit) if unit and unit in _DIMENSION_OF else None
