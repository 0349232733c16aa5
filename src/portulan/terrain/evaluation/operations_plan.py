"""Writes on progress plans and campaigns."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui
from portulan.socle.operateurs import OPERATEURS
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.evaluation.droits import CAMPAGNE, EVALUATION, PLAN
from portulan.terrain.evaluation.enums import EN_COURS, Etat, EtatAction
from portulan.terrain.evaluation.models import ActionProgres, Campagne, Evaluation
from portulan.terrain.evaluation.operations import creer, noter_sur, texte_propre
from portulan.terrain.evaluation.queries import structures_de_la_campagne

LONGUEUR_ACTION = 1000


def ajouter_action(
    *, titulaire: Titulaire, evaluation: Evaluation, critere: str, action: str, responsable: str, echeance: date
) -> ActionProgres:
    """Add an action to the progress plan of the structure of an assessment. The same one sent twice is kept once."""
    exiger(titulaire, "plan", "modifier", evaluation, EVALUATION)
    if critere not in evaluation.referentiel.referentiel.par_code:
        raise DonneeInvalide(f"Le critère {critere} n’existe pas.", remede="Choisissez-le dans la liste.")
    if echeance < aujourdhui():
        raise DonneeInvalide("L’échéance est passée.", remede="Choisissez une date à venir.")
    valeurs: dict[str, Any] = {
        "action": _requis(action, LONGUEUR_ACTION, "L’action"),
        "responsable": _requis(responsable, 120, "Le responsable"),
        "echeance": echeance,
    }
    with transaction.atomic():
        ajoutee, nouvelle = ActionProgres.objects.get_or_create(
            structure=evaluation.structure,
            critere=critere,
            **valeurs,
            defaults={"evaluation": evaluation, "creee_le": aujourdhui(), "fictif": evaluation.fictif},
        )
        if nouvelle:
            noter_sur("ajouter_action", titulaire, evaluation, critere=critere, action=ajoutee.pk)
    return ajoutee


def modifier_action(
    *,
    titulaire: Titulaire,
    action: ActionProgres,
    version: int,
    texte: str,
    responsable: str,
    echeance: date,
    etat: str,
    close_le: date | None = None,
) -> ActionProgres:
    """Change an action, or close it (« terminée » on ``close_le``, today by default). Raises ``VersionDepassee``."""
    if etat not in EtatAction.values:
        raise DonneeInvalide("Cet état n’existe pas.", remede="Choisissez-le dans la liste.")
    with transaction.atomic():
        action = ActionProgres.objects.select_for_update().get(pk=action.pk)
        exiger(titulaire, "plan", "modifier", action, PLAN)
        if action.version != version:
            raise VersionDepassee(action, action.version)
        fin = (close_le or aujourdhui()) if etat == EtatAction.CLOSE else None
        if fin and fin > aujourdhui():
            raise DonneeInvalide("Une action se termine au plus tard aujourd’hui.", remede="Corrigez la date.")
        action.action = _requis(texte, LONGUEUR_ACTION, "L’action")
        action.responsable = _requis(responsable, 120, "Le responsable")
        action.echeance, action.etat, action.close_le = echeance, etat, fin
        action.version += 1
        action.save()
        organisation = action.structure.organisation
        noter(
            "evaluation.modifier_action",
            auteur=titulaire.auteur,
            objet_type="action",
            objet_id=action.pk,
            organisation=organisation.code if organisation else "",
            etat=etat,
        )
    return action


def _requis(texte: str, longueur: int, quoi: str) -> str:
    propre = texte_propre(texte, longueur, quoi)
    if not propre:
        raise DonneeInvalide(f"{quoi} n’est pas dit.", remede="Écrivez-le en une phrase.")
    return propre


# --- campaigns ------------------------------------------------------------------------------------


def creer_campagne(
    *,
    titulaire: Titulaire,
    nom: str,
    annee: int,
    region: str,
    referentiel: ReferentielPublie,
    operateurs: list[str],
    du: date,
    au: date,
    seuil: int = 80,
) -> Campagne:
    """Prepare a campaign; nothing is asked of anyone before ``lancer_campagne``."""
    exiger(titulaire, "campagne", "conduire")
    inconnus = sorted(set(operateurs) - {o.code for o in OPERATEURS})
    if inconnus or not operateurs:
        raise DonneeInvalide("Choisissez au moins un type d’opérateur connu.", remede="Cochez-les dans la liste.")
    if au < du or not 0 <= seuil <= 100:  # noqa: PLR2004 (percentage)
        raise DonneeInvalide(
            "Les dates ou le seuil ne vont pas.", remede="La fin suit le début ; le seuil va de 0 à 100."
        )
    try:
        with transaction.atomic():
            campagne = Campagne.objects.create(
                nom=_requis(nom, 120, "Le nom"),
                annee=annee,
                region=region,
                referentiel=referentiel,
                operateurs=sorted(set(operateurs)),
                du=du,
                au=au,
                seuil=seuil,
                fictif=settings.PORTULAN_MAISON.est_demonstration,
            )
            noter("campagne.creer", auteur=titulaire.auteur, objet_type="campagne", objet_id=campagne.pk)
    except IntegrityError as erreur:
        raise Impossible("Une campagne porte déjà ce nom cette année.", remede="Donnez-lui un autre nom.") from erreur
    return campagne


def lancer_campagne(*, titulaire: Titulaire, campagne: Campagne) -> int:
    """Open an assessment for each structure asked, but those that already have one under way; how many were opened.

    Launched twice, it opens only what is missing (a new structure).
    """
    with transaction.atomic():
        campagne = Campagne.objects.select_for_update(of=("self",)).get(pk=campagne.pk)
        exiger(titulaire, "campagne", "conduire", campagne, CAMPAGNE)
        if campagne.au < aujourdhui():
            raise Impossible("Cette campagne est finie.", remede="Préparez celle de l’année suivante.")
        ouvertes = 0
        for structure in structures_de_la_campagne(campagne).exclude(evaluations__etat__in=EN_COURS):
            if campagne.referentiel.referentiel.groupe_de(structure.operateur):
                noter_sur("ouvrir", titulaire, creer(structure, campagne.referentiel, campagne, None))
                ouvertes += 1
        # An assessment already begun against the same referential joins the campaign
        Evaluation.objects.filter(
            structure__in=structures_de_la_campagne(campagne),
            referentiel=campagne.referentiel,
            campagne__isnull=True,
            etat=Etat.OUVERTE,
        ).update(campagne=campagne, echeance=campagne.au)
        if campagne.lancee_le is None:
            campagne.lancee_le = aujourdhui()
            campagne.version += 1
            campagne.save(update_fields=("lancee_le", "version"))
        noter(
            "campagne.lancer", auteur=titulaire.auteur, objet_type="campagne", objet_id=campagne.pk, ouvertes=ouvertes
        )
    return ouvertes
