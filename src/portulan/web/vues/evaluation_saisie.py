"""Answering: the summary of an assessment, the form of a part, saved as one goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portulan.comptes.droits import Titulaire
from portulan.comptes.queries import titulaires_d_organisation
from portulan.socle.dates import heure_fr
from portulan.socle.erreurs import DonneeInvalide, ErreurUtilisateur, VersionDepassee
from portulan.socle.horloge import aujourdhui, maintenant
from portulan.terrain.charte.referentiel import Critere, Principe
from portulan.terrain.evaluation import droits, operations, queries, regles
from portulan.terrain.evaluation.enums import Etat, EtatAction
from portulan.terrain.evaluation.lectures import bilan
from portulan.terrain.evaluation.models import Evaluation, PreuveCritere
from portulan.web.conflit import Opposition
from portulan.web.formulaires.evaluation import FormulaireConfier, FormulaireReponse
from portulan.web.reprise import rend_la_saisie
from portulan.web.vues.evaluation_commun import (
    GENRES,
    GENRES_STATUT,
    chemin,
    choix_criteres,
    garde,
    lire,
    principe,
    principes,
    repondables,
    reprendre,
)

ETAPES = ("Répondre et prouver", "Soumettre", "Revue contradictoire", "Validation")
_RANGS = {Etat.OUVERTE: 1, Etat.SOUMISE: 3, Etat.EN_REVUE: 3, Etat.VALIDEE: 5, Etat.PERIMEE: 5}


@garde("voir")
def sommaire(request: HttpRequest, evaluation: int) -> HttpResponse:
    """How far it is, what blocks, where to go on."""
    qui, lue = lire(request, evaluation)
    resultat = bilan(lue, aujourdhui())
    siens = repondables(qui, lue)
    reponses = queries.reponses_de(lue)
    parties = _parties(lue, resultat)
    suivante = next((p for p in parties if p["repondus"] < p["total"]), None)
    contexte = {
        "chemin": chemin(lue),
        "evaluation": lue,
        "referentiel": lue.referentiel.referentiel,
        "genre": GENRES[lue.etat],
        "etapes": ETAPES,
        "rang": _RANGS[Etat(lue.etat)],
        "resultat": resultat,
        "note": regles.ecrire_note(resultat.note),
        "couverture": regles.ecrire_part(resultat.couverture),
        "seuil_texte": f"Seuil pour montrer une note : {regles.ecrire_part(resultat.seuil)}",
        "statut": resultat.statut.label,
        "genre_statut": GENRES_STATUT[resultat.statut.value],
        "parties": parties,
        "suivante": suivante,
        "bloquants": [_ligne(lue, resultat, code) for code in resultat.bloquants],
        "a_prouver": [_ligne(lue, resultat, code) for code in resultat.a_prouver if code not in resultat.bloquants],
        "a_confirmer": [c for c, r in reponses.items() if r.a_confirmer],
        "ecarts": resultat.ecarts,
        "repond": bool(siens),
        "gere": lue.etat == Etat.OUVERTE and droits.peut_sur(qui, "soumettre", lue),
        "confier": _formulaire_confier(lue) if lue.etat == Etat.OUVERTE else None,
        "actions": lue.structure.actions.exclude(etat__in=(EtatAction.CLOSE, EtatAction.ABANDONNEE)).count(),
        "fige": (lue.contenu or {}).get("bilan"),
    }
    return render(request, "pages/evaluation.html", contexte)


def _parties(evaluation: Evaluation, resultat: regles.Bilan) -> list[dict[str, Any]]:
    moyennes = {p.code: p for p in resultat.principes}
    parties = []
    for p in principes(evaluation):
        niveaux = [n for n in resultat.niveaux if n.critere.principe == p.code]
        repondus = [n for n in niveaux if n.retenu is not None or n.sans_objet in {"demandee", "acceptee"}]
        parties.append(
            {
                "principe": p,
                "lien": reverse("web:evaluation_principe", args=[evaluation.pk, p.code]),
                "repondus": len(repondus),
                "total": len(niveaux),
                "pourcentage": 100 * len(repondus) // len(niveaux),
                "moyenne": regles.ecrire_note(moyennes[p.code].moyenne),
            }
        )
    return parties


def _ligne(evaluation: Evaluation, resultat: regles.Bilan, code: str) -> dict[str, Any]:
    """A criterion that blocks: why, and where to repair it."""
    n = resultat.niveau(code)
    if n.plafonne:
        pourquoi = f"déclaré au niveau {n.declare}, ramené à {n.retenu} faute de preuve valable"
    else:
        pourquoi = f"au niveau {n.retenu}"
    adresse = reverse("web:evaluation_principe", args=[evaluation.pk, n.critere.principe])
    return {
        "code": code,
        "libelle": n.critere.libelle,
        "eliminatoire": n.critere.eliminatoire,
        "pourquoi": pourquoi,
        "lien": f"{adresse}#critere-{code}",
    }


def _formulaire_confier(evaluation: Evaluation, donnees: Any = None) -> FormulaireConfier:
    organisation = evaluation.structure.organisation
    collegues = titulaires_d_organisation(organisation) if organisation else []
    criteres = evaluation.reponses.values_list("critere", flat=True)
    parties = [
        ("Une partie entière", [(p.code, f"{p.code} – {p.libelle}") for p in principes(evaluation)]),
        ("Un seul critère", choix_criteres(evaluation, criteres)),
    ]
    return FormulaireConfier(donnees, parties=parties, collegues=[(str(c.pk), str(c)) for c in collegues])


@require_POST
@garde("soumettre")
def confier(request: HttpRequest, evaluation: int) -> HttpResponse:
    """Entrust a part, or a criterion, to a colleague."""
    qui, lue = lire(request, evaluation, "soumettre")
    formulaire = _formulaire_confier(lue, request.POST)
    if not formulaire.is_valid():
        raise DonneeInvalide(
            "Cette partie ou cette personne n’est pas dans la liste.", remede="Choisissez-les de nouveau."
        )
    partie, cle = formulaire.cleaned_data["partie"], formulaire.cleaned_data["collegue"]
    applicables = lue.referentiel.referentiel.applicables(lue.groupe)
    codes = [c.code for c in applicables if partie in {c.code, c.principe}]
    organisation = lue.structure.organisation
    compte = titulaires_d_organisation(organisation).get(pk=cle) if cle and organisation else None
    operations.confier(titulaire=qui, evaluation=lue, criteres=codes, compte=compte)
    messages.success(request, f"{partie} : confié à {compte}." if compte else f"{partie} : vous l’avez repris.")
    return redirect("web:evaluation", lue.pk)


@rend_la_saisie
@garde("voir")
def partie(request: HttpRequest, evaluation: int, code: str) -> HttpResponse:
    """The form of a principle: criterion by criterion, saved all together or as one goes."""
    qui, lue = lire(request, evaluation)
    p = principe(lue, code)
    siens = repondables(qui, lue)
    if request.method == "POST":
        return _enregistrer_partie(request, qui, lue, p, siens)
    return _montrer_partie(request, lue, p, _formulaires(lue, p, siens, reprendre(request)))


def _criteres(evaluation: Evaluation, p: Principe) -> list[Critere]:
    return [c for c in evaluation.referentiel.referentiel.applicables(evaluation.groupe) if c.principe == p.code]


def _formulaires(
    evaluation: Evaluation, p: Principe, siens: set[str], donnees: QueryDict | None
) -> dict[str, FormulaireReponse]:
    reponses = queries.reponses_de(evaluation)
    referentiel = evaluation.referentiel.referentiel
    return {
        c.code: FormulaireReponse(donnees, referentiel=referentiel, critere=c, reponse=reponses[c.code])
        for c in _criteres(evaluation, p)
        if c.code in siens
    }


def _enregistrer_partie(
    request: HttpRequest, qui: Titulaire, lue: Evaluation, p: Principe, siens: set[str]
) -> HttpResponse:
    """Save what was touched; what cannot be is shown with why, and what was typed stays."""
    formulaires = _formulaires(lue, p, siens, request.POST)
    conflits: dict[str, Opposition] = {}
    echecs = 0
    for code, formulaire in formulaires.items():
        if not formulaire.is_valid():
            echecs += 1
            continue
        if not formulaire.touchee:
            continue
        try:
            operations.enregistrer_reponse(
                titulaire=qui,
                evaluation=lue,
                critere=code,
                version=formulaire.cleaned_data["version"],
                **formulaire.reponse_saisie,
            )
        except VersionDepassee as refus:
            conflits[code] = formulaire.confronter(refus)
        except DonneeInvalide as erreur:
            formulaire.add_error(None, str(erreur))
            echecs += 1
    if conflits or echecs:
        return _montrer_partie(request, lue, p, formulaires, conflits=conflits, statut=409 if conflits else 422)
    messages.success(request, f"Partie {p.code} enregistrée à {heure()}.")
    return redirect(_suite(request, lue, p))


def _suite(request: HttpRequest, lue: Evaluation, p: Principe) -> str:
    """Where to go once saved: evidence of a criterion, next part, summary, or the same page."""
    voulue = request.POST.get("suite", "")
    if voulue.startswith("preuve:"):
        return f"{reverse('web:evaluation_preuves', args=[lue.pk])}?critere={voulue.removeprefix('preuve:')[:20]}"
    codes = [x.code for x in principes(lue)]
    rang = codes.index(p.code) + 1
    if voulue == "suivante" and rang < len(codes):
        return reverse("web:evaluation_principe", args=[lue.pk, codes[rang]])
    if voulue in {"suivante", "sommaire"}:
        return reverse("web:evaluation", args=[lue.pk])
    return reverse("web:evaluation_principe", args=[lue.pk, p.code])


def heure() -> str:
    """« 10 h 32 », as a saved line says it."""
    return heure_fr(timezone.localtime(maintenant()))


def _montrer_partie(
    request: HttpRequest,
    lue: Evaluation,
    p: Principe,
    formulaires: dict[str, FormulaireReponse],
    *,
    conflits: dict[str, Opposition] | None = None,
    statut: int = 200,
) -> HttpResponse:
    resultat = bilan(lue, aujourdhui())
    codes = [x.code for x in principes(lue)]
    rang = codes.index(p.code)
    contexte = {
        "chemin": chemin(lue, (p.code, "")),
        "evaluation": lue,
        "principe": p,
        "rang": rang + 1,
        "nombre": len(codes),
        "onglets": [(c, reverse("web:evaluation_principe", args=[lue.pk, c]), c == p.code) for c in codes],
        "derniere": rang + 1 == len(codes),
        "echelle": lue.referentiel.referentiel.echelle,
        "criteres": _vues(lue, p, resultat, formulaires, conflits or {}),
        "formulaires": formulaires,
        "erreurs": [(f, e) for f in formulaires.values() for e in _erreurs(f)],
    }
    return render(request, "pages/evaluation_principe.html", contexte, status=statut)


def _erreurs(formulaire: FormulaireReponse) -> list[str]:
    return [str(e) for erreurs in formulaire.errors.values() for e in erreurs] if formulaire.is_bound else []


def _vues(
    lue: Evaluation,
    p: Principe,
    resultat: regles.Bilan,
    formulaires: dict[str, FormulaireReponse],
    conflits: dict[str, Opposition],
) -> list[dict[str, Any]]:
    """What the page shows of each criterion."""
    reponses, preuves = queries.reponses_de(lue), queries.preuves_de(lue)
    constats, echanges = queries.constats_de(lue), queries.echanges_de(lue)
    echelons = {e.niveau: e for e in lue.referentiel.referentiel.echelle}
    vues = []
    for c in _criteres(lue, p):
        reponse = reponses[c.code]
        vues.append(
            {
                "critere": c,
                "reponse": reponse,
                "echelon": echelons.get(reponse.niveau) if reponse.niveau is not None else None,
                "formulaire": formulaires.get(c.code),
                "niveau": resultat.niveau(c.code),
                "preuves": [montrer_preuve(x, c) for x in preuves.get(c.code, ())],
                "constats": constats.get(c.code, ()),
                "echanges": echanges.get(c.code, ()),
                "conflit": conflits.get(c.code),
            }
        )
    return vues


def montrer_preuve(lien: PreuveCritere, critere: Critere) -> dict[str, Any]:
    """A piece of evidence beside a criterion: until when it counts, and whether it still does."""
    preuve = lien.preuve
    fin = regles.fin_de_validite(preuve.effet_le, preuve.valide_jusqu_au, critere)
    valable = regles.en_cours_de_validite(preuve.effet_le, fin, aujourdhui())
    if preuve.etat == "refusee":
        mot, genre = "refusée", "alerte"
    elif not valable:
        mot, genre = "expirée", "alerte"
    else:
        mot, genre = "valable", "succes"
    return {"preuve": preuve, "fin": fin, "mot": mot, "genre": genre}


@require_POST
@garde("repondre")
def reponse(request: HttpRequest, evaluation: int, critere: str) -> HttpResponse:
    """Save one criterion without leaving the page: only a status line comes back, never the form being filled."""
    qui, lue = lire(request, evaluation, "repondre")
    code = critere
    existante = queries.reponses_de(lue).get(code)
    contexte: dict[str, Any] = {"heure": heure(), "code": code, "evaluation": lue}
    if existante is None:
        contexte["erreur"] = "Ce critère n’est pas dans cette évaluation."
        return render(request, "morceaux/evaluation_statut.html", contexte)
    referentiel = lue.referentiel.referentiel
    formulaire = FormulaireReponse(
        request.POST, referentiel=referentiel, critere=referentiel.critere(code), reponse=existante
    )
    if not formulaire.is_valid():
        contexte["erreur"] = " ".join(_erreurs(formulaire))
        return render(request, "morceaux/evaluation_statut.html", contexte)
    try:
        enregistree = operations.enregistrer_reponse(
            titulaire=qui,
            evaluation=lue,
            critere=code,
            version=formulaire.cleaned_data["version"],
            **formulaire.reponse_saisie,
        )
    except VersionDepassee as refus:
        contexte["conflit"] = refus
    except ErreurUtilisateur as erreur:
        contexte["erreur"] = str(erreur)
    else:
        contexte["formulaire"] = FormulaireReponse(
            None, referentiel=referentiel, critere=referentiel.critere(code), reponse=enregistree
        )
    return render(request, "morceaux/evaluation_statut.html", contexte)
