"""What the state allows, as data and pure functions: when to remind, what may be corrected, what is expected."""

from collections.abc import Mapping
from datetime import date, timedelta

from portulan.socle.erreurs import Impossible
from portulan.terrain.animation.enums import EtatCampagne

RENCONTRES_ATTENDUES = 2  # a year, in each bassin (P5.1, F2.O1)
RAPPELS = (14, 28)  # days after the request without an answer
DUREE_DU_LIEN = timedelta(days=120)
# What a structure may say without an account; the rest is changed in its record, by those who may
CORRIGEABLES = ("nom", "adresse", "complement_adresse", "telephone", "courriel", "site_web")


def doit_rappeler(jour: date, *, demandee_le: date, relances: int) -> bool:
    """True when the next reminder is due; each one is sent once."""
    return relances < len(RAPPELS) and jour >= demandee_le + timedelta(days=RAPPELS[relances])


def changements(avant: Mapping[str, str], apres: Mapping[str, str]) -> dict[str, str]:
    """Values that differ from the record, among those that may be corrected; spaces around do not count."""
    return {c: v for c in CORRIGEABLES if c in apres and (v := apres[c].strip()) != avant.get(c, "").strip()}


def exiger_ouverte(etat: EtatCampagne) -> None:
    """Raise ``Impossible`` unless answers are still taken (a late one is better than none)."""
    if etat not in {EtatCampagne.EN_COURS, EtatCampagne.ECHUE}:
        raison = "n’est pas encore lancée" if etat is EtatCampagne.PREPAREE else "est close"
        raise Impossible(
            f"Cette campagne {raison} : aucune réponse n’est enregistrée.",
            remede="Écrivez à la mission SPRO de la Région, ou modifiez la fiche depuis votre compte.",
        )
