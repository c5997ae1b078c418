"""Words of labels by what a value beside them is, in the languages that business documents are written in."""

from __future__ import annotations

REVIEWED = frozenset(
    (
        "gennemgået geprüft geverifieerd granskad herzien relu reviewed revisada revisado revisto rivisto "
        "révisé verified zkontrolováno überprüft"
    ).split()
)
"""A review that was done."""

REVIEW = frozenset(
    (
        "herziening herzieningstermijn prüfzyklus review reviews revisar revisarse revisará revision "
        "revisione revisit revisión revisão rivedere riveduto réexamen réviser révision wiedervorlage "
        "überprüfen überprüfung überprüfungsintervall überprüfungsturnus überprüfungszyklus"
    ).split()
)
"""The review itself, done or due."""

NEXT = frozenset(
    (
        "again before by date due folgende later monat month must następna need needs next no následující "
        "nächste on planned prochain prochaine prossima prossimo próxima próximo scheduled should until "
        "volgende wiedervorlage will"
    ).split()
)
"""What is still to come."""

PERIOD = frozenset(
    (
        "after alle annual biennial cada cycle days each every frequency in interval intervall jeden jährlich "
        "months ogni period prüfzyklus regularly schedule tous turnus turnusmäßig weeks within years zyklus "
        "überprüfungsintervall überprüfungsturnus überprüfungszyklus"
    ).split()
)
"""A span of time, not a day."""

EXPIRES = frozenset(
    (
        "ablaufdatum caduca caducidad expiration expire expired expires expiry lapses scade scadenza sunset "
        "validthru vence verloopt vervalt"
    ).split()
)
"""The end of validity."""

UPDATED = frozenset(
    (
        "actualisé actualisée actualización actualizada actualizado actualizare actualizat actualizată "
        "aggiornamento aggiornata aggiornato aktualisiert aktualisierung aktualizace aktualizacja "
        "aktualizacji aktualizováno alterada alterado alteração amended atualizada atualizado atualização "
        "bijgewerkt changed değiştirilme edited edition endret frissítve frissítés gewijzigd geändert "
        "güncelleme güncellendi güncellenme laatstgewijzigd lastmod letzte mise modifica modificación "
        "modificada modificado modificat modificata modification modificato modificazione modificação "
        "modified modifié modifiée modyfikacja modyfikacji muokattu màj módosítva opdateret oppdatert "
        "päivitetty refreshed rev reviderad revideret revised revision stand update updated updatedat updates "
        "uppdaterad uppdaterades uppdaterat upraveno version wijziging zaktualizowana zaktualizowano "
        "zmodyfikowano změna změněno änderung ändrad ændret überarbeitet изменения изменено изменён обновлена "
        "обновление обновлено 修订日期 改訂 改訂日 更新于 更新日 更新日時 更新日期 更新时间 更新時間 最后修订 "
        "最后更新 最后更新时间 最後更新 最終更新 最終更新日 수정 수정일 업데이트 최종 최종수정일"
    ).split()
)
"""The last change."""

EFFECTIVE = frozenset(
    (
        "applicable commencement commences effective entrada gilt inkrafttreten inwerkingtreding vigencia "
        "vigor vigueur wirksam"
    ).split()
)
"""The beginning of validity."""

PUBLISHED = frozenset(
    (
        "adopted approval approved ausgabe ausgabedatum created creation date dated dato datum decided dodano "
        "drafted dátum emisión emissione emissão erscheinungsdatum erschienen erstellt erstellungsdatum fait "
        "fecha freigabe geplaatst gepubliceerd issue issued julkaistu közzétéve ligne megjelent "
        "offentliggjort opublikowana opublikowano opublikowany pdate posted ptime pubblicata pubblicato "
        "pubblicazione pubdate publicación publicada publicado publicare publicat publicatiedatum publication "
        "publicată publicação publicerad publicerades publicerat publiceret publiceringsdatum publikacji "
        "publikováno publisert publish published publié publiée päiväys release released signed submitted "
        "tarih tarihi udgivet uitgave uploaded utgitt utworzono veröffentlicht veröffentlichung "
        "veröffentlichungsdatum vydáno written yayımlandı yayımlanma yayın yayınlandı yayınlanma zveřejněno "
        "дата опубликован опубликована опубликовано публикации 作成日 公布日期 公開 公開日 公開日時 制定日 "
        "发布 发布于 发布日期 发布时间 发表于 投稿日 掲載日 日付 日期 発行日 發布日期 게시일 공고일 등록일 "
        "발행일 시행일 입력 작성일"
    ).split()
)
"""Publication, and dates that are only called date."""

SENT = frozenset(("envoyé gesendet sent").split())
"""Dispatch."""

ENDED = frozenset(
    (
        "abgelehnt abgelöst abrogato abrogé abrogée annulé anulado archived aufgehoben deprecated derogado "
        "ersatt ersetzt erstattet ingetrokken nahrazeno obsoleted reemplazado rejected rejeté remplacé "
        "remplacée replaced retirado retired retiré retirée revogado revoked ritirato sostituito substituído "
        "superseded sustituido veraltet vervangen withdrawn zastąpiony zurückgezogen"
    ).split()
)
"""A document that no longer holds."""

SUCCESSOR = frozenset(
    (
        "efterträdare isobsoletedby isreplacedby issupersededby nachfolgedokument nachfolger następca "
        "obsoletedby opvolger replacedby replacement successeur successor successore sucesor sucessor "
        "supersededby"
    ).split()
)
"""The document that took its place."""

BY = frozenset(("af av by da door durch par por przez").split())
"""Words before a successor."""

STATUS = frozenset(
    (
        "disposition dokumentstatus estado layout lifecycle stage state stato status statut stav zustand "
        "статус ステータス 状态 状態"
    ).split()
)
"""The status of a document."""

NOT_DATES_OF_THE_DOCUMENT = frozenset(
    (
        "abgerufen access accessed afgedrukt appointment arrival ausdruck ausgedruckt begin birth born build "
        "built cache cached checkin checkout closing consultado consultato consulté copyright copyrighted "
        "crawl crawled deadline delivery departure deploy deployed descargado download downloaded druckdatum "
        "due end enrolment established event expected export exported flight founded geburtsdatum gedownload "
        "gedruckt geraadpleegd graduation heruntergeladen hire impreso impresso imprimé imprimée invoice "
        "meeting order payment print printed printing printout purchase purchased retrieved revisit scaricato "
        "shipped shipping stampato start travel téléchargé udskrevet utskriven vytištěno wydrukowano"
    ).split()
)
"""Days of people, events and goods, and of copies: printed, fetched, built."""

FILLER = frozenset(
    (
        "a ab af after again agreement alle am an and ans applicable applies apply article as at au av "
        "available basis be been before being bis bst by cada came ce cest cet cette come comes coming "
        "commencement commences content contents contract cycle da das data date dated day de del della dem "
        "den der dernier dernière des det deve di die dienstag diese dieser dieses dimanche dinsdag dne dnia "
        "do document documents dokument domenica domingo donderdag donnerstag dos draft du due each edition "
        "effective einmal el em en end ende enter entered enters entry est et every expiration expire expires "
        "expiry fecha file fin final fine first for force fr freitag frequency fri friday from giovedì gli "
        "gmt godz guidance guide guideline guidelines gültig h handbook has het heures i il im in information "
        "interval into is ist it its jahr jeden jeudi jour jueves jusqu jährlich kl klo la laatst laatste las "
        "last later latest le least les letzte letzten letzter lo los lundi lunedì lunes maandag manual mardi "
        "martedì martes mercoledì mercredi mi mindestens mis mise mittwoch miércoles mo mon monday montag "
        "most must müssen na need needs next no nos not notice nächste nächster o of ogni om on once online "
        "op or ore ostatnia ostatniej ostatnio page paper pe period planned pm policies policy poslední "
        "procedure prochaine pst r recent recently regelmäßig report rev review reviewed reviews revision "
        "richtlinie sa saat sabato samedi samstag sat saturday schedule scheduled se section seit seite "
        "senast shall should sidst sist site so soll son sonntag specification stand standard standards "
        "statement sun sunday sábado terms text than that the this thu thur thurs thursday time to tous tue "
        "tues tuesday twice uhr ultima ultimo um und until utc utoljára utolsó uur v valable valid validity "
        "vendredi venerdì ver version versions viernes viimeisin viimeksi vom von vrijdag was website wed "
        "wednes wednesday werden were will wird with within woensdag wordt wurde years zaterdag zondag "
        "zuletzt zum zur à às última в г года последнее последний последняя"
    ).split()
)
"""Words that a label may hold besides."""

WEEKDAYS = frozenset(
    (
        "csütörtök cuma cumartesi czwartek di dienstag dimanche dinsdag do domingo donderdag donnerstag "
        "duminică feira fr fredag freitag fri friday giovedì hétfő jeudi joi jueves kedd keskiviikkona "
        "lauantaina lundi lunedì lunes luni lördag lørdag maanantaina maandag mandag mardi martedì martes "
        "marți mercoledì mercredi mi miercuri mittwoch miércoles mo mon monday montag måndag neděle niedziela "
        "onsdag pazar pazartesi perjantaina perşembe piątek pondělí poniedziałek pátek péntek quarta quinta "
        "sa sabato salı samedi samstag sat saturday segunda sexta so sobota sonnabend sonntag středa sun "
        "sunday sunnuntaina szerda szombat sábado sâmbătă söndag søndag terça thu thur thurs thursday "
        "tiistaina tirsdag tisdag torsdag torstaina tue tues tuesday vasárnap vendredi venerdì viernes vineri "
        "vrijdag wed wednes wednesday woensdag wtorek zaterdag zondag çarşamba úterý čtvrtek środa "
        "воскресенье вторник понедельник пятница среда суббота четверг"
    ).split()
)
"""Days of the week, which stand between a label and its date."""
