"""The open network as the index takes it: place and hours of the structure where the service has none of its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from portulan.methodes.aiguillage_index import FicheService, Index, Vocabulaire, construire
from portulan.methodes.horaires import semaine
from portulan.socle import geographie
from portulan.socle.textes import normaliser
from portulan.sources.data_inclusion_schema import libelles
from portulan.terrain.aiguillage.qualite import criteres
from portulan.terrain.reseau import vocabulaire as spro
from portulan.terrain.reseau.enums import EtatService, EtatStructure
from portulan.terrain.reseau.models import Disponibilite, Service

_LIEU = ("longitude", "latitude", "code_insee", "horaires_accueil", "extension")
_PROPRES = (
    "id",
    "source",
    "id_source",
    "structure_id",
    "nom",
    "description",
    "type",
    "date_maj",
    "adresse",
    "telephone",
)
_PROPRES += ("courriel", "thematiques", "publics", "publics_precisions", "frais", "frais_precisions", "modes_accueil")
_PROPRES += ("modes_mobilisation", "mobilisable_par", "zone_eligibilite")
_STRUCTURE = (
    "accessibilite_lieu",
    "source",
    "id_source",
    "operateur",
    "verifiee_le",
    "adresse",
    "telephone",
    "courriel",
)


@cache
def vocabulaire() -> Vocabulaire:
    """Words of v1 and of the extension, and the fallbacks of the latter."""
    themes, publics = spro.valeurs("thematiques"), spro.valeurs("publics")
    return Vocabulaire(
        (*libelles("thematiques"), *themes),
        (*libelles("publics"), *publics),
        {code: v.repli for code, v in themes.items()},
        {code: v.repli for code, v in publics.items()},
    )


def construire_index() -> Index:
    """Read the open network and build; its version is a digest of what was read, whatever the rows around."""
    fiches = sorted(fiches_ouvertes(), key=lambda f: f.identifiant)
    empreinte = sha256()
    for fiche in fiches:
        empreinte.update(repr(fiche).encode())
    return construire(fiches, vocabulaire(), empreinte.hexdigest()[:16])


def fiches_ouvertes() -> Iterator[FicheService]:
    """Services offered by open structures."""
    champs = (*_PROPRES, *_LIEU, *(f"structure__{nom}" for nom in (*_STRUCTURE, *_LIEU)))
    indisponibles = _indisponibilites()
    lues = Service.objects.filter(etat=EtatService.OUVERT, structure__etat=EtatStructure.OUVERTE).order_by()
    for ligne in lues.values(*champs).iterator(chunk_size=2000):
        propres = indisponibles.get(("service", ligne["id"]), ())
        yield _fiche(ligne, (*propres, *indisponibles.get(("structure", ligne["structure_id"]), ())))


def _indisponibilites() -> dict[tuple[str, int], list[tuple[str, date, date]]]:
    """Kinds and dates, by service, or by structure when they hold for the whole place."""
    trouvees: dict[tuple[str, int], list[tuple[str, date, date]]] = defaultdict(list)
    champs = ("structure_id", "service_id", "genre", "du", "au")
    for structure, service, genre, du, au in Disponibilite.objects.order_by("pk").values_list(*champs):
        trouvees["service" if service else "structure", service or structure].append((genre, du, au))
    return trouvees


def _fiche(ligne: dict[str, Any], indisponibles: Iterable[tuple[str, date, date]]) -> FicheService:
    propre, lieu = ligne["extension"], ligne["structure__extension"]
    longitude, latitude = point(ligne)
    publics = (*ligne["publics"], *propre.get("publics", ()))
    somme, nombre = criteres(ligne)
    return FicheService(
        identifiant=f"{ligne['source']}--{ligne['id_source']}",
        structure=f"{ligne['structure__source']}--{ligne['structure__id_source']}",
        nom=ligne["nom"],
        operateur=ligne["structure__operateur"],
        maj=max(ligne["date_maj"], ligne["structure__verifiee_le"] or date.min),
        themes=(*ligne["thematiques"], *propre.get("thematiques", ())),
        publics=publics,
        modes=tuple(ligne["modes_accueil"]),
        zones=tuple(ligne["zone_eligibilite"]),
        longitude=longitude,
        latitude=latitude,
        frais=ligne["frais"],
        age_min=propre.get("age_min"),
        age_max=propre.get("age_max"),
        attente=propre.get("attente"),
        langues=tuple(sorted({*propre.get("langues", ()), *lieu.get("langues", ())})),
        labels=tuple(sorted({*propre.get("labels", ()), *lieu.get("labels", ())})),
        accessible=bool(ligne["structure__accessibilite_lieu"]),
        horaires=semaine(ligne["horaires_accueil"] or ligne["structure__horaires_accueil"]),
        indisponibilites=tuple(indisponibles),
        type=ligne["type"],
        source=ligne["source"],
        qualite=somme,
        criteres=nombre,
        texte_publics=texte_publics(publics, ligne["publics_precisions"]),
        cle=ligne["id"],
    )


def point(ligne: dict[str, Any]) -> tuple[float | None, float | None]:
    """Point of a service: its own, that of its own commune, that of its structure, that of the structure's commune."""
    for prefixe in ("", "structure__"):
        if ligne[f"{prefixe}longitude"] is not None and ligne[f"{prefixe}latitude"] is not None:
            return ligne[f"{prefixe}longitude"], ligne[f"{prefixe}latitude"]
        commune = geographie.commune(ligne[f"{prefixe}code_insee"])
        if commune:
            return commune["longitude"], commune["latitude"]
    return None, None


def texte_publics(publics: Iterable[str], precisions: str) -> str:
    """What is said of the publics, folded as a search folds it."""
    noms = [_libelle_public(code) for code in publics]
    return normaliser(" ".join((*noms, precisions)))


def _libelle_public(code: str) -> str:
    return libelles("publics").get(code) or spro.libelle("publics", code)
