"""Writes on a hand-over: handing over, every step by whoever may take it, the erasure, the owner of last resort.

Keyword-only, atomic, journaled. The request is taken first: of two structures that accept at once, one wins and the
other is told.
"""

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import ANONYME, Titulaire, exiger
from portulan.comptes.models import Courriel
from portulan.journal.operations import noter
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.accueil import courriels, liens
from portulan.terrain.accueil.droits import DEMANDE_EMISE, IDENTITE, exiger_acteur
from portulan.terrain.accueil.enums import Choix, EtatBesoin
from portulan.terrain.accueil.etats import recalculer
from portulan.terrain.accueil.models import (
    Aiguillage,
    Besoin,
    DemandeAccueil,
    DernierRecours,
    Identite,
    LienReception,
    MiseEnRelation,
)
from portulan.terrain.accueil.operations_demande import noter_demande, verrouiller
from portulan.terrain.accueil.pas import deja_fait, emettre, exiger_motif, exiger_passage, noter_mise, passer
from portulan.terrain.accueil.regles import FERMES
from portulan.terrain.accueil.suites import apres, retirer_l_accord
from portulan.terrain.accueil.transitions import OUVERTES, PAR_NOM, Acteur
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.queries import resoudre
from portulan.terrain.reseau.territoire import bassins

PAR_LIEN = "lien"


def mettre_en_relation(
    *,
    titulaire: Titulaire | None,
    besoin: Besoin,
    structure: Structure,
    service: Service | None = None,
    aiguillage: Aiguillage | None = None,
    rang: int | None = None,
    choix: str = Choix.PERSONNE,
    emettrice: Structure | None = None,
) -> MiseEnRelation:
    """Hand a need over to a structure; the one already open to it is given back (a double click).

    Raises ``Interdit``, ``Impossible`` (taken, closed, no agreement), ``DonneeInvalide``.
    """
    if titulaire is not None:
        exiger(titulaire, "mise", "emettre", besoin.demande, DEMANDE_EMISE)
        if emettrice is not None:
            exiger(titulaire, "mise", "emettre", emettrice, STRUCTURE)
    structure = resoudre(structure)
    with transaction.atomic():
        demande = verrouiller(besoin.demande_id)
        besoin = demande.besoins.get(pk=besoin.pk)
        besoin.demande = demande
        ouverte = besoin.mises.filter(structure=structure, etat__in=OUVERTES).first()
        if ouverte is not None:
            return ouverte
        _exiger_transmissible(besoin, structure, service, aiguillage)
        mise = emettre(
            besoin, structure, service=service, aiguillage=aiguillage, rang=rang, choix=choix,
            emettrice=emettrice or demande.structure, auteur=(titulaire or ANONYME).auteur,
        )  # fmt: skip
        recalculer(besoin)
        courriels.dire_l_envoi(mise)
    return mise


def _exiger_transmissible(
    besoin: Besoin, structure: Structure, service: Service | None, aiguillage: Aiguillage | None
) -> None:
    if not besoin.demande.anonyme and not besoin.demande.accord_transmission:
        raise Impossible(
            "La personne n’a pas donné son accord pour transmettre sa demande.",
            remede="Demandez-lui son accord.",
        )
    if besoin.etat in FERMES - {EtatBesoin.REPONDU}:
        raise Impossible(f"Ce besoin est clos ({besoin.get_etat_display()}).", remede="Enregistrez une autre demande.")
    if besoin.etat == EtatBesoin.EN_CHARGE:
        raise Impossible(
            "Une structure a déjà pris ce besoin en charge.",
            remede="Attendez son issue, ou annulez cette mise en relation avant d’en faire une autre.",
        )
    if structure.etat != EtatStructure.OUVERTE:
        raise Impossible("Cette structure a fermé.", remede="Choisissez-en une autre.")
    if service is not None and (service.structure_id != structure.pk or service.etat != EtatService.OUVERT):
        raise DonneeInvalide("Ce service n’est pas proposé par cette structure.", remede="Choisissez-en un autre.")
    if aiguillage is not None and aiguillage.besoin_id != besoin.pk:
        raise DonneeInvalide("Cet aiguillage est celui d’un autre besoin.", remede="Rechargez la page.")


def franchir(
    *,
    mise: MiseEnRelation,
    transition: str,
    acteur: Acteur,
    auteur: str,
    version: int,
    motif: str = "",
    precision: str = "",
    vers: Structure | None = None,
    issue: str = "",
) -> MiseEnRelation:
    """Take a step in a capacity that the caller has established; the same one sent twice is taken once.

    Keeps promises, computes the need again, re-routes on refusal or silence, tells the person and the sender.
    """
    etape = PAR_NOM[transition]
    with transaction.atomic():
        demande = verrouiller(mise.besoin.demande_id)
        mise = relire(mise, demande)
        if deja_fait(mise, etape, version, auteur):
            return mise
        exiger_passage(mise, etape, acteur, version)
        propre = exiger_motif(etape, motif, precision, issue)
        passer(mise, etape, auteur, motif=motif, precision=propre, vers=vers, issue=issue)
        apres(mise, etape)
    return mise


def relire(mise: MiseEnRelation, demande: DemandeAccueil) -> MiseEnRelation:
    """The hand-over as it is now that the request is taken."""
    relue = (
        MiseEnRelation.objects.select_for_update(of=("self",))
        .select_related("structure__organisation", "service", "emettrice__organisation", "besoin", "vers")
        .get(pk=mise.pk)
    )
    relue.besoin.demande = demande
    return relue


def avancer(
    *,
    titulaire: Titulaire,
    mise: MiseEnRelation,
    transition: str,
    version: int,
    motif: str = "",
    precision: str = "",
    vers: Structure | None = None,
    issue: str = "",
) -> MiseEnRelation:
    """Take a step with an account: as the receiver, or as the sender for what is hers to do."""
    acteur = exiger_acteur(titulaire, mise, PAR_NOM[transition])
    return franchir(
        mise=mise, transition=transition, acteur=acteur, auteur=titulaire.auteur, version=version,
        motif=motif, precision=precision, vers=vers, issue=issue,
    )  # fmt: skip


def avancer_par_lien(
    *,
    jeton: str,
    transition: str,
    version: int,
    motif: str = "",
    precision: str = "",
    vers: Structure | None = None,
    issue: str = "",
) -> MiseEnRelation:
    """Take a step with the link that was sent to the receiver; its answer is taken once. Raises ``LienPerime``."""
    with transaction.atomic():
        ouverture = liens.lire(jeton)
        mise = franchir(
            mise=ouverture.mise, transition=transition, acteur=Acteur.RECEVEUSE, auteur=PAR_LIEN, version=version,
            motif=motif, precision=precision, vers=vers, issue=issue,
        )  # fmt: skip
        if transition in {"accepter", "refuser"}:
            LienReception.objects.filter(pk=ouverture.lien.pk, utilise_le__isnull=True).update(utilise_le=maintenant())
    return mise


def renvoyer_le_lien(*, jeton: str) -> bool:
    """Send a new link to the known contact, whoever asks; the older ones stop. False: no address is known."""
    with transaction.atomic():
        verrouiller(liens.mise_de(jeton).besoin.demande_id)
        lien = liens.a_renouveler(jeton)
        mise = lien.mise
        if not courriels.contact(mise):
            return False
        mise.liens.filter(remplace_le__isnull=True).update(remplace_le=maintenant())
        courriels.ecrire_a_la_structure("accueil_lien", mise, lien=liens.creer(mise, demande=True))
        noter_mise("mise.renvoyer_lien", PAR_LIEN, mise)
    return True


def effacer_identite(*, titulaire: Titulaire, demande: DemandeAccueil) -> DemandeAccueil:
    """Erase who the person is, because she asks for it; what was under way stops. Done again, it does nothing."""
    with transaction.atomic():
        demande = verrouiller(demande.pk)
        identite = Identite.objects.filter(demande=demande).first()
        if identite is None:
            return demande
        exiger(titulaire, "identite", "effacer", identite, IDENTITE)
        retirer_l_accord(demande)
        effacer(demande, identite, titulaire.auteur)
    return demande


def effacer(demande: DemandeAccueil, identite: Identite, auteur: str) -> None:
    """Erase an identity, the free words of its hand-overs and the mails of its address (inside a transaction)."""
    if identite.courriel:
        Courriel.objects.filter(destinataire__iexact=identite.courriel, gabarit__startswith="accueil_").delete()
    precisions = MiseEnRelation.objects.filter(besoin__demande=demande).exclude(precision="").update(precision="")
    identite.delete()
    demande.identite_effacee_le = aujourdhui()
    demande.save(update_fields=["identite_effacee_le"])
    noter_demande("accueil.effacer", auteur, demande, precisions=precisions)


def designer(*, titulaire: Titulaire, bassin: str, structure: Structure | None) -> None:
    """Designate who takes up what nobody answered in a bassin (empty: elsewhere in the region); None: nobody."""
    exiger(titulaire, "accueil", "regler")
    region = settings.PORTULAN_REGION
    if bassin and bassin not in bassins(region):
        raise DonneeInvalide("Ce bassin n’est pas de la région.", remede="Choisissez dans la liste proposée.")
    with transaction.atomic():
        if structure is None:
            DernierRecours.objects.filter(region=region, bassin=bassin).delete()
        else:
            exiger(titulaire, "accueil", "regler", structure, STRUCTURE)
            if structure.etat != EtatStructure.OUVERTE:
                raise Impossible("Cette structure a fermé.", remede="Choisissez-en une autre.")
            DernierRecours.objects.update_or_create(
                region=region,
                bassin=bassin,
                defaults={"structure": structure, "designee_le": aujourdhui(), "designee_par": titulaire.auteur},
            )
        noter(
            "accueil.designer",
            auteur=titulaire.auteur,
            objet_type="structure",
            objet_id=structure.identifiant if structure else "",
            bassin=bassin,
        )
