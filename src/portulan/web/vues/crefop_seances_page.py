"""A meeting for those who come to it and for anyone: agenda, documents, who was convened, statements, calendar file."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portulan.crefop.composition.models import Siege
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.seance.calendrier import evenement_ics
from portulan.crefop.seance.courriels import quand
from portulan.crefop.seance.droits import sieges_a_confier
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.invites import invites
from portulan.crefop.seance.models import ConstatQuorum, SeanceComite
from portulan.crefop.seance.pieces import depot
from portulan.crefop.seance.queries import concorde, jeu_de, points_a_reconvoquer
from portulan.crefop.seance.transitions import EN_COURS, PAR_NOM, POINT_PAR_NOM
from portulan.socle.erreurs import Introuvable
from portulan.web.identite import reserve, titulaire
from portulan.web.telechargement import envoyer
from portulan.web.vues.crefop_seances_commun import (
    GENRES_ETAT,
    dire_delai,
    dire_regles,
    duree_totale,
    fil_de,
    lit,
    peut_sur,
    points_montres,
    trouver,
)


def seance(request: HttpRequest, numero: int) -> HttpResponse:
    """The page of a meeting: what anyone may read, and what members, the secretariat and the chairs may add."""
    qui, trouvee = titulaire(request), trouver(request, numero)
    lecteur = lit(qui, trouvee)
    regles, convie = jeu_de(trouvee), peut_sur(qui, trouvee, "convier")
    contexte = {
        "chemin": fil_de(trouvee),
        "seance": trouvee,
        "quand": quand(trouvee),
        "genre": GENRES_ETAT[EtatSeance(trouvee.etat)],
        "points": points_montres(trouvee, pieces=lecteur),
        "duree": duree_totale(trouvee),
        "lecteur": lecteur,
        "prepare": peut_sur(qui, trouvee, "preparer"),
        "conduit": peut_sur(qui, trouvee, "conduire"),
        "signe": peut_sur(qui, trouvee, "convoquer"),
        "en_cours": trouvee.etat in EN_COURS,
        "preparee": trouvee.etat == EtatSeance.PREPAREE,
        "generales": trouvee.pieces.filter(point__isnull=True) if lecteur else [],
        "delai": dire_delai(trouvee),
        "signatures": trouvee.signatures.all() if lecteur else [],
        "envois": _envois(trouvee) if lecteur else [],
        "constats": trouvee.constats.select_related("point") if lecteur else [],
        "histoire": _histoire(trouvee) if lecteur else [],
        "regles": regles,
        "mes_sieges": _mes_sieges(qui.compte, trouvee),
        "peut_mandater": trouvee.etat in EN_COURS and sieges_a_confier(qui, trouvee).exists(),
        "convie": convie,
        "invites": invites(trouvee, decides=not convie) if lecteur else [],
        "seconde": SeanceComite.objects.filter(premiere=trouvee).first() if lecteur else None,
        "reconvocables": points_a_reconvoquer(trouvee) if lecteur else [],
    }
    return render(request, "pages/crefop/seance.html", contexte)


def _envois(trouvee: SeanceComite) -> list[dict[str, object]]:
    lus = trouvee.envois.select_related("personne", "siege__college").order_by(
        "siege__college__rang", "siege__rang", "pk"
    )
    return [{"personne": str(e.personne), "siege": e.siege, "canal": e.canal, "le": e.envoye_le} for e in lus]


def _histoire(trouvee: SeanceComite) -> list[dict[str, object]]:
    lues = trouvee.etapes.select_related("point").order_by("-quand", "-pk")
    return [
        {
            "quand": e.quand,
            "fait": (POINT_PAR_NOM if e.point else PAR_NOM)[e.transition].fait,
            "point": e.point,
            "motif": e.motif,
        }
        for e in lues
    ]


def _mes_sieges(compte: int | None, trouvee: SeanceComite) -> list[object]:
    if compte is None:
        return []
    siens = sieges_du_compte(compte, timezone.localdate(trouvee.prevue_le))
    return [o for o in siens if o.siege.college.organe_id == trouvee.organe_id]


@reserve("seance", "voir")
def piece(request: HttpRequest, numero: int, piece_id: int) -> HttpResponse:
    """A document, always as a download."""
    trouvee = trouver(request, numero, "lire").pieces.filter(pk=piece_id).first()
    if trouvee is None:
        raise Introuvable("Cette pièce n’est pas jointe à cette séance.", remede="Rechargez la page de la séance.")
    reponse = envoyer(depot().ouvrir(trouvee.empreinte), trouvee.nom)
    reponse["Content-Type"] = "application/octet-stream"
    return reponse


def calendrier(request: HttpRequest, numero: int) -> HttpResponse:
    """The meeting as a file for a calendar."""
    trouvee = trouver(request, numero)
    minutes = sum(p.duree or 0 for p in trouvee.points.all()) or 120
    texte = evenement_ics(
        identifiant=f"seance-{trouvee.pk}@{request.get_host()}",
        titre=f"{trouvee.organe.nom}, séance {trouvee.numero}",
        debut=trouvee.prevue_le,
        fin=trouvee.prevue_le + timedelta(minutes=minutes),
        lieu=trouvee.lieu,
        description="\n".join(str(p) for p in trouvee.points.all()),
        adresse=request.build_absolute_uri(f"/seances/{trouvee.pk}/"),
        ecrit_le=trouvee.convoquee_le or trouvee.created_at,
        revision=trouvee.version,
        annulee=trouvee.etat == EtatSeance.ANNULEE,
    )
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="seance-{trouvee.numero}.ics"'
    return reponse


@reserve("seance", "voir")
def constat(request: HttpRequest, numero: int, constat_id: int) -> HttpResponse:
    """A statement of quorum with all its arithmetic, seat by seat, and whether its events still give it."""
    trouvee = trouver(request, numero, "lire")
    lu = trouvee.constats.select_related("point", "seance__organe").filter(pk=constat_id).first()
    if lu is None:
        raise Introuvable("Ce constat n’est pas de cette séance.", remede="Revenez à la page de la séance.")
    return render(
        request,
        "pages/crefop/seance_constat.html",
        {
            "chemin": fil_de(trouvee, ("Constat de quorum", "")),
            "seance": trouvee,
            "constat": lu,
            "concorde": concorde(lu),
            "regles": dire_regles(jeu_de(trouvee), "quorum."),
            "lignes": _lignes(lu),
        },
    )


def _lignes(lu: ConstatQuorum) -> list[dict[str, object]]:
    """Seats of a statement under the name of today: the statement itself holds their codes."""
    sieges = Siege.objects.select_related("college").in_bulk([x["siege"] for x in lu.detail["lignes"]])
    return [
        {**x, "nom": sieges[x["siege"]].libelle, "nom_college": sieges[x["siege"]].college} for x in lu.detail["lignes"]
    ]


def carence(request: HttpRequest, numero: int) -> HttpResponse:
    """The minutes of a meeting that lacked its quorum."""
    trouvee = trouver(request, numero)
    if trouvee.etat != EtatSeance.CARENCE:
        raise Introuvable("Aucune carence n’a été constatée à cette séance.", remede="Revenez à la page de la séance.")
    return render(
        request,
        "pages/crefop/seance_carence.html",
        {
            "chemin": fil_de(trouvee, ("Procès-verbal de carence", "")),
            "seance": trouvee,
            "quand": quand(trouvee),
            "constat": trouvee.constats.filter(point__isnull=True).order_by("-pk").first(),
            "points": trouvee.points.all(),
            "lecteur": lit(titulaire(request), trouvee),
            "reconvocable": jeu_de(trouvee)["reconvocation.autorisee"],
        },
    )
