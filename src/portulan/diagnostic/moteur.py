"""The engine: one snapshot in, every indicator answered.

It shows each indicator its declared tables and nothing else, then applies, once, what belongs to no indicator: missing
territories, secrecy, rounding, vigilance rules, state of the questions.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from portulan.diagnostic.cadre import Cadre
from portulan.diagnostic.connexion import Moteur, connecter, inscrire
from portulan.diagnostic.etats import Reponses, etats_des_questions
from portulan.diagnostic.mise_en_forme import ce_qui_manque, publier_lignes
from portulan.diagnostic.resultats import Declenchement, Diagnostic, Ligne, table_resultats
from portulan.diagnostic.tables import DERIVEES, DETENTEURS, FOURNISSEURS, ORIGINES, deriver
from portulan.diagnostic.vigilance import declenchements, questions_non_renseignees
from portulan.instantane.lire import Instantane
from portulan.socle.declaration import Indicateur, PieceAttendue, Question, Table
from portulan.socle.progression import Progression, muette
from portulan.socle.resultat import ADocumenter, NonCalculable, Raison, Resultat
from portulan.socle.territoire import Niveau, Territoire

if TYPE_CHECKING:
    import pyarrow as pa

    from portulan.socle.region import Region

_DERIVEES = {t.nom for t in DERIVEES}
_NIVEAUX_DE_REPONSE = {Niveau.REGION.value, Niveau.PAYS.value}


def diagnostiquer(
    instantane: Instantane,
    *,
    indicateurs: Sequence[Indicateur] | None = None,
    questions: Sequence[Question] | None = None,
    moteur: Moteur = "duckdb",
    region: "Region | None" = None,
    progression: Progression = muette,
) -> Diagnostic:
    """Answer every indicator from a snapshot: ``Calcule``, ``NonCalculable`` or ``ADocumenter``, never nothing.

    ``indicateurs`` and ``questions``: those of the two fiches by default (no question when only indicators are given).
    ``region``: its choices; its thresholds stand in for those of the product.
    The same snapshot gives the same diagnostic, on either engine.
    """
    if indicateurs is None:
        from portulan.diagnostic.catalogue import INDICATEURS, QUESTIONS

        indicateurs = INDICATEURS
        questions = QUESTIONS if questions is None else questions
    questions = questions or ()
    choisis = region.seuils if region else {}
    cadre = Cadre.de(instantane)
    blocs: list[pa.Table] = []
    alertes: list[Declenchement] = []
    reponses = Reponses()
    with connecter(moteur) as connexion:
        atelier = _Atelier(instantane, connexion)
        for rang, indicateur in enumerate(indicateurs):
            progression(f"Indicateur {indicateur.code}", rang / len(indicateurs))
            bloc = _repondre(indicateur, atelier, cadre)
            blocs.append(bloc)
            _noter(indicateur.code, bloc, reponses)
            porteuses = [q.code for q in questions if indicateur in q.indicateurs]
            alertes += declenchements(indicateur, bloc, region=instantane.region, choisis=choisis, questions=porteuses)
    etats = etats_des_questions(questions, reponses)
    progression("Diagnostic terminé", 1.0)
    return Diagnostic(
        identifiant=instantane.identifiant,
        region=instantane.region,
        date=instantane.date,
        provisoire=instantane.provisoire,
        fictif=instantane.fictif,
        resultats=_empiler(blocs),
        declenchements=(*alertes, *questions_non_renseignees(questions, etats, instantane.region)),
        etats=etats,
        sources=instantane.sources,
    )


class _Atelier:
    """Tables of the snapshot on the engine, each brought in once, when an indicator first reads it."""

    def __init__(self, instantane: Instantane, connexion: Any) -> None:
        self._instantane = instantane
        self._connexion = connexion
        self._inscrites: dict[str, Any] = {}
        self._derivees: dict[str, pa.Table] | None = None

    def manquantes(self, tables: Sequence[Table]) -> list[Table]:
        """Tables of the snapshot without which these cannot be read."""
        requises = {t.nom: t for demandee in tables for t in ORIGINES.get(demandee.nom, (demandee,))}
        return [t for t in requises.values() if not self._instantane.presente(t)]

    def table(self, declaration: Table) -> Any:
        """Ibis table."""
        if declaration.nom not in self._inscrites:
            self._inscrites[declaration.nom] = inscrire(self._connexion, declaration, self._lignes(declaration))
        return self._inscrites[declaration.nom]

    def _lignes(self, declaration: Table) -> "pa.Table":
        if declaration.nom not in _DERIVEES:
            return self._instantane.table(declaration)
        if self._derivees is None:
            self._derivees = deriver(self._instantane)
        return self._derivees[declaration.nom]


def _repondre(indicateur: Indicateur, atelier: _Atelier, cadre: Cadre) -> "pa.Table":
    """Rows of ``RESULTATS`` of one indicator."""
    if indicateur.calcul is None:
        return _sans_valeur(indicateur, cadre, _attendu(indicateur))
    facultatives = {t.nom for t in indicateur.facultatives}
    manquantes = atelier.manquantes([t for t in indicateur.tables if t.nom not in facultatives])
    if manquantes:
        detail = " ".join(_manque(t) for t in manquantes)
        return _sans_valeur(indicateur, cadre, NonCalculable(Raison.TABLE_ABSENTE, detail))
    expression = indicateur.calcul(*(atelier.table(t) for t in indicateur.tables))
    return publier_lignes(indicateur, expression.to_pyarrow(), cadre)


def _sans_valeur(indicateur: Indicateur, cadre: Cadre, resultat: Resultat) -> "pa.Table":
    return table_resultats([Ligne(indicateur.code, Territoire(Niveau.REGION, cadre.region), "", "", resultat)])


def _attendu(indicateur: Indicateur) -> Resultat:
    attente = indicateur.attente
    assert attente is not None
    if isinstance(attente, PieceAttendue):
        return ADocumenter(attente.piece, attente.detenteur)
    return NonCalculable(Raison.TABLE_ABSENTE, ce_qui_manque(attente))


def _manque(table: Table) -> str:
    """Which table is missing, and who would supply it."""
    if table.nom in DETENTEURS:
        return (
            f"Rien n\u2019est encore inscrit dans le registre «\u00a0{table.libelle}\u00a0». "
            f"À tenir dans Portulan par\u00a0: {DETENTEURS[table.nom]}."
        )
    fournisseur = FOURNISSEURS.get(table.nom)
    return f"La table «\u00a0{table.libelle}\u00a0» est vide." + (
        f" À importer\u00a0: {fournisseur}." if fournisseur else ""
    )


def _noter(code: str, bloc: "pa.Table", reponses: Reponses) -> None:
    """Whether the region or the country has the main figure of an indicator, or any of its figures."""
    colonnes = (bloc.column(n).to_pylist() for n in ("etat", "niveau", "composante"))
    connues = {c for e, n, c in zip(*colonnes, strict=True) if e == "calcule" and n in _NIVEAUX_DE_REPONSE}
    if connues:
        reponses.entamees.add(code)
    if "" in connues:
        reponses.completes.add(code)


def _empiler(blocs: Sequence["pa.Table"]) -> "pa.Table":
    import pyarrow as pa

    return pa.concat_tables(blocs).combine_chunks() if blocs else table_resultats([])
