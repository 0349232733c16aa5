"""The drawings of a dossier: bars, lines and maps of one indicator, and the map of the places."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from portulan.diagnostic.provenance import fictif
from portulan.publication.cartes import Carte, Lieu
from portulan.publication.document import (
    Colonne,
    Figure,
    Tableau,
    nombre,
)
from portulan.publication.ecriture import (
    Contexte,
    accord,
    ecrire_valeur,
    libelle_ventilation,
)
from portulan.publication.figures import Genre, Graphique, Point, Repere
from portulan.socle.accords import enumeration, majuscule
from portulan.socle.mesure import Unite, valeur_fr
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    from portulan.diagnostic.resultats import Ligne
    from portulan.socle.declaration import Indicateur

ECRASANT = 5.0  # a value so many times the median would crush a figure: it is said in words
CITES = 6
SUR_LA_FIGURE = "Les valeurs sont écrites sur la figure et dans l’annexe « resultats »."
BARRES_MINIMUM = 3
BORNES = {Unite.MINUTES: (10.0, 20.0, 30.0, 45.0), Unite.KM: (5.0, 10.0, 20.0, 30.0)}
ANNEES = ("annee", "session", "millesime")


class Serie(NamedTuple):
    """A column of a table: one of the figures of an indicator, or one of its breakdowns."""

    composante: str
    ventilation: str


class Dessins:
    """The results of one indicator, and the drawings that show them."""

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
            return nombre(majuscule(libelle_ventilation(serie.ventilation)), ecrite)
        libelle = self.indicateur.libelle_composante(serie.composante)
        return nombre("Valeur" if not serie.composante and self.indicateur.composantes else libelle, ecrite)

    def rang(self, ligne: "Ligne") -> tuple[bool, float, str]:
        """Highest first, those without a figure last."""
        return (ligne.valeur is None, -(ligne.valeur or 0.0), ligne.territoire.code)

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
        lignes = [x for x in self._du_territoire(self.ensemble) if annuelle(x.ventilation) and x.valeur is not None]
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
    noms = {r: majuscule(operateur(r).pluriel) for r in presents}
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


def annuelle(ventilation: str) -> bool:
    """Whether a breakdown is by year."""
    return any(v.strip().partition("=")[0] in ANNEES for v in ventilation.split("|"))


def d_extrait(ventilation: str) -> bool:
    """Whether a breakdown is that of a partial extract, which is not to be compared."""
    return any(v.strip().startswith("extrait=") for v in ventilation.split("|"))


def _annee(ligne: "Ligne") -> str:
    return ligne.ventilation.partition("=")[2]
