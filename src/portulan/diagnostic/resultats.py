"""What the diagnostic hands over: one line per indicator, territory, figure and breakdown, and the rules that fired.

Written as ``resultats.parquet`` and ``diagnostic.json``; the same diagnostic always gives the same bytes.
"""

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portulan.instantane.canonique import ecrire_parquet, empreinte_contenu, json_canonique, lire_parquet
from portulan.socle.declaration import Colonne as C  # noqa: N817 (a table per screen)
from portulan.socle.declaration import Gravite, Origine, Table, Type
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.resultat import ADocumenter, Calcule, EtatQuestion, NonCalculable, Raison, Resultat
from portulan.socle.source import FicheSource
from portulan.socle.territoire import FRANCE, Niveau, Territoire

if TYPE_CHECKING:
    import pyarrow as pa

T, R, B = Type.TEXTE, Type.REEL, Type.BOOLEEN

RESULTATS = Table(
    nom="resultats",
    libelle="Résultats du diagnostic, un par indicateur, territoire, composante et ventilation",
    colonnes=(
        C("code", T, "code de l'indicateur", obligatoire=True),
        C("niveau", T, "niveau du territoire", obligatoire=True),
        C("territoire", T, "code du territoire", obligatoire=True),
        C("composante", T, "figure de l'indicateur ; vide pour la principale", obligatoire=True),
        C("ventilation", T, "vide pour l'ensemble, sinon « axe=valeur »", obligatoire=True),
        C("etat", T, "calcule, non_calculable ou a_documenter", obligatoire=True),
        C("valeur", R, "valeur arrondie, dans l'unité de l'indicateur"),
        C("numerateur", R, "numérateur, quand la valeur est un rapport"),
        C("denominateur", R, "dénominateur, quand la valeur est un rapport"),
        C("raison", T, "pourquoi il n'y a pas de valeur"),
        C("detail", T, "ce qui manque, ou la pièce attendue"),
        C("detenteur", T, "qui détient la pièce attendue"),
        C("estime", B, "vrai quand la valeur repose sur une hypothèse du produit", obligatoire=True),
    ),
    cle=("code", "niveau", "territoire", "composante", "ventilation"),
)
"""Columns of ``Diagnostic.resultats`` (``RESULTATS.schema()`` is the Arrow schema)."""

FICHIER_RESULTATS = "resultats.parquet"
FICHIER_DIAGNOSTIC = "diagnostic.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Ligne:
    """One result: an indicator, a territory, one of its figures, one breakdown."""

    code: str
    territoire: Territoire
    composante: str
    ventilation: str
    resultat: Resultat

    @property
    def valeur(self) -> float | None:
        """The figure, or None when there is none."""
        return self.resultat.valeur if isinstance(self.resultat, Calcule) else None

    def en_dict(self) -> dict[str, Any]:
        """A row of ``RESULTATS``."""
        resultat = self.resultat
        rangee: dict[str, Any] = dict.fromkeys((c.nom for c in RESULTATS.colonnes), None)
        rangee |= {
            "code": self.code,
            "niveau": self.territoire.niveau.value,
            "territoire": self.territoire.code,
            "composante": self.composante,
            "ventilation": self.ventilation,
            "etat": resultat.etat,
            "estime": False,
        }
        match resultat:
            case Calcule():
                rangee |= {
                    "valeur": resultat.valeur,
                    "numerateur": resultat.numerateur,
                    "denominateur": resultat.denominateur,
                    "estime": resultat.estime,
                }
            case NonCalculable():
                rangee |= {"raison": resultat.raison.value, "detail": resultat.detail or None}
            case ADocumenter():
                rangee |= {"detail": resultat.piece, "detenteur": resultat.detenteur}
        return rangee

    @classmethod
    def de_dict(cls, rangee: Mapping[str, Any]) -> "Ligne":
        """Inverse of ``en_dict``."""
        resultat: Resultat
        match rangee["etat"]:
            case "calcule":
                resultat = Calcule(rangee["valeur"], rangee["numerateur"], rangee["denominateur"], rangee["estime"])
            case "non_calculable":
                resultat = NonCalculable(Raison(rangee["raison"]), rangee["detail"] or "")
            case _:
                resultat = ADocumenter(rangee["detail"], rangee["detenteur"])
        territoire = Territoire(Niveau(rangee["niveau"]), rangee["territoire"])
        return cls(rangee["code"], territoire, rangee["composante"], rangee["ventilation"], resultat)


@dataclass(frozen=True, slots=True)
class Declenchement:
    """A vigilance rule that fired: the figure, the threshold and its origin (Q-03).

    ``seuil``: code of the rule. ``questions``: entries of the fiches it concerns. ``indicateur`` is empty for the rule
    « question non renseignée » (Q-01), whose figure is the number of indicators answered.
    """

    seuil: str
    indicateur: str
    gravite: Gravite
    territoire: Territoire
    composante: str
    ventilation: str
    valeur: float
    comparateur: str
    borne: float
    origine: Origine
    phrase: str
    reference: str = ""
    questions: tuple[str, ...] = ()

    def en_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"territoire": str(self.territoire), "questions": list(self.questions)}

    @classmethod
    def de_dict(cls, brut: Mapping[str, Any]) -> "Declenchement":
        """Inverse of ``en_dict``."""
        return cls(
            **{
                **brut,
                "gravite": Gravite(brut["gravite"]),
                "origine": Origine(brut["origine"]),
                "territoire": Territoire.lire(brut["territoire"]),
                "questions": tuple(brut["questions"]),
            }
        )


@dataclass(frozen=True, eq=False)
class Diagnostic:
    """Every answer drawn from one snapshot.

    ``resultats``: rows of ``RESULTATS``, contiguous by indicator, in the order of the catalogue, then by level (finest
    first), territory, figure and breakdown. ``etats``: state of each question of the fiches.
    """

    identifiant: str
    region: str
    date: date
    provisoire: bool
    fictif: bool
    resultats: "pa.Table"
    declenchements: tuple[Declenchement, ...] = ()
    etats: Mapping[str, EtatQuestion] = field(default_factory=dict)
    sources: tuple[FicheSource, ...] = ()
    _tranches: dict[str, tuple[int, int]] = field(init=False, repr=False, default_factory=dict)
    _lignes: dict[str, dict[tuple[str, str, str, str], Ligne]] = field(init=False, repr=False, default_factory=dict)
    _principaux: dict[str, Ligne] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        import pyarrow.compute as pc

        codes = self.resultats.column("code").combine_chunks()
        series = pc.run_end_encode(codes)
        debut = 0
        for code, fin in zip(series.values.to_pylist(), series.run_ends.to_pylist(), strict=True):
            self._tranches[code] = (debut, fin)
            debut = fin

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the indicators, in order."""
        return tuple(self._tranches)

    def table(self, code: str) -> "pa.Table":
        """Rows of ``RESULTATS`` of one indicator (a view, nothing is copied)."""
        debut, fin = self._tranches.get(code, (0, 0))
        return self.resultats.slice(debut, fin - debut)

    def _par_cle(self, code: str) -> dict[tuple[str, str, str, str], Ligne]:
        if code not in self._lignes:
            self._lignes[code] = {
                (r["niveau"], r["territoire"], r["composante"], r["ventilation"]): Ligne.de_dict(r)
                for r in self.table(code).to_pylist()
            }
        return self._lignes[code]

    def lignes(
        self,
        code: str,
        *,
        niveau: Niveau | None = None,
        composante: str | None = None,
        ventilation: str | None = None,
    ) -> list[Ligne]:
        """Results of an indicator, narrowed by level, figure and breakdown (None: no narrowing)."""
        return [
            ligne
            for (n, _, c, v), ligne in self._par_cle(code).items()
            if niveau in {None, n} and composante in {None, c} and ventilation in {None, v}
        ]

    def ligne(self, code: str, territoire: Territoire, composante: str = "", ventilation: str = "") -> Ligne | None:
        """One result, or None when this indicator has no such line."""
        return self._par_cle(code).get((territoire.niveau.value, territoire.code, composante, ventilation))

    def principal(self, code: str) -> Ligne:
        """The main figure: that of the region, else of the whole country. ``Introuvable`` for an unknown indicator."""
        if not self._principaux:
            self._lire_principaux()
        if code not in self._principaux:
            raise Introuvable(f"L'indicateur « {code} » n'est pas dans le diagnostic {self.identifiant}.")
        return self._principaux[code]

    def _lire_principaux(self) -> None:
        """Main figures of every indicator in one pass: pages list them all, and read no commune for that."""
        import pyarrow.compute as pc

        r = self.resultats
        garde = pc.and_(pc.equal(r["composante"], ""), pc.equal(r["ventilation"], ""))
        lus: dict[str, Ligne] = {}
        for territoire in (FRANCE, Territoire(Niveau.REGION, self.region)):
            lieu = pc.and_(pc.equal(r["niveau"], territoire.niveau.value), pc.equal(r["territoire"], territoire.code))
            for rangee in r.filter(pc.and_(garde, lieu)).to_pylist():
                lus[rangee["code"]] = Ligne.de_dict(rangee)
        # In one go: threads share a diagnostic, and none may see the country where the region is still to come
        self._principaux.update(lus)

    def declenchements_de(self, code: str, gravite: Gravite | None = None) -> tuple[Declenchement, ...]:
        """Rules that fired on an indicator or on a question, all levels of gravity or one."""
        return tuple(
            d
            for d in self.declenchements
            if (code == d.indicateur or code in d.questions) and gravite in {None, d.gravite}
        )

    def ecrire(self, dossier: Path) -> None:
        """Write ``resultats.parquet`` and ``diagnostic.json`` in ``dossier`` (created; deterministic bytes)."""
        dossier.mkdir(parents=True, exist_ok=True)
        marque = f"{os.getpid()}-{threading.get_ident()}"
        resultats = dossier / f".{FICHIER_RESULTATS}.{marque}"
        ecrire_parquet(self.resultats, resultats)
        contenu = {
            "format": FORMAT,
            "identifiant": self.identifiant,
            "region": self.region,
            "date": self.date.isoformat(),
            "provisoire": self.provisoire,
            "fictif": self.fictif,
            "resultats": {"lignes": self.resultats.num_rows, "contenu": empreinte_contenu(self.resultats)},
            "declenchements": [d.en_dict() for d in self.declenchements],
            "etats": {code: etat.value for code, etat in self.etats.items()},
            "sources": [s.en_dict() for s in self.sources],
        }
        provisoire = dossier / f".{FICHIER_DIAGNOSTIC}.{marque}"
        provisoire.write_bytes(json_canonique(contenu, cles_triees=False))
        # Each in one move, diagnostic.json last: a folder without it is not a diagnostic
        resultats.replace(dossier / FICHIER_RESULTATS)
        provisoire.replace(dossier / FICHIER_DIAGNOSTIC)

    @classmethod
    def lire(cls, dossier: Path) -> "Diagnostic":
        """Read what ``ecrire`` wrote; ``Introuvable`` or ``DonneeInvalide`` with the remedy."""
        remede = "Relancez « ./portulan diagnostiquer »."
        try:
            brut = json.loads((dossier / FICHIER_DIAGNOSTIC).read_bytes())
            resultats = lire_parquet(dossier / FICHIER_RESULTATS, RESULTATS.schema())
        except FileNotFoundError as erreur:
            raise Introuvable(f"Aucun diagnostic dans {dossier}.", remede=remede) from erreur
        except ValueError as erreur:
            raise DonneeInvalide(f"Le diagnostic de {dossier} est illisible.", remede=remede) from erreur
        if brut.get("format") != FORMAT or brut["resultats"]["contenu"] != empreinte_contenu(resultats):
            raise DonneeInvalide(
                f"Le diagnostic de {dossier} a été modifié ou vient d'une autre version.", remede=remede
            )
        return cls(
            identifiant=brut["identifiant"],
            region=brut["region"],
            date=date.fromisoformat(brut["date"]),
            provisoire=brut["provisoire"],
            fictif=brut["fictif"],
            resultats=resultats,
            declenchements=tuple(Declenchement.de_dict(d) for d in brut["declenchements"]),
            etats={code: EtatQuestion(etat) for code, etat in brut["etats"].items()},
            sources=tuple(FicheSource.de_dict(s) for s in brut["sources"]),
        )


def table_resultats(lignes: Iterable[Ligne]) -> "pa.Table":
    """Lines as an Arrow table of ``RESULTATS``, in the order given."""
    import pyarrow as pa

    return pa.Table.from_pylist([ligne.en_dict() for ligne in lignes], schema=RESULTATS.schema())
