"""The instruction: a dossier opened on a snapshot, its questions one by one, then frozen."""

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portulan.comptes.droits import peut
from portulan.crefop.dossier import instruction
from portulan.crefop.dossier.droits import permis as permis_sur
from portulan.crefop.dossier.enums import EtatDossier, EtatReponse
from portulan.crefop.dossier.instantanes import proposables
from portulan.crefop.dossier.models import Dossier, ReponseQuestion
from portulan.crefop.dossier.observations import ouvert_aux_observations, siege_de
from portulan.crefop.dossier.operations import joindre_suites
from portulan.crefop.dossier.queries import avancement
from portulan.crefop.suivi.operations import suites_pour
from portulan.socle.erreurs import DonneeInvalide, Introuvable, VersionDepassee
from portulan.web.conflit import Opposition, confronter
from portulan.web.formulaires.crefop_saisines import FormulairePiece, FormulaireReponse
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.saisie import version_recue
from portulan.web.vues.commun import parametres
from portulan.web.vues.crefop_saisines_commun import (
    badge_dossier,
    badge_reponse,
    contenu,
    fil_de,
    fil_du_dossier,
    trouver,
    trouver_dossier,
)


@reserve("saisine", "instruire")
def ouvrir(request: HttpRequest, numero: int) -> HttpResponse:
    """Choose the snapshot that a version of the dossier rests on."""
    saisine = trouver(request, numero, "instruire")
    if request.method == "POST":
        dossier = instruction.ouvrir_dossier(
            titulaire=titulaire(request),
            saisine=saisine,
            instantane=request.POST.get("instantane", "").replace("\0", "")[:80],
        )
        joindre_suites(dossier=dossier, lignes=suites_pour(saisine))
        messages.success(request, f"La version {dossier.numero} du dossier est ouverte.")
        return redirect("web:saisine_dossier", saisine.pk, dossier.numero)
    dernier = saisine.dossiers.order_by("-numero").first()
    contexte = {
        "chemin": fil_de(saisine, ("Ouvrir le dossier", "")),
        "saisine": saisine,
        "dernier": dernier,
        "administre": peut(titulaire(request), "installation", "agir"),
        "choix": [p for p in proposables(saisine.organe.region) if not dernier or _autre(p.manifeste, dernier)],
    }
    return render(request, "pages/crefop/saisine_dossier_ouvrir.html", contexte)


def _autre(manifeste: Any, dernier: Dossier) -> bool:
    return bool(manifeste.identifiant != dernier.instantane)


@reserve("dossier", "voir")
def dossier(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """The questions of a version, with the state of their instruction."""
    return _page(request, trouver_dossier(request, numero, version, travail=True))


def _page(request: HttpRequest, vu: Dossier) -> HttpResponse:
    qui = titulaire(request)
    lu = contenu(vu)
    entrees = [{"rang": rang, **q} for rang, q in enumerate(lu["questions"])]
    liste = _liste(parametres(request), vu, entrees)
    if liste.csv_demande:
        return liste.csv()
    fait = avancement(vu)
    ouvert = vu.etat == EtatDossier.OUVERT
    instruit = ouvert and permis_sur(qui, "dossier", "instruire", vu)
    contexte = {
        "chemin": fil_du_dossier(vu),
        "dossier": vu,
        "saisine": vu.saisine,
        "contenu": lu,
        "etat": badge_dossier(vu),
        "liste": liste,
        "fait": fait,
        "compte": [(badge_reponse(e), n) for e, n in _compter(entrees)],
        "fige": ouvert and permis_sur(qui, "dossier", "figer", vu),
        "precedent": vu.saisine.dossiers.filter(numero__lt=vu.numero).exists(),
        "observable": ouvert_aux_observations(vu) and siege_de(qui, vu.saisine) is not None,
        "observations": vu.observations.filter(retiree_le__isnull=True).count(),
        "pieces": vu.pieces.all(),
        "intitules": {q["code"]: q["intitule"] for q in lu["questions"]},
        "date": date.fromisoformat(lu["instantane"]["date"]),
        "formulaire_piece": FormulairePiece(questions=choix_questions(lu)) if instruit else None,
    }
    return render(request, "pages/crefop/saisine_dossier.html", contexte)


def _compter(entrees: list[dict[str, Any]]) -> list[tuple[str, int]]:
    compte = Counter(e["etat"] for e in entrees)
    return [(e.value, compte[e.value]) for e in EtatReponse if compte[e.value]]


def choix_questions(lu: dict[str, Any]) -> list[tuple[str, str]]:
    """Questions of a dossier, as a form offers them."""
    return [(q["code"], f"{q['code']} {q['intitule']}") for q in lu["questions"]]


def _liste(demande: dict[str, str], vu: Dossier, entrees: list[dict[str, Any]]) -> Liste:
    return Liste(
        demande,
        entrees,
        (
            Colonne("code", "Code", lambda e: e["code"], lambda e: e["rang"]),
            Colonne(
                "question",
                "Question",
                lambda e: e["intitule"],
                lambda e: e["intitule"],
                entete=True,
                lien=lambda e: reverse("web:saisine_question", args=[vu.saisine_id, vu.numero, e["code"]]),
            ),
            Colonne(
                "etat",
                "Instruction",
                lambda e: badge_reponse(e["etat"]),
                lambda e: list(EtatReponse).index(e["etat"]),
                lambda e: str(EtatReponse(e["etat"]).label),
            ),
            Colonne(
                "chiffres",
                "Chiffres connus",
                lambda e: f"{sum(c['valeur'] is not None for c in e['chiffres'])} sur {len(e['chiffres'])}",
                lambda e: sum(c["valeur"] is not None for c in e["chiffres"]),
                nombre=True,
            ),
            Colonne("pieces", "Pièces", lambda e: len(e["pieces"]), lambda e: len(e["pieces"]), nombre=True),
            Colonne("reponse", "Réponse calculée", lambda e: e["reponse_calculee"], csv_seul=True),
            Colonne("rapporteur", "Texte du rapporteur", lambda e: e["rapporteur"], csv_seul=True),
            Colonne("raison", "Pourquoi sans réponse", lambda e: e["raison"], csv_seul=True),
        ),
        legende=f"Questions du dossier, version {vu.numero}",
        texte=lambda e: f"{e['code']} {e['intitule']} {e['texte']} {e['rapporteur']}",
        filtres=(Filtre("etat", "Instruction", EtatReponse.choices, lambda e, v: e["etat"] == v),),
        tri="code",
        fichier=f"dossier-{vu.saisine.numero}-v{vu.numero}",
        noms=("question", "questions"),
        libelle_recherche="Chercher dans les questions",
        vide="Aucune question ne correspond.",
    )


# --- one question ---------------------------------------------------------------------------------


@reserve("dossier", "voir")
def question(request: HttpRequest, numero: int, version: int, code: str) -> HttpResponse:
    """A question: figures on one side, the instruction beside them; saved one by one."""
    vu = trouver_dossier(request, numero, version, travail=True)
    reponse = vu.reponses.filter(question=code).first()
    if reponse is None:
        raise Introuvable("Cette question n’est pas dans ce dossier.", remede="Ouvrez le dossier, puis choisissez-la.")
    modifiable = vu.etat == EtatDossier.OUVERT and permis_sur(titulaire(request), "dossier", "instruire", vu)
    if request.method != "POST":
        formulaire = FormulaireReponse(initial=_initiales(reponse)) if modifiable else None
        return _question(request, vu, reponse, formulaire)
    return _ecrire(request, vu, reponse, FormulaireReponse(request.POST))


def _ecrire(request: HttpRequest, vu: Dossier, reponse: ReponseQuestion, formulaire: FormulaireReponse) -> HttpResponse:
    if not formulaire.is_valid():
        return _question(request, vu, reponse, formulaire, statut=422)
    try:
        instruction.repondre(
            titulaire=titulaire(request), dossier=vu, question=reponse.question, **formulaire.cleaned_data
        )
    except DonneeInvalide as refus:
        champ = "raison" if formulaire.cleaned_data["etat"] == EtatReponse.SANS_REPONSE else "texte"
        formulaire.add_error(champ, refus.message)
        return _question(request, vu, reponse, formulaire, statut=422)
    except VersionDepassee as refus:
        conflit = confronter(formulaire, refus, _initiales(refus.actuel), verrou="revision")
        return _question(request, vu, reponse, formulaire, statut=409, conflit=conflit)
    messages.success(request, f"{reponse.question} : c’est enregistré.")
    suivante = _voisines(vu, reponse.question)[1]
    if "rester" in request.POST or suivante is None:
        return redirect("web:saisine_dossier", vu.saisine_id, vu.numero)
    return redirect("web:saisine_question", vu.saisine_id, vu.numero, suivante)


def _initiales(reponse: ReponseQuestion) -> dict[str, Any]:
    return {c: getattr(reponse, c) for c in ("etat", "texte", "raison", "revision")}


def _voisines(vu: Dossier, code: str) -> tuple[str | None, str | None]:
    codes = list(vu.reponses.order_by("pk").values_list("question", flat=True))
    rang = codes.index(code)
    return (codes[rang - 1] if rang else None, codes[rang + 1] if rang + 1 < len(codes) else None)


def _question(
    request: HttpRequest,
    vu: Dossier,
    reponse: ReponseQuestion,
    formulaire: FormulaireReponse | None,
    *,
    statut: int = 200,
    conflit: Opposition | None = None,
) -> HttpResponse:
    lu = contenu(vu)
    q = next(q for q in lu["questions"] if q["code"] == reponse.question)
    precedente, suivante = _voisines(vu, reponse.question)
    contexte = {
        "chemin": fil_du_dossier(vu, (reponse.question, "")),
        "dossier": vu,
        "saisine": vu.saisine,
        "q": q,
        "etat": badge_reponse(q["etat"]),
        "formulaire": formulaire,
        "conflit": conflit,
        "precedente": precedente,
        "suivante": suivante,
        "pieces": vu.pieces.filter(question=reponse.question),
        "formulaire_piece": FormulairePiece(questions=choix_questions(lu), initial={"question": reponse.question})
        if formulaire
        else None,
    }
    return render(request, "pages/crefop/saisine_question.html", contexte, status=statut)


@require_POST
@reserve("dossier", "figer")
def figer(request: HttpRequest, numero: int, version: int) -> HttpResponse:
    """Freeze a version: the second factor, then the digest and the register."""
    vu = trouver_dossier(request, numero, version)
    vu = instruction.figer(titulaire=titulaire(request), dossier=vu, version=version_recue(request))
    messages.success(request, f"Le dossier est figé : empreinte {vu.empreinte[:12]}…")
    return redirect("web:saisine_dossier", vu.saisine_id, vu.numero)
