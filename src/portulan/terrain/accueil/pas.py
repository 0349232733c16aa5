"""One step of a hand-over as it is written: row, history, promises, journal. Consequences: ``suites``."""

from typing import Any

from django.conf import settings

from portulan.journal.operations import noter
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.textes import epurer_ligne
from portulan.terrain.accueil import courriels, liens
from portulan.terrain.accueil.delais import Depart, bareme
from portulan.terrain.accueil.enums import Etape, Issue, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.models import Aiguillage, Besoin, EtapeMise, MiseEnRelation, Promesse
from portulan.terrain.accueil.operations_demande import prolonger
from portulan.terrain.accueil.regles import promesses
from portulan.terrain.accueil.transitions import PAR_NOM, Acteur, Transition
from portulan.terrain.reseau.models import Service, Structure

_PRECISION = 300
_RECUE = frozenset({Issue.AIDEE, Issue.SANS_AIDE})
_MOTIFS = {"refuser": MotifRefus.values, "annuler": MotifAnnulation.values}


def emettre(
    besoin: Besoin,
    structure: Structure,
    *,
    service: Service | None,
    aiguillage: Aiguillage | None,
    rang: int | None,
    choix: str,
    emettrice: Structure | None,
    auteur: str,
) -> MiseEnRelation:
    """Write a hand-over with its promises and its link, and tell the receiver."""
    demande = besoin.demande
    mise = MiseEnRelation.objects.create(
        besoin=besoin, structure=structure, service=service, aiguillage=aiguillage, rang=rang, choix=choix,
        emettrice=emettrice, emise_le=maintenant(), fictif=demande.fictif,
    )  # fmt: skip
    _promettre(mise, Depart.EMISSION)
    _activite(mise)
    noter_mise("mise.emettre", auteur, mise, choix=str(choix), rang=rang)
    courriels.ecrire_a_la_structure("accueil_recue", mise, lien=liens.creer(mise))
    return mise


def _promettre(mise: MiseEnRelation, depart: Depart) -> None:
    demande = mise.besoin.demande
    termes = promesses(
        bareme(settings.PORTULAN_REGION, aujourdhui()), depart, aujourdhui(), urgente=demande.prioritaire
    )
    Promesse.objects.bulk_create(
        Promesse(mise=mise, etape=etape, echeance=terme)
        for etape, terme in termes.items()
        if not (demande.anonyme and etape == Etape.CONTACT)
    )


def deja_fait(mise: MiseEnRelation, transition: Transition, version: int, auteur: str) -> bool:
    """The same step, sent twice from the same page by the same person."""
    return mise.etapes.filter(transition=transition.nom, version=version, auteur=auteur).exists()


def exiger_passage(mise: MiseEnRelation, transition: Transition, acteur: Acteur, version: int) -> None:
    """Raise ``Impossible`` (says what happened) or ``VersionDepassee`` unless this step may be taken now."""
    if mise.etat not in transition.de or acteur not in transition.acteurs:
        derniere = mise.etapes.last()
        quand = f" (le {derniere.quand:%d/%m/%Y})" if derniere else ""
        raise Impossible(
            f"Cette mise en relation est déjà « {mise.get_etat_display()} »{quand} : cette étape n’est plus possible.",
            remede="Rechargez la page : elle dit où en est la demande.",
        )
    if transition.nom == "etudier" and mise.prolongee:
        raise Impossible("Le délai a déjà été prolongé une fois.", remede="Acceptez, ou refusez.")
    if mise.version != version:
        raise VersionDepassee(mise, mise.version)


def exiger_motif(transition: Transition, motif: str, precision: str, issue: str) -> str:
    """The free words, cleaned. Raises ``DonneeInvalide`` when the step lacks its reason or its outcome."""
    propre = epurer_ligne(precision)[:_PRECISION]
    admis = _MOTIFS.get(transition.nom)
    if admis and motif not in admis:
        raise DonneeInvalide("La raison n’est pas dite.", remede="Choisissez une raison dans la liste.")
    if transition.nom == "clore" and issue not in Issue.values:
        raise DonneeInvalide("L’issue n’est pas dite.", remede="Choisissez ce qu’il en a été.")
    if not propre and (transition.nom == "etudier" or motif == MotifRefus.AUTRE):
        raise DonneeInvalide(
            "La raison n’est pas dite.", remede="Écrivez-la en quelques mots, sans nommer la personne."
        )
    return propre


def passer(
    mise: MiseEnRelation,
    transition: Transition,
    auteur: str,
    *,
    motif: str = "",
    precision: str = "",
    vers: Structure | None = None,
    issue: str = "",
) -> None:
    """Write a step that was allowed (inside a transaction, the request taken)."""
    version, instant, jour = mise.version, maintenant(), aujourdhui()
    mise.etat, mise.version = transition.vers, version + 1
    _dater(mise, transition.nom, issue)
    if transition.nom in _MOTIFS:
        mise.motif, mise.vers = motif, vers
    if precision:
        mise.precision = precision
    mise.save()
    EtapeMise.objects.create(
        mise=mise, transition=transition.nom, vers=transition.vers, quand=instant, auteur=auteur,
        motif=motif if transition.nom in _MOTIFS else "", version=version,
    )  # fmt: skip
    tenues = {*transition.tient, *((Etape.CONTACT, Etape.RENDEZ_VOUS) if issue in _RECUE else ())}
    mise.promesses.filter(etape__in=tenues, tenue_le__isnull=True).update(tenue_le=jour)
    if transition.nom == "accepter":
        _promettre(mise, Depart.ACCEPTATION)
    elif transition.nom == "etudier":
        _prolonger_la_reponse(mise)
    if Acteur.HORLOGE not in transition.acteurs:
        _activite(mise)
    noter_mise(f"mise.{transition.nom}", auteur, mise, motif=str(motif), issue=str(issue))


def _dater(mise: MiseEnRelation, nom: str, issue: str) -> None:
    instant = maintenant()
    if nom in {"accepter", "refuser"}:
        mise.repondue_le = instant
    elif nom == "recevoir":
        mise.vue_le = instant
    elif nom == "etudier":
        mise.prolongee = True
    elif nom == "clore":
        mise.close_le, mise.issue = instant, issue
        if issue in _RECUE and mise.vue_le is None:
            mise.vue_le = instant


def _prolonger_la_reponse(mise: MiseEnRelation) -> None:
    promesse = mise.promesses.filter(etape=Etape.REPONSE, tenue_le__isnull=True).first()
    if promesse is None:
        return
    jours = bareme(settings.PORTULAN_REGION, aujourdhui()).jours("etude")[0]
    promesse.prolongee_de = promesse.echeance
    promesse.echeance = ajouter_ouvres(max(promesse.echeance, aujourdhui()), jours)
    promesse.save(update_fields=["prolongee_de", "echeance"])


def _activite(mise: MiseEnRelation) -> None:
    identite = courriels.identite_de(mise.besoin.demande)
    if identite is not None and identite.derniere_activite <= aujourdhui():
        prolonger(identite, aujourdhui())
        identite.save(update_fields=["derniere_activite", "a_effacer_le"])


def annuler(mise: MiseEnRelation, motif: MotifAnnulation, auteur: str) -> None:
    """Cancel a hand-over that lost its object, and tell the structure that was waited for."""
    passer(mise, PAR_NOM["annuler"], auteur, motif=motif)
    courriels.ecrire_a_la_structure("accueil_annulee", mise, lien="")


def noter_mise(acte: str, auteur: str, mise: MiseEnRelation, **detail: Any) -> None:
    """Record an act on a hand-over, for the organisation that received it."""
    organisation = mise.structure.organisation
    noter(
        acte,
        auteur=auteur,
        objet_type="mise",
        objet_id=mise.pk,
        organisation=organisation.code if organisation else "",
        **{nom: valeur for nom, valeur in detail.items() if valeur not in {"", None}},
    )
