"""The règlement intérieur of a body, recorded as dated rules that replace those shipped."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.jeu import CLES, Origine, lire_regle
from portulan.crefop.composition.models import Organe, ReglesLocales
from portulan.crefop.composition.operations import noter_sur
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.registre.operations import inscrire
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant


def enregistrer_reglement(
    *, titulaire: Titulaire, organe: Organe, acte: str, du: date, regles: Mapping[str, tuple[Any, str]]
) -> ReglesLocales:
    """Record a règlement intérieur of a body from a day: key → (value, reference); the former one ends the day before.

    Keys fixed by a code cannot be replaced. Past meetings keep the rules they were convened with.
    """
    exiger(titulaire, "comite", "composer")
    if not acte.strip():
        raise DonneeInvalide("L’acte manque.", remede="Citez la délibération qui adopte le règlement intérieur.")
    depart = jeu_au(organe, du)
    contenu = []
    for cle, (valeur, reference) in regles.items():
        regle = lire_regle(cle, valeur, Origine.REGLEMENT, reference)
        if depart.regle(cle).origine is Origine.CODE:
            raise DonneeInvalide(
                f"« {CLES[cle].libelle} » est fixé par le code : le règlement intérieur ne peut pas le changer.",
                remede=f"Retirez cette règle ({depart.regle(cle).reference}).",
            )
        contenu.append({"cle": cle, "valeur": regle.valeur, "reference": regle.reference})
    try:
        with transaction.atomic():
            for avant in organe.regles_locales.filter(valide_du__lt=du, valide_au__isnull=True):
                avant.valide_au = du - timedelta(days=1)
                avant.save(update_fields=["valide_au"])
            enregistrees = ReglesLocales.objects.create(
                organe=organe,
                valide_du=du,
                acte=acte.strip()[:300],
                contenu=contenu,
                enregistre_le=maintenant(),
                enregistre_par=titulaire.auteur,
                fictif=organe.fictif,
            )
            noter_sur("reglement.enregistrer", titulaire, organe, regles=len(contenu))
            inscrire(
                type="reglement.enregistrer",
                objet=f"organe:{organe.code}",
                organe=organe.code,
                charge={"acte": enregistrees.acte, "du": du.isoformat(), "regles": contenu},
            )
    except IntegrityError as erreur:
        raise Impossible(
            f"Un règlement intérieur est déjà enregistré à partir du {du:%d/%m/%Y}.",
            remede="Choisissez la date de la délibération suivante.",
        ) from erreur
    return enregistrees
