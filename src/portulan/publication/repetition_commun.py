"""What the parts of a rehearsal share: who acts, and the story as it is told."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from portulan.comptes.demonstration import DOMAINE
from portulan.comptes.droits import Titulaire
from portulan.comptes.models import Compte
from portulan.crefop.avis.models import AvisComite
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.seance.models import SeanceComite
from portulan.publication.repetition_textes import Sujet
from portulan.socle.horloge import maintenant

ETAT = ("Anne Timonier", "préfète de région")
REGION = ("Marc Hauban", "président du conseil régional")


@dataclass
class Repetition:
    """What was played: its lines (hour, what happened), the acts that came out of it, how long each part took."""

    organe: Organe
    sujet: Sujet
    lignes: list[tuple[datetime, str]] = field(default_factory=list)
    incidents: list[str] = field(default_factory=list)
    durees: dict[str, float] = field(default_factory=dict)
    bulletins: int = 0
    saisine: Saisine | None = None
    seance: SeanceComite | None = None
    avis: AvisComite | None = None

    def dire(self, texte: str, *, incident: bool = False) -> None:
        """Write a line at the hour of the clock that is set."""
        self.lignes.append((maintenant(), texte))
        if incident:
            self.incidents.append(texte)

    @contextmanager
    def mesurer(self, partie: str) -> Iterator[None]:
        """Time a part, in seconds."""
        depart = time.perf_counter()
        yield
        self.durees[partie] = round(time.perf_counter() - depart, 2)


@dataclass(frozen=True, slots=True)
class Gens:
    """Who acts, as the rights see them."""

    secretariat: Titulaire
    etat: Titulaire
    region: Titulaire

    @classmethod
    def charger(cls) -> "Gens":
        """Accounts of the demonstration, second factor given."""
        return cls(*(titulaire_de(cle) for cle in ("secretariat", "presidence-etat", "presidence-region")))


def titulaire_de(cle: str) -> Titulaire:
    """An invented person as the rights see it, by its key."""
    return Compte.objects.get(courriel=f"{cle}@{DOMAINE}").titulaire(verifie=True)
