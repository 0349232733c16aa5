"""The public register of acts: its entries, one entry, its checkpoints, and the whole as a file."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from portulan.comptes.droits import ANONYME, peut
from portulan.crefop.composition.models import Organe
from portulan.crefop.registre import export as exportation
from portulan.crefop.registre import verification
from portulan.crefop.registre.droits import valeur_lue
from portulan.crefop.registre.models import EntreeRegistre, PointDeControle, TeteRegistre
from portulan.crefop.registre.operations import REGISTRE as DU_REGISTRE
from portulan.crefop.registre.operations import ouvertures_lisibles
from portulan.crefop.suivi.droits import avis_publies, reserves
from portulan.journal.libelles import libelle
from portulan.socle.dates import date_fr, heure_fr
from portulan.socle.erreurs import Introuvable
from portulan.web.identite import titulaire
from portulan.web.liste import Colonne, Filtre, Liste
from portulan.web.liste_requete import ListeRequete
from portulan.web.vues.commun import ACCUEIL, parametres

CHEMIN = (ACCUEIL, ("Registre des actes", "/registre-des-actes/"))


def onglets(courant: str) -> list[tuple[str, str, bool]]:
    """The pages of the register."""
    pages = (("Entrées", "actes"), ("Points de contrôle", "actes_points"), ("Vérifier", "actes_verifier"))
    return [(nom, reverse(f"web:{vue}"), vue == courant) for nom, vue in pages]


def actes(request: HttpRequest) -> HttpResponse:
    """Every entry, the latest first."""
    liste = _entrees(parametres(request))
    if liste.csv_demande:
        return liste.csv()
    contexte = {
        "chemin": (ACCUEIL, ("Registre des actes", "")),
        "onglets": onglets("actes"),
        "liste": liste,
        "tete": TeteRegistre.objects.first(),
        "effacement": peut(titulaire(request), "acte", "effacer"),
    }
    return render(request, "pages/crefop/actes.html", contexte)


def _entrees(demande: dict[str, str]) -> ListeRequete:
    types = EntreeRegistre.objects.order_by("type").values_list("type", flat=True).distinct()
    noms = {t: libelle(t) for t in types}
    organes = dict(Organe.objects.values_list("code", "nom"))
    return ListeRequete(
        demande,
        EntreeRegistre.objects.all(),
        (
            Colonne("rang", "Rang", lambda e: e.seq, nombre=True, champs=("seq",)),
            Colonne(
                "type",
                "Acte",
                lambda e: noms[e.type],
                entete=True,
                lien=lambda e: reverse("web:acte", args=[e.seq]),
                brut=lambda e: e.type,
                champs=("type", "seq"),
            ),
            Colonne("objet", "Objet", lambda e: e.objet, champs=("objet", "seq")),
            Colonne("quand", "Inscrit le", _quand, brut=lambda e: json.loads(e.contenu)["at"]),
            Colonne("organe", "Organe", lambda e: organes.get(_organe(e), _organe(e))),
            Colonne("empreinte", "Empreinte", lambda e: f"{e.empreinte[:12]}…", brut=lambda e: e.empreinte),
        ),
        legende="Entrées du registre des actes",
        filtres=(Filtre("type", "Acte", sorted(noms.items(), key=lambda n: n[1]), lambda q, v: q.filter(type=v)),),
        chercher=_chercher,
        tri="-rang",
        fichier="registre-des-actes",
        noms=("entrée", "entrées"),
        libelle_recherche="Objet, rang ou début d’empreinte",
        vide="Aucune entrée ne correspond, ou rien n’est encore inscrit.",
    )


def _chercher(entrees: QuerySet[EntreeRegistre], mots: Sequence[str]) -> QuerySet[EntreeRegistre]:
    for mot in mots:
        condition = Q(objet__icontains=mot) | Q(type__icontains=mot) | Q(empreinte__startswith=mot)
        if mot.isascii() and mot.isdecimal() and len(mot) < 19:  # noqa: PLR2004 (an integer of the database)
            condition |= Q(seq=int(mot))
        entrees = entrees.filter(condition)
    return entrees


def _quand(entree: EntreeRegistre) -> str:
    lu = parse_datetime(json.loads(entree.contenu)["at"])
    return _dire(lu) if lu else ""


def _dire(instant: datetime) -> str:
    local = localtime(instant)
    return f"{date_fr(local.date())}, {heure_fr(local)}"


def _organe(entree: EntreeRegistre) -> str:
    return str(json.loads(entree.contenu)["organe"])


def acte(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry as it was hashed, what it is chained to, and the checkpoints set on it."""
    entree = EntreeRegistre.objects.filter(seq=seq).first()
    if entree is None:
        raise Introuvable(f"Le registre n’a pas d’entrée {seq}.", remede="Revenez à la liste des entrées.")
    contenu = json.loads(entree.contenu)
    tete = TeteRegistre.objects.get()
    qui = titulaire(request)
    effacement = peut(qui, "acte", "effacer")
    contexte = {
        "chemin": (*CHEMIN, (f"Entrée {seq}", "")),
        "entree": entree,
        "nom": libelle(entree.type),
        "quand": _quand(entree),
        "lien": _lien_objet(entree.objet),
        "organe": "registre" if contenu["organe"] == DU_REGISTRE else _nom_organe(contenu["organe"]),
        "precedente": seq - 1 if seq > 1 else None,
        "suivante": seq + 1 if seq < tete.seq else None,
        "prev": contenu["prev"],
        "charge": json.dumps(contenu["charge"], ensure_ascii=False, indent=2, sort_keys=True),
        "points": PointDeControle.objects.filter(seq=seq),
        "ouvertures": [
            (o, valeur_lue(qui, o)) for o in ouvertures_lisibles().filter(entree=entree).select_related("entree")
        ]
        if effacement
        else (),
        "effacement": effacement,
    }
    return render(request, "pages/crefop/acte.html", contexte)


def _lien_objet(objet: str) -> str:
    """Public page of what an entry is about; empty when there is none."""
    genre, _, cle = objet.partition(":")
    if genre == "avis" and avis_publies().filter(numero=cle).exists():
        return reverse("web:avis", args=[cle])
    if genre == "reserve" and cle.isdecimal() and reserves(ANONYME).filter(pk=int(cle)).exists():
        return reverse("web:reserve", args=[int(cle)])
    return ""


def _nom_organe(code: str) -> str:
    return Organe.objects.filter(code=code).values_list("nom", flat=True).first() or code


def points(request: HttpRequest) -> HttpResponse:
    """Checkpoints, the latest first: the lines that acts print."""
    liste = Liste(
        parametres(request),
        list(PointDeControle.objects.order_by("-seq", "-pk")),
        (
            Colonne(
                "seq",
                "Après l’entrée",
                lambda p: p.seq,
                lambda p: p.seq,
                nombre=True,
                lien=lambda p: reverse("web:acte", args=[p.seq]) if p.seq else "",
            ),
            Colonne("motif", "Motif", lambda p: p.motif, lambda p: p.motif, entete=True),
            Colonne("objet", "Objet", lambda p: p.objet, lambda p: p.objet),
            Colonne("cree_le", "Posé le", lambda p: _dire(p.cree_le), lambda p: p.cree_le),
            Colonne("ligne", "Ligne imprimée", lambda p: f"{p.seq}:{p.empreinte}:{p.racine}"),
        ),
        legende="Points de contrôle du registre",
        texte=lambda p: f"{p.motif} {p.objet} {p.empreinte}",
        filtres=(
            Filtre(
                "motif",
                "Motif",
                [(m, m) for m in PointDeControle.objects.order_by("motif").values_list("motif", flat=True).distinct()],
                lambda p, v: p.motif == v,
            ),
        ),
        par_page=20,
        fichier="points-de-controle",
        noms=("point de contrôle", "points de contrôle"),
        libelle_recherche="Objet ou empreinte",
        vide="Aucun point n’est posé : il y en aura un à la clôture d’une séance et à chaque publication.",
    )
    if liste.csv_demande:
        return liste.csv()
    contexte: dict[str, Any] = {"chemin": (*CHEMIN, ("Points de contrôle", "")), "onglets": onglets("actes_points")}
    return render(request, "pages/crefop/actes_points.html", contexte | {"liste": liste})


def exporter(request: HttpRequest) -> StreamingHttpResponse:
    """The whole register, sent as it is read: entries, checkpoints, end; never what a commitment hides."""
    reponse = StreamingHttpResponse(exportation.lignes(), content_type="application/x-ndjson; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{exportation.NOM}"'
    return reponse


def verificateur(request: HttpRequest) -> HttpResponse:
    """The verifier itself: one file, nothing but Python."""
    reponse = HttpResponse(Path(verification.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="verification.py"'
    return reponse
