"""Freeze: take what the sources yield, keep what concerns the region, write it once, named by its content.

Freezing does not know where rows come from (``socle.source.Source``). Nothing is visible before it is complete: a
hidden folder is filled, then renamed.
"""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from portulan.instantane.canonique import ecrire_parquet, empreinte_contenu, normaliser, sha256_fichier
from portulan.instantane.lire import Instantane
from portulan.instantane.manifeste import FICHIER, Manifeste, TableGelee, sans_donnee_personnelle
from portulan.instantane.verifier import verifier
from portulan.socle.chemins import balayer
from portulan.socle.declaration import Table
from portulan.socle.erreurs import DonneeInvalide, Introuvable, RessourceIndisponible, raison_systeme
from portulan.socle.progression import Progression, muette
from portulan.socle.region import charger_region
from portulan.socle.source import FicheSource, Source
from portulan.socle.tables import COMMUNES, SERVICES, STRUCTURES, TERRITOIRES
from portulan.socle.territoire import Niveau

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.socle.bassins import Bassins

_COLONNES_DE_NIVEAU = {
    Niveau.COMMUNE: "code_insee",
    Niveau.EPCI: "epci",
    Niveau.BASSIN: "bassin",
    Niveau.DEPARTEMENT: "departement",
    Niveau.ACADEMIE: "academie",
    Niveau.REGION: "region",
}
_ABANDON_S = 24 * 3600


class Geographie(Protocol):
    """The ground freezing stands on (``socle.geographie`` by default; a small one in tests)."""

    MILLESIME: int

    def communes(self) -> "pa.Table":
        """Rows of ``COMMUNES``, whole country."""
        ...

    def territoires(self) -> "pa.Table":
        """Rows of ``TERRITOIRES``, whole country."""
        ...

    def voisinage(self, region: str) -> frozenset[str]:
        """Communes of other regions near this one."""
        ...

    def fiche(self) -> FicheSource:
        """Sidecar of this ground, cited by the figures that use it."""
        ...


def geler(
    *,
    racine: Path,
    region: str,
    sources: Sequence[Source],
    date_reference: date | None = None,
    provisoire: bool = False,
    bassins: "Bassins | None" = None,
    geographie: Geographie | None = None,
    progression: Progression = muette,
) -> Instantane:
    """Freeze the rows of ``sources`` that concern ``region``; the same input gives the same snapshot, written once.

    ``date_reference``: by default the latest date the sources speak of. ``bassins``: by default the region's
    own list, the EPCI when it has none. Raises ``Introuvable`` for an unknown region, ``DonneeInvalide`` when rows are
    duplicated or do not fit their declaration, ``RessourceIndisponible`` when ``racine`` cannot be written.
    """
    sol = geographie or _sol()
    apports = []
    for rang, source in enumerate(sources):
        progression(f"Lecture de {source.fiche.libelle}", 0.5 * rang / len(sources))
        apports.append(_Apport(source.fiche, dict(source.tables())))
    if bassins is None and geographie is None:
        bassins = charger_region(region).bassins()
    communes = _communes(sol, region, bassins)
    retenus = _retenus(communes)
    voisines = sol.voisinage(region)
    gelees: dict[str, tuple[Table, pa.Table, int]] = {
        COMMUNES.nom: (COMMUNES, normaliser(communes, COMMUNES), 0),
        TERRITOIRES.nom: (TERRITOIRES, normaliser(_territoires(sol, communes, bassins), TERRITOIRES), 0),
    }
    fournies = {table.nom: table for apport in apports for table in apport.lignes if table.nom not in gelees}
    # Structures first: a service without commune follows its structure
    for nom, declaration in sorted(fournies.items(), key=lambda n: (n[0] != STRUCTURES.nom, n[0])):
        progression(f"Gel de la table {nom}", 0.5 + 0.3 * len(gelees) / (len(fournies) + 2))
        structures = gelees[STRUCTURES.nom][1] if STRUCTURES.nom in gelees else None
        gelees[nom] = _geler_table(declaration, apports, retenus, voisines, structures)
    fiches = [sol.fiche(), *(apport.fiche_gelee() for apport in apports)]
    manifeste = Manifeste(
        region=region,
        date=date_reference or max((s.fiche.date_donnees for s in sources), default=date(sol.MILLESIME, 1, 1)),
        provisoire=provisoire,
        millesime=sol.MILLESIME,
        tables=tuple(
            TableGelee(nom, d.libelle, d.cle, t.num_rows, hors, empreinte_contenu(t), "")
            for nom, (d, t, hors) in sorted(gelees.items())
        ),
        sources=tuple(
            sorted((sans_donnee_personnelle(f) for f in fiches), key=lambda f: (f.code, f.version, f.empreinte))
        ),
    )
    progression("Écriture de l'instantané", 0.8)
    instantane = _deposer(racine, manifeste, {nom: t for nom, (_, t, _) in gelees.items()})
    progression("Instantané gelé", 1.0)
    return instantane


def _sol() -> Geographie:
    from portulan.socle import geographie

    return geographie


def _communes(sol: Geographie, region: str, bassins: "Bassins | None") -> "pa.Table":
    """Communes of the region, with the region's own bassins when it has some."""
    import pyarrow as pa
    import pyarrow.compute as pc

    toutes = sol.communes()
    communes = toutes.filter(pc.equal(toutes.column("region"), region))
    if not communes.num_rows:
        raise Introuvable(
            f"Aucune commune n'a « {region} » pour région.", remede="Donnez un code de région de l'Insee, comme 76."
        )
    if not bassins:
        return communes
    choisis = [bassins.get(code, (None,))[0] for code in communes.column("code_insee").to_pylist()]
    rang = communes.schema.get_field_index("bassin")
    return communes.set_column(rang, communes.schema.field(rang), pa.array(choisis, pa.string()))


def _territoires(sol: Geographie, communes: "pa.Table", bassins: "Bassins | None") -> "pa.Table":
    """Territories with a commune in the region, all regions and the country (for comparison)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tous = sol.territoires()
    garde = pc.is_in(tous.column("niveau"), pa.array([Niveau.REGION.value, Niveau.PAYS.value]))
    niveaux = [Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.ACADEMIE]
    for niveau in niveaux if bassins else [*niveaux, Niveau.BASSIN]:
        presents = pc.unique(communes.column(_COLONNES_DE_NIVEAU[niveau])).drop_null()
        du_niveau = pc.and_(pc.equal(tous.column("niveau"), niveau.value), pc.is_in(tous.column("code"), presents))
        garde = pc.or_(garde, du_niveau)
    retenus = tous.filter(garde)
    return pa.concat_tables([retenus, _bassins_choisis(communes, dict(bassins.values()))]) if bassins else retenus


def _bassins_choisis(communes: "pa.Table", noms: Mapping[str, str]) -> "pa.Table":
    """Rows of ``TERRITOIRES`` for the region's own bassins: population of the communes they hold."""
    import pyarrow as pa

    populations = communes.group_by("bassin").aggregate([("population", "sum")]).to_pylist()
    rangees = [
        {
            "niveau": Niveau.BASSIN.value,
            "code": r["bassin"],
            "nom": noms[r["bassin"]],
            "population": r["population_sum"],
        }
        for r in populations
        if r["bassin"]
    ]
    return pa.Table.from_pylist(rangees, schema=TERRITOIRES.schema())


def _retenus(communes: "pa.Table") -> dict[Niveau, "pa.Array"]:
    """Codes of the region's territories, level by level: levels are never mixed (53 is both)."""
    import pyarrow.compute as pc

    return {niveau: pc.unique(communes.column(nom)).drop_null() for niveau, nom in _COLONNES_DE_NIVEAU.items()}


@dataclass
class _Apport:
    """What one source brings, and what of it was kept."""

    fiche: FicheSource
    lignes: "dict[Table, pa.Table]"
    tables: set[str] = field(default_factory=set)
    operateurs: set[str] = field(default_factory=set)

    def noter(self, declaration: Table, gardees: "pa.Table") -> None:
        """Remember that rows of a table were kept."""
        if gardees.num_rows:
            self.tables.add(declaration.nom)
            if declaration.nom == STRUCTURES.nom:
                self.operateurs.update(gardees.column("operateur").unique().to_pylist())

    def fiche_gelee(self) -> FicheSource:
        """Its sidecar, saying what it gave to the snapshot."""
        return replace(self.fiche, tables=tuple(sorted(self.tables)), operateurs=tuple(sorted(self.operateurs)))


def _geler_table(
    declaration: Table,
    apports: Sequence[_Apport],
    retenus: Mapping[Niveau, Any],
    voisines: frozenset[str],
    structures: "pa.Table | None",
) -> tuple[Table, "pa.Table", int]:
    """Rows of every source for one table, one under the other, and how many of them are outside the region."""
    import pyarrow as pa

    morceaux, hors_region = [], 0
    for apport in apports:
        if declaration in apport.lignes:
            lignes = _conformes(declaration, apport.lignes[declaration])
            gardees, dehors = _filtrer(lignes, declaration, retenus, voisines, structures)
            apport.noter(declaration, gardees)
            morceaux.append(gardees)
            hors_region += dehors
    return declaration, normaliser(pa.concat_tables(morceaux), declaration), hors_region


def _conformes(declaration: Table, lignes: "pa.Table") -> "pa.Table":
    """Rows in the declared columns and types."""
    import pyarrow as pa

    schema = declaration.schema()
    try:
        return lignes.select(schema.names).cast(schema)
    except (KeyError, pa.ArrowInvalid, ValueError) as erreur:
        raise DonneeInvalide(
            f"Une source donne la table « {declaration.libelle} » avec d'autres colonnes que celles déclarées.",
            remede="Importez-la de nouveau avec cette version de Portulan.",
        ) from erreur


def _filtrer(
    lignes: "pa.Table",
    declaration: Table,
    retenus: Mapping[Niveau, Any],
    voisines: frozenset[str],
    structures: "pa.Table | None",
) -> tuple["pa.Table", int]:
    """Rows of the region, and of its neighbourhood when the table asks for it; how many are outside the region."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if declaration.rattachement is None:
        return lignes, 0
    colonne, niveau = declaration.rattachement
    dedans = pc.is_in(lignes.column(colonne), retenus[niveau])
    garde = dedans
    if declaration.voisinage and niveau is Niveau.COMMUNE:
        garde = pc.or_(garde, pc.is_in(lignes.column(colonne), pa.array(sorted(voisines), pa.string())))
    if declaration.nom == SERVICES.nom and structures is not None:
        sans_commune = pc.is_null(lignes.column(colonne))
        suit = pc.and_(sans_commune, pc.is_in(lignes.column("structure_id"), structures.column("id").combine_chunks()))
        garde, dedans = pc.or_(garde, suit), pc.or_(dedans, suit)
    gardees = lignes.filter(garde)
    return gardees, gardees.num_rows - (pc.sum(dedans).as_py() or 0)


def _deposer(racine: Path, manifeste: Manifeste, tables: Mapping[str, "pa.Table"]) -> Instantane:
    """Write the folder under a hidden name, then rename it; when it is already there, check it and return it."""
    destination = racine / manifeste.identifiant
    if not destination.exists():
        try:
            _ecrire(racine, destination, manifeste, tables)
        except OSError as erreur:
            raise RessourceIndisponible(
                f"L'instantané ne peut pas être écrit dans {racine} ({raison_systeme(erreur)}).",
                remede="Libérez de la place ou donnez un autre dossier (PORTULAN_HOME).",
            ) from erreur
    verification = verifier(destination)
    if not verification.ok:
        raise DonneeInvalide(
            f"L'instantané {manifeste.identifiant} existe mais a été modifié : {verification.ecarts[0]}.",
            remede=f"Mettez de côté le dossier {destination}, puis gelez de nouveau.",
        )
    return Instantane(destination, Manifeste.lire(destination))


def _ecrire(racine: Path, destination: Path, manifeste: Manifeste, tables: Mapping[str, "pa.Table"]) -> None:
    racine.mkdir(parents=True, exist_ok=True)
    balayer(racine, ".gel-*", _ABANDON_S)
    chantier = racine / f".gel-{secrets.token_hex(8)}"
    chantier.mkdir()
    try:
        ecrites = []
        for entree in manifeste.tables:
            chemin = chantier / entree.fichier
            ecrire_parquet(tables[entree.nom], chemin)
            ecrites.append(replace(entree, octets=sha256_fichier(chemin)))
        (chantier / FICHIER).write_bytes(replace(manifeste, tables=tuple(ecrites)).octets())
        try:
            chantier.rename(destination)
        except OSError:
            # Another process froze the same thing meanwhile: its folder is as good as ours
            if not (destination / FICHIER).is_file():
                raise
    finally:
        shutil.rmtree(chantier, ignore_errors=True)
