"""Writes on the rules: a version is proposed with its reason, then adopted from a day, or given up. Nothing else."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.methodes.aiguillage_regles import Regles, differences, fautes, regles_de
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.operateurs import OPERATEURS
from portulan.socle.textes import nettoyer
from portulan.terrain.aiguillage.droits import REGLE
from portulan.terrain.aiguillage.enums import EtatRegle
from portulan.terrain.aiguillage.models import RegleAiguillage
from portulan.terrain.aiguillage.queries import regles_en_vigueur
from portulan.terrain.reseau import vocabulaire

_MOTIF_MAX = 1000


class ReglesRefusees(DonneeInvalide):
    """Values that cannot be rules: ``champs`` gives the sentence of each key."""

    def __init__(self, champs: Mapping[str, str]) -> None:
        self.champs = dict(champs)
        cle, phrase = next(iter(self.champs.items()))
        super().__init__(f"Ces règles ne conviennent pas : {cle}.", remede=phrase)


def codes_admis() -> dict[str, frozenset[str]]:
    """Codes that the parameters of kind « codes » take."""
    operateurs = frozenset(o.code for o in OPERATEURS)
    return {
        "normes": frozenset(vocabulaire.valeurs("labels")),
        "vendeurs": operateurs,
        "points_entree": operateurs,
    }


def verifier(valeurs: Mapping[str, Any]) -> Regles:
    """The rules of these values. Raises ``ReglesRefusees`` (each key), ``DonneeInvalide`` when nothing changes."""
    regles = regles_de("proposee", valeurs)
    trouvees = fautes(regles, codes_admis())
    if trouvees:
        raise ReglesRefusees(trouvees)
    if not differences(regles_en_vigueur(), regles):
        raise DonneeInvalide(
            "Ces règles sont celles en vigueur : rien ne changerait.", remede="Changez au moins une valeur."
        )
    return regles


def proposer_regles(*, titulaire: Titulaire, valeurs: Mapping[str, Any], motif: str) -> RegleAiguillage:
    """Record a version to look at before it is adopted. Raises as ``verifier``, and for an empty reason."""
    exiger(titulaire, "regle", "preparer")
    motif = nettoyer(motif)
    if not motif or len(motif) > _MOTIF_MAX:
        raise DonneeInvalide(
            "Une version dit pourquoi elle change les règles.",
            remede=f"Écrivez le motif, en {_MOTIF_MAX} caractères au plus.",
        )
    regles = verifier(valeurs)
    with transaction.atomic():
        dernier = RegleAiguillage.objects.aggregate(dernier=Max("numero"))["dernier"] or 0
        try:
            with transaction.atomic():
                regle = RegleAiguillage.objects.create(
                    numero=dernier + 1,
                    valeurs=regles.valeurs(),
                    motif=motif,
                    proposee_par=titulaire.auteur,
                    proposee_le=maintenant(),
                    fictif=settings.PORTULAN_MAISON.est_demonstration,
                )
        except IntegrityError:
            raise Impossible(
                "Une autre version vient d’être proposée.", remede="Relisez la page des règles, puis recommencez."
            ) from None
        _noter("proposer", titulaire, regle)
    return regle


def adopter_regles(*, titulaire: Titulaire, regle: RegleAiguillage, applicable_le: date) -> RegleAiguillage:
    """Put a proposed version in force from a day. The values never change afterwards. Raises ``Impossible``."""
    exiger(titulaire, "regle", "publier", regle, REGLE)
    if applicable_le < aujourdhui():
        raise DonneeInvalide(
            "Des règles ne s’appliquent pas au passé.", remede="Donnez la date du jour ou une date à venir."
        )
    with transaction.atomic():
        # Every version is held, so that two of them are never adopted for the same day without one seeing the other
        tenues = {r.pk: r for r in RegleAiguillage.objects.select_for_update().order_by("pk")}
        relue = _proposee(tenues[regle.pk])
        plus_tard = [r for r in tenues.values() if r.applicable_le and r.applicable_le >= applicable_le]
        if plus_tard:
            raise Impossible(
                f"{plus_tard[0]} s’appliquent déjà à partir du {plus_tard[0].applicable_le:%d/%m/%Y}.",
                remede="Donnez une date plus tardive.",
            )
        relue.applicable_le = applicable_le
        _decider(titulaire, relue, EtatRegle.ADOPTEE)
        _noter("adopter", titulaire, relue, applicable_le=applicable_le.isoformat())
    return relue


def abandonner_regles(*, titulaire: Titulaire, regle: RegleAiguillage) -> RegleAiguillage:
    """Give up a proposed version; it stays in the history. Raises ``Impossible``."""
    exiger(titulaire, "regle", "preparer", regle, REGLE)
    with transaction.atomic():
        relue = _proposee(RegleAiguillage.objects.select_for_update().get(pk=regle.pk))
        _decider(titulaire, relue, EtatRegle.ABANDONNEE)
        _noter("abandonner", titulaire, relue)
    return relue


def _proposee(regle: RegleAiguillage) -> RegleAiguillage:
    if regle.etat != EtatRegle.PROPOSEE:
        raise Impossible(
            f"Cette version est déjà {regle.get_etat_display()}.", remede="Proposez-en une nouvelle si besoin."
        )
    return regle


def _decider(titulaire: Titulaire, regle: RegleAiguillage, etat: EtatRegle) -> None:
    regle.etat, regle.decidee_par, regle.decidee_le = etat, titulaire.auteur, maintenant()
    regle.save(update_fields=["etat", "decidee_par", "decidee_le", "applicable_le"])


def _noter(verbe: str, titulaire: Titulaire, regle: RegleAiguillage, **detail: Any) -> None:
    noter(f"regle.{verbe}", auteur=titulaire.auteur, objet_type="regle", objet_id=regle.numero, **detail)
