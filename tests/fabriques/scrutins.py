"""A meeting where a vote may be held: an item in debate, everybody in the room, propositions, ballots."""

from datetime import timedelta

from fabriques.comite import Comite, faire_entrer, petit_comite, une_seance
from portulan.comptes.models import Compte, Habilitation, Organisation
from portulan.crefop.composition.models import College, Occupation, Organe, Personne, Siege
from portulan.crefop.scrutin.cloture import clore, depouiller, proclamer
from portulan.crefop.scrutin.preparation import ouvrir, preparer
from portulan.crefop.scrutin.vote import encoder
from portulan.crefop.seance.models import Proposition
from portulan.socle.horloge import aujourdhui, maintenant

DELIBERATIFS = ("prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt", "fo", "cftc")


def en_debat(*codes, regles=None, suppleants=(), comite=None, saisine=None):
    """(committee, item in debate) with these seats in the room (all of them when none is named), since yesterday."""
    comite = comite or petit_comite()
    seance = une_seance(comite, jour=aujourdhui() - timedelta(days=1), saisine=saisine)
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
        numero=point.propositions.filter(genre=genre).count() + 1,
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


def grand_comite(nombre, *, colleges=5, region="94"):
    """A body of ``nombre`` voting seats with one titular each, written at once; the same shape as the small one."""
    jour = aujourdhui() - timedelta(days=400)
    organe = Organe.objects.create(code=f"crefop-{region}", nom="CREFOP", genre="pleniere", region=region, cree_le=jour)
    comites = Organisation.objects.create(code="comite-essai", nom="Comité", genre="comite", region=region)
    rangees = College.objects.bulk_create(
        College(organe=organe, code=f"college-{n}", libelle=f"Collège {n}", base_legale="Essai", rang=n)
        for n in range(colleges)
    )
    codes = [f"s{n:02}" for n in range(nombre)]
    comptes = Compte.objects.bulk_create(
        Compte(courriel=f"{c}@comite.example", nom=c, password="!", created_at=maintenant())
        for c in (*codes, "secretariat")
    )
    Habilitation.objects.bulk_create(
        Habilitation(
            compte=c,
            role="secretariat" if c.nom == "secretariat" else "membre",
            organisation=comites,
            du=jour,
            accordee_par="systeme",
        )
        for c in comptes
    )
    sieges = Siege.objects.bulk_create(
        Siege(college=rangees[n % colleges], code=c, libelle=f"Siège {c}", voix="deliberative", rang=n, du=jour)
        for n, c in enumerate(codes)
    )
    personnes = Personne.objects.bulk_create(
        Personne(civilite="madame", prenom="Camille", nom=c.nom, compte=c) for c in comptes[:-1]
    )
    Occupation.objects.bulk_create(
        Occupation(siege=s, personne=p, rang="titulaire", du=jour, acte="Arrêté d’essai")
        for s, p in zip(sieges, personnes, strict=True)
    )
    par_code = {s.code: s for s in sieges}
    titulaires = {c.nom: c.personne for c in Compte.objects.filter(personne__isnull=False).select_related("personne")}
    return Comite(organe, par_code, titulaires, {}, comptes[-1])
