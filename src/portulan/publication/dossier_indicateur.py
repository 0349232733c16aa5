"""One indicator inside a dossier: its figures, the other territories, its rules. ``dossier_dessins`` draws."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from portulan.publication.document import (
    Bloc,
    Colonne,
    Figure,
    Paragraphe,
    Style,
    Tableau,
    paragraphe,
)
from portulan.publication.dossier_dessins import BARRES_MINIMUM, Dessins, Serie, annuelle, d_extrait
from portulan.publication.dossier_vigilance import encadres
from portulan.publication.ecriture import (
    Contexte,
    est_chronologique,
    libelle_axes,
    libelle_ventilation,
    rang_chronologique,
)
from portulan.publication.figures import Point
from portulan.socle.accords import enumeration, majuscule
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Ligne
    from portulan.socle.declaration import Indicateur

COLONNES_MAXIMUM, LIGNES_MAXIMUM = 5, 16


def blocs_indicateur(indicateur: "Indicateur", contexte: Contexte) -> list[Bloc]:
    """What a dossier shows of a computed indicator, from the most general to the most detailed."""
    vue = Vue(indicateur, contexte)
    blocs: list[Bloc] = list(vue.evolution())
    carte = vue.carte()
    if carte:
        blocs.append(carte)
    blocs += vue.par_modalite()
    territoires_compares = vue.par_territoire(barres=carte is None)
    if territoires_compares:
        blocs.append(territoires_compares)
    blocs += vue.entre_regions()
    blocs += vue.extraits()
    blocs += encadres(contexte.diagnostic.declenchements_de(indicateur.code), indicateur, contexte)
    champ = f" Champ : {indicateur.champ}." if indicateur.champ else ""
    estime = " Valeurs estimées : la méthode et ses hypothèses sont en annexe." if vue.estime else ""
    if champ or estime:
        blocs.append(paragraphe((champ + estime).strip(), style=Style.MENTION))
    return blocs


class Vue(Dessins):
    """The results of one indicator, arranged to be read: in tables, in bars when they say more."""

    def par_territoire(self, *, barres: bool) -> Figure | Tableau | Paragraphe | None:
        """Départements (else académies, else EPCI when few), then the region and the country; bars when few columns."""
        niveau = self._niveau_de_comparaison()
        if niveau is None:
            return None
        series = self._series([niveau])
        colonnes = [s for s in series if not s.ventilation] or [
            s for s in series if not s.composante and not d_extrait(s.ventilation)
        ]
        if not colonnes:
            return None
        colonnes = colonnes[:COLONNES_MAXIMUM]
        principales = self._lignes(niveau, colonnes[0])
        codes = sorted(principales, key=lambda code: self.rang(principales[code]))
        distinctes = {principales[code].valeur for code in codes}
        if len(distinctes) == 1 and len(colonnes) == 1 and len(codes) > 1:
            valeur = self._valeur(principales[codes[0]], unite=True)
            return paragraphe(f"La valeur est la même dans tous les {niveau.pluriel} : {valeur}.")
        lignes = [
            (self.contexte.nom(Territoire(niveau, code)), *self._rangee(niveau, code, colonnes)) for code in codes
        ]
        for large in (self.contexte.territoire, FRANCE):
            rangee = self._rangee(large.niveau, large.code, colonnes)
            if any(cellule not in {"–", "n. c."} for cellule in rangee):
                lignes.append((self.contexte.nom(large), *rangee))
        titre = f"{self._libelle(colonnes)}, par {niveau.libelle}"
        tableau = Tableau(
            titre,
            (Colonne(majuscule(niveau.libelle), poids=1.6), *map(self._colonne, colonnes)),
            tuple(lignes),
            source=self.source,
            total=len(lignes) > len(codes),
        )
        # several columns are a table, where the bars of the first would only repeat it
        if not barres or len(codes) < BARRES_MINIMUM or len(distinctes) == 1 or len(colonnes) > 1:
            return tableau
        return self._barres(titre, niveau, colonnes[0], codes)

    def _libelle(self, series: Sequence[Serie]) -> str:
        """What a table or a figure shows: the indicator, or the only one of its figures that is there."""
        seule = series[0].composante if len(series) == 1 else ""
        return self.indicateur.libelle_composante(seule)

    def _niveau_de_comparaison(self) -> Niveau | None:
        for niveau in (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.BASSIN, Niveau.EPCI):
            calculees = [ligne for ligne in self._par_niveau[niveau] if ligne.valeur is not None]
            territoires = {ligne.territoire for ligne in self._par_niveau[niveau]}
            if calculees and len(territoires) <= LIGNES_MAXIMUM:
                return niveau
        return None

    def _rangee(self, niveau: Niveau, code: str, series: Sequence[Serie]) -> tuple[str, ...]:
        return tuple(self._valeur(self._lignes(niveau, serie).get(code)) for serie in series)

    def par_modalite(self) -> Iterable[Figure | Tableau | Paragraphe]:
        """One figure per axis of breakdown of the whole territory: by network, by type of bac, by kind of programme."""
        lignes = [
            x
            for x in self._du_territoire(self.ensemble)
            if x.ventilation and not annuelle(x.ventilation) and not d_extrait(x.ventilation)
        ]
        par_axes: dict[str, list[Ligne]] = defaultdict(list)
        for ligne in lignes:
            par_axes[libelle_axes(self.indicateur, ligne.ventilation)].append(ligne)
        simples = {axes: groupe for axes, groupe in par_axes.items() if "|" not in groupe[0].ventilation}
        for axes, groupe in (simples or par_axes).items():
            if len({x.ventilation for x in groupe}) > 1 and any(
                ligne.valeur is not None and not ligne.composante for ligne in groupe
            ):
                yield self._modalites(axes, groupe)

    def _modalites(self, axes: str, lignes: list["Ligne"]) -> Figure | Tableau | Paragraphe:
        valeurs = {(x.ventilation, x.composante): x for x in lignes}
        composantes = list(dict.fromkeys(x.composante for x in lignes if x.valeur is not None))[:COLONNES_MAXIMUM]
        ventilations = list(dict.fromkeys(x.ventilation for x in lignes if x.valeur is not None))
        tete = composantes[0]
        if len(composantes) == 1 and len({x.valeur for x in lignes if x.valeur is not None}) == 1:
            valeur = self._valeur(valeurs[ventilations[0], tete], unite=True)
            return paragraphe(f"La valeur est la même pour chaque {axes} : {valeur}.")
        if not all(est_chronologique(v) for v in ventilations):
            ventilations = sorted(ventilations, key=lambda v: self._rang_modalite(valeurs.get((v, tete))))
        else:
            ventilations = sorted(ventilations, key=rang_chronologique)
        retenues = ventilations[:LIGNES_MAXIMUM]
        reste = len(ventilations) - len(retenues)
        suite = f" (les {reste} autres sont dans l’annexe)" if reste else ""
        titre = f"{self.indicateur.libelle}, {self.contexte.nom(self.ensemble)}, par {axes}{suite}"
        tableau = Tableau(
            titre,
            (Colonne(majuscule(axes), poids=1.8), *(self._colonne(Serie(c, "")) for c in composantes)),
            tuple(
                (majuscule(self.contexte.modalite(v)), *(self._valeur(valeurs.get((v, c))) for c in composantes))
                for v in retenues
            ),
            source=self.source,
        )
        points = tuple(
            Point(majuscule(libelle_ventilation(v)), x.valeur)
            for v in retenues
            if (x := valeurs.get((v, tete))) and x.valeur is not None
        )
        varie = len(points) >= BARRES_MINIMUM and len({p.valeur for p in points}) > 1
        return self._figure_barres(titre, points, tete) if varie and len(composantes) == 1 else tableau

    def _rang_modalite(self, ligne: "Ligne | None") -> tuple[bool, float]:
        return (ligne is None or ligne.valeur is None, -(ligne.valeur or 0.0) if ligne else 0.0)

    def extraits(self) -> Iterable[Paragraphe]:
        """What was loaded but describes too few programmes to be compared: named, never charted."""
        noms = sorted(
            {
                x.ventilation.partition("=")[2]
                for lignes in self._par_niveau.values()
                for x in lignes
                if d_extrait(x.ventilation)
            }
        )
        if noms:
            yield paragraphe(
                f"Extraits chargés, non comparables et non représentés : {enumeration(noms)} ; leurs valeurs sont dans "
                "l’annexe « resultats ».",
                style=Style.MENTION,
            )
