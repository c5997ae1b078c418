"""Sentences of policies, mails, minutes and slides."""

from __future__ import annotations

from examples.enterprise_maker.prose.vocabulary import WORDS

POLICY_SECTIONS: dict[str, str] = {
    "Purpose": "purpose",
    "Who this applies to": "reach",
    "What to do": "rule",
    "Limits": "limit",
    "Responsibilities": "duty",
    "Exceptions": "exception",
    "Records": "record_keeping",
}
"""Heading of a policy section -> symbol."""

POLICIES: dict[str, tuple[str, ...]] = {
    **WORDS,
    "purpose": (
        "this text explains how {thing} and {thing} are handled at {place}",
        "we want {thing} to be {past} {manner}, so that {role} can rely on {document}",
        "after {cause} last winter, {thing} need a firmer rule than {document}",
        "the aim is {measure} for {thing}, reached {manner}",
    ),
    "reach": (
        "staff at {place} and agency workers who touch {thing} follow it",
        "contractors who bring {goods} to {place} are briefed by {role}",
        "it holds {adverb} for {thing}, wherever {role} works",
        "visitors are exempt unless they handle {goods} for {period}",
    ),
    "rule": (
        "ask {role} before you {verb} {thing} at {place}",
        "{thing} are {past} {adverb}, with a copy of {document} for {role}",
        "if {cause} affects {thing}, tell {role} within {period}",
        "do not {verb} {goods} together with {thing}; use {document} instead",
        "bring {document} to {place} and have {role} {verb} it {manner}",
        "{thing} worth more than {amount} are {past} by two people",
        "put {document} beside {goods} whenever {role} is away for {period}",
        "{role} may {verb} {thing} {manner} while {cause} lasts",
    ),
    "limit": (
        "no claim above {amount} passes without {document}",
        "{thing} may stay open for {period}, after that {role} will {verb} them",
        "the yearly ceiling for {thing} at {place} is {amount}",
        "a team that misses {measure} loses the right to {verb} {thing} {manner}",
    ),
    "duty": (
        "{role} keeps {document} and answers questions about {thing}",
        "{role} checks {thing} at {place} and reports {cause} {manner}",
        "managers {verb} {thing} {adverb} and sign {document}",
        "{role} trains newcomers on {thing} within {period} of their start",
        "{role} watches {measure} and shares it {adverb}",
    ),
    "exception": (
        "during {cause} {role} may lift the rule on {thing} for {period}",
        "{place} keeps its own habit for {thing}, agreed with {role} {manner}",
        "requests to {verb} {thing} otherwise go to {role} with {document}",
        "urgent need for {goods} is no reason to skip {document}",
    ),
    "record_keeping": (
        "{document} is kept for {period} at {place}",
        "{role} deletes notes on {thing} after {period}",
        "lists of {thing} are {past} {adverb} and filed with {document}",
        "the count of {thing} is compared with {measure} each {period}",
    ),
    "guide": (
        "start by looking for {document} near {place}, then {verb} {thing} {manner}",
        "when {cause} gets in the way, ring {role} and wait for {document}",
        "most people {verb} {goods} {adverb} and forget about {thing}",
        "keep {thing} away from {goods}; {role} will thank you",
        "if {document} is missing, {role} can {verb} a new one at {place}",
        "good practice is {measure}, though {cause} may spoil it",
    ),
}

MAILS: dict[str, tuple[str, ...]] = {
    **WORDS,
    "subject": (
        "{thing} at {place}", "question on {document}", "{goods} for {place}", "delay after {cause}", "{service} quote",
        "numbers for {thing}", "visit to {place}", "open points on {goods}", "credit of {amount}", "{measure}?",
    ),
    "hello": ("Hello", "Good morning", "Hi", "Dear colleague", "Dear all", "Good afternoon", "Hi both"),
    "line": (
        "we looked at {document} again and found {cause}",
        "{role} asked whether {goods} could reach {place} within {period}",
        "could you {verb} {thing} {manner} and copy {role}",
        "the price for {service} went up to {amount} because of {cause}",
        "I left {document} at {place} for {role}",
        "please {verb} the attached note on {goods}; {role} needs it in {period}",
        "last week {thing} were {past} {adverb}, which {role} did not expect",
        "the vendor promises {measure}, but only if {document} is {past}",
        "shall we {verb} {service} at {place} for another {period}",
        "{place} still has {goods} that nobody {past} after {cause}",
        "I would rather {verb} {document} first and talk about {thing} later",
        "{role} is away for {period}, so {role} will {verb} {thing}",
        "our count of {goods} differs from theirs by {number}",
        "nothing new on {cause} since {role} rang from {place}",
    ),
    "bye": ("Kind regards", "Best wishes", "Thanks", "Many thanks", "Until soon", "With thanks", "All the best"),
}  # fmt: skip

MINUTES: dict[str, tuple[str, ...]] = {
    **WORDS,
    "topic": ("{service}", "{thing}", "{goods} at {place}", "{document}", "results for {thing}", "{cause}"),
    "talk": (
        "{role} reported {measure} for {service}, helped by {document}",
        "{thing} at {place} were {past} {adverb} although {cause} had been feared",
        "{role} asked why {goods} cost {amount} more than in {document}",
        "the group heard from {role} how {cause} slowed {service} for {period}",
        "{role} showed {document} and proposed to {verb} {thing} {manner}",
        "views differed on {goods}: {role} would {verb} them, {role} would wait {period}",
        "a budget of {amount} for {service} was {past} {manner}",
        "{place} will {verb} {thing} first, others follow within {period}",
        "figures for {thing} reached {measure} despite {cause}",
    ),
    "action": (
        "{role} to {verb} {document} within {period}",
        "{role} to {verb} {thing} at {place} {manner}",
        "{role} and {role} to {verb} {goods} after {cause}",
        "{role} to report on {service} with {document}",
    ),
}
