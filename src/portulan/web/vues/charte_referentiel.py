"""The referential of quality: read, compared, taken away, deposited, published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.socle.erreurs import ErreurUtilisateur, Introuvable
from portulan.socle.horloge import aujourdhui
from portulan.terrain.charte.comparaison import comparer_textes
from portulan.terrain.charte.lecture import ReferentielRefuse, lire
from portulan.terrain.charte.models import ReferentielPublie
from portulan.terrain.charte.operations import publier_referentiel, verifier_publiable
from portulan.terrain.charte.queries import referentiel_en_vigueur, referentiels
from portulan.terrain.charte.referentiel import Critere, Referentiel
from portulan.web import acces
from portulan.web.formulaires.charte import FormulaireReferentiel
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.saisie import entier_recu
from portulan.web.vues.administration import envoi
from portulan.web.vues.charte_commun import chemin, pluriels, region
from portulan.web.vues.commun import parametres

REFERENTIEL = ("Référentiel de qualité", "/charte/referentiel/")


def _publie(cle: str) -> ReferentielPublie:
    """A referential of this region or national, the one in force when nothing is asked."""
    if not cle:
        return referentiel_en_vigueur(region(), aujourdhui())
    trouve = referentiels(region()).filter(pk=entier_recu(cle)).first()
    if trouve is None:
        raise Introuvable("Ce référentiel n’existe pas.", remede="La page des versions donne ceux qui existent.")
    return trouve


def _duree(mois: int | None) -> str:
    return f"{mois} mois" if mois else "sans limite"


def _preuves(c: Critere) -> str:
    return " ; ".join(f"{p.libelle} ({_duree(p.validite_mois)})" for p in c.preuves)


def _force(c: Critere) -> str:
    return "éliminatoire" if c.eliminatoire else "obligatoire" if c.obligatoire else "de progrès"


def _liste(request: HttpRequest, r: Referentiel) -> Liste:
    def groupes(c: Critere) -> str:
        if len(c.groupes) == len(r.groupes):
            return "tous"
        return ", ".join(g.libelle for g in r.groupes if g.code in c.groupes)

    return Liste(
        parametres(request),
        r.criteres,
        (
            Colonne("code", "Critère", lambda c: c.code, entete=True),
            Colonne("principe", "Principe", lambda c: c.principe),
            Colonne("libelle", "Énoncé", lambda c: c.libelle),
            Colonne("precision", "Précision", lambda c: c.precision),
            Colonne("force", "Force", _force),
            Colonne("groupes", "Groupes", groupes),
            Colonne("preuves", "Preuves attendues", _preuves),
            Colonne("methode", "Vérification", lambda c: c.methode.libelle),
            Colonne("na", "Peut être sans objet", lambda c: "oui" if c.na_permis else "non"),
            Colonne("mesure", "Mesuré par", lambda c: c.mesure_par),
            Colonne("poids", "Poids", lambda c: float(c.poids)),
            Colonne("fondement", "Fondement", lambda c: " ; ".join(r.sources[x] for x in c.fondement)),
        ),
        legende="Critères du référentiel",
        texte=lambda c: f"{c.code} {c.libelle} {c.precision} {_preuves(c)}",
        filtres=(
            Filtre("principe", "Principe", [(p.code, f"{p.code} {p.libelle}") for p in r.principes], _du_principe),
            Filtre("groupe", "Groupe", [(g.code, g.libelle) for g in r.groupes], lambda c, v: v in c.groupes),
            Filtre(
                "force",
                "Force",
                [("obligatoire", "obligatoire"), ("eliminatoire", "éliminatoire"), ("progres", "de progrès")],
                _de_force,
            ),
        ),
        par_page=200,
        fichier=f"referentiel-{r.code}-{r.version}",
        noms=("critère", "critères"),
        conserves=("version",),
    )


def _du_principe(c: Critere, valeur: str) -> bool:
    return c.principe == valeur


def _de_force(c: Critere, valeur: str) -> bool:
    return {"obligatoire": c.obligatoire, "eliminatoire": c.eliminatoire, "progres": not c.obligatoire}[valeur]


def referentiel(request: HttpRequest) -> HttpResponse:
    """The criteria, principle by principle, with the evidence expected."""
    publie = _publie(request.GET.get("version", ""))
    r = publie.referentiel
    liste = _liste(request, r)
    if liste.csv_demande:
        return liste.csv()
    indicateurs = acces.indicateurs_par_code()
    principes = []
    for p in r.principes:
        criteres = [
            {
                "critere": c,
                "force": _force(c),
                "genre": {"éliminatoire": "bloquant", "obligatoire": "attention"}.get(_force(c), ""),
                "preuves": [(x.libelle, _duree(x.validite_mois)) for x in c.preuves],
                "indicateur": indicateurs[c.mesure_par][0].libelle if c.mesure_par in indicateurs else "",
                "groupes": [] if len(c.groupes) == len(r.groupes) else [r.groupe(g) for g in c.groupes],
                "sources": [r.sources[x] for x in c.fondement],
            }
            for c in liste.retenues
            if c.principe == p.code
        ]
        if criteres:
            principes.append({"principe": p, "criteres": criteres})
    contexte = {
        "chemin": chemin((REFERENTIEL[0], "")),
        "publie": publie,
        "r": r,
        "liste": liste,
        "principes": principes,
        "obligatoires": sum(c.obligatoire for c in r.criteres),
        "groupes": [(g, pluriels(g.operateurs), len(r.applicables(g.code))) for g in r.groupes],
        "en_vigueur": publie == referentiel_en_vigueur(region(), aujourdhui()),
        "peut_publier": peut(titulaire(request), "referentiel", "publier"),
        "couverture": round(100 * r.seuils.couverture_minimale),
    }
    return render(request, "pages/charte_referentiel.html", contexte)


def versions(request: HttpRequest) -> HttpResponse:
    """Every referential of the region and of the product, the one in force first told."""
    en_vigueur = referentiel_en_vigueur(region(), aujourdhui())
    liste = Liste(
        parametres(request),
        list(referentiels(region())),
        (
            Colonne("titre", "Référentiel", lambda p: p.titre, entete=True, lien=_lien),
            Colonne("version", "Version", lambda p: p.version),
            Colonne("origine", "De", lambda p: "la Région" if p.region else "Portulan, par défaut"),
            Colonne("du", "Valable depuis le", lambda p: f"{p.valide_du:%d/%m/%Y}", lambda p: p.valide_du),
            Colonne("etat", "État", lambda p: _etat(p, en_vigueur)),
            Colonne("criteres", "Critères", lambda p: len(p.referentiel.criteres), nombre=True),
            Colonne("empreinte", "Empreinte SHA-256", lambda p: p.empreinte, csv_seul=True),
            Colonne("acte", "Acte", lambda p: p.acte, csv_seul=True),
        ),
        legende="Référentiels publiés",
        fichier="referentiels",
        noms=("version", "versions"),
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": chemin(REFERENTIEL, ("Versions", "")),
        "liste": liste,
        "publies": list(referentiels(region())),
        "peut_publier": peut(titulaire(request), "referentiel", "publier"),
    }
    return render(request, "pages/charte_referentiel_versions.html", contexte)


def _lien(publie: ReferentielPublie) -> str:
    return f"{reverse('web:referentiel')}?version={publie.pk}"


def _etat(publie: ReferentielPublie, en_vigueur: ReferentielPublie) -> str:
    if publie == en_vigueur:
        return "en vigueur"
    if publie.valide_du > aujourdhui():
        return "à venir"
    return "remplacé" if publie.region == en_vigueur.region else "par défaut, remplacé par celui de la Région"


def _differences(avant: Referentiel, apres: Referentiel) -> list[dict[str, Any]]:
    """Criteria added, removed or changed, in the new order then those that left."""
    codes = [c.code for c in apres.criteres] + [c.code for c in avant.criteres if c.code not in apres.par_code]
    lignes = []
    for code in codes:
        a, b = avant.par_code.get(code), apres.par_code.get(code)
        changes = _changements(a, b) if a and b else []
        segments = comparer_textes(a.libelle if a else "", b.libelle if b else "")
        etat = "ajouté" if a is None else "retiré" if b is None else "modifié"
        if etat != "modifié" or changes or any(s.genre != "egal" for s in segments):
            lignes.append({"code": code, "etat": etat, "segments": segments, "changements": changes})
    return lignes


def _changements(a: Critere, b: Critere) -> list[tuple[str, str, str]]:
    paires = (
        ("Précision", a.precision, b.precision),
        ("Force", _force(a), _force(b)),
        ("Preuves attendues", _preuves(a), _preuves(b)),
        ("Groupes", ", ".join(a.groupes), ", ".join(b.groupes)),
        ("Vérification", a.methode.libelle, b.methode.libelle),
        ("Mesuré par", a.mesure_par or "rien", b.mesure_par or "rien"),
        ("Poids", str(a.poids), str(b.poids)),
        ("Peut être sans objet", "oui" if a.na_permis else "non", "oui" if b.na_permis else "non"),
    )
    return [(nom, x or "rien", y or "rien") for nom, x, y in paires if x != y]


def comparer(request: HttpRequest) -> HttpResponse:
    """Two versions side by side: only what differs."""
    tous = list(referentiels(region()))
    avant, apres = _publie(request.GET.get("a") or str(tous[-1].pk)), _publie(request.GET.get("b", ""))
    contexte = {
        "chemin": chemin(REFERENTIEL, ("Comparer", "")),
        "tous": tous,
        "avant": avant,
        "apres": apres,
        "differences": _differences(avant.referentiel, apres.referentiel),
    }
    return render(request, "pages/charte_referentiel_comparer.html", contexte)


def toml(request: HttpRequest, referentiel: int) -> HttpResponse:
    """The file as it was deposited."""
    publie = _publie(str(referentiel))
    reponse = HttpResponse(publie.contenu, content_type="application/toml; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="referentiel-{publie.code}-{publie.version}.toml"'
    return reponse


@reserve("referentiel", "publier")
def deposer(request: HttpRequest) -> HttpResponse:
    """Give a file, see every problem or every difference, then publish."""
    formulaire = FormulaireReferentiel(*envoi(request))
    en_vigueur = referentiel_en_vigueur(region(), aujourdhui())
    contexte: dict[str, Any] = {
        "chemin": chemin(REFERENTIEL, ("Déposer", "")),
        "formulaire": formulaire,
        "en_vigueur": en_vigueur,
    }
    if request.method == "POST" and formulaire.is_valid():
        texte = formulaire.cleaned_data["fichier"]
        try:
            propose = lire(texte, acces.indicateurs_par_code())
            verifier_publiable(region(), texte, aujourdhui())
        except ReferentielRefuse as refus:
            contexte["problemes"] = refus.problemes
        except ErreurUtilisateur as refus:
            contexte["refus"] = refus
        else:
            contexte |= {"propose": propose, "texte": texte}
            contexte["differences"] = _differences(en_vigueur.referentiel, propose)
    refuse = formulaire.errors or "problemes" in contexte or "refus" in contexte
    return render(request, "pages/charte_referentiel_deposer.html", contexte, status=422 if refuse else 200)


@require_POST
@reserve("referentiel", "publier")
def publier(request: HttpRequest) -> HttpResponse:
    """Publish the text that was looked at."""
    publie = publier_referentiel(
        titulaire=titulaire(request),
        region=region(),
        texte=request.POST.get("texte", "").replace("\r\n", "\n"),
        indicateurs=acces.indicateurs_par_code(),
    )
    messages.success(request, f"Le référentiel « {publie.titre} », version {publie.version}, est publié.")
    return redirect(_lien(publie))
