"""The page of a ballot: where it stands, what it gave and by which arithmetic; its data as JSON and CSV."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from portulan.comptes.droits import peut
from portulan.crefop.scrutin.enums import Canal, Choix, EtatScrutin, ModeScrutin
from portulan.crefop.scrutin.explications import refus
from portulan.crefop.scrutin.models import Contestation, Scrutin
from portulan.crefop.scrutin.queries import avancement, mes_electeurs
from portulan.crefop.scrutin.transitions import possibles
from portulan.crefop.scrutin.vote import mes_choix
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Liste
from portulan.web.vues.crefop_votes_commun import (
    GENRES,
    fil_de,
    lire,
    montrer_resultat,
    resultat_visible,
    texte_mis_aux_voix,
    trouver,
)


def scrutin(request: HttpRequest, numero: int) -> HttpResponse:
    """The page of a ballot, for whoever may see it."""
    return page(request, trouver(request, numero))


def page(request: HttpRequest, vu: Scrutin, *, statut: int = 200, **refuses: Any) -> HttpResponse:
    """The same, after an act that was refused."""
    qui = titulaire(request)
    conduit = peut(qui, "scrutin", "conduire")
    siens = list(mes_electeurs(qui, vu))
    dits = mes_choix(qui, siens)
    ouvert = vu.etat == EtatScrutin.OUVERT
    contestees = Contestation.objects.filter(electeur__scrutin=vu).select_related("electeur")
    contexte = {
        "chemin": fil_de(request, vu),
        "scrutin": vu,
        "genre": GENRES[EtatScrutin(vu.etat)],
        "mise": texte_mis_aux_voix(vu),
        "conduit": conduit,
        "etapes": [t for t in possibles(vu.etat) if t.nom not in {"depouiller", "annuler"}] if conduit else (),
        "annulable": conduit and any(t.nom == "annuler" for t in possibles(vu.etat)),
        "a_depouiller": conduit and vu.etat == EtatScrutin.CLOS,
        "avancement": avancement(vu) if ouvert and conduit else None,
        "saisie": conduit and ouvert and vu.mode != ModeScrutin.SECRET,
        "a_voter": ouvert and vu.mode != ModeScrutin.MAIN_LEVEE and any(not e.a_vote for e in siens),
        "miens": [
            {
                "electeur": e,
                "choix": Choix(dits[e.pk]).label if e.pk in dits else "",
                "contestable": e.canal == Canal.SECRETARIAT
                and vu.etat not in {EtatScrutin.PROCLAME, EtatScrutin.ANNULE}
                and not hasattr(e, "contestation"),
            }
            for e in siens
        ],
        "contestations": contestees if conduit else contestees.filter(electeur__in=siens),
        "resultat": montrer_resultat(request, vu) if resultat_visible(request, vu) else None,
        "explications": vu.point.explications.select_related("siege"),
        "peut_expliquer": peut(qui, "scrutin", "expliquer") and not refus(vu.point, aujourdhui()),
        "lien_point": reverse("web:scrutin_point", args=[vu.point_id]) if conduit else "",
        **refuses,
    }
    return render(request, "pages/crefop/scrutin.html", contexte, status=statut)


def donnees(request: HttpRequest, numero: int, forme: str) -> HttpResponse:
    """A result as data: JSON (everything that the page shows), CSV (by college)."""
    vu = trouver(request, numero)
    if forme not in {"json", "csv"} or not resultat_visible(request, vu):
        raise Introuvable("Ce résultat n’existe pas sous cette forme.", remede="Ouvrez la page du scrutin.")
    contenu = lire(request, vu)
    if forme == "csv":
        return _csv(vu, contenu)
    valeurs = {
        "scrutin": vu.pk,
        "intitule": vu.intitule,
        "objet": vu.objet,
        "mode": vu.mode,
        "seance": vu.point.seance.numero,
        "point": vu.point.rang,
        "ouvert_le": vu.ouvert_le,
        "clos_le": vu.clos_le,
        "proclame_le": vu.proclame_le,
        "regles": vu.regles,
        "resultat": contenu,
        "empreinte": vu.resultat.empreinte,
    }
    reponse = JsonResponse(valeurs, json_dumps_params={"ensure_ascii": False, "indent": 2})
    reponse["Content-Disposition"] = f'attachment; filename="scrutin-{vu.pk}.json"'
    return reponse


def _csv(vu: Scrutin, contenu: dict[str, Any]) -> HttpResponse:
    """One row a college, then the total; seats and voices in columns of their own, empty when they are not told."""
    lignes = [*contenu["colleges"], contenu | {"code": "total", "libelle": "Total", "tu": ""}]
    colonnes = [
        Colonne("college", "college", lambda x: x["code"]),
        Colonne("libelle", "libelle", lambda x: x["libelle"]),
        Colonne("sieges", "sieges_du_corps", lambda x: x["corps"]["sieges"]),
        Colonne("voix", "voix_du_corps", lambda x: x["corps"]["voix"]),
        Colonne("votants", "sieges_votants", lambda x: x["votants"]),
    ]
    mesures = [(choix, mesure) for choix in Choix.values for mesure in ("sieges", "voix")]
    colonnes += [Colonne(f"{c}_{m}", f"{c}_{m}", _lecture(c, m)) for c, m in mesures]
    colonnes.append(Colonne("tu", "non_communique", lambda x: x["tu"]))
    return Liste({}, lignes, colonnes, "Résultat", fichier=f"scrutin-{vu.pk}").csv()


def _lecture(choix: str, mesure: str) -> Any:
    def lue(ligne: dict[str, Any]) -> Any:
        if ligne["choix"] is None or ligne["choix"][choix][mesure] is None:
            return ""
        return ligne["choix"][choix][mesure]

    return lue
