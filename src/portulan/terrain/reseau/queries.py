"""Reads of the network; rights come from ``droits`` (lists of a page) or from what is public."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Introuvable
from portulan.socle.textes import normaliser
from portulan.terrain.reseau.correspondance import decouper
from portulan.terrain.reseau.enums import ChoixConflit, EtatStructure
from portulan.terrain.reseau.models import Conflit, Structure

SAUTS_MAX = 20


def structure_par_identifiant(identifiant: str) -> Structure:
    """Structure of « source--id », the one that absorbed it when it was merged. Raises ``Introuvable``."""
    source, id_source = decouper(identifiant)
    trouvee = Structure.objects.filter(source=source, id_source=id_source).first()
    if trouvee is None:
        raise Introuvable(
            f"Aucune structure n’a l’identifiant « {identifiant} ».", remede="Cherchez-la dans la liste du réseau."
        )
    return resoudre(trouvee)


def resoudre(structure: Structure) -> Structure:
    """The record that stands for this one today (itself unless it was merged)."""
    for _ in range(SAUTS_MAX):
        if structure.etat != EtatStructure.FUSIONNEE or structure.fusionnee_dans is None:
            return structure
        structure = structure.fusionnee_dans
    return structure


def conflits_ouverts(structure: Structure) -> QuerySet[Conflit]:
    """Fields where a source contradicts what was written by hand, still to be examined."""
    return structure.conflits.filter(choix=ChoixConflit.A_FAIRE).select_related("service", "importation")


def chercher(structures: QuerySet[Structure], mots: Sequence[str]) -> QuerySet[Structure]:
    """Structures whose name, commune, postal code or organisation hold every one of the folded words."""
    noms = {pk: normaliser(nom) for pk, nom in Organisation.objects.values_list("pk", "nom")}
    for mot in mots:
        organisations = [pk for pk, nom in noms.items() if mot in nom]
        structures = structures.filter(Q(recherche__contains=mot) | Q(organisation__in=organisations))
    return structures
