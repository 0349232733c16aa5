"""The components of the kit, as template tags: ``{% load composants %}``. The gallery (/composants/) shows them all.

A component never marks a value as safe: what it receives is escaped by the template engine.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, ClearableFileInput, RadioSelect
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portulan.socle.declaration import Gravite, Origine
from portulan.socle.mesure import Unite, nombre_fr, valeur_fr
from portulan.socle.resultat import Calcule, EtatQuestion, Resultat
from portulan.terrain.charte.referentiel import ecrire_reference
from portulan.web.liste import Liste
from portulan.web.navigation import situer
from portulan.web.presentation import dire_resultat

register = template.Library()

SIGNES = {
    "repondu": "●",
    "partiel": "◐",
    "non_renseigne": "○",
    "sans_objet": "–",
    "calcule": "●",
    "a_documenter": "◐",
    "non_calculable": "○",
    "info": "ℹ",
    "attention": "▲",
    "alerte": "■",
    "bloquant": "✖",
    "succes": "✓",
    "echec": "✖",
    "encours": "…",
    "fictif": "≈",
}
CHOIX_A_PARCOURIR = 15  # beyond, a list is searched rather than read
LIBELLES_RESULTAT = {"calcule": "calculé", "a_documenter": "à documenter", "non_calculable": "non calculable"}


# --- words and numbers ----------------------------------------------------------------------------


@register.filter
def nombre(valeur: float | None, decimales: int = 0) -> str:
    """Write a number in French: ``{{ total|nombre }}`` gives « 1 234 »."""
    return "" if valeur is None else nombre_fr(float(valeur), decimales)


@register.filter
def mesure(valeur: float | None, unite: Unite) -> str:
    """Write a value with its unit: ``{{ v|mesure:indicateur.unite }}``."""
    return "" if valeur is None else valeur_fr(valeur, unite)


@register.filter
def octets(taille: int | None) -> str:
    """Write a size: « 1,2 Mo »."""
    reste = float(taille or 0)
    for unite in ("o", "ko", "Mo"):
        if reste < 1000:  # noqa: PLR2004 (decimal units)
            return f"{nombre_fr(reste, 0 if unite == 'o' or reste >= 10 else 1)}\u00a0{unite}"  # noqa: PLR2004
        reste /= 1000
    return f"{nombre_fr(reste, 1)}\u00a0Go"


@register.filter
def pluriel(compte: float | None, mots: str) -> str:
    """Agree a word in number, French way (0 and 1 are singular): ``{{ n|pluriel:"alerte,alertes" }}``."""
    return f"{nombre_fr(compte or 0)}\u00a0{accord(compte, mots)}"


@register.filter
def accord(compte: float | None, mots: str) -> str:
    """Agree a word in number, as ``pluriel``, when the number itself is shown apart."""
    singulier, _, plusieurs = mots.partition(",")
    return plusieurs if (compte or 0) >= 2 else singulier  # noqa: PLR2004


@register.filter
def reference_referentiel(reference: str) -> str:
    """Write the reference of a referential: « national, version 2026 »."""
    return ecrire_reference(reference)


@register.filter
def decouper(texte: str) -> list[str]:
    """Parts of a text separated by commas, for the components that take a list."""
    return texte.split(",")


@register.filter
def debut_empreinte(empreinte: str) -> str:
    """First 12 digits of a digest, enough to recognise it."""
    return empreinte[:12]


# --- leaves ---------------------------------------------------------------------------------------


@register.inclusion_tag("composants/badge.html")
def badge(texte: str, genre: str = "") -> dict[str, str]:
    """Short tag: a word, and a sign and a colour that repeat it."""
    return {"texte": texte, "genre": genre, "signe": SIGNES.get(genre, "")}


@register.inclusion_tag("composants/badge.html")
def badge_etat(etat: EtatQuestion | str) -> dict[str, str]:
    """State of a question (Q-01) or of a result."""
    cle = str(getattr(etat, "value", etat))
    libelle = LIBELLES_RESULTAT.get(cle) or EtatQuestion(cle).libelle
    return {"texte": libelle, "genre": cle, "signe": SIGNES[cle]}


@register.inclusion_tag("composants/badge.html")
def badge_gravite(gravite: Gravite | str) -> dict[str, str]:
    """Level of a vigilance rule (Q-03)."""
    cle = Gravite(gravite).value
    return {"texte": cle, "genre": cle, "signe": SIGNES[cle]}


@register.inclusion_tag("composants/badge.html")
def badge_travail(etat: str, libelle: str) -> dict[str, str]:
    """State of a job."""
    genre = {"termine": "succes", "echoue": "echec", "en_cours": "encours", "en_attente": "encours"}.get(etat, "")
    return {"texte": libelle, "genre": genre, "signe": SIGNES.get(genre, "")}


@register.inclusion_tag("composants/valeur.html")
def valeur(resultat: Resultat, unite: Unite) -> dict[str, Any]:
    """A result in a table or a sentence: the figure, or why there is none (never 0 for unknown)."""
    return {
        "calcule": isinstance(resultat, Calcule),
        "texte": dire_resultat(resultat, unite),
        "estime": isinstance(resultat, Calcule) and resultat.estime,
    }


@register.inclusion_tag("composants/chiffre.html")
def chiffre(valeur: str, libelle: str, note: str = "", lien: str = "", absent: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 (template argument)
    """Key figure: the number in large, what it counts, where it comes from."""
    return {"valeur": valeur, "libelle": libelle, "note": note, "lien": lien, "absent": absent}


@register.inclusion_tag("composants/chiffre.html")
def chiffre_compare(comparaison: Any, lien: str) -> dict[str, Any]:
    """Key figure of a place, with that of the region under it."""
    region = comparaison.region
    ecrit = dire_resultat(region.resultat, comparaison.unite) if region and region.valeur is not None else ""
    return {
        "valeur": dire_resultat(comparaison.ligne.resultat, comparaison.unite),
        "libelle": comparaison.libelle,
        "note": f"Région : {ecrit}" if ecrit else "",
        "lien": lien,
        "absent": False,
    }


@register.inclusion_tag("composants/bouton.html")
def bouton(libelle: str, lien: str = "", genre: str = "", attributs: str = "") -> dict[str, str]:
    """Button of a form, or link that looks like one when ``lien`` is given. ``genre``: second, danger."""
    return {
        "libelle": libelle,
        "lien": lien,
        "genre": genre,
        "telechargement": "oui" if attributs == "download" else "",
    }


@register.inclusion_tag("composants/origine.html")
def origine(valeur: Origine) -> dict[str, Any]:
    """Where a threshold comes from, sign and words."""
    return {"origine": valeur}


@register.inclusion_tag("composants/jauge.html")
def jauge(compte: Mapping[str, int], libelle: str) -> dict[str, Any]:
    """How far a fiche is answered: one bar, four states, and the words under it."""
    total = sum(compte.values()) or 1
    parts, debut = [], 0.0
    for etat in EtatQuestion:
        largeur = 100 * compte.get(etat.value, 0) / total
        parts.append({"etat": etat.value, "debut": f"{debut:.2f}", "largeur": f"{largeur:.2f}"})
        debut += largeur
    legende = [
        {"etat": e.value, "libelle": e.libelle, "nombre": compte[e.value]} for e in EtatQuestion if compte.get(e.value)
    ]
    return {"parts": parts, "legende": legende, "libelle": libelle, "total": total}


# --- navigation -----------------------------------------------------------------------------------


@register.inclusion_tag("composants/fil.html", takes_context=True)
def fil(context: Context, chemin: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Where the page is: (label, address) from the home page down, by its section; the last one is the page itself."""
    situe = situer(chemin, context["request"].path)
    return {"parents": situe[:-1], "page": situe[-1][0]}


@register.inclusion_tag("composants/etapes.html")
def etapes(noms: Sequence[str], courante: int) -> dict[str, Any]:
    """Steps of a procedure; ``courante`` counts from 1."""
    return {"etapes": [{"nom": nom, "rang": rang} for rang, nom in enumerate(noms, 1)], "courante": courante}


@register.inclusion_tag("composants/onglets.html")
def onglets(entrees: Sequence[tuple[str, str, bool]], libelle: str) -> dict[str, Any]:
    """Tabs that are links, (label, address, current): they work without a script and can be shared."""
    return {"entrees": entrees, "libelle": libelle}


# --- lists ----------------------------------------------------------------------------------------


@register.inclusion_tag("composants/tableau.html")
def tableau(liste: Liste) -> dict[str, Any]:
    """Sortable table of a ``Liste``: scrollable region on wide screens, stacked on phones."""
    return {"liste": liste}


@register.inclusion_tag("composants/pagination.html")
def pagination(liste: Liste) -> dict[str, Any]:
    """Pages of a ``Liste``."""
    return {"liste": liste}


@register.inclusion_tag("composants/filtres.html")
def filtres(liste: Liste) -> dict[str, Any]:
    """Search field, filters, sort (for phones) and CSV export of a ``Liste``: one GET form."""
    return {"liste": liste}


@register.inclusion_tag("composants/liste.html")
def liste(objet: Liste) -> dict[str, Any]:
    """A whole list: filters, count, table or empty state, pages."""
    return {"liste": objet}


@register.inclusion_tag("composants/recherche.html")
def recherche(adresse: str, libelle: str, q: str = "", aide: str = "", identifiant: str = "q") -> dict[str, str]:
    """Search field with its button."""
    return {"adresse": adresse, "libelle": libelle, "q": q, "aide": aide, "identifiant": identifiant}


# --- forms ----------------------------------------------------------------------------------------


@register.inclusion_tag("composants/champ.html")
def champ(lie: BoundField) -> dict[str, Any]:
    """A field with label, help and errors tied to it; file fields never overflow, long lists can be searched."""
    groupes = _groupes(lie) if isinstance(lie.field.widget, RadioSelect) else ()
    return {
        "champ": lie,
        "case": isinstance(lie.field.widget, CheckboxInput),
        "fichier": isinstance(lie.field.widget, ClearableFileInput),
        "groupes": groupes,
        "filtrable": sum(len(g["options"]) for g in groupes) > CHOIX_A_PARCOURIR,
    }


def _groupes(lie: BoundField) -> list[dict[str, Any]]:
    """Boxes or buttons of a field, by group; a named one is folded unless it comes first or holds a choice."""
    restants, groupes = iter(lie), []
    for rang, (nom, choix) in enumerate(_en_groupes(getattr(lie.field, "choices", ()))):
        options = [next(restants) for _ in range(choix)]
        coches = sum(bool(o.data["selected"]) for o in options)
        groupes.append({"nom": nom, "options": options, "ouvert": rang < 2 or coches > 0, "coches": coches})  # noqa: PLR2004
    return groupes


def _en_groupes(choix: Any) -> list[tuple[str, int]]:
    """(name, how many choices): one group without a name when the choices are plain."""
    entrees = list(choix)
    if entrees and isinstance(entrees[0][1], list | tuple):
        return [(str(nom), len(options)) for nom, options in entrees]
    return [("", len(entrees))]


@register.inclusion_tag("composants/progression.html")
def progression(libelle: str, pourcentage: int) -> dict[str, Any]:
    """Progress of a job, said in words too."""
    return {"libelle": libelle, "pourcentage": pourcentage}


@register.inclusion_tag("composants/definitions.html")
def definitions(entrees: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Terms and what they mean: (term, value); an empty value is left out."""
    return {"entrees": [(terme, sens) for terme, sens in entrees if sens not in {None, ""}]}


# --- from Python ----------------------------------------------------------------------------------


def rendre(composant: Callable[..., dict[str, Any]], *arguments: Any, suite: str = "") -> SafeString:
    """A badge inside the cell of a ``Liste``: the component's own template, then plain text (escaped)."""
    html = render_to_string("composants/badge.html", composant(*arguments)).strip()
    return format_html("{}{}", mark_safe(html), suite)  # noqa: S308 (our template, escaped)


# --- blocks ---------------------------------------------------------------------------------------


def _bloc(gabarit: str, content: SafeString, **contexte: Any) -> SafeString:
    return mark_safe(render_to_string(f"composants/{gabarit}.html", {"contenu": content, **contexte}))  # noqa: S308 (our template, escaped)


@register.simple_block_tag
def alerte(content: SafeString, titre: str = "", genre: str = "") -> SafeString:
    """Framed message. ``genre``: succes, attention, erreur; nothing for an information."""
    return _bloc("alerte", content, titre=titre, genre=genre)


@register.simple_block_tag
def carte(content: SafeString, genre: str = "") -> SafeString:
    """Framed block. ``genre``: douce."""
    return _bloc("carte", content, genre=genre)


@register.simple_block_tag
def vide(content: SafeString, titre: str) -> SafeString:
    """Empty state: says what is missing, and what to do."""
    return _bloc("vide", content, titre=titre)


@register.simple_block_tag
def depliant(content: SafeString, titre: str, ouvert: bool = False) -> SafeString:  # noqa: FBT001, FBT002 (template argument)
    """Native ``<details>``."""
    return _bloc("depliant", content, titre=titre, ouvert=ouvert)


@register.simple_block_tag
def dialogue(content: SafeString, identifiant: str, titre: str, bouton: str, genre: str = "second") -> SafeString:
    """Native ``<dialog>`` opened by a button; without a script, the content is in a ``<details>``."""
    return _bloc("dialogue", content, identifiant=identifiant, titre=titre, bouton=bouton, genre=genre)


@register.simple_block_tag
def figure(content: SafeString, titre: str, source: str = "", donnees: str = "", svg: str = "") -> SafeString:
    """Drawing with its caption, source and data link; the block is its table, in a ``<details>``.

    ``svg`` is drawn by ``publication`` from our data, and is the only markup a component trusts.
    """
    return _bloc("figure", content, titre=titre, source=source, donnees=donnees, svg=mark_safe(svg))  # noqa: S308
