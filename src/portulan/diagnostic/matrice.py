"""The travel-time matrix of a snapshot, brought to the communes and places that a measure looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.methodes.accessibilite import Entiers, Reels
    from portulan.methodes.trajets import Matrice


@dataclass(frozen=True, eq=False)
class TempsLus:
    """Rows of the matrix: rank of the commune of departure, rank of the destination among ``noms``, minutes.

    ``noms`` are all the destinations of the matrix, whatever communes are looked at.
    """

    depuis: "Entiers"
    vers: "Entiers"
    minutes: "Reels"
    noms: tuple[str, ...]
    communes: int

    def jusqu_a(self, lieux: Sequence[tuple[str, str]]) -> "Matrice | None":
        """Minutes to places told by (structure, commune): what is said of the structure stands, else of its commune.

        An empty name is no structure. None when the matrix says nothing of these places.
        """
        import numpy as np

        from portulan.methodes.trajets import Matrice

        par_structure: dict[str, list[int]] = {}
        par_commune: dict[str, list[int]] = {}
        for rang, (structure, commune) in enumerate(lieux):
            par_commune.setdefault(commune, []).append(rang)
            if structure:
                par_structure.setdefault(structure, []).append(rang)
        morceaux = []
        for table in (par_commune, par_structure):
            places = [table.get(nom, []) for nom in self.noms]
            tailles = np.array([len(p) for p in places], dtype=np.int64)
            debuts = np.cumsum(tailles) - tailles
            toutes = np.array([r for p in places for r in p], dtype=np.int64)
            fois = tailles[self.vers]
            lignes = np.repeat(np.arange(len(self.vers)), fois)
            dans = np.arange(len(lignes)) - np.repeat(np.cumsum(fois) - fois, fois)
            morceaux.append((self.depuis[lignes], toutes[debuts[self.vers[lignes]] + dans], self.minutes[lignes]))
        depuis, vers, minutes = (np.concatenate(c) for c in zip(*morceaux, strict=True))
        dits = set(self.noms)
        connues = np.array([structure in dits or commune in dits for structure, commune in lieux], dtype=bool)
        if not connues.any():
            return None
        return Matrice.construire(depuis, vers, minutes, origines=self.communes, connues=connues)


def lire_temps(table: "pa.Table", communes: Sequence[str]) -> TempsLus | None:
    """The rows that leave from these communes; None when there is no matrix."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table.num_rows:
        return None
    codees = table.column("destination").combine_chunks().dictionary_encode()
    rangs = pc.index_in(table.column("origine").combine_chunks(), pa.array(communes, pa.string()))
    ici = pc.is_valid(rangs)
    return TempsLus(
        rangs.filter(ici).to_numpy(zero_copy_only=False).astype(np.int64),
        codees.indices.filter(ici).to_numpy(zero_copy_only=False).astype(np.int64),
        table.column("minutes").combine_chunks().filter(ici).to_numpy(zero_copy_only=False),
        tuple(codees.dictionary.to_pylist()),
        len(communes),
    )
