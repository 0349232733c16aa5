"""Writes on referrals: deposited, judged admissible, stopped and started again, adopted, withdrawn.

Then the steps that the meeting and the opinion take. Keyword-only, atomic, journaled, in the register.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portulan.comptes.droits import Titulaire, exiger
from portulan.comptes.enums import GenreOrganisation, Role
from portulan.comptes.models import Organisation
from portulan.crefop.composition.models import Organe, Personne
from portulan.crefop.composition.queries import jeu_au
from portulan.crefop.dossier import etapes
from portulan.crefop.dossier.delai import premiere_seance_possible
from portulan.crefop.dossier.droits import ORGANE, SAISINE
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine, TypeSaisine
from portulan.crefop.dossier.models import Dossier, Rapporteur, Saisine, Suspension
from portulan.crefop.dossier.regles import Constat, Faits, arrete, constats, dire_organe, organe_de
from portulan.crefop.dossier.transitions import OUVERTES, PAR_NOM
from portulan.socle.erreurs import DonneeInvalide, Impossible, Interdit
from portulan.socle.horloge import aujourdhui, maintenant

_ESSAIS_DE_NUMERO = 5


@dataclass(frozen=True, slots=True)
class Texte:
    """What is referred: a title, a version, a digest, and the text itself as plain JSON."""

    titre: str
    version: str
    empreinte: str
    contenu: Mapping[str, Any]
    annee: int | None = None
    fictif: bool = False


@dataclass(frozen=True, slots=True)
class Lettre:
    """The referral letter: its reference and its dates."""

    recue_le: date
    reference: str = ""
    adoption_prevue_le: date | None = None


# --- deposit --------------------------------------------------------------------------------------


def constater(saisine: Saisine, jour: date | None = None) -> list[Constat]:
    """Findings of the rules on a referral, that day."""
    jour = jour or aujourdhui()
    avis = getattr(saisine, "avis", None)  # the application of the opinion stands above this one
    jumelles = Saisine.objects.filter(
        organe=saisine.organe, type=saisine.type, texte_empreinte=saisine.texte_empreinte, etat__in=OUVERTES
    ).exclude(pk=saisine.pk)
    return constats(
        Faits(
            type=saisine.type,
            texte_empreinte=saisine.texte_empreinte,
            organe_competent=saisine.organe.genre == organe_de(saisine.type),
            fondement=saisine.lettre,
            jour=jour,
            adoption_prevue_le=saisine.adoption_prevue_le,
            adoptee_le=saisine.adoptee_le,
            premiere_seance=premiere_seance_possible(jour, jeu_au(saisine.organe, jour)),
            avis_le=avis.rendu_le if avis else None,
            deja_soumis=", ".join(jumelles.order_by("pk").values_list("numero", flat=True)[:3])
            if saisine.etat in OUVERTES
            else "",
        )
    )


def auteurs_possibles(titulaire: Titulaire, organe: Organe) -> QuerySet[Organisation]:
    """In whose name this person may refer a text: its organisation; for the secretariat, the Region and the State."""
    genres = (GenreOrganisation.REGION, GenreOrganisation.ETAT, GenreOrganisation.RECTORAT)
    parties = Organisation.objects.filter(active=True, region=organe.region, genre__in=genres)
    return parties if titulaire.tient(Role.SECRETARIAT) else parties.filter(pk__in=titulaire.organisations)


def deposer(
    *,
    titulaire: Titulaire,
    organe: Organe,
    auteur: Organisation,
    type: str,  # noqa: A002 (the word of the model)
    texte: Texte,
    lettre: Lettre,
    cle: str = "",
) -> Saisine:
    """Bring a text before the committee. ``cle``: that of the form; sent twice, it is deposited once.

    Raises ``Interdit``, ``DonneeInvalide`` (no text, no year for a convention, received tomorrow).
    """
    exiger(titulaire, "saisine", "deposer", organe, ORGANE)
    if not auteurs_possibles(titulaire, organe).filter(pk=auteur.pk).exists():
        raise Interdit(
            f"Vous ne pouvez pas saisir le comité pour « {auteur.nom} ».",
            remede="Saisissez-le pour votre organisation, ou demandez au secrétariat de déposer la saisine.",
        )
    _exiger_deposable(organe, type, texte, lettre)
    delai = jeu_au(organe, lettre.recue_le).regle("saisine.delai")
    for _ in range(_ESSAIS_DE_NUMERO):
        if cle and (deja := Saisine.objects.filter(cle=cle).first()):
            return deja
        try:
            with transaction.atomic():
                saisine = Saisine.objects.create(
                    numero=_numero_suivant(lettre.recue_le.year),
                    organe=organe,
                    type=type,
                    annee=texte.annee,
                    auteur=auteur,
                    titre=texte.titre.strip(),
                    texte_version=texte.version,
                    texte_empreinte=texte.empreinte,
                    contenu=dict(texte.contenu),
                    lettre=lettre.reference.strip(),
                    recue_le=lettre.recue_le,
                    adoption_prevue_le=lettre.adoption_prevue_le,
                    delai=delai.valeur or None,
                    delai_reference=delai.reference[:200],
                    cle=cle,
                    created_at=maintenant(),
                    fictif=texte.fictif or organe.fictif,
                )
                etapes.inscrire_au_registre(
                    saisine,
                    "deposer",
                    {
                        "objet": type,
                        "texte": texte.empreinte,
                        "auteur": auteur.code,
                        "recue_le": lettre.recue_le.isoformat(),
                    },
                )
                etapes.journaliser(saisine, "deposer", titulaire.auteur, type=type, texte=texte.empreinte)
                return saisine
        except IntegrityError:  # the same form at the same instant, or another referral of the same number
            continue
    raise Impossible("La saisine n’a pas pu être numérotée.", remede="Recommencez dans un instant.")


def _exiger_deposable(organe: Organe, type_saisine: str, texte: Texte, lettre: Lettre) -> None:
    if type_saisine not in TypeSaisine.values:
        raise DonneeInvalide("Cet objet n’est pas de ceux du comité.", remede="Choisissez-en un dans la liste.")
    if organe.genre != organe_de(type_saisine):
        raise DonneeInvalide(dire_organe(type_saisine), remede="Choisissez l’autre comité, ou un autre objet.")
    if not texte.titre.strip() or not texte.empreinte or not texte.contenu:
        raise DonneeInvalide("Aucun texte n’est soumis.", remede="Choisissez une version de la charte, ou un texte.")
    if type_saisine == TypeSaisine.CONVENTION_ETAT_REGION and texte.annee is None:
        raise DonneeInvalide("La convention est annuelle.", remede="Indiquez l’année qu’elle concerne.")
    if lettre.recue_le > aujourdhui():
        raise DonneeInvalide("Une saisine ne peut pas être reçue demain.", remede="Corrigez la date de réception.")


def _numero_suivant(annee: int) -> str:
    """« S-2026-03 »: numbers of a year follow each other; two at the same instant are told apart by the database."""
    prefixe = f"S-{annee}-"
    pris = Saisine.objects.filter(numero__startswith=prefixe).values_list("numero", flat=True)
    rangs = [int(fin) for n in pris if (fin := n.removeprefix(prefixe)).isdigit()]
    return f"{prefixe}{max(rangs, default=0) + 1:02d}"


# --- steps of the page ----------------------------------------------------------------------------


def passer(*, titulaire: Titulaire, saisine: Saisine, etape: str, version: int, motif: str = "") -> Saisine:
    """Take a step of the page; ``motif`` of « instruire »: why a blocking rule is lifted."""
    transition = PAR_NOM[etape]
    exiger(titulaire, "saisine", transition.verbe, saisine, SAISINE)
    if etapes.deja_franchie(saisine, etape, version, titulaire.auteur):
        return saisine
    with transaction.atomic():
        etapes.tenir(saisine)
        etapes.relire(saisine, version)
        etapes.exiger_etape(saisine, transition, motif)
        if etape == "instruire":
            _exiger_recevable(saisine, motif)
        if etape == "retirer":
            _exiger_pas_decidee(saisine)
        vue = etapes.prendre(saisine)
        if etape == "instruire" and motif.strip():
            saisine.derogation = motif.strip()
            saisine.save(update_fields=("derogation",))
        if etape == "retirer":
            Suspension.objects.filter(saisine=saisine, au__isnull=True).update(au=aujourdhui())
        etapes.franchir(saisine, etape, auteur=titulaire.auteur, version=vue, motif=motif)
    return saisine


def _exiger_pas_decidee(saisine: Saisine) -> None:
    """A text on which the committee voted, or that it took note of, is not taken back (its items stand above this).

    Called with the referral locked: whoever proclaims at the same instant has done it, or will see it withdrawn.
    """
    vote = saisine.points.filter(scrutins__objet="ensemble", scrutins__etat="proclame")
    if vote.exists() or saisine.points.filter(genre="information", etat="traite").exists():
        raise Impossible(
            "Le comité s’est prononcé sur cette saisine : elle ne peut plus être retirée.",
            remede="Attendez l’avis ; un texte changé fait l’objet d’une autre saisine.",
        )


def _exiger_recevable(saisine: Saisine, motif: str) -> None:
    restent = arrete(constater(saisine), motif)
    if not restent:
        return
    derogeables = all(c.derogeable for c in restent)
    raise Impossible(
        " ".join(c.phrase for c in restent),
        remede="Écrivez le motif qui justifie d’instruire malgré tout : il restera au dossier."
        if derogeables
        else "Déclarez la saisine irrecevable, ou demandez à son auteur d’en déposer une autre.",
    )


def suspendre(*, titulaire: Titulaire, saisine: Saisine, version: int, motif: str) -> Saisine:
    """Stop the clock: the author has to complete the referral. Asked twice with the same page, it is done once."""
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    if etapes.deja_franchie(saisine, "suspendre", version, titulaire.auteur):
        return saisine
    etapes.relire(saisine, version)
    if saisine.etat not in {EtatSaisine.RECUE, EtatSaisine.INSTRUCTION}:
        raise Impossible("Le délai ne peut plus être suspendu.", remede="La page de la saisine dit ce qui est attendu.")
    if not motif.strip():
        raise DonneeInvalide("Une suspension se motive.", remede="Dites ce que l’auteur doit compléter.")
    if saisine.suspensions.filter(au__isnull=True).exists():
        raise Impossible("Le délai est déjà suspendu.", remede="Reprenez-le quand la saisine est complétée.")
    with transaction.atomic():
        vue = etapes.prendre(saisine)
        Suspension.objects.create(saisine=saisine, du=aujourdhui(), motif=motif.strip()[:300])
        _ecrire(saisine, "suspendre", titulaire, vue, motif)
    return saisine


def reprendre_delai(*, titulaire: Titulaire, saisine: Saisine, version: int) -> Saisine:
    """Start the clock again: the referral is complete."""
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    if etapes.deja_franchie(saisine, "reprendre_delai", version, titulaire.auteur):
        return saisine
    etapes.relire(saisine, version)
    with transaction.atomic():
        vue = etapes.prendre(saisine)
        if not saisine.suspensions.filter(au__isnull=True).update(au=aujourdhui()):
            raise Impossible("Le délai n’est pas suspendu.", remede="Rechargez la page.")
        _ecrire(saisine, "reprendre_delai", titulaire, vue)
    return saisine


def declarer_adoption(*, titulaire: Titulaire, saisine: Saisine, version: int, jour: date, acte: str) -> Saisine:
    """Write down that the text was adopted or signed: when, by which act; the rules then say if it was too early."""
    exiger(titulaire, "saisine", "deposer", saisine, SAISINE)
    if etapes.deja_franchie(saisine, "adopter", version, titulaire.auteur):
        return saisine
    etapes.relire(saisine, version)
    if not acte.strip():
        raise DonneeInvalide("L’acte n’est pas désigné.", remede="Citez la délibération ou la signature, avec sa date.")
    if jour > aujourdhui():
        raise DonneeInvalide("Cet acte n’a pas encore eu lieu.", remede="Déclarez-le le jour venu.")
    with transaction.atomic():
        vue = etapes.prendre(saisine)
        saisine.adoptee_le, saisine.adoptee_acte = jour, acte.strip()[:200]
        saisine.save(update_fields=("adoptee_le", "adoptee_acte"))
        _ecrire(saisine, "adopter", titulaire, vue, saisine.adoptee_acte, adoptee_le=jour.isoformat())
    return saisine


def _ecrire(saisine: Saisine, acte: str, titulaire: Titulaire, version: int, motif: str = "", **charge: Any) -> None:
    """A fact that leaves the state as it is: in the history, the register and the journal."""
    etapes.ecrire_etape(saisine, acte, vers=saisine.etat, auteur=titulaire.auteur, version=version, motif=motif)
    etapes.inscrire_au_registre(saisine, acte, charge)
    etapes.journaliser(saisine, acte, titulaire.auteur, **charge)


# --- rapporteurs ----------------------------------------------------------------------------------


def nommer_rapporteur(*, titulaire: Titulaire, saisine: Saisine, personne: Personne) -> Rapporteur:
    """Name a rapporteur; the same one named twice is named once."""
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    _exiger_ouverte(saisine)
    with transaction.atomic():
        rapporteur, nouveau = Rapporteur.objects.get_or_create(
            saisine=saisine, personne=personne, defaults={"nomme_le": aujourdhui()}
        )
        if nouveau:
            etapes.journaliser(saisine, "nommer_rapporteur", titulaire.auteur, personne=personne.pk)
    return rapporteur


def relever_rapporteur(*, titulaire: Titulaire, saisine: Saisine, personne: Personne) -> None:
    """Take the mission back; what was written stays."""
    exiger(titulaire, "saisine", "instruire", saisine, SAISINE)
    _exiger_ouverte(saisine)
    with transaction.atomic():
        efface, _ = Rapporteur.objects.filter(saisine=saisine, personne=personne).delete()
        if efface:
            etapes.journaliser(saisine, "relever_rapporteur", titulaire.auteur, personne=personne.pk)


def _exiger_ouverte(saisine: Saisine) -> None:
    if saisine.etat not in OUVERTES:
        raise Impossible("Cette saisine est close.", remede="Son histoire reste lisible.")


# --- what the meeting and the opinion do ----------------------------------------------------------


def inscrire_a_une_seance(*, saisine: Saisine, seance: str, auteur: str) -> Saisine:
    """Put on the agenda of a meeting (its number). The caller checked its right to prepare the meeting."""
    return _etape(saisine, "inscrire", auteur, seance=seance)


def retirer_d_une_seance(*, saisine: Saisine, seance: str, motif: str, auteur: str) -> Saisine:
    """Off the agenda: item withdrawn or adjourned, no quorum; the dossier stays frozen, another meeting may take it."""
    return _etape(saisine, "desinscrire", auteur, motif, seance=seance)


def marquer_avis_rendu(*, saisine: Saisine, avis: str, auteur: str) -> Saisine:
    """The committee gave its opinion (its number)."""
    return _etape(saisine, "rendre", auteur, avis=avis)


def marquer_acte_pris(*, saisine: Saisine, avis: str, auteur: str) -> Saisine:
    """The committee took note of a referral presented for information, without an opinion (number of the act)."""
    return _etape(saisine, "prendre_acte", auteur, avis=avis)


def _etape(saisine: Saisine, nom: str, auteur: str, motif: str = "", **charge: str) -> Saisine:
    """A step taken by another part, whatever page it was seen on; already there, nothing happens."""
    with transaction.atomic():
        etapes.tenir(saisine)
        if saisine.etat == PAR_NOM[nom].vers:
            return saisine
        etapes.exiger_etape(saisine, PAR_NOM[nom], motif)
        vue = etapes.prendre(saisine)
        etapes.franchir(saisine, nom, auteur=auteur, version=vue, motif=motif, **charge)
    return saisine


def joindre_suites(*, dossier: Dossier, lignes: list[dict[str, Any]]) -> Dossier:
    """Follow-up of last year's reserves, plain JSON, in an open dossier. Raises ``Impossible`` once it is frozen."""
    with transaction.atomic():
        change = Dossier.objects.filter(pk=dossier.pk, etat=EtatDossier.OUVERT).update(reserves_precedentes=lignes)
    if not change:
        raise Impossible("Ce dossier est figé.", remede="Les suites se joignent à une version ouverte.")
    dossier.refresh_from_db()
    return dossier
