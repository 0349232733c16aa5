"""A meeting where a vote may be held: an item in debate, everybody in the room, propositions, ballots."""

from datetime import timedelta
from itertools import count

from fabriques.comite import faire_entrer, petit_comite, une_seance
from portulan.crefop.scrutin.cloture import clore, depouiller, proclamer
from portulan.crefop.scrutin.preparation import ouvrir, preparer
from portulan.crefop.scrutin.vote import encoder
from portulan.crefop.seance.models import Proposition
from portulan.socle.horloge import aujourdhui, maintenant

DELIBERATIFS = ("prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt", "fo", "cftc")
_numeros = count(1)


def en_debat(*codes, regles=None, suppleants=(), comite=None):
    """(committee, item in debate) with these seats in the room (all of them when none is named), since yesterday."""
    comite = comite or petit_comite()
    seance = une_seance(comite, jour=aujourdhui() - timedelta(days=1))
    for cle, valeur in (regles or {}).items():
        seance.regles["regles"][cle] = {"valeur": valeur, "origine": "reglement", "reference": "RI d’essai"}
    seance.save()
    faire_entrer(comite, seance, *codes, suppleants=suppleants)
    point = seance.points.get()
    point.etat = "en_debat"
    point.save()
    return comite, point


def une_proposition(point, *, genre="reserve", etat="recevable"):
    """A liftable reserve."""
    return Proposition.objects.create(
        point=point,
        genre=genre,
        numero=next(_numeros),
        texte="Publier le calendrier.",
        essai="Le calendrier est en ligne.",
        etat=etat,
        deposee_le=maintenant(),
        auteur="systeme",
    )


def un_scrutin(comite, point, *, objet="ensemble", mode="electronique", ouvert=True, **options):
    """A ballot, open unless told otherwise."""
    intitule = options.pop("intitule", "Reporter le point" if objet == "procedure" else "")
    scrutin = preparer(titulaire=comite.bureau(), point=point, objet=objet, mode=mode, intitule=intitule, **options)
    return ouvrir(titulaire=comite.bureau(), scrutin=scrutin) if ouvert else scrutin


def saisir(comite, scrutin, **par_code):
    """Enter votes of the room: by code of the seat, ``defaut`` for the others."""
    defaut = par_code.pop("defaut", "")
    dits = {e.siege_id: par_code.get(e.code.replace("-", "_"), defaut) for e in scrutin.electeurs.all()}
    return encoder(titulaire=comite.bureau(), scrutin=scrutin, choix={s: c for s, c in dits.items() if c})


def jusqu_au_resultat(comite, scrutin, *, proclame=True):
    """Close, count, proclaim; gives the result."""
    clore(titulaire=comite.bureau(), scrutin=scrutin)
    resultat = depouiller(titulaire=comite.bureau(), scrutin=scrutin)
    if proclame:
        proclamer(titulaire=comite.bureau(), scrutin=scrutin)
    return resultat
