"""The front desk: note a request in under a minute, see who can help and why, follow what was handed over."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portulan.comptes.droits import Titulaire, perimetre, peut
from portulan.methodes.aiguillage import A_DISTANCE, reponse_de
from portulan.methodes.aiguillage_textes import ELARGISSEMENTS
from portulan.socle import geographie
from portulan.socle.dates import date_fr
from portulan.socle.erreurs import Introuvable
from portulan.socle.typographie import espaces_insecables
from portulan.terrain.accueil import droits, mots, operations
from portulan.terrain.accueil.besoins import dire_besoin
from portulan.terrain.accueil.enums import Etape, EtatBesoin
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, MiseEnRelation
from portulan.terrain.accueil.regles import FERMES
from portulan.terrain.accueil.requetes import requete_du_besoin
from portulan.terrain.accueil.transitions import OUVERTES
from portulan.terrain.aiguillage.queries import proposer
from portulan.terrain.reseau.droits import STRUCTURE
from portulan.terrain.reseau.enums import EtatStructure
from portulan.terrain.reseau.models import Structure
from portulan.web.formulaires.guichet import FormulaireDemande, FormulaireReponse, FormulaireTrace
from portulan.web.formulaires.porte import PUBLICS, SITUATIONS
from portulan.web.identite import reserve, titulaire
from portulan.web.liste import Colonne, Filtre
from portulan.web.liste_requete import ListeRequete, numero_cherche
from portulan.web.templatetags.composants import badge, rendre
from portulan.web.vues.commun import ACCUEIL, parametres
from portulan.web.vues.propositions import Montree, montrer, montrer_ecartes
from portulan.web.vues.saisie import enregistrer

GUICHET = ("Guichet", "/guichet/")
LIMITE = 6
GENRES = {
    EtatBesoin.A_ORIENTER: "attention",
    EtatBesoin.A_REPRENDRE: "alerte",
    EtatBesoin.EN_ATTENTE: "info",
    EtatBesoin.EN_CHARGE: "info",
    EtatBesoin.ABOUTI: "succes",
    EtatBesoin.REPONDU: "succes",
}


def portes(qui: Titulaire) -> list[Structure]:
    """Open places in whose name this person receives."""
    permises = perimetre(qui, "accueil", "saisir", Structure.objects.filter(etat=EtatStructure.OUVERTE), STRUCTURE)
    return list(permises.order_by("nom", "pk"))


def une_demande(qui: Titulaire, cle: int, verbe: str = "voir") -> DemandeAccueil:
    """A request on which this person may do this; ``Introuvable`` otherwise, as if it were not there."""
    trouvee = droits.demandes(qui, verbe).select_related("structure").filter(pk=cle).first()
    if trouvee is None:
        raise Introuvable("Cette demande n’existe pas, ou n’est pas pour vous.", remede="Ouvrez la liste du guichet.")
    return trouvee


@never_cache
@reserve("accueil", "saisir")
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Note a request, then see who can help."""
    qui = titulaire(request)
    lieux = portes(qui)
    if not lieux:
        raise Introuvable(
            "Votre organisation n’a aucune structure ouverte dans le réseau.",
            remede="Ajoutez-la d’abord dans le réseau, ou demandez-le à la mission SPRO.",
        )
    communes, choisie = _communes(request)
    formulaire = FormulaireDemande(
        request.POST or None,
        structures=[(str(s.pk), s.nom) for s in lieux],
        communes=communes,
        initial={"cle": uuid4().hex, "structure": request.session.get("guichet_structure", str(lieux[0].pk))},
    )
    if request.method == "POST" and choisie is None:
        formulaire.add_error("commune" if communes else "ou", _mot_du_lieu(communes))

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        request.session["guichet_structure"] = propre["structure"]
        notee = _noter(qui, propre, choisie or "", next(s for s in lieux if str(s.pk) == propre["structure"]))
        return reverse("web:guichet_demande", args=[notee.pk]), f"Demande {notee.numero} notée."

    contexte = {
        "chemin": (ACCUEIL, GUICHET, ("Nouvelle demande", "")),
        "precise": any(formulaire[nom].value() for nom in FormulaireDemande.PRECISIONS),
    }
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/guichet_nouvelle.html", contexte=contexte, ecrire=ecrire
    )


def _mot_du_lieu(communes: list[tuple[str, str]]) -> str:
    if communes:
        return "Plusieurs communes correspondent : choisissez celle de la personne."
    return "Ce lieu n’est ni une commune ni un code postal : corrigez-le, ou laissez vide s’il n’est pas connu."


def _communes(request: HttpRequest) -> tuple[list[tuple[str, str]], str | None]:
    """(choices when several match, code of the one meant; None when it must be chosen or corrected)."""
    if request.method != "POST":
        return [], ""
    texte = str(request.POST.get("ou", "")).strip()[:80]
    if not texte:
        return [], ""
    trouvees = geographie.rechercher(texte, 12)
    choisie = str(request.POST.get("commune", ""))
    if choisie in {c["code_insee"] for c in trouvees}:
        return [], choisie
    if len(trouvees) == 1:
        return [], trouvees[0]["code_insee"]
    return [(c["code_insee"], f"{c['nom']} ({', '.join(c['codes_postaux'][:2])})") for c in trouvees], None


def _noter(qui: Titulaire, propre: dict[str, Any], code_insee: str, structure: Structure) -> DemandeAccueil:
    demande = operations.enregistrer_demande(
        titulaire=qui,
        structure=structure,
        canal=propre["canal"],
        besoins=propre["besoins"],
        publics=PUBLICS[propre["situation"]],
        age=propre["age"],
        code_insee=code_insee,
        mobilite=propre["mobilite"],
        langues=propre["langues"],
        handicap=propre["handicap"],
        moments=propre["moments"],
        modes=[A_DISTANCE] if propre["distance"] else [],
        contacts_avant=propre["contacts_avant"],
        cle=propre["cle"],
    )
    aiguiller_tout(qui, demande)
    return demande


def aiguiller_tout(qui: Titulaire, demande: DemandeAccueil, *, encore: bool = False) -> None:
    """Route the needs that were not yet (all that are open, ``encore``)."""
    for besoin in demande.besoins.select_related("demande__structure"):
        if besoin.etat not in FERMES and (encore or not besoin.aiguillages.exists()):
            operations.aiguiller(
                titulaire=qui, besoin=besoin, reponse=proposer(requete_du_besoin(besoin), limite=LIMITE)
            )


@never_cache
@reserve("accueil", "voir")
def demande(request: HttpRequest, cle: int) -> HttpResponse:
    """A request: its needs, who was proposed and why, what was handed over, what remains to do."""
    qui = titulaire(request)
    notee = une_demande(qui, cle)
    saisit = droits.demandes(qui, "saisir").filter(pk=notee.pk).exists()
    ouverts = [b for b in notee.besoins.all() if b.etat not in FERMES]
    a_repondre = [(str(b.pk), dire_besoin(b.thematique)) for b in ouverts if not b.mises.exists()]
    contexte = {
        "chemin": (ACCUEIL, GUICHET, (notee.numero, "")),
        "demande": notee,
        "faits": faits(notee),
        "identite": droits.identites(qui).filter(demande=notee).first(),
        "saisit": saisit,
        "besoins": [_besoin(b, emettre=saisit) for b in notee.besoins.all()],
        "ouverts": bool(ouverts),
        "reponse": FormulaireReponse(besoins=a_repondre) if saisit and a_repondre else None,
        "peut_effacer": droits.identites(qui, "effacer").filter(demande=notee).exists(),
    }
    return render(request, "pages/guichet_demande.html", contexte)


def faits(notee: DemandeAccueil) -> list[tuple[str, str]]:
    """What is known of the person, without who she is."""
    situations = {publics: nom for _, nom, publics in SITUATIONS}
    precisions = [
        ("Reçue", f"{timezone.localtime(notee.recue_le):%d/%m/%Y à %H:%M}, {notee.get_canal_display()}"),
        ("Par", notee.structure.nom if notee.structure else "le site public"),
        ("Commune", geographie.commune(notee.code_insee)["nom"] if notee.code_insee else ""),
        ("Situation", situations.get(tuple(notee.publics), ", ".join(mots.dire("publics", p) for p in notee.publics))),
        ("Âge", f"{notee.age} ans" if notee.age is not None else ""),
        ("Déplacement", notee.get_mobilite_display() if notee.mobilite else ""),
        ("Lieu accessible", "nécessaire" if notee.handicap else ""),
        ("Trace écrite", notee.get_trace_display() if notee.trace else ""),
    ]
    return [(nom, valeur) for nom, valeur in precisions if valeur]


def _besoin(besoin: Besoin, *, emettre: bool) -> dict[str, Any]:
    aiguillage = besoin.aiguillages.first()
    reponse = reponse_de(aiguillage.reponse) if aiguillage else None
    mises = list(besoin.mises.select_related("structure", "service").prefetch_related("promesses", "etapes"))
    occupees = {m.structure_id for m in mises}
    ouverte = any(m.etat in OUVERTES for m in mises)
    montrees = montrer(reponse) if reponse else []
    return {
        "besoin": besoin,
        "dit": dire_besoin(besoin.thematique),
        "etat": besoin.get_etat_display(),
        "genre": GENRES.get(EtatBesoin(besoin.etat), ""),
        "ferme": besoin.etat in FERMES,
        "aiguillage": aiguillage,
        "propositions": [(m, emettre and not ouverte and m.structure.pk not in occupees) for m in montrees],
        "elargissement": ELARGISSEMENTS.get(reponse.elargissement, "") if reponse else "",
        "ecartes": montrer_ecartes(reponse.ecartes) if reponse else [],
        "total_ecartes": reponse.total_ecartes if reponse else 0,
        "mises": mises,
        "passations": droits.passations().filter(besoin=besoin).select_related("structure"),
    }


@never_cache
@reserve("accueil", "voir")
def trace(request: HttpRequest, cle: int) -> HttpResponse:
    """What the person leaves with: who can help, where, when, why, without her name; printed, or sent by mail."""
    qui = titulaire(request)
    notee = une_demande(qui, cle)
    besoins = [_a_garder(besoin) for besoin in notee.besoins.all()]
    connue = droits.identites(qui).filter(demande=notee).first()
    formulaire = FormulaireTrace(request.POST or None, initial={"courriel": connue.courriel if connue else ""})

    def ecrire(propre: dict[str, Any]) -> tuple[str, str]:
        operations.envoyer_la_trace(titulaire=qui, demande=notee, adresse=propre["courriel"], besoins=besoins)
        return reverse("web:guichet_demande", args=[cle]), "La trace part par courriel."

    contexte = {
        "chemin": (ACCUEIL, GUICHET, (notee.numero, reverse("web:guichet_demande", args=[cle])), ("Trace écrite", "")),
        "demande": notee,
        "besoins": besoins,
        "envoie": droits.demandes(qui, "saisir").filter(pk=notee.pk).exists(),
    }
    return enregistrer(
        request, formulaire=formulaire, gabarit="pages/guichet_trace.html", contexte=contexte, ecrire=ecrire
    )


def _a_garder(besoin: Besoin) -> dict[str, Any]:
    """A need as the trace says it, on paper and by mail: what was handed over, else the first three proposals."""
    vue = _besoin(besoin, emettre=False)
    choisies = {m.structure_id for m in vue["mises"]}
    montrees = [m for m, _ in vue["propositions"]]
    return {
        "dit": vue["dit"],
        "envois": [_dire_l_envoi(m) for m in vue["mises"]],
        "lieux": [_lieu(m) for m in montrees if m.structure.pk in choisies] or [_lieu(m) for m in montrees[:3]],
    }


def _lieu(montree: Montree) -> dict[str, str]:
    return {
        "nom": montree.structure.nom,
        "adresse": ", ".join(montree.adresse) + (f" ({montree.trajet})" if montree.trajet else ""),
        "joindre": ", ".join(x for x in (montree.telephone and f"Tél. {montree.telephone}", montree.courriel) if x),
        "horaires": " ; ".join(f"{jours} {heures}" for jours, heures in montree.horaires),
        "raisons": " ".join(montree.raisons),
    }


def _dire_l_envoi(mise: MiseEnRelation) -> str:
    promise = next((p.echeance for p in mise.promesses.all() if p.etape == Etape.REPONSE and not p.tenue_le), None)
    terme = f" ; une réponse vous est promise pour le {date_fr(promise)}" if promise else ""
    return espaces_insecables(f"Votre demande est transmise à {mise.structure.nom} le {date_fr(mise.emise_le)}{terme}.")


@never_cache
@reserve("accueil", "voir")
def demandes(request: HttpRequest) -> HttpResponse:
    """Requests of one's own door and those received, the latest first."""
    qui = titulaire(request)
    lignes = droits.demandes(qui).select_related("structure")
    liste = ListeRequete(
        parametres(request),
        lignes,
        _colonnes(),
        legende="Demandes",
        texte=lambda d: d.numero,
        chercher=_chercher,
        filtres=(
            Filtre("etat", "Où elle en est", EtatBesoin.choices, lambda q, v: q.filter(pk__in=_de_l_etat(v))),
            Filtre(
                "rappel", "Rappel", [("oui", "à rappeler")], lambda q, _v: q.filter(a_rappeler=True, rappelee_le=None)
            ),
        ),
        tri="-recue",
        par_page=25,
        fichier="demandes",
        noms=("demande", "demandes"),
        libelle_recherche="Numéro ou commune",
        preparer=_avec_besoins,
        vide="Aucune demande ne correspond. Retirez un filtre, ou notez une nouvelle demande.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Guichet", "")),
        "liste": liste,
        "peut_noter": peut(qui, "accueil", "saisir"),
        "vide": not liste.restreinte and not liste.total,
    }
    return render(request, "pages/guichet.html", contexte)


def _colonnes() -> tuple[Colonne, ...]:
    return (
        Colonne(
            "numero",
            "Demande",
            lambda d: d.numero,
            lambda d: d.pk,
            entete=True,
            lien=lambda d: reverse("web:guichet_demande", args=[d.pk]),
            champs=("pk",),
        ),
        Colonne(
            "recue",
            "Reçue le",
            lambda d: f"{timezone.localtime(d.recue_le):%d/%m/%Y}",
            lambda d: d.recue_le,
            lambda d: d.recue_le.isoformat(),
            champs=("recue_le",),
        ),
        Colonne("besoins", "Besoins", lambda d: ", ".join(dire_besoin(b.thematique) for b in d.lus)),
        Colonne("etat", "Où elle en est", _badge, brut=lambda d: ", ".join(b.get_etat_display() for b in d.lus)),
        Colonne("commune", "Commune", lambda d: _nom_commune(d.code_insee), champs=("code_insee",)),
        Colonne("porte", "Porte d’entrée", lambda d: d.structure.nom if d.structure else "Site public"),
    )


def _nom_commune(code_insee: str) -> str:
    connue = geographie.commune(code_insee)
    return connue["nom"] if connue else code_insee


def _chercher(lignes: QuerySet[DemandeAccueil], cherches: Sequence[str]) -> QuerySet[DemandeAccueil]:
    """By number (« D-000042 », « 42 ») or by the commune."""
    communes = Q(code_insee__in=_codes(" ".join(cherches)))
    numero = numero_cherche(cherches, "d")
    return lignes.filter(communes if numero is None else communes | Q(pk=numero))


def _codes(texte: str) -> list[str]:
    return [c["code_insee"] for c in geographie.rechercher(texte, 50)]


def _de_l_etat(etat: str) -> QuerySet[Any]:
    return Besoin.objects.filter(etat=etat).order_by().values("demande")


def _avec_besoins(lignes: list[DemandeAccueil]) -> None:
    """``lus``: the needs of each request, in one query."""
    par_demande: dict[int, list[Besoin]] = {d.pk: [] for d in lignes}
    for besoin in Besoin.objects.filter(demande__in=list(par_demande)):
        par_demande[besoin.demande_id].append(besoin)
    for demande_lue in lignes:
        demande_lue.lus = par_demande[demande_lue.pk]  # type: ignore[attr-defined]


def _badge(notee: DemandeAccueil) -> Any:
    etats = sorted({EtatBesoin(b.etat) for b in notee.lus}, key=list(EtatBesoin).index)  # type: ignore[attr-defined]
    return rendre(badge, etats[0].label, GENRES.get(etats[0], "")) if etats else ""
