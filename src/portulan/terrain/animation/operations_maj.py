"""Writes of the update campaigns: prepare, launch, answer, read what was proposed, remind, close."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger, perimetre
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation.droits import SOLLICITATION, sollicitables
from portulan.terrain.animation.enums import Canal, Decision, Reponse
from portulan.terrain.animation.models import REPONDUES, CampagneMiseAJour, Sollicitation
from portulan.terrain.animation.regles import changements, exiger_ouverte
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.operations import modifier_structure, verifier_structure

PAR_LIEN = "lien"


def preparer(*, titulaire: Titulaire, region: str, nom: str, consigne: str, du: date, au: date) -> CampagneMiseAJour:
    """Write down a campaign; nobody is asked yet. Raises ``DonneeInvalide`` for a name already used."""
    exiger(titulaire, "sollicitation", "lancer")
    if au < du:
        raise DonneeInvalide("La fin est avant le début.", remede="Choisissez une date de fin plus tardive.")
    try:
        with transaction.atomic():
            campagne = CampagneMiseAJour.objects.create(
                region=region,
                nom=nom.strip(),
                consigne=consigne.strip(),
                du=du,
                au=au,
                fictif=settings.PORTULAN_MAISON.est_demonstration,
            )
            _noter("preparer", titulaire.auteur, campagne)
    except IntegrityError as erreur:
        raise DonneeInvalide(
            f"Une campagne s’appelle déjà « {nom.strip()} ».", remede="Donnez-lui un autre nom, avec son année."
        ) from erreur
    return campagne


def concernees(
    titulaire: Titulaire, campagne: CampagneMiseAJour, operateurs: Iterable[str], bassins: Iterable[str]
) -> QuerySet[Structure]:
    """Open structures that would be asked: of these operators and bassins (none chosen: all), not asked yet."""
    lignes = sollicitables(titulaire).filter(region=campagne.region, etat=EtatStructure.OUVERTE)
    for champ, valeurs in (("operateur", list(operateurs)), ("bassin", list(bassins))):
        if valeurs:
            lignes = lignes.filter(**{f"{champ}__in": valeurs})
    return lignes.exclude(sollicitations__campagne=campagne).select_related("organisation").order_by("nom", "pk")


def courriel_de(structure: Structure) -> str:
    """Where a structure is written to: its own address, else that of its organisation."""
    return structure.courriel or (structure.organisation.courriel if structure.organisation else "")


def lancer(
    *, titulaire: Titulaire, campagne: CampagneMiseAJour, operateurs: Iterable[str] = (), bassins: Iterable[str] = ()
) -> int:
    """Ask the structures chosen, by mail when they have an address, else by phone. Return how many.

    May be done again for other operators or bassins: a structure is asked once in a campaign.
    """
    exiger(titulaire, "sollicitation", "lancer")
    with transaction.atomic():
        verrouillee = CampagneMiseAJour.objects.select_for_update().get(pk=campagne.pk)
        if verrouillee.close_le:
            raise Impossible("Cette campagne est close.", remede="Préparez-en une autre.")
        structures = list(concernees(titulaire, verrouillee, operateurs, bassins))
        jour = aujourdhui()
        Sollicitation.objects.bulk_create(
            (
                Sollicitation(
                    campagne=verrouillee,
                    structure=structure,
                    canal=Canal.COURRIEL if (courriel := courriel_de(structure)) else Canal.TELEPHONE,
                    courriel=courriel,
                    demandee_le=jour,
                    fictif=verrouillee.fictif,
                )
                for structure in structures
            ),
            batch_size=500,
        )
        if structures and not verrouillee.lancee_le:
            verrouillee.lancee_le = jour
            verrouillee.save(update_fields=["lancee_le"])
        if structures:
            _noter("lancer", titulaire.auteur, verrouillee, structures=len(structures))
    campagne.lancee_le = verrouillee.lancee_le
    return len(structures)


def repondre(
    *,
    titulaire: Titulaire,
    sollicitation: Sollicitation,
    reponse: str,
    canal: str,
    proposition: Mapping[str, str] | None = None,
    remarque: str = "",
) -> Sollicitation:
    """Record an answer in the name of an account: by a member for its own structure, by the mission on the phone.

    What was corrected is written in the record at once when this person may change it, else kept to be read.
    """
    exiger(titulaire, "sollicitation", "repondre", sollicitation, SOLLICITATION)
    structure = sollicitation.structure
    ecrit = perimetre(titulaire, "structure", "modifier", Structure.objects.filter(pk=structure.pk), STRUCTURE).exists()
    with transaction.atomic():
        demande = _enregistrer(sollicitation, _Dite(reponse, canal, titulaire.auteur, proposition or {}, remarque))
        if reponse == Reponse.CONFIRMEE and ecrit:
            verifier_structure(titulaire=titulaire, structure=structure)
        elif reponse == Reponse.CORRIGEE and ecrit:
            _reporter(demande, titulaire)
    return demande


def repondre_par_lien(
    *, sollicitation: Sollicitation, reponse: str, proposition: Mapping[str, str] | None = None, remarque: str = ""
) -> Sollicitation:
    """Record the answer of the holder of a signed link, once; corrections wait to be read by the mission."""
    if sollicitation.repondue:
        raise Impossible(
            "Cette structure a déjà répondu à cette campagne.",
            remede="Pour changer la réponse, écrivez à la mission SPRO de la Région.",
        )
    return _enregistrer(sollicitation, _Dite(reponse, Canal.COURRIEL, PAR_LIEN, proposition or {}, remarque))


@dataclass(frozen=True, slots=True)
class _Dite:
    """An answer as it was given."""

    reponse: str
    canal: str
    auteur: str
    proposition: Mapping[str, str]
    remarque: str


def _enregistrer(sollicitation: Sollicitation, dite: _Dite) -> Sollicitation:
    if dite.reponse not in REPONDUES or dite.canal not in Canal.values:
        raise DonneeInvalide("Cette réponse n’est pas de celles attendues.", remede="Choisissez-en une dans la liste.")
    with transaction.atomic():
        demande = (
            Sollicitation.objects.select_for_update(of=("self",))
            .select_related("structure__organisation", "campagne")
            .get(pk=sollicitation.pk)
        )
        jour = aujourdhui()
        exiger_ouverte(demande.campagne.etat(jour))
        if dite.auteur == PAR_LIEN and demande.repondue:
            raise Impossible("Cette structure vient de répondre.", remede="Rechargez la page pour lire sa réponse.")
        avant = {c: getattr(demande.structure, c) for c in dite.proposition}
        nouvelles = changements(avant, dite.proposition) if dite.reponse == Reponse.CORRIGEE else {}
        remarque = dite.remarque.strip()
        if dite.reponse == Reponse.CORRIGEE and not nouvelles and not remarque:
            raise DonneeInvalide(
                "Aucune valeur n’a été changée et aucune remarque n’est écrite.",
                remede="Corrigez au moins une valeur, écrivez une remarque, ou répondez que rien n’a changé.",
            )
        demande.reponse, demande.repondu_le, demande.repondu_par = dite.reponse, jour, dite.auteur
        demande.canal_reponse, demande.remarque, demande.proposition = dite.canal, remarque, nouvelles
        demande.decision = Decision.AUCUNE if dite.reponse == Reponse.CONFIRMEE else Decision.A_RELIRE
        demande.decidee_le, demande.decidee_par = None, ""
        demande.save()
        if dite.reponse == Reponse.CONFIRMEE and dite.auteur == PAR_LIEN:
            _verifiee_par_lien(demande.structure)
        _noter_sollicitation("repondre", dite.auteur, demande, reponse=str(dite.reponse), canal=str(dite.canal))
    return demande


def decider(*, titulaire: Titulaire, sollicitation: Sollicitation, retenir: bool) -> Sollicitation:
    """Write a correction told without an account in the record, or put it aside. Raises ``Impossible`` when decided."""
    exiger(titulaire, "structure", "modifier", sollicitation.structure, STRUCTURE)
    with transaction.atomic():
        demande = (
            Sollicitation.objects.select_for_update(of=("self",))
            .select_related("structure__organisation", "campagne")
            .get(pk=sollicitation.pk)
        )
        if demande.decision != Decision.A_RELIRE:
            raise Impossible("Cette proposition a déjà reçu sa suite.", remede="Rechargez la page.")
        if retenir:
            _reporter(demande, titulaire)
        else:
            _clore_decision(demande, Decision.ECARTEE, titulaire.auteur)
    return demande


def _reporter(demande: Sollicitation, titulaire: Titulaire) -> None:
    """Write the values in the record; a closing is only told: the record is closed from its own page."""
    structure = demande.structure
    if demande.proposition:
        structure = modifier_structure(
            titulaire=titulaire, structure=structure, version=structure.version, valeurs=demande.proposition
        )
    if demande.reponse != Reponse.FERMEE:
        verifier_structure(titulaire=titulaire, structure=structure)
    _clore_decision(demande, Decision.RETENUE, titulaire.auteur)


def _clore_decision(demande: Sollicitation, decision: Decision, auteur: str) -> None:
    demande.decision, demande.decidee_le, demande.decidee_par = decision, aujourdhui(), auteur
    demande.save(update_fields=["decision", "decidee_le", "decidee_par"])
    _noter_sollicitation("decider", auteur, demande, decision=str(decision))


def _verifiee_par_lien(structure: Structure) -> None:
    """The structure itself says that its record is right: nobody's right is at play, the signed link is."""
    Structure.objects.filter(pk=structure.pk).update(
        verifiee_le=aujourdhui(), verifiee_par="la structure", date_maj=aujourdhui()
    )


def changer_canal(*, titulaire: Titulaire, sollicitation: Sollicitation, canal: str) -> None:
    """Ask by another channel from now on (a letter, a visit); by mail only when there is an address."""
    exiger(titulaire, "sollicitation", "lancer")
    if canal not in Canal.values or (canal == Canal.COURRIEL and not sollicitation.courriel):
        raise DonneeInvalide(
            "Cette structure n’a pas de courriel connu.", remede="Choisissez le téléphone, le courrier ou la visite."
        )
    sollicitation.canal = canal
    sollicitation.save(update_fields=["canal"])
    _noter_sollicitation("canal", titulaire.auteur, sollicitation, canal=str(canal))


def clore(*, titulaire: Titulaire, campagne: CampagneMiseAJour) -> int:
    """Close a campaign: those that did not answer are written « sans réponse ». Return how many."""
    exiger(titulaire, "sollicitation", "lancer")
    with transaction.atomic():
        verrouillee = CampagneMiseAJour.objects.select_for_update().get(pk=campagne.pk)
        exiger_ouverte(verrouillee.etat(aujourdhui()))
        muettes = verrouillee.sollicitations.filter(reponse=Reponse.ATTENTE).update(reponse=Reponse.SANS_REPONSE)
        verrouillee.close_le = aujourdhui()
        verrouillee.save(update_fields=["close_le"])
        _noter("clore", titulaire.auteur, verrouillee, sans_reponse=muettes)
    return muettes


def _noter(acte: str, auteur: str, campagne: CampagneMiseAJour, **detail: Any) -> None:
    noter(f"campagne_maj.{acte}", auteur=auteur, objet_type="campagne_maj", objet_id=campagne.pk, **detail)


def _noter_sollicitation(acte: str, auteur: str, demande: Sollicitation, **detail: Any) -> None:
    organisation = demande.structure.organisation
    noter(
        f"sollicitation.{acte}",
        auteur=auteur,
        objet_type="structure",
        objet_id=demande.structure.identifiant,
        organisation=organisation.code if organisation else "",
        campagne=demande.campagne_id,
        **detail,
    )
