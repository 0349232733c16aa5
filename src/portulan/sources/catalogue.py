"""The connectors of the product, and which of them knows a file."""

from pathlib import Path

from portulan.socle.erreurs import Introuvable
from portulan.sources import lecture
from portulan.sources.affelnet import Affelnet
from portulan.sources.annuaire import Annuaire
from portulan.sources.connecteur import Apercu, Connecteur
from portulan.sources.data_inclusion import DataInclusion
from portulan.sources.france_travail import FranceTravail
from portulan.sources.inserjeunes import InserJeunes
from portulan.sources.parcoursup import Parcoursup
from portulan.sources.parcoursup_specialites import ParcoursupSpecialites
from portulan.sources.temps_trajet import TempsTrajet
from portulan.sources.zonages import Zonages

CONNECTEURS: tuple[Connecteur, ...] = (
    Annuaire(),
    FranceTravail(),
    DataInclusion(),
    Parcoursup(),
    ParcoursupSpecialites(),
    InserJeunes(),
    Affelnet(),
    Zonages(),
    TempsTrajet(),
)


def connecteur(code: str) -> Connecteur:
    """Connector of a code; ``Introuvable`` names those that exist."""
    for candidat in CONNECTEURS:
        if candidat.code == code:
            return candidat
    connus = ", ".join(c.code for c in CONNECTEURS)
    raise Introuvable(f"« {code} » n'est pas une source connue.", remede=f"Sources connues : {connus}.")


def reconnaitre(fichier: Path) -> Connecteur | None:
    """The first connector that recognises the beginning of a file; None when none does.

    Raises ``ErreurUtilisateur`` when the file cannot be opened as a table (empty, web page, truncated archive…).
    """
    return reconnaitre_apercu(lecture.apercu(fichier))


def reconnaitre_apercu(debut: Apercu) -> Connecteur | None:
    """The first connector that recognises this beginning; None when none does."""
    return next((c for c in CONNECTEURS if c.reconnait(debut)), None)
