"""People whom the project file names: owners and those who are responsible for the charter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.config.project import Person, Project
from readiness.profilers.rights.terms import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeople:
    """Mail addresses and names, compared in lower case and without accents."""

    emails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def has_email(self, address: str) -> bool:
        return bool(self.emails) and plain(address) in self.emails

    def has_name(self, name: str) -> bool:
        """True when the name is that of a known person, in full or by its last word."""
        wanted = plain(name)
        return any(wanted == known or (wanted in known.split() and len(wanted) > 2) for known in self.names)


NOBODY = KnownPeople()


def known_people(project: Project) -> KnownPeople:
    """Owners of the project and its sources, the process owner, and who runs it after launch."""
    people = list(_people(project))
    names = {plain(person.name) for person in people if person.name.strip()} | set(_names(project))
    return KnownPeople(
        emails=frozenset(plain(person.email) for person in people if person.email), names=frozenset(names)
    )


def _people(project: Project) -> Iterator[Person]:
    if project.charter and project.charter.owner:
        yield project.charter.owner
    yield from (source.owner for source in project.sources if source.owner)


def _names(project: Project) -> Iterator[str]:
    charter = project.charter
    if charter and charter.process_owner_commitment:
        yield plain(charter.process_owner_commitment.by)
    if charter and charter.production and charter.production.owner_after_launch:
        yield plain(charter.production.owner_after_launch)
