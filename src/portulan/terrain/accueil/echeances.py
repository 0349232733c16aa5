"""The clock of the reception: reminders, silence, closed places, owner of last resort, questions, erasure.

The day is given. Run again the same day it does nothing more; a clock that goes back finds nothing due. Each person is
a transaction of its own: a stop in the middle loses nothing and repeats nothing.
"""

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q, QuerySet

from portulan.journal.operations import SYSTEME
from portulan.socle.dates import ajouter_ouvres
from portulan.socle.horloge import a_l_instant, aujourdhui, maintenant
from portulan.terrain.accueil import courriels, liens
from portulan.terrain.accueil.delais import Bareme, bareme
from portulan.terrain.accueil.enums import Choix, Etape, EtatBesoin, EtatMise, MotifAnnulation
from portulan.terrain.accueil.etats import recalculer
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, Identite, MiseEnRelation, Relance, Satisfaction
from portulan.terrain.accueil.operations_demande import verrouiller
from portulan.terrain.accueil.operations_mise import effacer, franchir, relire
from portulan.terrain.accueil.operations_trace import effacer_les_traces_parties
from portulan.terrain.accueil.regles import FERMES, attendu
from portulan.terrain.accueil.suites import reprendre, retirer_l_accord
from portulan.terrain.accueil.transitions import OUVERTES, PRISES, SANS_REPONSE, Acteur
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Service, Structure

_PREMIER = time(6, tzinfo=UTC)


def faire_le_tour(*, jour: date) -> dict[str, int]:
    """Everything that a day brings; how many of each."""
    instant = maintenant() if jour == aujourdhui() else datetime.combine(jour, _PREMIER)
    with a_l_instant(instant):
        regles = bareme(settings.PORTULAN_REGION, jour)
        fermees = annuler_les_fermees(MiseEnRelation.objects.all())
        relances, expirees = _sans_reponse(regles, jour)
        return {
            "mises_annulees": fermees,
            "mises_relancees": relances + _sans_suite(regles, jour),
            "mises_expirees": expirees,
            "besoins_repris": _dernier_recours(regles, jour),
            "besoins_sans_responsable": _responsables(),
            "enquetes_envoyees": _enquetes(regles, jour),
            "identites_effacees": _effacements(jour),
            "traces_effacees": effacer_les_traces_parties(),
        }


def annuler_les_fermees(mises: QuerySet[MiseEnRelation]) -> int:
    """Cancel what waits for a place or a service that is closed, and re-route it."""
    annulees = 0
    for cle in _cles(_fermees(mises)):
        with transaction.atomic():
            mise = _prendre(cle)
            if mise.etat in OUVERTES:
                franchir(
                    mise=mise, transition="annuler", acteur=Acteur.HORLOGE, auteur=SYSTEME, version=mise.version,
                    motif=MotifAnnulation.SERVICE_FERME,
                )  # fmt: skip
                annulees += 1
    return annulees


def _fermees(mises: QuerySet[MiseEnRelation]) -> QuerySet[MiseEnRelation]:
    fermees = ~Q(structure__etat=EtatStructure.OUVERTE) | Q(service__etat=EtatService.FERME)
    return mises.filter(fermees, etat__in=OUVERTES)


def fermeture(fiche: Structure | Service) -> None:
    """A place or a service has just been closed: what waited for it goes elsewhere, in the same transaction."""
    if fiche.etat in {EtatStructure.OUVERTE, EtatService.OUVERT}:
        return
    champ = "structure" if isinstance(fiche, Structure) else "service"
    annuler_les_fermees(MiseEnRelation.objects.filter(**{champ: fiche}))


def _sans_reponse(regles: Bareme, jour: date) -> tuple[int, int]:
    relances = expirees = 0
    for cle in _cles(MiseEnRelation.objects.filter(etat__in=SANS_REPONSE)):
        with transaction.atomic():
            mise = _prendre(cle)
            if mise.etat not in SANS_REPONSE:
                continue
            prolongee = mise.promesses.filter(etape=Etape.REPONSE, prolongee_de__isnull=False).first()
            du = attendu(regles, emise_le=mise.emise_le.date(), terme=prolongee and prolongee.echeance, jour=jour)
            if du.expiree and mise.choix != Choix.DERNIER_RECOURS:
                franchir(mise=mise, transition="expirer", acteur=Acteur.HORLOGE, auteur=SYSTEME, version=mise.version)
                expirees += 1
            else:
                relances += _relancer(mise, du.relances, jour)
    return relances, expirees


def _sans_suite(regles: Bareme, jour: date) -> int:
    """Reminders of those who accepted and whose next step is late."""
    relances = 0
    tard = MiseEnRelation.objects.filter(
        etat__in=PRISES, promesses__tenue_le__isnull=True, promesses__echeance__lt=jour
    ).distinct()
    for cle in _cles(tard):
        with transaction.atomic():
            mise = _prendre(cle)
            if mise.etat in PRISES:
                du = attendu(regles, emise_le=mise.emise_le.date(), terme=None, jour=jour)
                relances += _relancer(mise, du.relances, jour)
    return relances


def _relancer(mise: MiseEnRelation, rangs: tuple[int, ...], jour: date) -> int:
    """One mail for every rank that is due and was not sent: a worker stopped for days does not send three."""
    neufs = set(rangs) - set(mise.relances.values_list("rang", flat=True))
    if not neufs:
        return 0
    Relance.objects.bulk_create(Relance(mise=mise, rang=rang, envoyee_le=jour) for rang in sorted(neufs))
    return int(courriels.ecrire_a_la_structure("accueil_relance", mise, lien=liens.creer(mise)))


def _dernier_recours(regles: Bareme, jour: date) -> int:
    """Needs that nobody took in the delay: the owner of last resort takes them up, and the person is told."""
    attente = Besoin.objects.filter(
        etat__in=(EtatBesoin.EN_ATTENTE, EtatBesoin.A_REPRENDRE), echec_dit_le__isnull=True
    ).annotate(depuis=Min("mises__emise_le"))
    repris = 0
    for besoin in attente.filter(depuis__isnull=False).order_by("pk").select_related("demande"):
        if ajouter_ouvres(besoin.depuis.date(), regles.jours("dernier_recours")[0]) > jour:
            continue
        with transaction.atomic():
            demande = verrouiller(besoin.demande_id)
            besoin.refresh_from_db()
            besoin.demande = demande
            if besoin.echec_dit_le is not None or besoin.etat not in {EtatBesoin.EN_ATTENTE, EtatBesoin.A_REPRENDRE}:
                continue
            nouvelle = reprendre(besoin) if demande.anonyme or demande.accord_transmission else None
            besoin.echec_dit_le = jour
            besoin.save(update_fields=["echec_dit_le"])
            courriels.dire_l_echec(besoin, courriels.Suite(nouvelle, besoin.responsable, cherchee=True))
            repris += nouvelle is not None
    return repris


def _responsables() -> int:
    """Give an owner to the open needs whose owner closed, or that had none; how many still have none."""
    sans = Q(responsable__isnull=True) | ~Q(responsable__etat=EtatStructure.OUVERTE)
    for besoin in Besoin.objects.filter(sans).exclude(etat__in=FERMES).select_related("demande__structure"):
        with transaction.atomic():
            besoin.demande = verrouiller(besoin.demande_id)
            recalculer(besoin)
    return Besoin.objects.filter(responsable__isnull=True).exclude(etat__in=FERMES).count()


def _enquetes(regles: Bareme, jour: date) -> int:
    """Ask, once, the people who agreed and whose hand-over closed some days ago."""
    closes = MiseEnRelation.objects.filter(
        etat=EtatMise.CLOSE, satisfaction__isnull=True, besoin__demande__accord_enquete=True,
        besoin__demande__identite__isnull=False,
    ).exclude(besoin__demande__identite__courriel="")  # fmt: skip
    envoyees = 0
    for mise in closes.order_by("pk").select_related("besoin__demande", "structure"):
        if mise.close_le is None or ajouter_ouvres(mise.close_le.date(), regles.jours("enquete")[0]) > jour:
            continue
        with transaction.atomic():
            verrouiller(mise.besoin.demande_id)
            posee, neuve = Satisfaction.objects.get_or_create(
                mise=mise, defaults={"envoyee_le": jour, "fictif": mise.fictif}
            )
            if neuve:
                courriels.demander_son_avis(mise, liens.enquete(posee.pk))
                envoyees += 1
    return envoyees


def _effacements(jour: date) -> int:
    """Erase the identities whose date has come; the journal keeps the proof, without the identity."""
    effacees = 0
    for cle in Identite.objects.filter(a_effacer_le__lte=jour).order_by("pk").values_list("demande", flat=True):
        with transaction.atomic():
            demande: DemandeAccueil = verrouiller(cle)
            identite = Identite.objects.filter(demande=demande, a_effacer_le__lte=jour).first()
            if identite is not None:
                retirer_l_accord(demande)
                effacer(demande, identite, SYSTEME)
                effacees += 1
    return effacees


def _cles(mises: QuerySet[MiseEnRelation]) -> list[int]:
    return list(mises.order_by("pk").values_list("pk", flat=True))


def _prendre(cle: int) -> MiseEnRelation:
    mise = MiseEnRelation.objects.select_related("besoin").get(pk=cle)
    return relire(mise, verrouiller(mise.besoin.demande_id))
