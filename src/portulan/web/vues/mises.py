"""Hand-overs with an account: the inbox (late first), what was sent, and the page of one."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.socle.textes import normaliser
from portulan.terrain.accueil import droits, mots, suivi
from portulan.terrain.accueil.enums import EtatMise
from portulan.terrain.accueil.models import MiseEnRelation
from portulan.terrain.accueil.operations_mise import avancer
from portulan.terrain.accueil.transitions import PRISES, SANS_REPONSE, Acteur
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre
from portulan.web.liste_requete import ListeRequete, numero_cherche
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.mises_commun import GENRES, decrire, formulaires, recevoir_etape

_LISTE = ("Demandes transmises", "/accueil/mises/")


@reserve("mise", "voir")
def mises(request: HttpRequest) -> HttpResponse:
    """What was received and sent, what is late first."""
    qui, jour = titulaire(request), aujourdhui()
    recoit = peut(qui, "mise", "repondre")
    recues = droits.mises(qui, "repondre") if recoit else MiseEnRelation.objects.none()
    recue = Exists(recues.filter(pk=OuterRef("pk")).order_by())
    toutes = suivi.a_suivre(qui)
    liste = _liste(parametres(request), toutes.annotate(recue=recue), jour)
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Demandes transmises", "")),
        "liste": liste,
        "region": not recoit,
        "a_repondre": recues.filter(etat__in=SANS_REPONSE).count(),
        "tard": _en_retard(toutes, jour).count(),
    }
    return render(request, "pages/mises.html", contexte)


def _en_retard(lignes: QuerySet[MiseEnRelation], jour: date) -> QuerySet[MiseEnRelation]:
    """Open, with a promise that is past and not kept."""
    return lignes.filter(terme__lt=jour)


def _dire_terme(mise: Any, jour: date) -> Any:
    if mise.terme is None:
        return "–"
    return rendre(badge, f"en retard, {date_fr(mise.terme)}", "alerte") if mise.terme < jour else date_fr(mise.terme)


def _chercher(lignes: QuerySet[MiseEnRelation], cherches: Sequence[str]) -> QuerySet[MiseEnRelation]:
    """By number (« M-000042 », « D-000042 », « 42 »), or by words of the structure or of the need."""
    numero = numero_cherche(cherches, "m", "d")
    if numero is not None:
        return lignes.filter(Q(pk=numero) | Q(besoin__demande=numero))
    besoins = lignes.order_by().values_list("besoin__thematique", flat=True).distinct()
    structures = lignes.order_by().values_list("structure", "structure__nom").distinct()
    dits = [b for b in besoins if _tous(cherches, mots.dire("thematiques", b))]
    return lignes.filter(
        Q(besoin__thematique__in=dits) | Q(structure__in=[cle for cle, nom in structures if _tous(cherches, nom)])
    )


def _tous(cherches: Sequence[str], texte: str) -> bool:
    plat = normaliser(texte)
    return all(mot in plat for mot in cherches)


def _liste(demande: dict[str, str], lignes: QuerySet[MiseEnRelation], jour: date) -> ListeRequete:
    def besoin(m: MiseEnRelation) -> str:
        return mots.dire("thematiques", m.besoin.thematique)

    return ListeRequete(
        demande,
        lignes,  # type: ignore[arg-type]
        (
            Colonne(
                "numero", "Demande", lambda m: m.numero, entete=True, lien=lambda m: reverse("web:mise", args=[m.pk]),
                champs=("pk",),
            ),
            Colonne("besoin", "Besoin", besoin, champs=("besoin__thematique",)),
            Colonne("structure", "Structure", lambda m: m.structure.nom, champs=("structure__nom",)),
            Colonne("emettrice", "Orientée par", lambda m: m.emettrice.nom if m.emettrice else "site public"),
            Colonne(
                "etat", "État", lambda m: rendre(badge, m.get_etat_display(), GENRES.get(EtatMise(m.etat), "")),
                brut=lambda m: m.get_etat_display(), champs=("etat",),
            ),
            Colonne(
                "terme", "À faire avant le", partial(_dire_terme, jour=jour),
                brut=lambda m: m.terme.isoformat() if m.terme else "", champs=("terme",),
            ),
            Colonne(
                "emise", "Transmise le", lambda m: date_fr(m.emise_le.date()),
                brut=lambda m: m.emise_le.date().isoformat(), champs=("emise_le",),
            ),
            Colonne("retard", "En retard", lambda m: "oui" if m.terme and m.terme < jour else "non", csv_seul=True),
        ),
        legende="Mises en relation",
        chercher=_chercher,
        filtres=(
            Filtre("sens", "Sens", [("reçue", "reçues"), ("transmise", "transmises")],
                   lambda q, v: q.filter(recue=v == "reçue")),
            Filtre("etat", "État", EtatMise.choices, lambda q, v: q.filter(etat=v)),
            Filtre("retard", "Retard", [("oui", "en retard")], lambda q, _v: _en_retard(q, jour)),
        ),
        tri="terme",
        fichier="mises-en-relation",
        noms=("mise en relation", "mises en relation"),
        libelle_recherche="Numéro, structure ou besoin",
        vide="Aucune demande transmise pour l’instant.",
    )  # fmt: skip


@reserve("mise", "voir")
def mise(request: HttpRequest, cle: int) -> HttpResponse:
    """One hand-over: where it stands, and what this person may do of it."""
    qui, statut = titulaire(request), 200
    trouvee = (
        droits.mises(qui)
        .select_related("structure__organisation", "service", "emettrice", "vers", "aiguillage", "besoin__demande")
        .filter(pk=cle)
        .first()
    )
    if trouvee is None:
        raise Introuvable("Cette mise en relation n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    acteurs = _acteurs(qui, trouvee)
    if request.method == "POST":
        message, lus, statut = recevoir_etape(request, trouvee, acteurs, partial(avancer, titulaire=qui, mise=trouvee))
        if message:
            messages.success(request, message)
            return redirect("web:mise", cle)
    else:
        lus = formulaires(trouvee, acteurs)
    lit = droits.identites(qui).filter(demande=trouvee.besoin.demande_id).exists()
    passation = droits.passations().filter(besoin=trouvee.besoin, structure=trouvee.structure).first()
    attend = Acteur.EMETTRICE in acteurs or trouvee.etat in PRISES or passation is not None
    contexte = {
        "chemin": (ACCUEIL, _LISTE, (trouvee.numero, "")),
        "formulaires": lus,
        "adresse": request.path,
        "demande_lisible": Acteur.EMETTRICE in acteurs,
        "passation": passation,
        **decrire(trouvee, identite=lit and attend, jour=aujourdhui()),
    }
    return render(request, "pages/mise.html", contexte, status=statut)


def _acteurs(qui: Titulaire, mise: MiseEnRelation) -> tuple[Acteur, ...]:
    tenus = []
    if droits.mises(qui, "repondre").filter(pk=mise.pk).exists():
        tenus.append(Acteur.RECEVEUSE)
    if droits.mises(qui, "emettre").filter(pk=mise.pk).exists():
        tenus.append(Acteur.EMETTRICE)
    return tuple(tenus)
