"""Writes on a request: what came through a door, what was given at the first level, how it was routed, its erasure.

Keyword-only, atomic, journaled without anything that tells who the person is. Hand-overs are in ``operations_mise``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from portulan.comptes.droits import ANONYME, Titulaire, exiger
from portulan.journal.operations import noter
from portulan.methodes.aiguillage import Reponse
from portulan.socle import geographie
from portulan.socle.dates import ajouter_mois
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.socle.textes import epurer, epurer_ligne
from portulan.terrain.accueil.courriels import demander_le_rappel
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.droits import DEMANDE_EMISE
from portulan.terrain.accueil.enums import Canal, EtatBesoin, Information, Mobilite, Moment, Trace
from portulan.terrain.accueil.etats import recalculer
from portulan.terrain.accueil.models import Aiguillage, Besoin, Carence, DemandeAccueil, Identite
from portulan.terrain.accueil.mots import exiger_mots
from portulan.terrain.accueil.regles import prioritaire
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.territoire import rattachement

PORTES_PUBLIQUES = frozenset({Canal.SITE, Canal.FORMULAIRE})
AGE_MAX = 120


@dataclass(frozen=True, slots=True)
class DonneesIdentite:
    """What the person accepted to leave of who she is."""

    prenom: str = ""
    nom: str = ""
    telephone: str = ""
    courriel: str = ""
    message: str = ""

    def __bool__(self) -> bool:
        return any((self.prenom, self.nom, self.telephone, self.courriel, self.message))


def enregistrer_demande(
    *,
    titulaire: Titulaire | None,
    structure: Structure | None,
    canal: str,
    besoins: Sequence[str],
    publics: Sequence[str] = (),
    age: int | None = None,
    code_insee: str = "",
    mobilite: str = "",
    langues: Sequence[str] = (),
    handicap: bool = False,
    moments: Sequence[str] = (),
    modes: Sequence[str] = (),
    contacts_avant: int | None = None,
    identite: DonneesIdentite | None = None,
    accord_transmission: bool = False,
    accord_enquete: bool = False,
    a_rappeler: bool = False,
    renvoi: bool = False,
    cle: str = "",
) -> DemandeAccueil:
    """Write down a request and its needs. ``titulaire`` None: the public door. The same ``cle`` twice gives the first.

    Raises ``Interdit``, ``DonneeInvalide`` (unknown word or commune, identity without an agreement).
    """
    _exiger_porte(titulaire, structure, canal)
    if deja := _deja(cle):
        return deja
    if not besoins:
        raise DonneeInvalide("Aucun besoin n’est dit.", remede="Choisissez au moins un besoin.")
    gardes = exiger_mots("thematiques", besoins, "Besoin")
    demande = DemandeAccueil(
        structure=structure,
        canal=canal,
        saisie_par=(titulaire or ANONYME).auteur,
        recue_le=maintenant(),
        publics=exiger_mots("publics", publics, "Public"),
        age=_age(age),
        mobilite=_parmi(Mobilite.values, [mobilite], "Déplacement")[0],
        langues=exiger_mots("langues", langues, "Langue"),
        handicap=handicap,
        moments=_parmi(Moment.values, moments, "Moment"),
        modes=exiger_mots("modes_accueil", modes, "Mode d’accueil"),
        contacts_avant=contacts_avant,
        renvoi=renvoi,
        anonyme=not identite,
        accord_transmission=accord_transmission,
        accord_enquete=accord_enquete,
        a_rappeler=a_rappeler,
        cle=cle[:40],
        fictif=settings.PORTULAN_MAISON.est_demonstration,
        **_lieu(code_insee),
    )
    demande.prioritaire = prioritaire(age, demande.publics)
    connue = _identite(demande, identite) if identite else None
    if a_rappeler and not (connue and (connue.telephone or connue.courriel)):
        raise DonneeInvalide(
            "Rien ne permet de rappeler cette personne.", remede="Donnez un téléphone ou un courriel, ou décochez."
        )
    try:
        with transaction.atomic():
            demande.save()
            if connue:
                connue.demande = demande
                connue.save()
            notes = [recalculer(Besoin.objects.create(demande=demande, thematique=code)) for code in gardes]
            if a_rappeler and titulaire is None and structure is not None:
                demander_le_rappel(demande, structure, notes[0])
            noter_demande(
                "accueil.enregistrer", demande.saisie_par, demande, canal=str(canal), besoins=gardes,
                anonyme=demande.anonyme,
            )  # fmt: skip
    except IntegrityError:  # the same form, sent twice at the same instant
        deja = _deja(cle)
        if deja is None:
            raise
        return deja
    return demande


def _exiger_porte(titulaire: Titulaire | None, structure: Structure | None, canal: str) -> None:
    if canal not in Canal.values:
        raise DonneeInvalide("Canal inconnu.", remede="Choisissez dans la liste proposée.")
    if titulaire is not None and structure is not None:
        exiger(titulaire, "accueil", "saisir", structure, STRUCTURE)
    elif titulaire is not None:
        raise DonneeInvalide("La porte d’entrée n’est pas dite.", remede="Choisissez votre structure.")
    elif canal not in PORTES_PUBLIQUES:
        exiger(ANONYME, "accueil", "saisir")


def _deja(cle: str) -> DemandeAccueil | None:
    return DemandeAccueil.objects.filter(cle=cle[:40]).first() if cle else None


def _parmi(admis: Sequence[str], valeurs: Sequence[str], quoi: str) -> list[str]:
    inconnus = [v for v in valeurs if v not in admis]
    if inconnus:
        raise DonneeInvalide(f"{quoi} inconnu : « {inconnus[0][:60]} ».", remede="Choisissez dans la liste proposée.")
    return list(dict.fromkeys(valeurs))


def _age(age: int | None) -> int | None:
    if age is not None and not 0 <= age <= AGE_MAX:
        raise DonneeInvalide(f"{age} n’est pas un âge.", remede="Écrivez un âge en années, ou rien.")
    return age


def _lieu(code_insee: str) -> dict[str, str]:
    """The commune of today and its territories; all empty when nobody said where."""
    if not code_insee:
        return {}
    actuelle = geographie.commune_actuelle(code_insee)
    if actuelle is None:
        raise DonneeInvalide(
            f"Aucune commune n’a le code « {code_insee[:10]} ».",
            remede="Choisissez la commune par son nom, ou laissez vide.",
        )
    return {"code_insee": actuelle, **rattachement(actuelle)}


def _identite(demande: DemandeAccueil, dite: DonneesIdentite) -> Identite:
    if not (demande.accord_transmission or demande.a_rappeler or demande.accord_enquete):
        raise DonneeInvalide(
            "La personne n’a donné aucun accord : rien de son identité ne se garde.",
            remede="Demandez-lui son accord, ou enregistrez la demande sans nom ni coordonnées.",
        )
    courriel = dite.courriel.strip()
    try:
        if courriel:
            validate_email(courriel)
    except ValidationError as erreur:
        raise DonneeInvalide("Ce courriel n’est pas valable.", remede="Relisez-le, ou laissez vide.") from erreur
    propre = Identite(
        prenom=epurer_ligne(dite.prenom)[:80],
        nom=epurer_ligne(dite.nom)[:80],
        telephone=epurer_ligne(dite.telephone)[:30],
        courriel=courriel,
        message=epurer(dite.message).strip()[:500],
        accord_le=demande.recue_le,
    )
    if not any((propre.prenom, propre.nom, propre.telephone, propre.courriel)):
        raise DonneeInvalide("Le message ne dit pas de qui il vient.", remede="Donnez un nom ou un moyen de joindre.")
    prolonger(propre, aujourdhui())
    return propre


def confier_identite(
    *, titulaire: Titulaire, demande: DemandeAccueil, identite: DonneesIdentite, accord_enquete: bool = False
) -> DemandeAccueil:
    """The person says who she is and agrees that it is handed over; said again, the last words stand.

    Nothing said: nothing is written, the request stays as it was. Raises ``DonneeInvalide``, ``Interdit``.
    """
    exiger(titulaire, "accueil", "saisir", demande, DEMANDE_EMISE)
    if not identite:
        return demande
    with transaction.atomic():
        demande = verrouiller(demande.pk)
        demande.accord_transmission, demande.accord_enquete, demande.anonyme = True, accord_enquete, False
        demande.identite_effacee_le = None
        propre = _identite(demande, identite)
        champs = ("prenom", "nom", "telephone", "courriel", "message", "derniere_activite", "a_effacer_le")
        valeurs = {champ: getattr(propre, champ) for champ in champs}
        Identite.objects.update_or_create(
            demande=demande, defaults=valeurs, create_defaults={**valeurs, "accord_le": maintenant()}
        )
        demande.save(update_fields=["accord_transmission", "accord_enquete", "anonyme", "identite_effacee_le"])
        noter_demande("accueil.confier", titulaire.auteur, demande)
    return demande


def prolonger(identite: Identite, jour: date) -> None:
    """An exchange took place: the retention starts again (the caller saves)."""
    mois = bareme(settings.PORTULAN_REGION, jour).jours("conservation_mois")[0]
    identite.derniere_activite, identite.a_effacer_le = jour, ajouter_mois(jour, mois)


def verrouiller(demande_id: int) -> DemandeAccueil:
    """Take a request, its needs and its hand-overs: one writer at a time for a person (inside a transaction)."""
    return DemandeAccueil.objects.select_for_update(of=("self",)).select_related("structure").get(pk=demande_id)


def repondre_au_premier_niveau(
    *, titulaire: Titulaire, besoin: Besoin, informations: Sequence[str], trace: str = ""
) -> Besoin:
    """Close a need at the desk: what was given, and the written trace. Said again, the last words stand."""
    exiger(titulaire, "accueil", "saisir", besoin.demande, DEMANDE_EMISE)
    donnees = _parmi(Information.values, informations, "Information")
    if not donnees:
        raise DonneeInvalide("Rien n’est dit de ce qui a été donné.", remede="Cochez au moins une information.")
    _parmi(Trace.values, [trace], "Trace écrite")
    with transaction.atomic():
        demande = verrouiller(besoin.demande_id)
        besoin = demande.besoins.get(pk=besoin.pk)
        besoin.demande = demande
        if besoin.etat in {EtatBesoin.EN_ATTENTE, EtatBesoin.EN_CHARGE}:
            raise Impossible("Ce besoin est déjà confié à une structure.", remede="Annulez d’abord l’envoi.")
        demande.informations = list(dict.fromkeys([*demande.informations, *donnees]))
        demande.trace = trace or demande.trace
        demande.save(update_fields=["informations", "trace"])
        besoin.reponse = True
        besoin.save(update_fields=["reponse"])
        recalculer(besoin)
        noter_demande("accueil.repondre", titulaire.auteur, demande, informations=donnees, trace=trace)
    return besoin


def aiguiller(*, titulaire: Titulaire | None, besoin: Besoin, reponse: Reponse) -> Aiguillage:
    """Keep a routing as it was shown; a gap is written down when nothing was within reach."""
    if titulaire is not None:
        exiger(titulaire, "accueil", "saisir", besoin.demande, DEMANDE_EMISE)
    auteur = (titulaire or ANONYME).auteur
    with transaction.atomic():
        verrouiller(besoin.demande_id)
        return garder_aiguillage(besoin, reponse, auteur)


def garder_aiguillage(besoin: Besoin, reponse: Reponse, auteur: str) -> Aiguillage:
    """Keep a routing (inside a transaction); the same one shown twice in a row is kept once."""
    dernier = besoin.aiguillages.first()
    if dernier is not None and dernier.empreinte == reponse.empreinte:
        return dernier
    garde = Aiguillage.objects.create(
        besoin=besoin,
        fait_le=maintenant(),
        par=auteur,
        regles=reponse.version_regles,
        empreinte=reponse.empreinte,
        reponse=reponse.en_donnees(),
    )
    demande = besoin.demande
    if not reponse.propositions or reponse.elargissement:
        Carence.objects.get_or_create(
            besoin=besoin,
            defaults={
                "constatee_le": aujourdhui(),
                "code_insee": demande.code_insee,
                "bassin": demande.bassin,
                "region": demande.region,
                "thematique": besoin.thematique,
                "public": (demande.publics or [""])[0][:60],
                "elargissement": reponse.elargissement,
                "fictif": demande.fictif,
            },
        )
    noter_demande("accueil.aiguiller", auteur, demande, besoin=besoin.pk, regles=reponse.version_regles)
    return garde


def rappeler(*, titulaire: Titulaire, demande: DemandeAccueil) -> DemandeAccueil:
    """Say that a person who asked for it was called back, once."""
    exiger(titulaire, "accueil", "saisir", demande, DEMANDE_EMISE)
    with transaction.atomic():
        demande = verrouiller(demande.pk)
        if not demande.a_rappeler:
            raise Impossible("Cette personne n’a pas demandé à être rappelée.", remede="Rechargez la page.")
        if demande.rappelee_le is None:
            demande.rappelee_le = maintenant()
            demande.save(update_fields=["rappelee_le"])
            noter_demande("accueil.rappeler", titulaire.auteur, demande)
    return demande


def noter_demande(acte: str, auteur: str, demande: DemandeAccueil, **detail: Any) -> None:
    """Record an act on a request; never anything that tells who the person is."""
    organisation = demande.structure.organisation if demande.structure else None
    noter(
        acte,
        auteur=auteur,
        objet_type="demande_accueil",
        objet_id=demande.pk,
        organisation=organisation.code if organisation else "",
        **detail,
    )
