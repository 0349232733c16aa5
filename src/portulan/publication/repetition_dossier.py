"""A rehearsal, first part: the referral, its dossier instructed and frozen, what members write, the convocation."""

from datetime import datetime, timedelta
from hashlib import sha256

from portulan.comptes.droits import Titulaire
from portulan.comptes.models import Organisation
from portulan.crefop.avis.enums import EtatPV
from portulan.crefop.avis.models import ProcesVerbal
from portulan.crefop.dossier import instruction, observations
from portulan.crefop.dossier import operations as saisines
from portulan.crefop.dossier.enums import EtatReponse, GenreObservation
from portulan.crefop.dossier.faits import chiffree
from portulan.crefop.dossier.instantanes import diagnostic_de
from portulan.crefop.dossier.models import Dossier, Saisine
from portulan.crefop.seance import convocation, preparation
from portulan.crefop.seance.enums import GenrePoint, ModeSeance
from portulan.diagnostic.catalogue import question as question_de
from portulan.instantane.canonique import json_canonique
from portulan.publication import repetition_textes as textes
from portulan.publication.repetition_commun import ETAT, REGION, Gens, Repetition, titulaire_de
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import a_l_instant, maintenant


def instruire(jeu: Repetition, instantane: str, seance: datetime) -> None:
    """Refer the text, answer every question from the snapshot, freeze, then let three members write."""
    gens = Gens.charger()
    rang = Saisine.objects.filter(organe=jeu.organe).count() + 1
    contenu = {
        "titre": jeu.sujet.titre,
        "version": f"répétition {rang}",
        "articles": [{"titre": titre, "texte": texte} for titre, texte in jeu.sujet.articles],
    }
    with a_l_instant(seance - timedelta(days=55)):
        auteur = Organisation.objects.filter(region=jeu.organe.region, genre="region").first()
        if auteur is None:
            raise Introuvable("La démonstration n’a pas de conseil régional.", remede="Lancez « ./portulan demo ».")
        saisine = saisines.deposer(
            titulaire=gens.secretariat,
            organe=jeu.organe,
            auteur=auteur,
            type=jeu.sujet.type,
            texte=saisines.Texte(
                jeu.sujet.titre,
                f"répétition {rang}",
                sha256(json_canonique(contenu)).hexdigest(),
                contenu,
                annee=seance.year + 1 if jeu.sujet is textes.CONVENTION else None,
                fictif=True,
            ),
            lettre=saisines.Lettre(maintenant().date(), textes.LETTRE, (seance + timedelta(days=45)).date()),
        )
        jeu.dire(f"Saisine {saisine.numero} reçue : {saisine.titre}.")
        saisine = saisines.passer(
            titulaire=gens.secretariat, saisine=saisine, etape="instruire", version=saisine.version
        )
        dossier = instruction.ouvrir_dossier(titulaire=gens.secretariat, saisine=saisine, instantane=instantane)
    with a_l_instant(seance - timedelta(days=40)):
        _repondre_a_tout(gens.secretariat, dossier)
        dossier.refresh_from_db()
        dossier = instruction.figer(titulaire=gens.secretariat, dossier=dossier, version=dossier.version)
        jeu.dire(f"Dossier figé, empreinte {dossier.empreinte[:12]}.")
    with a_l_instant(seance - timedelta(days=30)):
        _observer(dossier, jeu.sujet.question, (seance + timedelta(days=240)).date().isoformat())
    saisine.refresh_from_db()
    jeu.saisine = saisine


def _repondre_a_tout(secretariat: Titulaire, dossier: Dossier) -> None:
    diagnostic = diagnostic_de(dossier)
    for reponse in dossier.reponses.all():
        figures = chiffree(question_de(reponse.question), diagnostic)
        instruction.repondre(
            titulaire=secretariat,
            dossier=dossier,
            question=reponse.question,
            revision=reponse.revision,
            etat=EtatReponse.REPONDU if figures else EtatReponse.SANS_REPONSE,
            texte=textes.RAPPORT if figures else "",
            raison="" if figures else textes.SANS_REPONSE,
        )


def _observer(dossier: Dossier, question: str, echeance: str) -> None:
    for cle, genre, texte, essai in (
        ("membre", GenreObservation.RESERVE, textes.RESERVE_ADOPTEE, textes.ESSAI_ADOPTEE),
        ("siege.cgt", GenreObservation.RESERVE, textes.RESERVE_REJETEE, textes.ESSAI_REJETEE),
        ("siege.medef", GenreObservation.RECOMMANDATION, textes.RECOMMANDATION, ""),
    ):
        observations.observer(
            titulaire=titulaire_de(cle),
            dossier=dossier,
            question=question,
            genre=genre,
            texte=texte,
            essai={"texte": essai, "echeance": echeance} if essai else {},
        )


def convoquer(jeu: Repetition, prevue: datetime) -> None:
    """Prepare the meeting, with the minutes that wait for an approval; both chairs sign, and it is sent."""
    gens = Gens.charger()
    assert jeu.saisine is not None
    with a_l_instant(prevue - timedelta(days=20)):
        seance = preparation.creer(
            titulaire=gens.secretariat,
            organe=jeu.organe,
            prevue_le=prevue,
            lieu="Salle de l’assemblée, hôtel de Région",
            mode=ModeSeance.HYBRIDE,
        )
        attente = ProcesVerbal.objects.filter(etat=EtatPV.SOUMIS, seance__organe=jeu.organe).first()
        points = [(GenrePoint.APPROBATION_PV, f"Procès-verbal de la séance {attente.seance.numero}")] if attente else []
        points += [
            (GenrePoint.INFORMATION, "Calendrier de l’année"),
            (GenrePoint.AVIS, f"Avis sur le texte : {jeu.saisine.titre}"),
        ]
        for genre, titre in points:
            preparation.ajouter_point(
                titulaire=gens.secretariat,
                seance=seance,
                genre=genre,
                titre=titre,
                saisine=jeu.saisine if genre == GenrePoint.AVIS else None,
                seance_pv=attente.seance if attente and genre == GenrePoint.APPROBATION_PV else None,
                duree=30,
            )
    with a_l_instant(prevue - timedelta(days=15)):
        seance.refresh_from_db()
        for qui, (nom, qualite) in ((gens.etat, ETAT), (gens.region, REGION)):
            vue = convocation.empreinte(convocation.contenu(seance))
            convocation.signer(titulaire=qui, seance=seance, empreinte_vue=vue, nom=nom, qualite=qualite)
            seance.refresh_from_db()
        jeu.dire(f"Séance {seance.numero} convoquée par les deux présidences, {seance.envois.count()} envois.")
    jeu.seance = seance
