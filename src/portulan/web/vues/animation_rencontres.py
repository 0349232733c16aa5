"""The life of the bassins: the year of each, its meetings, who was convened and who came."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.models import Organisation
from portulan.socle.erreurs import Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.animation import droits, operations, queries
from portulan.terrain.animation.models import Rencontre
from portulan.terrain.animation.regles import RENCONTRES_ATTENDUES
from portulan.web.choix import par_type
from portulan.web.formulaires.animation import FormulaireRencontre
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.saisie import entier_recu
from portulan.web.templatetags.composants import badge, pluriel, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.saisie import choix_bassins, enregistrer, nom_du_bassin, nom_operateur, region


@reserve("rencontre", "voir")
def animation(request: HttpRequest) -> HttpResponse:
    """Every bassin over twelve months: meetings, attendance, protocols; what is missing comes first."""
    qui = titulaire(request)
    vies = queries.vie_des_bassins(qui, region(), aujourdhui())
    liste = Liste(
        parametres(request),
        vies,
        (
            Colonne(
                "nom",
                "Bassin",
                lambda v: v.nom,
                lambda v: v.nom,
                entete=True,
                lien=lambda v: f"{reverse('web:rencontres')}?bassin={v.code}",
            ),
            Colonne("tenues", "Rencontres tenues", lambda v: v.tenues, lambda v: v.tenues, nombre=True),
            Colonne(
                "rythme",
                "Rythme",
                lambda v: rendre(
                    badge, *(("tenu", "succes") if v.assez else (f"moins de {RENCONTRES_ATTENDUES}", "attention"))
                ),
                lambda v: v.assez,
                lambda v: "tenu" if v.assez else f"moins de {RENCONTRES_ATTENDUES}",
            ),
            Colonne("prevues", "Prévues", lambda v: v.prevues, lambda v: v.prevues, nombre=True),
            Colonne(
                "participation",
                "Présence",
                lambda v: "–" if v.participation is None else f"{v.participation} %",
                lambda v: v.participation,
                lambda v: v.participation,
                nombre=True,
            ),
            Colonne("protocoles", "Protocoles", lambda v: len(v.protocoles), lambda v: len(v.protocoles), nombre=True),
        ),
        legende="Vie des bassins sur douze mois",
        texte=lambda v: v.nom,
        filtres=(
            Filtre(
                "manque",
                "À suivre",
                [("rencontres", f"moins de {RENCONTRES_ATTENDUES} rencontres"), ("protocoles", "aucun protocole")],
                lambda v, x: not v.assez if x == "rencontres" else not v.protocoles,
            ),
        ),
        tri="tenues",
        fichier="vie-des-bassins",
        noms=("bassin", "bassins"),
        libelle_recherche="Chercher un bassin",
        vide="Aucune rencontre ni aucun protocole ne vous concerne dans les douze derniers mois.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Animation", "")),
        "liste": liste,
        "attendues": RENCONTRES_ATTENDUES,
        "entiere": droits.voit_toute_la_region(qui),
        "sur_total": f"sur {pluriel(len(vies), 'bassin,bassins')}",
        "au_rythme": sum(v.assez for v in vies),
        "sans_protocole": sum(not v.protocoles for v in vies),
        "tenues": sum(v.tenues for v in vies),
        "peut_saisir": peut(qui, "rencontre", "saisir"),
        "prochaines": [
            (r, nom_du_bassin(r.bassin))
            for r in droits.rencontres(qui).filter(region=region(), date__gte=aujourdhui()).order_by("date")[:5]
        ],
    }
    return render(request, "pages/animation.html", contexte)


@reserve("rencontre", "voir")
def rencontres(request: HttpRequest) -> HttpResponse:
    """Meetings, latest first."""
    qui = titulaire(request)
    lignes = list(droits.rencontres(qui).filter(region=region()).prefetch_related("participations"))
    bassins = {r.bassin for r in lignes}
    liste = Liste(
        parametres(request),
        lignes,
        (
            Colonne("date", "Date", lambda r: f"{r.date:%d/%m/%Y}", lambda r: r.date, lambda r: r.date.isoformat()),
            Colonne(
                "objet",
                "Objet",
                lambda r: r.objet,
                lambda r: r.objet,
                entete=True,
                lien=lambda r: reverse("web:rencontre", args=[r.pk]),
            ),
            Colonne("bassin", "Bassin", lambda r: nom_du_bassin(r.bassin), lambda r: nom_du_bassin(r.bassin)),
            Colonne("conviees", "Conviées", lambda r: len(r.participations.all()), nombre=True),
            Colonne("presentes", "Présentes", _presentes, nombre=True),
        ),
        legende="Rencontres des bassins",
        texte=lambda r: f"{r.objet} {nom_du_bassin(r.bassin)}",
        filtres=(
            Filtre("bassin", "Bassin", [c for c in choix_bassins() if c[0] in bassins], lambda r, v: r.bassin == v),
        ),
        tri="-date",
        fichier="rencontres",
        noms=("rencontre", "rencontres"),
        libelle_recherche="Chercher une rencontre",
        vide="Aucune rencontre ne correspond.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (*_chemin()[:2], ("Rencontres", "")),
        "liste": liste,
        "peut_saisir": peut(qui, "rencontre", "saisir"),
    }
    return render(request, "pages/rencontres.html", contexte)


def _presentes(rencontre: Rencontre) -> str:
    notees = [p.presente for p in rencontre.participations.all() if p.presente is not None]
    return str(sum(notees)) if notees else "à noter" if rencontre.date <= aujourdhui() else "–"


def _chemin() -> tuple[tuple[str, str], ...]:
    return ACCUEIL, ("Animation", reverse("web:animation")), ("Rencontres", reverse("web:rencontres"))


def _visible(qui: Titulaire, cle: int, verbe: str = "voir") -> Rencontre:
    trouvee = droits.rencontres(qui, verbe).filter(pk=cle).first()
    if trouvee is None:
        raise Introuvable("Cette rencontre n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste.")
    return trouvee


@reserve("rencontre", "voir")
def rencontre(request: HttpRequest, cle: int) -> HttpResponse:
    """A meeting: who was convened, who came, what was decided."""
    qui = titulaire(request)
    tenue = _visible(qui, cle)
    participations = list(tenue.participations.select_related("organisation"))
    saisit = droits.rencontres(qui, "saisir").filter(pk=tenue.pk).exists()
    contexte = {
        "chemin": (*_chemin(), (tenue.objet, "")),
        "rencontre": tenue,
        "bassin": nom_du_bassin(tenue.bassin),
        "participations": [(p, nom_operateur(p.organisation.operateur)) for p in participations],
        "presentes": sum(bool(p.presente) for p in participations),
        "notees": any(p.presente is not None for p in participations),
        "passee": tenue.date <= aujourdhui(),
        "peut_saisir": saisit,
    }
    return render(request, "pages/rencontre.html", contexte)


@reserve("rencontre", "saisir")
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Plan a meeting, or write down one that was held."""
    return _saisir(request, None)


@reserve("rencontre", "saisir")
def modifier(request: HttpRequest, cle: int) -> HttpResponse:
    """Change a meeting."""
    return _saisir(request, _visible(titulaire(request), cle, "saisir"))


def _saisir(request: HttpRequest, tenue: Rencontre | None) -> HttpResponse:
    initiales: dict[str, Any] = {"date": aujourdhui(), "bassin": request.GET.get("bassin", "")}
    if tenue is not None:
        initiales = _initiales(tenue)

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        conviees = Organisation.objects.filter(pk__in=propre.pop("organisations"))
        ecrite = operations.tenir_rencontre(
            titulaire=titulaire(request), region=region(), rencontre=tenue, organisations=conviees, **propre
        )
        return reverse("web:rencontre", args=[ecrite.pk]), "Rencontre enregistrée."

    organisations = Organisation.objects.filter(region=region(), active=True)
    formulaire = FormulaireRencontre(
        request.POST or None,
        initial=initiales,
        bassins=choix_bassins(),
        organisations=par_type(organisations),
    )
    titre = f"Modifier : {tenue.objet}" if tenue else "Nouvelle rencontre"
    return enregistrer(
        request,
        formulaire=formulaire,
        gabarit="pages/animation_saisie.html",
        contexte={
            "chemin": (*_chemin(), (titre, "")),
            "titre": titre,
            "chapeau": "Une rencontre réunit le réseau d’un bassin. Notez-la dès qu’elle est prévue ; "
            "les présences se saisissent ensuite.",
            "bouton_enregistrer": "Enregistrer la rencontre",
        },
        ecrire=ecrire,
        initiales=_initiales,
    )


def _initiales(tenue: Rencontre) -> dict[str, Any]:
    lues = {nom: getattr(tenue, nom) for nom in ("bassin", "date", "objet", "lieu", "compte_rendu", "version")}
    return lues | {"organisations": [str(pk) for pk in tenue.organisations.values_list("pk", flat=True)]}


@require_POST
@reserve("rencontre", "saisir")
def presences(request: HttpRequest, cle: int) -> HttpResponse:
    """Write who came."""
    qui = titulaire(request)
    tenue = _visible(qui, cle, "saisir")
    cochees = {pk for cle in request.POST.getlist("presentes") if (pk := entier_recu(cle)) is not None}
    operations.noter_presences(titulaire=qui, rencontre=tenue, presentes=cochees)
    messages.success(request, "Présences enregistrées.")
    return redirect("web:rencontre", tenue.pk)


@require_POST
@reserve("rencontre", "saisir")
def annuler(request: HttpRequest, cle: int) -> HttpResponse:
    """Remove a meeting that did not take place."""
    qui = titulaire(request)
    operations.annuler_rencontre(titulaire=qui, rencontre=_visible(qui, cle, "saisir"))
    messages.success(request, "Rencontre retirée.")
    return redirect("web:rencontres")
