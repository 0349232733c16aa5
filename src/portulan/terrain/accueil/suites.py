"""What a step brings: hand-overs that lose their object, the next candidate, the owner of last resort, the mails."""

from collections.abc import Iterator

from django.db.models import QuerySet

from portulan.journal.operations import SYSTEME
from portulan.socle.erreurs import Introuvable
from portulan.terrain.accueil import courriels
from portulan.terrain.accueil.enums import Choix, EtatBesoin, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.etats import dernier_recours, recalculer
from portulan.terrain.accueil.models import Aiguillage, Besoin, DemandeAccueil, MiseEnRelation, Passation
from portulan.terrain.accueil.operations_demande import garder_aiguillage
from portulan.terrain.accueil.pas import annuler, emettre
from portulan.terrain.accueil.requetes import requete_du_besoin
from portulan.terrain.accueil.transitions import OUVERTES, SANS_REPONSE, Transition
from portulan.terrain.aiguillage.queries import proposer
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service, Structure
from portulan.terrain.reseau.queries import structure_par_identifiant

# Another structure would not do better: the person is followed elsewhere, or cannot be reached
_SANS_SUITE = frozenset({MotifRefus.DEJA_SUIVIE, MotifRefus.COORDONNEES})


def apres(mise: MiseEnRelation, transition: Transition) -> courriels.Suite:
    """Consequences of a step, in its transaction; the mails tell them."""
    besoin = mise.besoin
    if transition.nom == "accepter":
        _retirer(besoin.mises.filter(etat__in=SANS_REPONSE).exclude(pk=mise.pk), MotifAnnulation.AILLEURS)
    elif transition.nom == "annuler":
        _renoncer(mise)
    recalculer(besoin)
    cherche = _cherche_une_suite(mise, transition)
    nouvelle = reorienter(besoin, conseillee=mise.vers) if cherche else None
    suite = courriels.Suite(nouvelle, besoin.responsable, cherchee=cherche)
    courriels.dire_l_etape(mise, transition, suite)
    if transition.nom == "annuler":
        courriels.ecrire_a_la_structure("accueil_annulee", mise, lien="")
    return suite


def _cherche_une_suite(mise: MiseEnRelation, transition: Transition) -> bool:
    return (
        transition.nom == "expirer"
        or (transition.nom == "refuser" and mise.motif not in _SANS_SUITE)
        or (transition.nom == "annuler" and mise.motif == MotifAnnulation.SERVICE_FERME)
    )


def _renoncer(mise: MiseEnRelation) -> None:
    """The person gives up this need, or takes back her agreement for all of them."""
    besoin = mise.besoin
    if mise.motif == MotifAnnulation.RENONCE:
        besoin.renonce = True
        besoin.save(update_fields=["renonce"])
        _retirer(besoin.mises.filter(etat__in=OUVERTES), MotifAnnulation.RENONCE)
    elif mise.motif == MotifAnnulation.RETIRE_ACCORD:
        retirer_l_accord(besoin.demande)


def retirer_l_accord(demande: DemandeAccueil) -> None:
    """Nothing is handed over any more: every open hand-over of the request is cancelled."""
    demande.accord_transmission = False
    demande.save(update_fields=["accord_transmission"])
    Passation.objects.filter(besoin__demande=demande).delete()
    for besoin in demande.besoins.all():
        besoin.demande = demande
        _retirer(besoin.mises.filter(etat__in=OUVERTES), MotifAnnulation.RETIRE_ACCORD)
        recalculer(besoin)


def _retirer(mises: QuerySet[MiseEnRelation], motif: MotifAnnulation) -> None:
    for autre in mises.select_related("structure__organisation", "service", "besoin__demande"):
        annuler(autre, motif, SYSTEME)


def reorienter(besoin: Besoin, *, conseillee: Structure | None = None) -> MiseEnRelation | None:
    """Hand over to the next candidate, never to a structure already asked; else to the owner of last resort.

    Nothing when another structure is still waited for, or when the person took back her agreement.
    """
    if besoin.etat != EtatBesoin.A_REPRENDRE or not _transmissible(besoin.demande):
        return None
    deja = set(besoin.mises.values_list("structure", flat=True))
    candidats = [c for c in _candidats(besoin) if c[0].pk not in deja]
    if conseillee is not None:
        candidats.sort(key=lambda c: c[0].pk != conseillee.pk)
    if not candidats:
        return reprendre(besoin)
    structure, service, aiguillage, rang = candidats[0]
    nouvelle = emettre(
        besoin, structure, service=service, aiguillage=aiguillage, rang=rang, choix=Choix.AUTOMATIQUE,
        emettrice=besoin.demande.structure, auteur=SYSTEME,
    )  # fmt: skip
    recalculer(besoin)
    return nouvelle


def _transmissible(demande: DemandeAccueil) -> bool:
    return demande.anonyme or demande.accord_transmission


def reprendre(besoin: Besoin) -> MiseEnRelation | None:
    """Hand over to the owner of last resort, once; None when the Region designated nobody, or it was already asked."""
    structure = dernier_recours(besoin.demande)
    deja = besoin.mises.filter(structure=structure)
    if (
        structure is None
        or deja.filter(choix=Choix.DERNIER_RECOURS).exists()
        or deja.filter(etat__in=OUVERTES).exists()
    ):
        return None
    nouvelle = emettre(
        besoin, structure, service=None, aiguillage=None, rang=None, choix=Choix.DERNIER_RECOURS,
        emettrice=besoin.demande.structure, auteur=SYSTEME,
    )  # fmt: skip
    recalculer(besoin)
    return nouvelle


def _candidats(besoin: Besoin) -> list[tuple[Structure, Service | None, Aiguillage, int]]:
    """Open candidates of the kept routing in their order, then those of a routing made now."""
    garde = besoin.aiguillages.first()
    trouves = list(_ouverts(garde)) if garde else []
    deja = set(besoin.mises.values_list("structure", flat=True))
    if all(structure.pk in deja for structure, *_ in trouves):
        nouveau = garder_aiguillage(besoin, proposer(requete_du_besoin(besoin)), SYSTEME)
        trouves += _ouverts(nouveau)
    return trouves


def _ouverts(aiguillage: Aiguillage) -> Iterator[tuple[Structure, Service | None, Aiguillage, int]]:
    for proposition in aiguillage.reponse.get("propositions", ()):
        try:
            structure = structure_par_identifiant(proposition["structure"])
        except Introuvable:
            continue
        source, _, id_source = proposition["service"].partition("--")
        service = Service.objects.filter(source=source, id_source=id_source).first()
        if structure.etat == EtatStructure.OUVERTE and (service is None or service.etat == EtatService.OUVERT):
            yield structure, service, aiguillage, proposition["rang"]
