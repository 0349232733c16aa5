"""What the pages of votes say the same way: the ballot, where it is, what its result says and to whom."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.crefop.avis.lectures import sujet_de
from portulan.crefop.scrutin.cloture import lire_resultat
from portulan.crefop.scrutin.droits import du_comite, scrutins
from portulan.crefop.scrutin.enums import Choix, EtatScrutin
from portulan.crefop.scrutin.francais import (
    dire_autre,
    dire_badge,
    dire_compte,
    dire_egalite,
    dire_issue,
    dire_majorite,
    est_pondere,
)
from portulan.crefop.scrutin.models import Scrutin
from portulan.crefop.seance.models import PointOrdre
from portulan.crefop.seance.queries import jeu_de
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.socle.textes import epurer_ligne
from portulan.web.identite import titulaire
from portulan.web.vues.commun import ACCUEIL

SCRUTINS = ("Scrutins", "/scrutins/")
GENRES = {
    EtatScrutin.PREPARE: "",
    EtatScrutin.OUVERT: "encours",
    EtatScrutin.CLOS: "attention",
    EtatScrutin.DEPOUILLE: "attention",
    EtatScrutin.PROCLAME: "succes",
    EtatScrutin.ANNULE: "echec",
}
LIGNE = 300
CHOIX = [(c.value, c.label.capitalize()) for c in Choix]
_PLURIELS = {
    "pour": "Pour",
    "contre": "Contre",
    "abstention": "Abstentions",
    "ne_prend_pas_part": "Ne prennent pas part",
}


def trouver(request: HttpRequest, numero: int) -> Scrutin:
    """A ballot that this person may see. Raises ``Introuvable``."""
    lus = scrutins(titulaire(request)).select_related("point__seance__organe", "point__saisine", "proposition")
    scrutin = lus.filter(pk=numero).first()
    if scrutin is None:
        raise Introuvable(
            f"Aucun scrutin n° {numero} ne vous est ouvert.",
            remede="Un résultat devient public avec l’avis qui le porte.",
        )
    return scrutin


def trouver_point(numero: int) -> PointOrdre:
    """An item of an agenda. Raises ``Introuvable``."""
    point = PointOrdre.objects.select_related("seance__organe", "saisine").filter(pk=numero).first()
    if point is None:
        raise Introuvable(
            f"Aucun point n° {numero} n’est à l’ordre du jour.", remede="Passez par la page de la séance."
        )
    return point


def fil_du_point(request: HttpRequest, point: PointOrdre, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb under an item: its page is the secretariat's."""
    if not peut(titulaire(request), "scrutin", "conduire"):
        membre = (SCRUTINS,) if du_comite(titulaire(request)) else ()
        return (ACCUEIL, *membre, *(suite or ((f"Point {point.rang}", ""),)))
    ici = (f"Point {point.rang}", reverse("web:scrutin_point", args=[point.pk]) if suite else "")
    return (ACCUEIL, SCRUTINS, ici, *suite)


def fil_de(request: HttpRequest, scrutin: Scrutin, *suite: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Breadcrumb of the pages of a ballot."""
    ici = (scrutin.intitule, reverse("web:scrutin", args=[scrutin.pk]) if suite else "")
    return fil_du_point(request, scrutin.point, ici, *suite)


def ligne_recue(request: HttpRequest, nom: str) -> str:
    """A line typed: cleaned; refused rather than cut when it is too long."""
    texte = epurer_ligne(request.POST.get(nom, ""))
    if len(texte) > LIGNE:
        raise DonneeInvalide(
            f"Ce texte dépasse {LIGNE} caractères.", remede="Revenez en arrière, raccourcissez-le et renvoyez-le."
        )
    return texte


def texte_mis_aux_voix(scrutin: Scrutin) -> dict[str, Any]:
    """What is voted, in full: the proposition, or the text referred with its version."""
    if scrutin.proposition is not None:
        return {"titre": scrutin.intitule, "texte": scrutin.proposition.texte, "articles": ()}
    saisine = scrutin.point.saisine
    if saisine is None or scrutin.objet == "procedure":
        return {"titre": scrutin.intitule, "texte": "", "articles": ()}
    soumis = saisine.contenu if isinstance(saisine.contenu, dict) else {}
    articles = [(a.get("titre", ""), a.get("texte", "")) for a in soumis.get("articles", ())]
    engagements = [(f"Engagement {e.get('code', '')}", e.get("libelle", "")) for e in soumis.get("engagements", ())]
    return {
        "titre": f"{saisine.titre}, {saisine.texte_version}",
        "texte": "",
        "articles": [*articles, *engagements],
        "lien": reverse("web:saisine_texte", args=[saisine.pk]),
        "empreinte": saisine.texte_empreinte,
        "adoptees": list(scrutin.point.propositions.filter(etat="adoptee")),
    }


def resultat_visible(request: HttpRequest, scrutin: Scrutin) -> bool:
    """Counted for whoever conducts, proclaimed for the others."""
    if scrutin.etat == EtatScrutin.PROCLAME:
        return True
    compte = scrutin.etat == EtatScrutin.DEPOUILLE or (
        scrutin.etat == EtatScrutin.ANNULE and hasattr(scrutin, "resultat")
    )
    return compte and peut(titulaire(request), "scrutin", "conduire")


def lire(request: HttpRequest, scrutin: Scrutin) -> dict[str, Any]:
    """The stored result, with no more than this person may read: seats for the committee, then as the rules publish."""
    contenu = lire_resultat(scrutin.resultat)
    if not du_comite(titulaire(request)):
        par_organisation = jeu_de(scrutin.point.seance)["publication.nominatif"] == "organisation"
        gardes = ("organisation", "college", "voix", "choix")
        contenu["sieges"] = [{c: s[c] for c in gardes} for s in contenu["sieges"]] if par_organisation else []
    return contenu


def montrer_resultat(request: HttpRequest, scrutin: Scrutin) -> dict[str, Any]:
    """A result ready for the template."""
    contenu = lire(request, scrutin)
    majorite = contenu["majorite"]
    dit = sujet_de(scrutin)
    pondere = est_pondere(contenu)
    libelles = {"": "sans bulletin", **{c.value: c.label for c in Choix}}
    colleges = {c["code"]: c["libelle"] for c in contenu["colleges"]}
    return {
        "issue": contenu["issue"],
        "genre": {"adopte": "succes", "rejete": "echec"}.get(contenu["issue"], "attention"),
        "badge": dire_badge(contenu["issue"], dit),
        "phrase": dire_issue(contenu["issue"], dit),
        "compte": dire_compte(contenu),
        "majorite": dire_majorite(majorite),
        "egalite": dire_egalite(majorite),
        "autres": [dire_autre(b, contenu["issue"]) for b in contenu["autres_bases"]],
        "regle": scrutin.regles["base_majorite"],
        "regle_egalite": scrutin.regles["egalite"],
        "arrete": scrutin.regles.get("poids", {}).get("acte", ""),
        "colonnes": list(_PLURIELS.values()),
        "lignes": [_ligne(c, pondere=pondere) for c in contenu["colleges"]],
        "total": _ligne(contenu | {"libelle": "Total", "tu": ""}, pondere=pondere),
        "sieges": [
            {
                "nom": s.get("libelle") or s["organisation"],
                "college": colleges[s["college"]],
                "choix": libelles[s["choix"]],
                "voix": s["voix"],
                "par_mandat": s.get("par_mandat", False),
            }
            for s in contenu["sieges"]
        ],
        "pondere": pondere,
        "votants": contenu["votants"],
        "corps": contenu["corps"],
        "secret": contenu["secret"],
        "empreinte": scrutin.resultat.empreinte,
        "bulletins": contenu["bulletins_empreinte"],
    }


def _ligne(compte: dict[str, Any], *, pondere: bool) -> dict[str, Any]:
    """A row: counts of each choice, or why they are not told."""
    choix = compte["choix"]
    cases = [] if choix is None else [(_PLURIELS[c], dire_case(choix[c], pondere=pondere)) for c in Choix.values]
    return {
        "libelle": compte["libelle"],
        "corps": compte["corps"]["sieges"],
        "voix": compte["corps"]["voix"],
        "votants": compte["votants"],
        "cases": cases,
        "tu": compte["tu"],
    }


def dire_case(compte: dict[str, Any], *, pondere: bool) -> str:
    """A count: « 12 », or « 20 voix (5 sièges) » when voices are not heads (heads are unknown in a secret vote)."""
    if not pondere:
        return str(compte["voix"])
    sieges = "" if compte["sieges"] is None else f" ({compte['sieges']} siège{'s' if compte['sieges'] > 1 else ''})"
    return f"{compte['voix']} voix{sieges}"
