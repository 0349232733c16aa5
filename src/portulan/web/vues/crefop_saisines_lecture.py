"""What members do with a dossier: read it in one sitting, compare its versions, write observations on it."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.crefop.dossier import droits
from portulan.crefop.dossier.comparaison import comparer as comparer_contenus
from portulan.crefop.dossier.comparaison import compter
from portulan.crefop.dossier.contenu import canonique
from portulan.crefop.dossier.enums import EtatReponse, GenreObservation
from portulan.crefop.dossier.models import Dossier, Observation
from portulan.crefop.dossier.observations import (
    observer as ecrire_observation,
)
from portulan.crefop.dossier.observations import (
    ouvert_aux_observations,
    retirer_observation,
    siege_de,
)
from portulan.crefop.dossier.regles import dire_essai
from portulan.socle.erreurs import DonneeInvalide, Introuvable
from portulan.web.formulaires.crefop_saisines import FormulaireObservation
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.saisie import entier_recu
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import parametres
from portulan.web.vues.crefop_saisines_commun import (
    badge_dossier,
    badge_reponse,
    contenu,
    fil_de,
    fil_du_dossier,
    libelles_indicateurs,
    trouver_dossier,
)
from portulan.web.vues.crefop_saisines_dossier import choix_questions


def lire(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """The whole dossier on one page: what was frozen, the pieces, and what members wrote."""
    vu = trouver_dossier(request, numero, version)
    qui = titulaire(request)
    lu = contenu(vu)
    ecrites = _par_question(request, vu)
    membre = droits.du_comite(qui, vu.saisine)
    pieces = {p.empreinte: p for p in droits.pieces(qui).filter(dossier=vu)}
    contexte = {
        "chemin": fil_du_dossier(vu, ("Lire le dossier", ""))
        if membre
        else fil_de(vu.saisine, (f"Dossier, version {vu.numero}", "")),
        "dossier": vu,
        "saisine": vu.saisine,
        "contenu": lu,
        "etat": badge_dossier(vu),
        "questions": [
            {
                "q": q,
                "etat": badge_reponse(q["etat"]),
                "pieces": [pieces[p["empreinte"]] for p in q["pieces"] if p["empreinte"] in pieces],
                "observations": ecrites[q["code"]],
            }
            for q in lu["questions"]
        ],
        "pieces": [pieces[p["empreinte"]] for p in lu["pieces"] if p["empreinte"] in pieces],
        "generales": ecrites[""],
        "observable": ouvert_aux_observations(vu) and siege_de(qui, vu.saisine) is not None,
        "compte": qui.auteur,
        "rapporteurs": lu["rapporteurs"],
    }
    return render(request, "pages/crefop/saisine_lire.html", contexte)


def _lues(request: HttpRequest, vu: Dossier) -> list[Observation]:
    lues = droits.observations(titulaire(request)).filter(dossier=vu, retiree_le__isnull=True)
    return list(lues.select_related("siege__college", "siege__organisation"))


def _par_question(request: HttpRequest, vu: Dossier) -> dict[str, list[dict[str, Any]]]:
    libelles = libelles_indicateurs()
    par_question: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for o in _lues(request, vu):
        par_question[o.question].append({"observation": o, "essai": dire_essai(o.essai, libelles)})
    return par_question


def telecharger(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """The canonical JSON that the digest covers (of an open version: what would be frozen now)."""
    vu = trouver_dossier(request, numero, version)
    texte = vu.contenu or canonique(contenu(vu))[0]
    reponse = HttpResponse(texte, content_type="application/json")
    reponse["Content-Disposition"] = f'attachment; filename="dossier-{vu.saisine.numero}-v{vu.numero}.json"'
    return reponse


@reserve("dossier", "voir")
def comparer(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """What changed since an earlier version: figures, states, texts, pieces."""
    apres = trouver_dossier(request, numero, version, travail=True)
    lisibles = droits.dossiers(titulaire(request)).select_related("saisine__organe", "saisine__auteur")
    autres = list(lisibles.filter(saisine=numero, numero__lt=version).order_by("-numero"))
    if not autres:
        raise Introuvable("Ce dossier n’a pas de version antérieure.", remede="Revenez à la page du dossier.")
    voulue = entier_recu(request.GET.get("avec"))
    avant = next((d for d in autres if d.numero == voulue), autres[0])
    ecarts = comparer_contenus(contenu(avant), contenu(apres))
    etats = {e.value: str(e.label) for e in EtatReponse}
    contexte = {
        "chemin": fil_du_dossier(apres, ("Comparer", "")),
        "avant": avant,
        "apres": apres,
        "autres": autres,
        "ecarts": [
            {
                "q": e,
                "ecarts": [
                    {
                        "quoi": x.quoi,
                        "avant": etats.get(x.avant, x.avant) if x.genre == "etat" else x.avant,
                        "apres": etats.get(x.apres, x.apres) if x.genre == "etat" else x.apres,
                    }
                    for x in e.ecarts
                ],
            }
            for e in ecarts
        ],
        "compte": compter(ecarts),
    }
    return render(request, "pages/crefop/saisine_comparer.html", contexte)


# --- observations ---------------------------------------------------------------------------------


@reserve("observation", "deposer")
def observer(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """Write on a question (``?question=``), or on the whole."""
    vu = trouver_dossier(request, numero, version, travail=True)
    lu = contenu(vu)
    code = (request.POST.get("question") if request.method == "POST" else request.GET.get("question")) or ""
    q = next((q for q in lu["questions"] if q["code"] == code), None)
    if code and q is None:
        raise Introuvable("Cette question n’est pas dans ce dossier.", remede="Choisissez-la dans le dossier.")
    indicateurs = _indicateurs(lu, code)
    formulaire = FormulaireObservation(request.POST or None, indicateurs=indicateurs)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ecrite = ecrire_observation(
                titulaire=titulaire(request),
                dossier=vu,
                question=code,
                genre=formulaire.cleaned_data["genre"],
                texte=formulaire.cleaned_data["texte"],
                essai=formulaire.saisie if formulaire.cleaned_data["genre"] == GenreObservation.RESERVE else None,
            )
        except DonneeInvalide as refus:
            formulaire.add_error("essai", refus.message)
        else:
            messages.success(request, f"{ecrite.get_genre_display().capitalize()} : c’est enregistré.")
            ancre = f"#{code}" if code else "#generales"
            return redirect(reverse("web:saisine_lire", args=[vu.saisine_id, vu.numero]) + ancre)
    contexte = {
        "chemin": fil_du_dossier(vu, ("Écrire une observation", "")),
        "dossier": vu,
        "saisine": vu.saisine,
        "q": q,
        "code": code,
        "formulaire": formulaire,
        "siege": siege_de(titulaire(request), vu.saisine),
        "ouvert": ouvert_aux_observations(vu),
    }
    return render(request, "pages/crefop/saisine_observer.html", contexte, status=422 if formulaire.errors else 200)


def _indicateurs(lu: dict[str, Any], code: str) -> list[tuple[str, str]]:
    """Indicators of a question (of the whole fiche without one), by their name."""
    questions = [q for q in lu["questions"] if code in {"", q["code"]}]
    return list({c["code"]: f"{c['libelle']} ({c['dit']})" for q in questions for c in q["chiffres"]}.items())


@reserve("observation", "voir")
def observations(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """Every observation on a version, by question; CSV for the preparation of the meeting."""
    vu = trouver_dossier(request, numero, version, travail=True)
    rangs = {code: rang for rang, (code, _) in enumerate(choix_questions(contenu(vu)), 1)}
    libelles = libelles_indicateurs()
    genres = {"commentaire": "", "reserve": "attention", "recommandation": "info"}
    liste = Liste(
        parametres(request),
        _lues(request, vu),
        (
            Colonne(
                "question",
                "Question",
                lambda o: o.question or "Tout le dossier",
                lambda o: (rangs.get(o.question, 0), o.pk),
            ),
            Colonne(
                "genre",
                "Nature",
                lambda o: rendre(badge, o.get_genre_display(), genres[o.genre]),
                lambda o: o.genre,
                lambda o: o.get_genre_display(),
            ),
            Colonne("texte", "Observation", lambda o: o.texte, entete=True),
            Colonne("essai", "Comment la lever", lambda o: dire_essai(o.essai, libelles)),
            Colonne("siege", "Siège", lambda o: o.siege.libelle, lambda o: o.siege.libelle),
            Colonne("college", "Collège", lambda o: o.siege.college.libelle, lambda o: o.siege.college.rang),
            Colonne("jour", "Écrite le", lambda o: f"{o.deposee_le:%d/%m/%Y}", lambda o: o.deposee_le),
        ),
        legende="Observations des membres",
        texte=lambda o: f"{o.texte} {o.question} {o.siege.libelle}",
        filtres=(
            Filtre("genre", "Nature", GenreObservation.choices, lambda o, x: o.genre == x),
            Filtre("question", "Question", [(c, c) for c in rangs], lambda o, x: o.question == x),
        ),
        tri="question",
        fichier=f"observations-{vu.saisine.numero}-v{vu.numero}",
        noms=("observation", "observations"),
        vide="Aucune observation pour l’instant.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": fil_du_dossier(vu, ("Observations", "")),
        "dossier": vu,
        "saisine": vu.saisine,
        "liste": liste,
    }
    return render(request, "pages/crefop/saisine_observations.html", contexte)


@require_POST
@reserve("observation", "deposer")
def retirer(request: HttpRequest, numero: int, version: int, observation_id: int) -> HttpResponse:
    """Take one's own observation back."""
    vu = trouver_dossier(request, numero, version)
    trouvee = vu.observations.select_related("dossier__saisine__auteur").filter(pk=observation_id).first()
    if trouvee is None:
        raise Introuvable("Cette observation n’existe pas.", remede="Rechargez la page du dossier.")
    retirer_observation(titulaire=titulaire(request), observation=trouvee)
    messages.success(request, "Votre observation est retirée.")
    ancre = f"#{trouvee.question}" if trouvee.question else "#generales"
    return redirect(reverse("web:saisine_lire", args=[vu.saisine_id, vu.numero]) + ancre)
