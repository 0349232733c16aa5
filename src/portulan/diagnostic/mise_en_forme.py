"""From what an indicator computes to what is published: completed, kept secret where needed, rounded. Once, here."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.cadre import RANGS, Cadre, Cle
from portulan.diagnostic.confidentialite import Figure, masquees
from portulan.diagnostic.resultats import RESULTATS
from portulan.socle.declaration import COLONNES_CALCUL, Indicateur, PieceAttendue, TableAttendue
from portulan.socle.erreurs import DeclarationInvalide
from portulan.socle.mesure import arrondir
from portulan.socle.resultat import Raison
from portulan.socle.territoire import FRANCE, Niveau

if TYPE_CHECKING:
    import pyarrow as pa

_CLE = COLONNES_CALCUL[:4]


def publier_lignes(indicateur: Indicateur, calcule: "pa.Table", cadre: Cadre) -> "pa.Table":
    """Rows of ``RESULTATS`` of one indicator, from the rows its function gave.

    Rows of territories the snapshot does not publish are left out; every territory of a published level gets its main
    figure, or the reason why not. Raises ``DeclarationInvalide`` when two rows have the same key.
    """
    import numpy as np
    import pyarrow as pa

    lignes = _trier(_completer(_lire(indicateur, calcule, cadre), cadre))
    cles = list(zip(*(lignes.column(n).to_pylist() for n in _CLE), strict=True))
    if len(set(cles)) != len(cles):
        raise DeclarationInvalide(f"{indicateur.code} : deux lignes pour le même territoire, la même figure")
    valeurs, numerateurs, denominateurs = (
        lignes.column(n).combine_chunks().to_numpy(zero_copy_only=False)
        for n in ("valeur", "numerateur", "denominateur")
    )
    cachees = masquees(indicateur, _figures(cles, lignes), cadre)
    secretes = np.array([c in cachees for c in cles], dtype=bool)
    montrees = np.isfinite(valeurs) & ~secretes
    raisons = np.where(denominateurs == 0, Raison.DENOMINATEUR_NUL.value, Raison.DONNEE_ABSENTE.value)
    raisons = np.where(secretes, Raison.NON_DIFFUSABLE.value, raisons)
    vide = details = pa.nulls(len(cles), pa.string())
    if indicateur.attente is not None:
        # Some figures are computed, the main one waits: say for what
        principales = np.array([not c[2] for c in cles], dtype=bool)
        attendues = principales & ~montrees & ~secretes
        if not (principales & montrees).any():
            raisons = np.where(attendues, Raison.TABLE_ABSENTE.value, raisons)
        details = pa.array([ce_qui_manque(indicateur.attente)] * len(cles), pa.string(), mask=~attendues)
    return pa.Table.from_arrays(
        [
            pa.array([indicateur.code] * len(cles), pa.string()),
            *(lignes.column(n).combine_chunks() for n in _CLE),
            pa.array(np.where(montrees, "calcule", "non_calculable"), pa.string()),
            _colonne(_arrondies(indicateur, lignes, valeurs), montrees),
            _colonne(np.round(numerateurs, 6) + 0.0, montrees),
            _colonne(np.round(denominateurs, 6) + 0.0, montrees),
            pa.array(raisons, pa.string(), mask=montrees),
            details,
            vide,
            pa.array(montrees & indicateur.estime, pa.bool_()),
        ],
        schema=RESULTATS.schema(),
    )


def ce_qui_manque(attente: TableAttendue | PieceAttendue) -> str:
    """What an indicator waits for and who holds it, in one line."""
    quoi = attente.piece if isinstance(attente, PieceAttendue) else attente.quoi
    return f"Il manque\u00a0: {quoi}. Détenteur\u00a0: {attente.detenteur}."


def _figures(cles: list[Cle], lignes: "pa.Table") -> Iterable[tuple[Cle, Figure]]:
    figures = zip(*(lignes.column(n).to_pylist() for n in ("numerateur", "denominateur", "valeur")), strict=True)
    return zip(cles, figures, strict=True)


def _lire(indicateur: Indicateur, calcule: "pa.Table", cadre: Cadre) -> "pa.Table":
    """The columns of the contract in their types, rows of published territories only."""
    import pyarrow as pa
    import pyarrow.compute as pc

    manquantes = set(COLONNES_CALCUL) - set(calcule.column_names)
    if manquantes:
        raise DeclarationInvalide(f"{indicateur.code} : le calcul ne donne pas {sorted(manquantes)}")
    schema = pa.schema([(n, pa.string() if n in _CLE else pa.float64()) for n in COLONNES_CALCUL])
    lignes = calcule.select(COLONNES_CALCUL).cast(schema)
    for nom in set(COLONNES_CALCUL) - set(_CLE):
        finis = pc.if_else(pc.is_finite(lignes.column(nom)), lignes.column(nom), pa.scalar(None, pa.float64()))
        lignes = lignes.set_column(lignes.schema.get_field_index(nom), nom, finis)
    ou = pc.binary_join_element_wise(lignes.column("niveau"), lignes.column("territoire"), ":")
    return lignes.filter(pc.is_in(ou, pa.array(sorted(cadre.connus))))


def _completer(lignes: "pa.Table", cadre: Cadre) -> "pa.Table":
    """Add every missing territory of the levels where a figure is published.

    The region always has its main figure, unless the source only speaks of the whole country.
    """
    import pyarrow as pa

    entetes: dict[tuple[str, str], set[str]] = {}
    for niveau, territoire, composante, ventilation in zip(*(lignes.column(n).to_pylist() for n in _CLE), strict=True):
        ici = entetes.setdefault((niveau, composante), set())
        if not ventilation:
            ici.add(territoire)
    publies = {cle for cle, territoires in entetes.items() if territoires}
    if FRANCE.code not in entetes.get((Niveau.PAYS.value, ""), ()):
        publies.add((Niveau.REGION.value, ""))
    ajouts = [
        {"niveau": niveau, "territoire": code, "composante": composante, "ventilation": ""}
        for niveau, composante in publies
        for code in cadre.a_completer(niveau)
        if code not in entetes.get((niveau, composante), ())
    ]
    return pa.concat_tables([lignes, pa.Table.from_pylist(ajouts, schema=lignes.schema)]) if ajouts else lignes


def _trier(lignes: "pa.Table") -> "pa.Table":
    import pyarrow as pa

    rangs = pa.array([RANGS[n] for n in lignes.column("niveau").to_pylist()], pa.int8())
    ordre = [(n, "ascending") for n in ("_rang", "territoire", "composante", "ventilation")]
    return lignes.append_column("_rang", rangs).sort_by(ordre).drop_columns(["_rang"])


def _colonne(valeurs: Any, montrees: Any) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    return pa.array(np.where(montrees, valeurs, np.nan), from_pandas=True, type=pa.float64())


def _arrondies(indicateur: Indicateur, lignes: "pa.Table", valeurs: Any) -> Any:
    """Values rounded half up to the decimals of the unit of their figure."""
    import numpy as np

    composantes = lignes.column("composante").to_numpy()
    arrondies = np.array(valeurs, dtype=float)
    for composante in set(composantes.tolist()):
        ici = composantes == composante
        arrondies[ici] = arrondir_tous(arrondies[ici], indicateur.unite_composante(composante).decimales)
    return arrondies


def arrondir_tous(valeurs: Any, decimales: int) -> Any:
    """``socle.mesure.arrondir`` over an array: exact arithmetic only where binary writing could matter (near a tie).

    The ninth decimal is dropped first: two engines adding in another order must publish the same figure.
    """
    import numpy as np

    pas = 10.0**decimales
    nettes = np.round(valeurs, 9)
    agrandies = np.abs(nettes) * pas
    arrondies = np.copysign(np.floor(agrandies + 0.5) / pas, nettes) + 0.0
    douteuses = np.abs(agrandies - np.floor(agrandies) - 0.5) < 1e-6  # noqa: PLR2004
    for rang in np.flatnonzero(douteuses | (agrandies > 2**50)):
        arrondies[rang] = arrondir(float(nettes[rang]), decimales)
    return arrondies
