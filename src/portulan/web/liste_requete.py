"""A ``Liste`` that the database narrows, orders and cuts: for tables too long to be read whole for one page."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, StreamingHttpResponse

from portulan.socle.textes import normaliser
from portulan.web.liste import Liste, diffuser_csv

PAR_LOT = 2000
CHIFFRES = 9


@dataclass
class ListeRequete(Liste):
    """Same interface as ``Liste``, on a queryset.

    ``Filtre.garde`` takes the queryset and gives a narrower one; ``Colonne.champs`` are the fields of its order (empty
    values last). ``mots`` are the fields where words are searched, case and accents folded as everywhere.
    ``chercher`` replaces that reading of every row, when the table keeps a folded column: (queryset, folded words).
    ``preparer`` completes the rows of a page or of the export (counts), in one query for all of them.
    """

    mots: Sequence[str] = ()
    chercher: Callable[[QuerySet[Any], Sequence[str]], QuerySet[Any]] | None = None
    preparer: Callable[[list[Any]], None] | None = None

    @property
    def cherchable(self) -> bool:
        """True when rows can be searched by their words."""
        return bool(self.mots or self.chercher)

    @cached_property
    def requete(self) -> QuerySet[Any]:
        """Rows kept, in order, not read yet."""
        lignes: QuerySet[Any] = self.lignes  # type: ignore[assignment]
        for filtre in self.filtres:
            if self.choix[filtre.cle]:
                lignes = filtre.garde(lignes, self.choix[filtre.cle])
        cherches = normaliser(self.q).split()
        if cherches and self.chercher:
            lignes = self.chercher(lignes, cherches)
        elif cherches and self.mots:
            lignes = lignes.filter(pk__in=_en_table(lignes, _trouvees(lignes, self.mots, cherches)))
        cle, descend = self.tri_courant
        champs = next((c.champs for c in self.colonnes if c.cle == cle), ())
        ordre = [F(c).desc(nulls_last=True) if descend else F(c).asc(nulls_last=True) for c in champs]
        return lignes.order_by(*ordre, "pk")

    @cached_property
    def retenues(self) -> list[Any]:
        """Every row kept, read: exports only."""
        lignes = list(self.requete)
        self._completer(lignes)
        return lignes

    def _completer(self, lignes: list[Any]) -> None:
        if self.preparer and lignes:
            self.preparer(lignes)

    @cached_property
    def page(self) -> Page:
        """Page asked for: the only rows read."""
        page = Paginator(self.requete, self.par_page).get_page(self._demande("page"))
        page.object_list = list(page.object_list)
        self._completer(page.object_list)
        return page

    @property
    def total(self) -> int:
        """Rows kept, counted by the database."""
        return self.page.paginator.count

    @cached_property
    def ensemble(self) -> int:
        """Rows before any search or filter."""
        return self.lignes.count() if self.restreinte else self.total  # type: ignore[call-arg]

    def csv(self) -> HttpResponse | StreamingHttpResponse:
        """Rows kept (all pages) as CSV, read by lots and sent as they are read."""

        def lignes() -> Any:
            lot: list[Any] = []
            for ligne in self.requete.iterator(chunk_size=PAR_LOT):
                lot.append(ligne)
                if len(lot) == PAR_LOT:
                    self._completer(lot)
                    yield from lot
                    lot = []
            self._completer(lot)
            yield from lot

        cellules = ([(c.brut or c.rendu)(ligne) for c in self.colonnes] for ligne in lignes())
        return diffuser_csv(self.fichier, [c.titre for c in self.colonnes], cellules)


def numero_cherche(cherches: Sequence[str], *lettres: str) -> int | None:
    """The number that folded words say, « D-000042 » or « 42 »; None for other words, or one longer than any key."""
    texte = " ".join(cherches)
    for lettre in lettres:
        texte = texte.removeprefix(f"{lettre} ")
    return int(texte) if texte.isdecimal() and len(texte) <= CHIFFRES else None


def _en_table(lignes: QuerySet[Any], cles: list[Any]) -> RawSQL:
    """Keys as one value that the database unfolds: their number is not limited as that of variables is."""
    if connections[lignes.db].vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(cles)])
    return RawSQL("SELECT unnest(%s::bigint[])", [cles])


def _trouvees(lignes: QuerySet[Any], champs: Sequence[str], cherches: Sequence[str]) -> list[Any]:
    """Keys of the rows whose words hold all those searched (SQLite and PostgreSQL fold accents differently)."""
    trouvees = []
    for cle, *textes in lignes.order_by().values_list("pk", *champs).iterator(chunk_size=PAR_LOT):
        texte = normaliser(" ".join(filter(None, textes)))
        if all(mot in texte for mot in cherches):
            trouvees.append(cle)
    return trouvees
