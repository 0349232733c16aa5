"""The results of an indicator by territory: which are shown (level, figure, breakdown), and their table."""

from dataclasses import dataclass
from functools import lru_cache

from portulan.diagnostic.resultats import Diagnostic, Ligne
from portulan.publication.ecriture import libelle_ventilation
from portulan.socle.declaration import Indicateur
from portulan.socle.mesure import Unite, nombre_fr, valeur_fr
from portulan.socle.resultat import Calcule
from portulan.socle.territoire import Niveau, Territoire
from portulan.web import acces
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.presentation import dire_manque
from portulan.web.vues.colonnes import colonne_population, colonnes_du_lieu, filtres_du_lieu


@dataclass(frozen=True)
class Vue:
    """What of an indicator is shown: level, figure and breakdown, each among those that have results."""

    niveaux: tuple[Niveau, ...]
    composantes: tuple[str, ...]
    ventilations: tuple[str, ...]
    niveau: Niveau
    composante: str
    ventilation: str


@dataclass(frozen=True)
class Rangee:
    """A line of the table by territory."""

    ligne: Ligne
    nom: str
    departement: str
    population: int | None

    @property
    def territoire(self) -> Territoire:
        """Where it is."""
        return self.ligne.territoire

    @property
    def calcule(self) -> Calcule | None:
        """The figure, if there is one."""
        return self.ligne.resultat if isinstance(self.ligne.resultat, Calcule) else None


@lru_cache(maxsize=512)
def _dimensions(identifiant: str, code: str) -> tuple[tuple[Niveau, ...], tuple[str, ...], tuple[str, ...]]:
    table = acces.diagnostic(identifiant).table(code)
    niveaux = {Niveau(n) for n in table["niveau"].unique().to_pylist()}
    composantes, ventilations = (sorted(table[c].unique().to_pylist()) for c in ("composante", "ventilation"))
    return tuple(n for n in Niveau if n in niveaux), tuple(composantes), tuple(ventilations)


def choisir_vue(demande: dict[str, str], diagnostic: Diagnostic, code: str) -> Vue | None:
    """What is asked for, each choice brought back to those that have results; None when there is none at all."""
    niveaux, composantes, ventilations = _dimensions(diagnostic.identifiant, code)
    if not niveaux:
        return None
    defaut = next((n for n in (Niveau.EPCI, Niveau.DEPARTEMENT, Niveau.COMMUNE) if n in niveaux), niveaux[-1])
    demandes = {n.value: n for n in niveaux}
    composante = demande.get("composante", "")
    ventilation = demande.get("ventilation", "")
    return Vue(
        niveaux,
        composantes,
        ventilations,
        demandes.get(demande.get("niveau", ""), defaut),
        composante if composante in composantes else composantes[0],
        ventilation if ventilation in ventilations else ventilations[0],
    )


@lru_cache(maxsize=64)
def rangees_de(identifiant: str, code: str, niveau: Niveau, composante: str, ventilation: str) -> tuple[Rangee, ...]:
    """Rows of the table, kept per snapshot."""
    atlas = acces.atlas(identifiant)
    rangees = []
    for ligne in acces.lignes(identifiant, code, niveau, composante, ventilation):
        lieu = atlas.lieux.get(ligne.territoire)
        departement, population = (lieu.departement, lieu.population) if lieu else ("", None)
        rangees.append(Rangee(ligne, atlas.nom(ligne.territoire), departement, population))
    return tuple(rangees)


def titre_vue(declare: Indicateur, vue: Vue) -> str:
    """Title of the map and of the table."""
    titre = f"{declare.libelle_composante(vue.composante)}, par {vue.niveau.libelle}"
    return f"{titre} ({libelle_ventilation(vue.ventilation)})" if vue.ventilation else titre


def liste_territoires(demande: dict[str, str], declare: Indicateur, vue: Vue, diagnostic: Diagnostic) -> Liste:
    """Table of the results at the level shown, with the choices of figure and breakdown."""
    rangees = rangees_de(diagnostic.identifiant, declare.code, vue.niveau, vue.composante, vue.ventilation)
    colonnes = [
        *colonnes_du_lieu(vue.niveau),
        _colonne_valeur(declare.unite_composante(vue.composante)),
        colonne_population(),
    ]
    if any(r.calcule and r.calcule.denominateur is not None for r in rangees[:200]):
        colonnes += [_colonne_part("numerateur", "Numérateur"), _colonne_part("denominateur", "Dénominateur")]
    if any(r.calcule is None for r in rangees):
        colonnes.append(Colonne("raison", "Pourquoi sans valeur", lambda r: dire_manque(r.ligne.resultat)))
    filtres = filtres_du_lieu(vue.niveau, acces.atlas(diagnostic.identifiant))
    if len(vue.composantes) > 1:
        filtres.append(_choix("composante", "Mesure", [(c, declare.libelle_composante(c)) for c in vue.composantes]))
    if len(vue.ventilations) > 1:
        filtres.append(_choix("ventilation", "Ventilation", [(v, libelle_ventilation(v)) for v in vue.ventilations]))
    return Liste(
        demande,
        rangees,
        colonnes,
        legende=titre_vue(declare, vue),
        texte=lambda r: f"{r.nom} {r.ligne.territoire.code}",
        filtres=filtres,
        tri="nom",
        fichier=f"{declare.code}-{vue.niveau.value}-{diagnostic.identifiant}",
        conserves=("niveau",),
        noms=(vue.niveau.libelle, vue.niveau.pluriel),
        libelle_recherche="Chercher un territoire",
        vide="Aucun territoire ne porte ce nom ou ce code à ce niveau.",
    )


def _colonne_valeur(unite: Unite) -> Colonne:
    return Colonne(
        "valeur",
        f"Valeur ({unite.value})",
        lambda r: valeur_fr(r.calcule.valeur, unite) if r.calcule else "–",
        lambda r: r.ligne.valeur,
        lambda r: r.ligne.valeur,
        nombre=True,
    )


def _colonne_part(attribut: str, titre: str) -> Colonne:
    def brut(rangee: Rangee) -> float | None:
        return getattr(rangee.calcule, attribut, None)

    def texte(rangee: Rangee) -> str:
        valeur = brut(rangee)
        return "–" if valeur is None else nombre_fr(valeur)

    return Colonne(attribut, titre, texte, brut=brut, nombre=True)


def _choix(code: str, titre: str, valeurs: list[tuple[str, str]]) -> Filtre:
    """A choice of what is shown, not of which rows are."""
    return Filtre(code, titre, valeurs, lambda _r, _v: True, valeurs[0][0], obligatoire=True)
