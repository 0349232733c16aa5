"""A list as every page shows it: search, filters, sort, pages and CSV export, all by GET, none of it by script."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, StreamingHttpResponse

from portulan.socle.mesure import nombre_fr
from portulan.socle.textes import normaliser

MAXIMUM_RECHERCHE = 100
_CSV = "text/csv; charset=utf-8"
_LIGNES_PAR_MORCEAU = 500
_FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOMBRE = re.compile(r"-[\d\s]+(,\d+)?( ?%)?")


@dataclass(frozen=True)
class Colonne:
    """A column: ``rendu`` gives the cell (escaped), ``cle_tri`` its order (None last), ``brut`` its CSV value."""

    cle: str
    titre: str
    rendu: Callable[[Any], Any]
    cle_tri: Callable[[Any], Any] | None = None
    brut: Callable[[Any], Any] | None = None
    nombre: bool = False
    entete: bool = False
    lien: Callable[[Any], str] | None = None
    csv_seul: bool = False
    champs: tuple[str, ...] = ()

    @property
    def triable(self) -> bool:
        """True when the rows can be put in its order (``champs``: the fields, for a list read from the database)."""
        return bool(self.cle_tri or self.champs)


@dataclass(frozen=True)
class Filtre:
    """A choice that narrows the list: (value, label) pairs, and whether a row is kept for a value."""

    cle: str
    titre: str
    choix: Sequence[tuple[str, str]]
    garde: Callable[[Any, str], bool]
    defaut: str = ""
    obligatoire: bool = False


@dataclass
class Liste:
    """Rows of a page, narrowed and ordered by the parameters of the request.

    ``texte`` gives what is searched in a row. ``dates``: (parameter, label) of bounds that the page itself applies.
    Unknown parameters and values are ignored, never an error.
    """

    parametres: Mapping[str, str]
    lignes: Sequence[Any]
    colonnes: Sequence[Colonne]
    legende: str
    texte: Callable[[Any], str] | None = None
    filtres: Sequence[Filtre] = ()
    tri: str = ""
    par_page: int = 50
    fichier: str = "liste"
    vide: str = "Aucune ligne ne correspond à cette recherche."
    libelle_recherche: str = "Rechercher"
    adresse: str = ""
    ancre: str = "liste"
    noms: tuple[str, str] = ("ligne", "lignes")
    conserves: Sequence[str] = field(default=())
    dates: Sequence[tuple[str, str]] = ()
    prefixe: str = ""

    def _demande(self, cle: str, defaut: str = "") -> str:
        """A parameter of this list: a second list of the same page has a prefix of its own."""
        return self.parametres.get(self.prefixe + cle, defaut)

    @property
    def csv_demande(self) -> bool:
        """True when the CSV of this list is asked for."""
        return self._demande("format") == "csv"

    @cached_property
    def q(self) -> str:
        """What is searched."""
        return self._demande("q").replace("\0", "")[:MAXIMUM_RECHERCHE].strip()

    @cached_property
    def choix(self) -> dict[str, str]:
        """Chosen value of each filter; the default one when the request says nothing valid."""
        choisis = {}
        for filtre in self.filtres:
            valeur = self._demande(filtre.cle, filtre.defaut)
            permis = {v for v, _ in filtre.choix} | (set() if filtre.obligatoire else {""})
            choisis[filtre.cle] = valeur if valeur in permis else filtre.defaut
        return choisis

    @cached_property
    def tri_courant(self) -> tuple[str, bool]:
        """Column that orders the rows, and whether it goes down."""
        for demande in (self._demande("tri"), self.tri):
            cle = demande.removeprefix("-")
            if any(c.cle == cle and c.triable for c in self.colonnes):
                return cle, demande.startswith("-")
        return "", False

    @cached_property
    def retenues(self) -> list[Any]:
        """Rows kept, in order."""
        lignes = list(self.lignes)
        for filtre in self.filtres:
            valeur = self.choix[filtre.cle]
            if valeur:
                lignes = [ligne for ligne in lignes if filtre.garde(ligne, valeur)]
        mots = normaliser(self.q).split()
        if mots and self.texte:
            texte = self.texte
            lignes = [ligne for ligne in lignes if (t := normaliser(texte(ligne))) and all(m in t for m in mots)]
        cle, descend = self.tri_courant
        if cle:
            ordre = next(c.cle_tri for c in self.colonnes if c.cle == cle)
            connues = [(k, ligne) for ligne in lignes if (k := ordre(ligne)) is not None]  # type: ignore[misc]
            inconnues = [ligne for ligne in lignes if ordre(ligne) is None]  # type: ignore[misc]
            connues.sort(key=lambda paire: paire[0], reverse=descend)
            lignes = [ligne for _, ligne in connues] + inconnues
        return lignes

    @cached_property
    def page(self) -> Page:
        """Page asked for; a wrong number gives the nearest one."""
        return Paginator(self.retenues, self.par_page).get_page(self._demande("page"))

    @property
    def total(self) -> int:
        """Rows kept."""
        return len(self.retenues)

    @property
    def ensemble(self) -> int:
        """Rows before any search or filter."""
        return len(self.lignes)

    @property
    def cherchable(self) -> bool:
        """True when rows can be searched by their words."""
        return self.texte is not None

    @property
    def decompte(self) -> str:
        """How many rows, in words."""
        mot = self.noms[1] if self.total > 1 else self.noms[0]
        texte = f"{nombre_fr(self.total)}\u00a0{mot}"
        if self.total != self.ensemble:
            texte += f" sur {nombre_fr(self.ensemble)}"
        if self.page.paginator.num_pages > 1:
            texte += f", page {self.page.number} sur {self.page.paginator.num_pages}"
        return texte

    @property
    def restreinte(self) -> bool:
        """True when a search or a filter is on."""
        filtree = any(self.choix[f.cle] != f.defaut for f in self.filtres)
        return bool(self.q) or filtree or any(valeur for *_, valeur in self.vue_dates)

    def lien(self, **changements: str | int) -> str:
        """Query of this list with some parameters changed."""
        gardees = {c: self.parametres[c] for c in self.conserves if self.parametres.get(c)}
        valeurs: dict[str, Any] = {"q": self.q}
        valeurs |= {f.cle: self.choix[f.cle] for f in self.filtres if self.choix[f.cle] != f.defaut}
        valeurs |= {cle: valeur for cle, _, valeur in self.vue_dates}
        cle, descend = self.tri_courant
        ecrit = f"-{cle}" if descend else cle
        if ecrit and ecrit != self.tri:
            valeurs["tri"] = ecrit
        valeurs |= changements
        ecrites = {self.prefixe + c: v for c, v in valeurs.items() if v != ""}
        return f"{self.adresse}?{urlencode(gardees | ecrites)}"

    @property
    def lien_csv(self) -> str:
        """Address of the CSV export of the rows kept."""
        return self.lien(format="csv")

    @property
    def champs_caches(self) -> list[tuple[str, str]]:
        """Parameters of the page that the form must send again."""
        return [(c, self.parametres[c]) for c in self.conserves if self.parametres.get(c)]

    @property
    def vue_dates(self) -> list[tuple[str, str, str]]:
        """(parameter, label, value) of the dates of the form; what is not a date is left out."""
        return [(cle, libelle, _iso(self._demande(cle))) for cle, libelle in self.dates]

    def vue_filtres(self) -> list[dict[str, Any]]:
        """Filters as the form shows them."""
        return [
            {
                "cle": f.cle,
                "titre": f.titre,
                "obligatoire": f.obligatoire,
                "choix": [(v, libelle, v == self.choix[f.cle]) for v, libelle in f.choix],
            }
            for f in self.filtres
        ]

    def vue_tris(self) -> list[tuple[str, str, bool]]:
        """Sorts as the form shows them (on a phone the header of the table is not there)."""
        cle, descend = self.tri_courant
        courant = f"-{cle}" if descend else cle
        return [
            (f"{signe}{c.cle}", f"{c.titre} ({mot})", f"{signe}{c.cle}" == courant)
            for c in self.colonnes
            if c.triable
            for signe, mot in (("", "croissant"), ("-", "décroissant"))
        ]

    def vue_entetes(self) -> list[dict[str, Any]]:
        """Header cells, with the link that sorts."""
        cle, descend = self.tri_courant
        entetes = []
        for colonne in self.colonnes:
            if colonne.csv_seul:
                continue
            tri = ""
            if colonne.cle == cle:
                tri = "descending" if descend else "ascending"
            suivant = f"-{colonne.cle}" if tri == "ascending" else colonne.cle
            entetes.append({"colonne": colonne, "tri": tri, "lien": self.lien(tri=suivant) if colonne.triable else ""})
        return entetes

    def vue_lignes(self) -> list[list[dict[str, Any]]]:
        """Cells of the current page."""
        return [
            [
                {"colonne": c, "valeur": c.rendu(ligne), "lien": c.lien(ligne) if c.lien else ""}
                for c in self.colonnes
                if not c.csv_seul
            ]
            for ligne in self.page.object_list
        ]

    def vue_pages(self) -> list[dict[str, Any]]:
        """Links of the pagination, with gaps."""
        pages = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            {"numero": p, "lien": self.lien(page=p) if isinstance(p, int) else "", "courante": p == self.page.number}
            for p in pages
        ]

    @property
    def precedente(self) -> str:
        """Address of the previous page."""
        return self.lien(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def suivante(self) -> str:
        """Address of the next page."""
        return self.lien(page=self.page.next_page_number()) if self.page.has_next() else ""

    def csv(self) -> HttpResponse:
        """Rows kept (all pages) as CSV: UTF-8 with BOM and semicolons, as French spreadsheets open it."""
        return reponse_csv(
            self.fichier,
            [c.titre for c in self.colonnes],
            [[(c.brut or c.rendu)(ligne) for c in self.colonnes] for ligne in self.retenues],
        )


def _cellule(valeur: Any) -> Any:
    """A cell that no spreadsheet takes for a formula (a negative number stays one), decimals with a comma."""
    if isinstance(valeur, float):
        return f"{valeur:.15g}".replace(".", ",")
    if isinstance(valeur, str) and valeur.startswith(_FORMULES) and not _NOMBRE.fullmatch(valeur):
        return f"'{valeur}"
    return "" if valeur is None else valeur


def _iso(texte: str) -> str:
    try:
        return date.fromisoformat(texte).isoformat()
    except ValueError:
        return ""


def reponse_csv(fichier: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV download."""
    reponse = HttpResponse("".join(_morceaux_csv(entetes, lignes)), content_type=_CSV)
    reponse["Content-Disposition"] = f'attachment; filename="{fichier}.csv"'
    return reponse


def diffuser_csv(fichier: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The same, sent as the rows are read: memory does not grow with the table."""
    morceaux = _morceaux_csv(entetes, lignes)
    # The first rows are read before anything is sent: an error there is a page, not a file cut short
    premier = next(morceaux)
    reponse = StreamingHttpResponse(chain((premier,), morceaux), content_type=_CSV)
    reponse["Content-Disposition"] = f'attachment; filename="{fichier}.csv"'
    return reponse


def _morceaux_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> Iterator[str]:
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    tampon.write("\ufeff")
    ecrivain.writerow(entetes)
    for rang, ligne in enumerate(lignes, 1):
        ecrivain.writerow([_cellule(v) for v in ligne])
        if rang % _LIGNES_PAR_MORCEAU == 0:
            yield tampon.getvalue()
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue()
