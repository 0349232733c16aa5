"""Where one can go: sections, and the pages of each. A page reserved to some is offered to those only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.web.identite import titulaire


@dataclass(frozen=True, slots=True)
class Entree:
    """A page of the menu: its name, its address, and the (object, verb) of the rights table when it is reserved."""

    nom: str
    vue: str
    arguments: tuple[Any, ...] = ()
    droit: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that go together; one page alone is a section of its own name. ``page``: the view it opens on, if any."""

    nom: str
    entrees: tuple[Entree, ...]
    page: str = ""


def _seule(nom: str, vue: str) -> Section:
    return Section(nom, (Entree(nom, vue),))


SECTIONS = (
    _seule("Accueil", "web:accueil"),
    Section(
        "S’orienter",
        (
            Entree("Trouver qui peut m’aider", "web:trouver"),
            Entree("Guichet", "web:guichet", droit=("accueil", "saisir")),
            Entree("Demandes transmises", "web:mises", droit=("mise", "voir")),
            Entree("Suivi de l’accueil", "web:accueil_suivi", droit=("accueil", "mesurer")),
            Entree("Ce qui vous est promis", "web:promesses"),
            Entree("Règles d’aiguillage", "web:aiguillage_regles"),
        ),
        "web:trouver",
    ),
    Section(
        "Réseau",
        (
            Entree("Structures", "web:reseau"),
            Entree("Bassins", "web:bassins"),
            Entree("Opérateurs", "web:operateurs"),
            Entree("Égalité d’accès", "web:egalite"),
            Entree("Registre des membres", "web:registre"),
            Entree("Adhésions", "web:adhesions", droit=("adhesion", "voir")),
            Entree("Mise à jour des fiches", "web:maj_campagnes", droit=("sollicitation", "voir")),
            Entree("Animation", "web:animation", droit=("rencontre", "voir")),
            Entree("Doublons", "web:doublons", droit=("doublon", "voir")),
            Entree("Importer", "web:reseau_importer", droit=("import", "voir")),
        ),
        "web:reseau",
    ),
    Section(
        "Charte",
        (
            Entree("Cahier des charges et convention", "web:charte"),
            Entree("Référentiel de qualité", "web:referentiel"),
            Entree("Concertation", "web:charte_concertation"),
            Entree("Schéma du CPRDFOP", "web:charte_schema"),
        ),
        "web:charte",
    ),
    Section(
        "Qualité",
        (
            Entree("Évaluations", "web:evaluations", droit=("evaluation", "voir")),
            Entree("Relectures", "web:relectures", droit=("evaluation", "relire")),
            Entree("Campagnes", "web:campagnes", droit=("campagne", "voir")),
            Entree("Synthèse pour le CREFOP", "web:synthese", droit=("synthese", "voir")),
        ),
    ),
    Section(
        "Comité",
        (
            Entree("Avis", "web:avis_liste"),
            Entree("Séances", "web:seances"),
            Entree("Saisines", "web:saisines"),
            Entree("Votes ouverts", "web:scrutins", droit=("scrutin", "voter")),
            Entree("Avis à préparer", "web:avis_en_cours", droit=("avis", "rediger")),
            Entree("Procès-verbaux", "web:pvs", droit=("pv", "voir")),
            Entree("Suites des réserves", "web:reserves"),
            Entree("Alertes", "web:avis_alertes", droit=("reserve", "decider")),
            Entree("Composition", "web:comite"),
            Entree("Registre des actes", "web:actes"),
        ),
    ),
    Section("Fiches", (Entree("Fiche 1", "web:fiche", (1,)), Entree("Fiche 2", "web:fiche", (2,)))),
    _seule("Indicateurs", "web:indicateurs"),
    _seule("Territoires", "web:territoires"),
    _seule("Dossiers", "web:dossiers"),
    Section(
        "Données",
        (
            Entree("Instantanés", "web:instantanes"),
            Entree("Sources", "web:sources"),
            Entree("Comparer", "web:comparer"),
            Entree("Données ouvertes et API", "web:donnees_ouvertes"),
        ),
    ),
)


# Pages that the menu does not show are reached from one that it does
_DEPUIS = (
    ("Mon espace", "web:espace", ("web:compte", "web:comptes", "web:equipes", "web:journal")),
    ("Administrer", "web:region", ("web:courriels", "web:travaux")),
)


def situer(chemin: Sequence[tuple[str, str]], adresse: str) -> tuple[tuple[str, str], ...]:
    """Trail of a page with its section, which views do not have to know. ``adresse``: that of the page itself."""
    if len(chemin) > 1:
        parent = _parents().get(chemin[1][1] or adresse)
        if parent and parent[0] not in {nom for nom, _ in chemin}:
            return chemin[0], parent, *chemin[1:]
    return tuple(chemin)


def _parents() -> dict[str, tuple[str, str]]:
    """Address of a page → (name, address) of what it is under; a section without a page of its own has no address."""
    parents = {}
    for section in SECTIONS:
        lien = reverse(section.page) if section.page else ""
        pages = [reverse(e.vue, args=e.arguments) for e in section.entrees]
        if len(pages) > 1:
            parents |= {page: (section.nom, lien) for page in pages if page != lien}
    for nom, vue, suivantes in _DEPUIS:
        parents |= {reverse(page): (nom, reverse(vue)) for page in suivantes}
    return parents


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu for this request: what is offered, and where we are (``page`` itself, ``true`` for what is under it)."""
    vues = []
    for section in SECTIONS:
        entrees = [_montrer(e, request.path) for e in section.entrees if _offerte(e, request)]
        if entrees:
            _garder_la_plus_precise(entrees)
            courante = next((e["courante"] for e in entrees if e["courante"]), "")
            seule = len(entrees) == 1
            vues.append(
                {
                    "nom": section.nom,
                    "lien": entrees[0]["lien"],
                    "courante": courante if seule else "true" if courante else "",
                    "entrees": () if seule else entrees,
                }
            )
    return vues


def reservees(qui: Titulaire) -> list[Entree]:
    """Pages of the menu that this person's roles open, in its order."""
    return [e for s in SECTIONS for e in s.entrees if e.droit and peut(qui, *e.droit)]


def _offerte(entree: Entree, request: HttpRequest) -> bool:
    # Pages of errors may be drawn before anyone is known
    return entree.droit is None or (hasattr(request, "user") and peut(titulaire(request), *entree.droit))


def _montrer(entree: Entree, chemin: str) -> dict[str, str]:
    lien = reverse(entree.vue, args=entree.arguments)
    courante = "page" if chemin == lien else "true" if lien != "/" and chemin.startswith(lien) else ""
    return {"nom": entree.nom, "lien": lien, "courante": courante}


def _garder_la_plus_precise(entrees: list[dict[str, str]]) -> None:
    """« /reseau/ » and « /reseau/bassins/ » both start the address of a bassin: the longest is where we are."""
    courantes = sorted((e for e in entrees if e["courante"]), key=lambda e: len(e["lien"]))
    for moins_precise in courantes[:-1]:
        moins_precise["courante"] = ""
