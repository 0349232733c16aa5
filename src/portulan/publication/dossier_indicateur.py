"""One indicator inside a dossier: its figures, the drawing that shows them best, the other territories, its rules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portulan.diagnostic.provenance import fictif
from portulan.publication.cartes import Carte, Lieu
from portulan.publication.document import (
    Bloc,
    Colonne,
    Figure,
    Paragraphe,
    Style,
    Tableau,
    nombre,
    paragraphe,
)
from portulan.publication.dossier_vigilance import encadres
from portulan.publication.ecriture import (
    Contexte,
    accord,
    capitale,
    ecrire_valeur,
    enumeration,
    est_chronologique,
    libelle_axes,
    libelle_ventilation,
    rang_chronologique,
)
from portulan.publication.figures import Genre, Graphique, Point, Repere
from portulan.socle.mesure import Unite, valeur_fr
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Ligne
    from portulan.socle.declaration import Indicateur

COLONNES_MAXIMUM, LIGNES_MAXIMUM, CITES = 5, 16, 6
ECRASANT = 5.0  # a value so many times the median would crush a figure: it is said in words
SUR_LA_FIGURE = "Les valeurs sont écrites sur la figure et dans l’annexe « resultats »."
BARRES_MINIMUM = 3
BORNES = {Unite.MINUTES: (10.0, 20.0, 30.0, 45.0), Unite.KM: (5.0, 10.0, 20.0, 30.0)}
ANNEES = ("annee", "session", "millesime")


class Serie(NamedTuple):
    """A column of a table: one of the figures of an indicator, or one of its breakdowns."""

    composante: str
    ventilation: str


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


class Vue:
    """The results of one indicator, arranged to be looked at."""

    def __init__(self, indicateur: "Indicateur", contexte: Contexte) -> None:
        self.indicateur = indicateur
        self.contexte = contexte
        self.source = contexte.source(indicateur)
        self._par_niveau: dict[Niveau, list[Ligne]] = defaultdict(list)
        for ligne in contexte.diagnostic.lignes(indicateur.code):
            self._par_niveau[ligne.territoire.niveau].append(ligne)

    @property
    def estime(self) -> bool:
        """True when a figure rests on an assumption of the product."""
        return self.indicateur.estime or any(
            getattr(ligne.resultat, "estime", False) for ligne in self._du_territoire(self.ensemble)
        )

    @property
    def ensemble(self) -> Territoire:
        """The territory of the main figure: the region, else the country when the source only speaks of it."""
        ici = self.contexte.territoire
        return ici if any(x.valeur is not None and not x.composante for x in self._du_territoire(ici)) else FRANCE

    def _du_territoire(self, territoire: Territoire) -> list["Ligne"]:
        """Lines of one territory: at the level of the region, the others may be there too."""
        return [ligne for ligne in self._par_niveau[territoire.niveau] if ligne.territoire == territoire]

    def _lignes(self, niveau: Niveau, serie: Serie) -> dict[str, "Ligne"]:
        return {
            ligne.territoire.code: ligne
            for ligne in self._par_niveau[niveau]
            if (ligne.composante, ligne.ventilation) == serie
        }

    def _series(self, niveaux: Iterable[Niveau]) -> list[Serie]:
        """Series with at least one figure at these levels, main one first, in the order of the declaration."""
        rangs = {"": -1} | {c.code: r for r, c in enumerate(self.indicateur.composantes)}
        trouvees = {
            Serie(ligne.composante, ligne.ventilation): None
            for niveau in niveaux
            for ligne in self._par_niveau[niveau]
            if ligne.valeur is not None
        }
        return sorted(trouvees, key=lambda s: (bool(s.ventilation), rangs.get(s.composante, 99)))

    def _valeur(self, ligne: "Ligne | None", *, unite: bool = False) -> str:
        return ecrire_valeur(self.indicateur, ligne, unite=unite)

    def _colonne(self, serie: Serie) -> Colonne:
        unite = self.indicateur.unite_composante(serie.composante)
        ecrite = "" if unite in {Unite.NOMBRE, Unite.RATIO, Unite.INDICE} else unite.value
        if serie.ventilation:
            return nombre(capitale(libelle_ventilation(serie.ventilation)), ecrite)
        libelle = self.indicateur.libelle_composante(serie.composante)
        return nombre("Valeur" if not serie.composante and self.indicateur.composantes else libelle, ecrite)

    # -------------------------------------------------------------- tables

    def par_territoire(self, *, barres: bool) -> Figure | Tableau | Paragraphe | None:
        """Départements (else académies, else EPCI when few), then the region and the country; bars when few columns."""
        niveau = self._niveau_de_comparaison()
        if niveau is None:
            return None
        series = self._series([niveau])
        colonnes = [s for s in series if not s.ventilation] or [
            s for s in series if not s.composante and not _d_extrait(s.ventilation)
        ]
        if not colonnes:
            return None
        colonnes = colonnes[:COLONNES_MAXIMUM]
        principales = self._lignes(niveau, colonnes[0])
        codes = sorted(principales, key=lambda code: self._rang(principales[code]))
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
            (Colonne(capitale(niveau.libelle), poids=1.6), *map(self._colonne, colonnes)),
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

    def _rang(self, ligne: "Ligne") -> tuple[bool, float, str]:
        """Highest first, those without a figure last."""
        return (ligne.valeur is None, -(ligne.valeur or 0.0), ligne.territoire.code)

    def _rangee(self, niveau: Niveau, code: str, series: Sequence[Serie]) -> tuple[str, ...]:
        return tuple(self._valeur(self._lignes(niveau, serie).get(code)) for serie in series)

    def par_modalite(self) -> Iterable[Figure | Tableau | Paragraphe]:
        """One figure per axis of breakdown of the whole territory: by network, by type of bac, by kind of programme."""
        lignes = [
            x
            for x in self._du_territoire(self.ensemble)
            if x.ventilation and not _annuelle(x.ventilation) and not _d_extrait(x.ventilation)
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
            (Colonne(capitale(axes), poids=1.8), *(self._colonne(Serie(c, "")) for c in composantes)),
            tuple(
                (capitale(self.contexte.modalite(v)), *(self._valeur(valeurs.get((v, c))) for c in composantes))
                for v in retenues
            ),
            source=self.source,
        )
        points = tuple(
            Point(capitale(libelle_ventilation(v)), x.valeur)
            for v in retenues
            if (x := valeurs.get((v, tete))) and x.valeur is not None
        )
        varie = len(points) >= BARRES_MINIMUM and len({p.valeur for p in points}) > 1
        return self._figure_barres(titre, points, tete) if varie and len(composantes) == 1 else tableau

    def _rang_modalite(self, ligne: "Ligne | None") -> tuple[bool, float]:
        return (ligne is None or ligne.valeur is None, -(ligne.valeur or 0.0) if ligne else 0.0)

    # -------------------------------------------------------------- drawings

    def _barres(self, titre: str, niveau: Niveau, serie: Serie, codes: list[str]) -> Figure:
        lignes = self._lignes(niveau, serie)
        points = tuple(
            Point(self.contexte.nom(Territoire(niveau, code)), valeur)
            for code in codes
            if (valeur := lignes[code].valeur) is not None
        )
        return self._figure_barres(titre, points, serie.composante, serie)

    def _figure_barres(
        self, titre: str, points: tuple[Point, ...], composante: str, serie: Serie | None = None
    ) -> Figure:
        unite = self.indicateur.unite_composante(composante)
        reperes = self._repere(serie or Serie(composante, ""))
        dites = " ; ".join(f"{p.categorie} {valeur_fr(p.valeur, unite)}" for p in points)
        dessin = Graphique(Genre.BARRES, titre, f"Barres : {dites}.", points, unite, reperes=reperes)
        return Figure(dessin, titre, dessin.description, self.source, donnees=SUR_LA_FIGURE)

    def _repere(self, serie: Serie) -> tuple[Repere, ...]:
        larges = (self.contexte.territoire, FRANCE)
        lignes = (self.contexte.diagnostic.ligne(self.indicateur.code, t, *serie) for t in larges)
        ligne = next((x for x in lignes if x is not None and x.valeur is not None), None)
        unite = self.indicateur.unite_composante(serie.composante)
        if ligne is None or ligne.valeur is None or unite is Unite.NOMBRE:
            return ()
        return (Repere(ligne.valeur, f"{self.contexte.nom(ligne.territoire)} : {valeur_fr(ligne.valeur, unite)}"),)

    def evolution(self) -> Iterable[Figure]:
        """A line over the years when there are at least two of them."""
        lignes = [x for x in self._du_territoire(self.ensemble) if _annuelle(x.ventilation) and x.valeur is not None]
        principales = sorted((x for x in lignes if not x.composante and "|" not in x.ventilation), key=_annee)
        if len(principales) < 2:  # noqa: PLR2004 (an evolution has two ends)
            return
        nom = self.contexte.nom(self.ensemble)
        points = tuple(Point(_annee(x), x.valeur or 0.0, nom) for x in principales)
        titre = f"{self.indicateur.libelle}, {nom}, de {points[0].categorie} à {points[-1].categorie}"
        dites = " ; ".join(f"{p.categorie} : {valeur_fr(p.valeur, self.indicateur.unite)}" for p in points)
        dessin = Graphique(Genre.LIGNES, titre, f"Courbe : {dites}.", points, self.indicateur.unite)
        yield Figure(dessin, titre, dessin.description, self.source, donnees=SUR_LA_FIGURE)

    def entre_regions(self) -> Iterable[Figure]:
        """The region among the others, when the source speaks of all of them with the same definition."""
        calculees = [x for x in self._lignes(Niveau.REGION, Serie("", "")).values() if x.valeur is not None]
        if len(calculees) < CITES or self.ensemble != self.contexte.territoire:
            return
        if fictif(self.indicateur, self.contexte.diagnostic.sources):
            return  # a rank among invented regions would say nothing
        if len({x.valeur for x in calculees}) == 1:
            return
        triees = sorted(calculees, key=self._rang)
        milieu = abs(triees[len(triees) // 2].valeur or 0.0)
        ecrases = [
            x for x in triees if milieu and abs(x.valeur or 0.0) > ECRASANT * milieu and x.territoire != self.ensemble
        ]
        points = tuple(
            Point(self.contexte.nom(x.territoire), x.valeur or 0.0, accent=x.territoire == self.ensemble)
            for x in triees
            if x not in ecrases
        )
        titre = f"{self.indicateur.libelle}, par région"
        unite = self.indicateur.unite
        dites = " ; ".join(f"{p.categorie} {valeur_fr(p.valeur, unite)}" for p in points)
        dessin = Graphique(Genre.BARRES, titre, f"Barres : {dites}.", points, unite)
        hors = enumeration(f"{self.contexte.nom(x.territoire)} ({valeur_fr(x.valeur or 0.0, unite)})" for x in ecrases)
        hors = f"Hors figure, plus de cinq fois la valeur médiane : {hors}. " if hors else ""
        yield Figure(dessin, titre, dessin.description, self.source, donnees=hors + SUR_LA_FIGURE)

    def extraits(self) -> Iterable[Paragraphe]:
        """What was loaded but describes too few programmes to be compared: named, never charted."""
        noms = sorted(
            {
                x.ventilation.partition("=")[2]
                for lignes in self._par_niveau.values()
                for x in lignes
                if _d_extrait(x.ventilation)
            }
        )
        if noms:
            yield paragraphe(
                f"Extraits chargés, non comparables et non représentés : {enumeration(noms)} ; leurs valeurs sont dans "
                "l’annexe « resultats ».",
                style=Style.MENTION,
            )

    def carte(self) -> Figure | None:
        """Communes (else EPCI) in classes, the figure of the whole when there is one, else its first breakdown."""
        for niveau in (Niveau.COMMUNE, Niveau.EPCI):
            series = [s for s in self._series([niveau]) if not s.composante]
            if series and len(self._par_niveau[niveau]) >= CITES:
                carte = self._choroplethe(niveau, series[0])
                if carte:
                    return carte
        return None

    def _seuil(self, niveau: Niveau, serie: Serie) -> float | None:
        """The threshold of the rule that looks at this level."""
        declenchements = self.contexte.diagnostic.declenchements_de(self.indicateur.code)
        return next(
            (
                d.borne
                for d in declenchements
                if d.territoire.niveau is niveau and (d.composante, d.ventilation) == serie
            ),
            None,
        )

    def _choroplethe(self, niveau: Niveau, serie: Serie) -> Figure | None:
        lignes = self._lignes(niveau, serie)
        valeurs = tuple((code, lignes[code].valeur) for code in sorted(lignes))
        calculees = [v for _, v in valeurs if v is not None]
        # a map that is mostly hatched says less than the table
        if (
            3 * len(calculees) < len(valeurs)
            or len(set(calculees)) < BARRES_MINIMUM
            or not _dessinable(self.contexte.diagnostic.region, niveau)
        ):
            return None
        precision = f", {libelle_ventilation(serie.ventilation)}" if serie.ventilation else ""
        titre = f"{self.indicateur.libelle}{precision}, par {niveau.libelle}"
        unite = self.indicateur.unite
        extremes = f"de {valeur_fr(min(calculees), unite)} à {valeur_fr(max(calculees), unite)}"
        sans = len(valeurs) - len(calculees)
        description = (
            f"Carte de {accord(len(valeurs), niveau.libelle, niveau.pluriel)} : {extremes}"
            f"{f', {sans} non calculables' if sans else ''}."
        )
        mesure = "" if unite in {Unite.NOMBRE, Unite.RATIO, Unite.INDICE} else f", en {unite.value}"
        dessin = Carte(
            self.contexte.diagnostic.region,
            niveau,
            titre,
            description,
            f"{self.indicateur.libelle}{mesure}",
            unite,
            valeurs,
            BORNES.get(unite, ()),
            seuil=self._seuil(niveau, serie),
            villes=villes(self.contexte),
        )
        fichier = "Les valeurs sont dans l’annexe « resultats »."
        return Figure(dessin, titre, description, self.source, donnees=fichier)


def villes(contexte: Contexte) -> tuple[Lieu, ...]:
    """Landmarks of a map."""
    return tuple(Lieu(v["longitude"], v["latitude"], v["nom"]) for v in contexte.villes)


def carte_des_lieux(reseaux: Sequence[str], titre: str, source: str, contexte: Contexte) -> Figure | None:
    """The places of some networks on the map of the region, and how many each has by département."""
    from portulan.socle.operateurs import operateur

    lieux = [s for s in contexte.structures if s["operateur"] in reseaux]
    if not lieux or not _dessinable(contexte.diagnostic.region, Niveau.DEPARTEMENT):
        return None
    presents = [r for r in reseaux if any(s["operateur"] == r for s in lieux)]
    noms = {r: capitale(operateur(r).pluriel) for r in presents}
    effectifs = [sum(s["operateur"] == r for s in lieux) for r in presents]
    description = "Carte : " + enumeration(accord(n, noms[r]) for r, n in zip(presents, effectifs, strict=True)) + "."
    departement = {c["code_insee"]: c["departement"] for c in contexte.communes}
    codes = sorted({c["departement"] for c in contexte.communes})
    lignes = [
        (
            contexte.nom(Territoire(Niveau.DEPARTEMENT, code)),
            *(str(sum(s["operateur"] == r and departement[s["code_insee"]] == code for s in lieux)) for r in presents),
        )
        for code in codes
    ]
    tableau = Tableau(
        f"{titre}, par département",
        (Colonne("Département", poids=1.6), *(nombre(noms[r]) for r in presents)),
        (*lignes, (contexte.nom(contexte.territoire), *map(str, effectifs))),
        source=source,
        total=True,
    )
    dessin = Carte(
        contexte.diagnostic.region,
        Niveau.DEPARTEMENT,
        titre,
        description,
        "Lieux d’accueil",
        lieux=tuple(
            Lieu(s["longitude"], s["latitude"], s["nom"], noms[s["operateur"]])
            for r in presents
            for s in lieux
            if s["operateur"] == r
        ),
        villes=villes(contexte),
    )
    return Figure(dessin, titre, description, source, tableau)


def _dessinable(region: str, niveau: Niveau) -> bool:
    """Whether contours are known (some overseas collectivities have none under an open licence)."""
    from portulan.socle.contours import contours

    return bool(contours(niveau, region))


def _annuelle(ventilation: str) -> bool:
    return any(v.strip().partition("=")[0] in ANNEES for v in ventilation.split("|"))


def _d_extrait(ventilation: str) -> bool:
    return any(v.strip().startswith("extrait=") for v in ventilation.split("|"))


def _annee(ligne: "Ligne") -> str:
    return ligne.ventilation.partition("=")[2]
