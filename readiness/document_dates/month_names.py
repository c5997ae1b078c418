"""Names of months in the languages of Europe, Turkish, Arabic, Indonesian, and their usual abbreviations."""

from __future__ import annotations

_NAMES = {
    1: "january jan januar jänner janvier janv enero gennaio januari janeiro janeiro stycznia styczeń sty ledna leden "
    "január januára januar jaanuar tammikuuta tammikuu ocak января январь янв січня ianuarie ιανουαρίου gener siječnja "
    "януари يناير",
    2: "february feb februar febr février fevrier févr fevr febrero febbraio februari fevereiro lutego luty února únor "
    "február februára helmikuuta helmikuu şubat subat февраля февраль февр лютого februarie φεβρουαρίου febrer veljače "
    "февруари فبراير",
    3: "march mar märz maerz mrz mars marzo maart março marco marca marzec března březen március marts maaliskuuta "
    "maaliskuu mart марта март березня martie μαρτίου març ožujka مارس",
    4: "april apr avril avr abril aprile kwietnia kwiecień kwi dubna duben április apríla huhtikuuta huhtikuu nisan "
    "апреля апрель апр квітня aprilie απριλίου travnja април أبريل إبريل",
    5: "may mai mayo maggio mei maio maja května květen május mája maj toukokuuta toukokuu mayıs mayis мая май травня "
    "μαΐου maig svibnja مايو",
    6: "june jun juni juin junio giugno junho czerwca czerwiec cze června červen június júna kesäkuuta kesäkuu haziran "
    "июня июнь червня iunie ιουνίου juny lipnja юни يونيو",
    7: "july jul juli juillet juil julio luglio julho lipca lipiec července červenec július júla heinäkuuta heinäkuu "
    "temmuz июля июль липня iulie ιουλίου juliol srpnja юли يوليو",
    8: "august aug août aout agosto augustus augusti sierpnia sierpień sie srpna srpen augusztus elokuuta elokuu "
    "ağustos agustos августа август авг серпня αυγούστου agost kolovoza أغسطس",
    9: "september sep sept septembre septiembre settembre setembro września wrzesień wrz září septembra szeptember "
    "syyskuuta syyskuu eylül eylul сентября сентябрь сент вересня septembrie σεπτεμβρίου setembre rujna септември "
    "سبتمبر",
    10: "october oct oktober okt octobre octubre ottobre outubro października październik paź října říjen október "
    "októbra lokakuuta lokakuu ekim октября октябрь окт жовтня octombrie οκτωβρίου октомври أكتوبر",
    11: "november nov novembre noviembre novembro listopada listopadu novembra marraskuuta marraskuu kasım kasim "
    "ноября ноябрь нояб noiembrie νοεμβρίου studenoga ноември نوفمبر",
    12: "december dec dezember dez décembre decembre déc diciembre dicembre dezembro grudnia grudzień gru prosince "
    "prosinec decembra desember joulukuuta joulukuu aralık aralik декабря декабрь дек грудня decembrie δεκεμβρίου "
    "desembre prosinca декември ديسمبر",
}
_BESIDE_A_DAY = {
    1: "ene gen", 2: "fév fev lut", 3: "maa", 4: "abr", 5: "mag", 6: "giu", 7: "lug", 8: "ago", 9: "set", 10: "out ott",
    11: "lis", 12: "dic des",
}  # fmt: skip
MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
"""Names in lower case that are a month wherever a year follows them."""

MONTHS_BESIDE_A_DAY = MONTHS | {name: number for number, names in _BESIDE_A_DAY.items() for name in names.split()}
"""Also abbreviations that are words of their own ("ago", "set", "out"): months between a day and a year only."""
