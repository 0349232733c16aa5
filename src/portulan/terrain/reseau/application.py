"""The writing of an import: from the lines put aside to the registers, inside the transaction of the caller."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from portulan.socle.horloge import maintenant
from portulan.sources import lieux
from portulan.terrain.reseau.correspondance import decouper
from portulan.terrain.reseau.enums import ChoixConflit, GenreFiche, IssueLigne
from portulan.terrain.reseau.examen import Comparaison, comparer
from portulan.terrain.reseau.models import Conflit, ImportReseau, LigneImport, Service, Structure
from portulan.terrain.reseau.queries import resoudre
from portulan.terrain.reseau.territoire import rattachement

_LOT = 500
_NON_ECRITS = frozenset({"id", "source", "id_source"})


def ecrire(importation: ImportReseau) -> None:
    """Create and modify, structures first. Everything is compared again with what the registers hold now."""
    for genre in (GenreFiche.STRUCTURE, GenreFiche.SERVICE):
        for lot in _lots(importation, genre):
            _ecrire_lot(importation, genre, lot)


def _lots(importation: ImportReseau, genre: str) -> Iterator[list[LigneImport]]:
    attente = importation.lignes.filter(genre=genre, contenu__isnull=False).exclude(issue=IssueLigne.REFUSEE)
    dernier = 0
    while lot := list(attente.filter(pk__gt=dernier).order_by("pk")[:_LOT]):
        yield lot
        dernier = lot[-1].pk


def _ecrire_lot(importation: ImportReseau, genre: str, lot: Sequence[LigneImport]) -> None:
    modele: type[Structure | Service] = Structure if genre == GenreFiche.STRUCTURE else Service
    contenus = [ligne.contenu or {} for ligne in lot]
    cles = {(c["source"], c["id_source"]) for c in contenus}
    existantes = {
        (f.source, f.id_source): f
        for f in modele.objects.filter(source__in={s for s, _ in cles}, id_source__in={i for _, i in cles})
        if (f.source, f.id_source) in cles
    }
    structures = _structures(contenus) if genre == GenreFiche.SERVICE else {}
    nouvelles: list[Any] = []
    ecrites: list[Any] = []
    for contenu in contenus:
        existante = existantes.get((contenu["source"], contenu["id_source"]))
        if existante is None:
            nouvelles.append(_creer(genre, contenu, structures))
            continue
        comparaison = comparer(existante, contenu)
        if comparaison.recu is None:
            continue
        _modifier(existante, comparaison)
        ecrites.append(existante)
        if comparaison.conflits:
            _noter_conflits(importation, existante, comparaison)
    modele.objects.bulk_create(nouvelles, batch_size=_LOT)
    if ecrites:
        _remplacer(modele, ecrites)


def _structures(contenus: Sequence[Mapping[str, Any]]) -> dict[str, Structure]:
    """Structure of each service, the one that absorbed it when it was merged."""
    voulues = {decouper(c["structure_id"]): c["structure_id"] for c in contenus}
    trouvees = Structure.objects.filter(
        source__in={s for s, _ in voulues}, id_source__in={i for _, i in voulues}
    ).select_related("fusionnee_dans")
    return {voulues[s.source, s.id_source]: resoudre(s) for s in trouvees if (s.source, s.id_source) in voulues}


def _creer(genre: str, contenu: Mapping[str, Any], structures: Mapping[str, Structure]) -> Structure | Service:
    champs = {n: v for n, v in contenu.items() if n not in {"structure_id", "date_maj"}}
    recu = {n: v for n, v in contenu.items() if n not in {"structure_id", "source", "id_source"}}
    maj = date.fromisoformat(contenu["date_maj"])
    if genre == GenreFiche.SERVICE:
        structure = structures[contenu["structure_id"]]
        return Service(structure=structure, date_maj=maj, recu=recu, fictif=structure.fictif, **champs)
    structure = Structure(date_maj=maj, recu=recu, **champs)
    _situer(structure)
    return structure


def _situer(structure: Structure) -> None:
    for nom, valeur in rattachement(structure.code_insee).items():
        setattr(structure, nom, valeur)
    if structure.longitude is None or structure.latitude is None:
        structure.longitude, structure.latitude = lieux.point(structure.code_insee)
        structure.precision_geo = "mairie"
    else:
        structure.precision_geo = "adresse"


def _modifier(fiche: Structure | Service, comparaison: Comparaison) -> None:
    for nom, valeur in comparaison.changes.items():
        setattr(fiche, nom, valeur)
    fiche.recu = comparaison.recu
    if comparaison.changes:
        fiche.version += 1
    if isinstance(fiche, Structure) and {"code_insee", "longitude", "latitude"} & set(comparaison.changes):
        _situer(fiche)


def _noter_conflits(importation: ImportReseau, fiche: Structure | Service, comparaison: Comparaison) -> None:
    service = fiche if isinstance(fiche, Service) else None
    structure = fiche.structure if isinstance(fiche, Service) else fiche
    ouverts = Conflit.objects.filter(structure=structure, service=service, choix=ChoixConflit.A_FAIRE)
    ouverts.filter(champ__in=list(comparaison.conflits)).delete()
    Conflit.objects.bulk_create(
        Conflit(
            structure=structure,
            service=service,
            importation=importation,
            champ=champ,
            valeur=actuelle,
            valeur_source=nouvelle,
            vu_le=maintenant(),
        )
        for champ, (actuelle, nouvelle) in comparaison.conflits.items()
    )


def _remplacer(modele: type[Structure | Service], fiches: Sequence[Any]) -> None:
    """Write whole rows again, found by their identifier: far cheaper than a CASE for each column."""
    champs = [f.name for f in modele._meta.concrete_fields if f.name not in _NON_ECRITS]  # noqa: SLF001
    for fiche in fiches:
        fiche.pk = None
    modele.objects.bulk_create(
        fiches, batch_size=_LOT, update_conflicts=True, unique_fields=["source", "id_source"], update_fields=champs
    )
