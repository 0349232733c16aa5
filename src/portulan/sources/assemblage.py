"""Which rows of which load go into a snapshot, when several speak of the same thing.

0. What the members of the network keep (``terrain``) before everything: in the region, an operator they know is theirs,
   and other sources only add the operators they do not know and the places around the region.
1. Real loads before generated ones: a generated table is used only if no real load gives rows of it; for STRUCTURES
   the rule is held operator by operator, and a generated service follows its structure.
2. Several real loads of STRUCTURES: the register of an operator before the directory, the directory before
   data·inclusion (there, only for an operator already known in the same commune; its services are tied to that place).
3. The same key in two loads: the one loaded last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from portulan.socle import geographie
from portulan.socle.declaration import Table
from portulan.socle.source import FicheSource, Source
from portulan.socle.tables import SERVICES, STRUCTURES
from portulan.socle.territoire import Niveau, Territoire
from portulan.sources.connecteur import Lecture

if TYPE_CHECKING:
    import pyarrow as pa

# operator -> connector of its own register
_REGISTRES = {"france_travail": "france_travail"}
_ANNUAIRE, _DATA_INCLUSION = "annuaire", "data_inclusion"


@dataclass(frozen=True)
class SourceEnMemoire:
    """Tables held in memory with their sidecar; implements ``socle.source.Source``."""

    fiche: FicheSource
    contenu: Mapping[Table, "pa.Table"]

    def tables(self) -> Iterator[tuple[Table, "pa.Table"]]:
        """Declared tables and their rows."""
        yield from self.contenu.items()


def completer(
    reels: Sequence[Source], fictifs: Sequence[Lecture], terrain: Sequence[Source] = (), region: str = ""
) -> tuple[Source, ...]:
    """Sources to freeze: the real ones without what they repeat, then what only generated activity gives.

    ``terrain``: extracts of the registers of ``region``, real ones and those of a demonstration.
    """
    registres = tuple(source for source in terrain if not source.fiche.fictif)
    gardes = (*registres, *_sans_repetition(_hors_registres(reels, registres, region)))
    inventees = [source for source in terrain if source.fiche.fictif]
    generees = [SourceEnMemoire(lecture.fiche, lecture.tables) for lecture in fictifs]
    tables_reelles = {t for source in gardes for t, donnees in source.tables() if donnees.num_rows}
    operateurs = _operateurs(gardes)
    fictives = [*inventees, *_hors_registres(generees, inventees, region)]
    restantes = {
        identifiant
        for source in fictives
        for table, donnees in source.tables()
        if table == STRUCTURES
        for identifiant, operateur in _paires(donnees, "id", "operateur")
        if operateur not in operateurs
    }
    completees = []
    for source in fictives:
        contenu = {
            table: _fictives_utiles(table, donnees, tables_reelles, restantes) for table, donnees in source.tables()
        }
        utiles = {table: donnees for table, donnees in contenu.items() if donnees.num_rows}
        if utiles:
            completees.append(_reduite(source, utiles, "une autre source fournit les autres lignes"))
    return (*gardes, *completees)


def _operateurs(sources: Iterable[Source]) -> set[str]:
    return {
        operateur
        for source in sources
        for table, donnees in source.tables()
        if table == STRUCTURES
        for operateur in donnees["operateur"].unique().to_pylist()
    }


def _hors_registres(sources: Sequence[Source], registres: Sequence[Source], region: str) -> Sequence[Source]:
    """``sources`` without the places of the region whose operator the registers know, and without their services."""
    # Those of the sidecar too: the last place of an operator may be closed, and another source still know it
    connus = _operateurs(registres).union(*(source.fiche.operateurs for source in registres))
    if not connus:
        return sources
    communes = geographie.codes_communes(Territoire(Niveau.REGION, region))
    contenus = [dict(source.tables()) for source in sources]
    retires: set[str] = set()
    for contenu in contenus:
        if STRUCTURES in contenu:
            structures = contenu[STRUCTURES]
            doubles = [o in connus and c in communes for o, c in _paires(structures, "operateur", "code_insee")]
            retires.update(i for i, double in zip(structures["id"].to_pylist(), doubles, strict=True) if double)
            contenu[STRUCTURES] = _filtrer(structures, [not double for double in doubles])
    for contenu in contenus:
        if SERVICES in contenu:
            contenu[SERVICES] = _filtrer(
                contenu[SERVICES], [i not in retires for i in contenu[SERVICES]["structure_id"].to_pylist()]
            )
    raison = "les registres du réseau tiennent les autres lignes"
    return [_reduite(source, contenu, raison) for source, contenu in zip(sources, contenus, strict=True)]


def _fictives_utiles(table: Table, donnees: "pa.Table", reelles: set[Table], restantes: set[str]) -> "pa.Table":
    if table == STRUCTURES:
        return _filtrer(donnees, [i in restantes for i in donnees["id"].to_pylist()])
    if table in reelles:
        return donnees.slice(0, 0)
    if table == SERVICES:
        return _filtrer(donnees, [i in restantes for i in donnees["structure_id"].to_pylist()])
    return donnees


def _sans_repetition(reels: Sequence[Source]) -> tuple[Source, ...]:
    """The real sources, each without the rows a better one gives. A source nothing is taken from stays as it is."""
    contenus = [dict(source.tables()) for source in reels]
    places = _places_connues(reels, contenus)
    reports: dict[str, str] = {}
    for source, contenu in zip(reels, contenus, strict=True):
        if STRUCTURES in contenu:
            contenu[STRUCTURES] = _structures_utiles(source.fiche.code, contenu[STRUCTURES], places, reports)
    for contenu in contenus:
        if SERVICES in contenu and reports:
            contenu[SERVICES] = _rattacher(contenu[SERVICES], reports)
    _sans_cle_en_double(reels, contenus)
    resultat: list[Source] = []
    for source, contenu in zip(reels, contenus, strict=True):
        inchange = all(donnees is contenu[t] or donnees.equals(contenu[t]) for t, donnees in source.tables())
        resultat.append(source if inchange else _reduite(source, contenu, "une autre source décrit déjà ces lignes"))
    return tuple(resultat)


def _places_connues(
    reels: Sequence[Source], contenus: Sequence[Mapping[Table, "pa.Table"]]
) -> dict[tuple[str, str], dict[str, str]]:
    """Connector and operator → commune → identifier of its first place there."""
    places: dict[tuple[str, str], dict[str, str]] = {}
    for source, contenu in zip(reels, contenus, strict=True):
        if STRUCTURES in contenu:
            for operateur, commune, identifiant in _paires(contenu[STRUCTURES], "operateur", "code_insee", "id"):
                ici = places.setdefault((source.fiche.code, operateur), {})
                ici[commune] = min(identifiant, ici.get(commune, identifiant))
    return places


def _structures_utiles(
    code: str, donnees: "pa.Table", places: Mapping[tuple[str, str], Mapping[str, str]], reports: dict[str, str]
) -> "pa.Table":
    garder = []
    for identifiant, operateur, commune in _paires(donnees, "id", "operateur", "code_insee"):
        registre = _REGISTRES.get(operateur)
        if code == _ANNUAIRE:
            garder.append((registre, operateur) not in places)
        elif code == _DATA_INCLUSION and operateur != "autre":
            connue = next(
                (p for s in (registre, _ANNUAIRE) if (p := places.get((s or "", operateur), {}).get(commune))), None
            )
            garder.append(connue is None)
            if connue is not None:
                reports[identifiant] = connue
        else:
            garder.append(True)
    return _filtrer(donnees, garder)


def _rattacher(services: "pa.Table", reports: Mapping[str, str]) -> "pa.Table":
    import pyarrow as pa

    rang = services.schema.get_field_index("structure_id")
    rattaches = [reports.get(i, i) for i in services["structure_id"].to_pylist()]
    return services.set_column(rang, services.schema.field(rang), pa.array(rattaches, type=pa.string()))


def _sans_cle_en_double(reels: Sequence[Source], contenus: Sequence[dict[Table, "pa.Table"]]) -> None:
    """Latest load first: what it holds is taken away from the older ones."""
    ordre = sorted(range(len(reels)), key=lambda rang: str(reels[rang].fiche.charge_le), reverse=True)
    par_table: dict[Table, list[int]] = {}
    for rang in ordre:
        for table in contenus[rang]:
            par_table.setdefault(table, []).append(rang)
    for table, rangs in par_table.items():
        if len(rangs) == 1:
            continue
        vues: set[tuple[Any, ...]] = set()
        for rang in rangs:
            cles = list(_paires(contenus[rang][table], *table.cle))
            contenus[rang][table] = _filtrer(contenus[rang][table], [cle not in vues for cle in cles])
            vues.update(cles)


def _paires(donnees: "pa.Table", *colonnes: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(donnees[c].to_pylist() for c in colonnes), strict=True)


def _filtrer(donnees: "pa.Table", garder: list[bool]) -> "pa.Table":
    import pyarrow as pa

    return donnees if all(garder) else donnees.filter(pa.array(garder, type=pa.bool_()))


def _reduite(source: Source, contenu: Mapping[Table, "pa.Table"], raison: str) -> Source:
    avant = sum(donnees.num_rows for _, donnees in source.tables())
    apres = sum(donnees.num_rows for donnees in contenu.values())
    if avant == apres:
        return SourceEnMemoire(source.fiche, contenu)
    note = f"{apres} lignes employées sur {avant} : {raison}."
    return SourceEnMemoire(replace(source.fiche, notes=(*source.fiche.notes, note)), contenu)
