"""Published opinions: the list, one of them as it was frozen, its files, and the feed."""

from collections.abc import Iterable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import capfirst

from portulan.crefop.avis.chiffres import MARQUE
from portulan.crefop.avis.enums import SensAvis
from portulan.crefop.avis.models import AvisComite, PublicationActe
from portulan.crefop.avis.queries import mentions_tardives
from portulan.crefop.avis.valeurs import Acte, Decompte, FigureCitee, Vote
from portulan.crefop.dossier.enums import TypeSaisine
from portulan.crefop.suivi.droits import avis_publies, reserves
from portulan.crefop.suivi.queries import repere, suivies
from portulan.publication.actes import acte_de, fichier_publie
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.web import acces
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.telechargement import envoyer
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.crefop_avis_publication import fichiers_de
from portulan.web.vues.crefop_suivi_reserves import GENRES_ETAT
from portulan.web.vues.crefop_votes_commun import dire_case

_COLONNES = ("pour", "contre", "abstention", "ne_prend_pas_part", "sans_bulletin")

CHEMIN = (ACCUEIL, ("Avis", "/avis/"))
GENRES_SENS = {
    SensAvis.FAVORABLE: "succes",
    SensAvis.FAVORABLE_AVEC_RESERVES: "attention",
    SensAvis.DEFAVORABLE: "alerte",
    SensAvis.NON_RENDU_CARENCE: "alerte",
}
DANS_LE_FLUX = 50


def liste(request: HttpRequest) -> HttpResponse:
    """Published opinions, the latest first."""
    montree = _liste(parametres(request), list(avis_publies()))
    if montree.csv_demande:
        return montree.csv()
    return render(request, "pages/crefop/avis_liste.html", {"chemin": (ACCUEIL, ("Avis", "")), "liste": montree})


def _liste(demande: dict[str, str], avis: list[AvisComite]) -> Liste:
    annees = sorted({a.rendu_le.year for a in avis}, reverse=True)
    return Liste(
        demande,
        avis,
        (
            Colonne(
                "numero",
                "Avis",
                lambda a: a.numero,
                lambda a: a.numero,
                entete=True,
                lien=lambda a: reverse("web:avis", args=[a.numero]),
            ),
            Colonne("objet", "Objet", lambda a: a.saisine.titre, lambda a: a.saisine.titre),
            Colonne("type", "Type", lambda a: capfirst(a.saisine.get_type_display()), lambda a: a.saisine.type),
            Colonne(
                "sens",
                "Sens",
                lambda a: rendre(badge, a.get_sens_display(), GENRES_SENS.get(SensAvis(a.sens), "")),
                lambda a: a.get_sens_display(),
                lambda a: a.get_sens_display(),
            ),
            Colonne(
                "rendu_le",
                "Rendu le",
                lambda a: date_fr(a.rendu_le),
                lambda a: a.rendu_le,
                lambda a: a.rendu_le.isoformat(),
            ),
            Colonne("auteur", "Saisi par", lambda a: a.saisine.auteur.nom, lambda a: a.saisine.auteur.nom),
            Colonne("organe", "Organe", lambda a: a.saisine.organe.nom, csv_seul=True),
            Colonne("instantane", "Instantané", lambda a: a.instantane, csv_seul=True),
            Colonne("empreinte", "Empreinte SHA-256", lambda a: a.empreinte, csv_seul=True),
            Colonne("fictif", "Fictif", lambda a: "oui" if a.fictif else "non", csv_seul=True),
        ),
        legende="Avis publiés",
        texte=lambda a: f"{a.numero} {a.saisine.titre} {a.saisine.auteur.nom} {a.saisine.get_type_display()}",
        filtres=(
            Filtre("sens", "Sens", SensAvis.choices, lambda a, v: a.sens == v),
            Filtre("type", "Type", TypeSaisine.choices, lambda a, v: a.saisine.type == v),
            Filtre("annee", "Année", [(str(x), str(x)) for x in annees], lambda a, v: str(a.rendu_le.year) == v),
        ),
        tri="-rendu_le",
        fichier="avis-du-crefop",
        noms=("avis", "avis"),
        libelle_recherche="Numéro, objet ou auteur",
        vide="Aucun avis ne correspond, ou aucun n’est encore publié.",
    )


def lire(numero: str) -> AvisComite:
    """A published opinion. Raises ``Introuvable``."""
    trouve = avis_publies().filter(numero=numero).first()
    if trouve is None:
        raise Introuvable(
            f"Aucun avis publié n’a le numéro « {numero} ».", remede="Cherchez-le dans la liste des avis."
        )
    return trouve


def avis(request: HttpRequest, numero: str) -> HttpResponse:
    """One published opinion: its text as it was signed, its votes, reserves, figures, files and checkpoint."""
    lu = lire(numero)
    acte = acte_de(lu)
    publication = lu.publications.select_related("point_de_controle").order_by("pk").first()
    connus = {m.identifiant for m in acces.manifestes()}
    indicateurs = acces.indicateurs_par_code()
    contexte = {
        "chemin": (*CHEMIN, (f"Avis {lu.numero}", "")),
        "avis": lu,
        "acte": acte,
        "genre": GENRES_SENS.get(SensAvis(lu.sens), ""),
        "fichiers": fichiers_de(publication, "avis_fichier", lu.numero),
        "reserves": _reserves(request, lu),
        "tardives": mentions_tardives(lu, acte),
        "considerants": [_avec_figures(t, acte) for t in acte.considerants],
        "vigilances": [_avec_figures(t, acte) for t in acte.vigilances],
        "votes": [_vote(v) for v in acte.votes],
        "figures": [{"figure": f, "connu": f.code in indicateurs} for f in acte.figures],
        "instantane_connu": acte.instantane in connus,
        "signatures": lu.signatures.order_by("signee_le", "pk"),
        "publication": publication,
        "point": _point(publication),
        "entree": publication.point_de_controle.seq if publication else 0,
    }
    return render(request, "pages/crefop/avis.html", contexte)


def _point(publication: PublicationActe | None) -> str:
    if publication is None:
        return ""
    point = publication.point_de_controle
    return f"{point.seq}:{point.empreinte}:{point.racine}"


def _avec_figures(texte: str, acte: Acte) -> list[tuple[str, FigureCitee | None]]:
    """A paragraph cut where a figure of the dossier was inserted by its code."""
    figures = {f.marque: f for f in acte.figures}
    morceaux, fin = [], 0
    for trouve in MARQUE.finditer(texte):
        figure = figures.get(trouve[1].rstrip("|"))
        if figure is not None:
            morceaux += [(texte[fin : trouve.start()], None), ("", figure)]
            fin = trouve.end()
    return [*morceaux, (texte[fin:], None)]


def _reserves(request: HttpRequest, lu: AvisComite) -> list[dict[str, Any]]:
    lignes = suivies(reserves(titulaire(request)).filter(avis=lu)).order_by("-genre", "numero")
    return [{"reserve": r, "repere": repere(r), "genre": GENRES_ETAT.get(r.etat, "")} for r in lignes]


def _vote(vote: Vote) -> dict[str, Any]:
    """A ballot as the page shows it: heads by college; voices, then heads, when they differ."""
    return {
        "vote": vote,
        "totaux": [("Ensemble", _cases(vote, vote.sieges, vote.voix))],
        "colleges": [(c.college, _cases(vote, c.sieges, c.voix)) for c in vote.colleges if c.voix is not None],
    }


def _cases(vote: Vote, sieges: Decompte | None, voix: Decompte) -> list[str]:
    """The five counts of a row."""
    return [
        dire_case({"voix": getattr(voix, c), "sieges": getattr(sieges, c) if sieges else None}, pondere=vote.pondere)
        for c in _COLONNES
    ]


def fichier(request: HttpRequest, numero: str, nom: str) -> FileResponse:
    """Download of a published file: only those that the publication names."""
    publication = lire(numero).publications.order_by("pk").first()
    if publication is None:
        raise Introuvable("Cet avis n’a pas de fichier publié.", remede="Revenez à la page de l’avis.")
    return envoyer(fichier_publie(publication, nom, acces.maison()), nom)


def flux(request: HttpRequest) -> HttpResponse:
    """Atom feed of the published opinions."""
    absolu = request.build_absolute_uri
    atome = Atom1Feed(
        title=f"Avis du CREFOP, {acces.region().nom}",
        link=absolu(reverse("web:avis_liste")),
        description="Les avis publiés par le comité.",
        language="fr",
        feed_url=absolu(reverse("web:avis_flux")),
    )
    for lu, acte in _entrees(avis_publies().order_by("-publie_le", "-pk")[:DANS_LE_FLUX]):
        lien = absolu(reverse("web:avis", args=[lu.numero]))
        atome.add_item(
            title=f"Avis {lu.numero} : {lu.get_sens_display()}, {lu.saisine.titre}",
            link=lien,
            description=acte.dispositif,
            unique_id=lien,
            pubdate=lu.publie_le,
            updateddate=lu.publie_le,
            author_name=acte.comite,
        )
    return HttpResponse(atome.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _entrees(lus: Iterable[AvisComite]) -> Iterable[tuple[AvisComite, Acte]]:
    return ((lu, acte_de(lu)) for lu in lus)
