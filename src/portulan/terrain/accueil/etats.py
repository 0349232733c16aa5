"""What is derived from the hand-overs, written with them in the same transaction: states, owner, end of a request."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When

from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.accueil.delais import bareme
from portulan.terrain.accueil.enums import Choix
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, DernierRecours, Passation
from portulan.terrain.accueil.regles import FERMES, etat_du_besoin
from portulan.terrain.accueil.transitions import OUVERTES, PRISES
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.terrain.reseau.queries import resoudre


def recalculer(besoin: Besoin) -> Besoin:
    """State and owner of a need, from its hand-overs; the request closes with its last need, and opens again."""
    mises = list(besoin.mises.select_related("structure"))
    besoin.etat = etat_du_besoin(((m.etat, m.issue) for m in mises), reponse=besoin.reponse, renonce=besoin.renonce)
    ferme, ancien = besoin.etat in FERMES, besoin.responsable
    besoin.clos_le = (besoin.clos_le or maintenant()) if ferme else None
    if not ferme:
        prise = next((m for m in mises if m.etat in PRISES), None)
        dernier = next((m for m in mises if m.choix == Choix.DERNIER_RECOURS and m.etat in OUVERTES), None)
        tenue = prise or dernier
        besoin.responsable = tenue.structure if tenue else _porte(besoin.demande)
    besoin.save(update_fields=["etat", "clos_le", "responsable"])
    if ancien is not None and besoin.responsable != ancien:
        _passer_le_relais(besoin, ancien)
    demande = besoin.demande
    reste = demande.besoins.exclude(etat__in=FERMES).exists()
    demande.close_le = None if reste else (demande.close_le or maintenant())
    demande.save(update_fields=["close_le"])
    return besoin


def _passer_le_relais(besoin: Besoin, ancien: Structure) -> None:
    """Who answered until now still reads for some days; the door always does, an agreement taken back ends it."""
    demande = besoin.demande
    if not demande.accord_transmission or ancien.pk == demande.structure_id:
        return
    jour = aujourdhui()
    jours = bareme(settings.PORTULAN_REGION, jour).jours("passation_jours")[0]
    Passation.objects.update_or_create(
        besoin=besoin, structure=ancien, defaults={"depuis": jour, "jusqu_au": jour + timedelta(days=jours)}
    )


def _porte(demande: DemandeAccueil) -> Structure | None:
    """Who answers for a person whom nobody took: the door she came through, else the owner of last resort."""
    porte = resoudre(demande.structure) if demande.structure else None
    return porte if porte and porte.etat == EtatStructure.OUVERTE else dernier_recours(demande)


def dernier_recours(demande: DemandeAccueil) -> Structure | None:
    """Structure designated by the Region for the bassin of the person, else for the rest of the region; None: none."""
    propre = Case(When(bassin="", then=Value(1)), default=Value(0), output_field=IntegerField())
    designees = DernierRecours.objects.filter(region=settings.PORTULAN_REGION, bassin__in={demande.bassin, ""})
    for designee in designees.select_related("structure").order_by(propre):
        structure = resoudre(designee.structure)
        if structure.etat == EtatStructure.OUVERTE:
            return structure
    return None
