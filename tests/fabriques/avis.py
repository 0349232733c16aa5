"""A meeting already voted on, written row by row: what the opinion and the minutes are drawn from."""

import json
from datetime import timedelta
from hashlib import sha256

from fabriques.comite import faire_entrer, petit_comite, une_saisine, une_seance
from portulan.crefop.dossier.models import Dossier, Rapporteur, Saisine
from portulan.crefop.scrutin.models import ResultatScrutin, Scrutin
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre, Proposition, SeanceComite
from portulan.socle.horloge import aujourdhui, maintenant

FIGURES = [
    {"code": "IND-F1.O1-1", "libelle": "Lieux d’accueil", "valeur": 1234.0, "dit": "1\u202f234", "date": "2026-01-15"},
    {"code": "IND-F1.O2-1", "libelle": "Part ouverte", "valeur": 87.5, "dit": "87,5\u202f%", "date": "2026-01-15"},
    {"code": "IND-F1.O2-2", "libelle": "Délai", "valeur": None, "dit": "À documenter", "date": "2026-01-15"},
]
CONSIDERANT = "Considérant que la région compte {IND-F1.O1-1} au titre de la question F1.O1."
DELIBERATIFS = (
    "prefet", "president", "recteur", "dreets", "region-1", "region-2", "cfdt", "cgt", "fo", "cftc",
)  # fmt: skip


def contenu_de_dossier(saisine, figures=FIGURES):
    """What the frozen dossier of the tests holds: two figures of two questions."""
    return {
        "saisine": saisine.numero,
        "questions": [
            {"code": "F1.O1", "etat": "repondu", "rapporteur": "Le réseau est complet.", "chiffres": figures}
        ],
    }


def une_saisine_chiffree(comite, numero="S-2026-01", figures=FIGURES, **champs):
    """A referral whose frozen dossier holds figures, with a rapporteur."""
    saisine = une_saisine(comite, numero, **champs)
    contenu = json.dumps(contenu_de_dossier(saisine, figures))
    # a second version: what is frozen is not written over
    premiere = saisine.dossiers.get()
    Dossier.objects.filter(pk=premiere.pk).update(etat="remplace")
    Dossier.objects.create(
        saisine=saisine,
        numero=2,
        instantane=premiere.instantane,
        etat="fige",
        cree_le=maintenant(),
        fige_le=maintenant(),
        contenu=contenu,
        empreinte=sha256(contenu.encode()).hexdigest(),
    )
    Rapporteur.objects.create(saisine=saisine, personne=comite.titulaires["dreets"], nomme_le=aujourdhui())
    return saisine


def une_proposition(point, genre="reserve", numero=1, **champs):
    """A tabled proposition that can be lifted."""
    valeurs = {
        "texte": "Ouvrir un lieu d’accueil dans chaque bassin",
        "essai": "La liste des lieux est publiée",
        "destinataire": "Conseil régional",
        "echeance": aujourdhui() + timedelta(days=180),
        "etat": "recevable",
        "deposee_le": maintenant(),
        "auteur": "systeme",
        **champs,
    }
    return Proposition.objects.create(point=point, genre=genre, numero=numero, **valeurs)


def un_constat(seance, point=None, *, comptes=12, base=12, requis=6, apres=0):
    """A stored statement of quorum."""
    return ConstatQuorum.objects.create(
        seance=seance,
        point=point,
        quand=seance.prevue_le + timedelta(minutes=apres),
        base=base,
        presents=comptes,
        requis=requis,
        atteint=comptes >= requis,
        auteur="systeme",
    )


def un_scrutin(
    comite, point, choix, *, rang=1, objet="ensemble", proposition=None, issue=None, secret=False, apres=20, poids=None
):  # fmt: skip
    """A proclaimed ballot: ``choix`` by code of seat (None: no ballot), ``poids`` of those that have several voices."""
    scrutin = Scrutin.objects.create(
        point=point,
        rang=rang,
        objet=objet,
        proposition=proposition,
        intitule=f"Réserve R{proposition.numero}" if proposition else "Ensemble du texte",
        mode="secret" if secret else "main_levee",
        etat="proclame",
        ouvert_le=point.seance.prevue_le + timedelta(minutes=apres),
        clos_le=point.seance.prevue_le + timedelta(minutes=apres + 5),
        proclame_le=point.seance.prevue_le + timedelta(minutes=apres + 6),
    )
    contenu = resultat(comite, choix, poids or {}, secret=secret)
    if issue:
        contenu["issue"] = issue
    texte = json.dumps(contenu)
    ResultatScrutin.objects.create(
        scrutin=scrutin,
        issue=contenu["issue"],
        contenu=texte,
        empreinte=sha256(texte.encode()).hexdigest(),
        bulletins_empreinte="1" * 64,
    )
    if proposition is not None:
        etat = "adoptee" if contenu["issue"] == "adopte" else "rejetee"
        Proposition.objects.filter(pk=proposition.pk).update(etat=etat)
        proposition.refresh_from_db()
    return scrutin


CHOIX = ("pour", "contre", "abstention", "ne_prend_pas_part")


def resultat(comite, choix, poids, *, secret=False):
    """What the counting writes, for these choices (see ``scrutin.depouillement``)."""
    membres = {code: (comite.sieges[code].college, poids.get(code, 1)) for code in choix}
    tetes_connues = not secret or not poids

    def compter(codes):
        return {
            c: {
                "sieges": sum(choix[k] == c for k in codes) if tetes_connues else None,
                "voix": sum(membres[k][1] for k in codes if choix[k] == c),
            }
            for c in CHOIX
        }

    def corps(codes):
        return {"sieges": len(codes), "voix": sum(membres[k][1] for k in codes)}

    colleges = []
    for college in dict.fromkeys(c for c, _ in membres.values()):
        codes = [k for k, (c, _) in membres.items() if c == college]
        discret = secret and len(codes) < 3
        colleges.append(
            {
                "code": college.code, "libelle": college.libelle, "corps": corps(codes),
                "votants": sum(choix[k] is not None for k in codes),
                "choix": None if discret else compter(codes), "tu": "moins de trois votants" if discret else "",
            }
        )  # fmt: skip
    total, sans = compter(choix), corps([k for k in choix if choix[k] is None])
    pour, contre = total["pour"]["voix"], total["contre"]["voix"]
    requise = (pour + contre) // 2 + 1
    issue = "adopte" if pour >= requise else "rejete" if contre >= requise else "partage"
    return {
        "secret": secret,
        "choix": total,
        "sans_bulletin": sans,
        "colleges": colleges,
        "sieges": [] if secret else [
            {
                "code": k, "libelle": comite.sieges[k].libelle, "organisation": comite.sieges[k].organisation.nom,
                "college": c.code, "voix": p, "par_mandat": False, "choix": choix[k] or "",
            }
            for k, (c, p) in membres.items()
        ],
        "majorite": {"base": "exprimes", "voix": pour + contre, "requise": requise, "egalite": False, "issue": issue},
        "autres_bases": [],
        "voix_preponderante": "",
        "issue": issue,
    }  # fmt: skip


def clore(seance, heures=2):
    """The meeting is over."""
    SeanceComite.objects.filter(pk=seance.pk).update(etat="close", close_le=seance.prevue_le + timedelta(hours=heures))
    PointOrdre.objects.filter(seance=seance).update(etat="delibere")
    seance.refresh_from_db()
    return seance


def seance_votee(comite=None, *, reserves=1, pour=7, numero="P-2026-01", saisine=None, close=True, il_y_a=12):
    """A closed meeting where the whole was voted (``pour`` for, the others against) and reserves were adopted.

    ``il_y_a``: how many days ago; by default the delay of the explanations of vote is over.
    """
    comite = comite or petit_comite()
    saisine = saisine or une_saisine_chiffree(comite, f"S-{numero}")
    seance = une_seance(comite, saisine=saisine, numero=numero, jour=aujourdhui() - timedelta(days=il_y_a))
    faire_entrer(comite, seance)
    point = seance.points.get()
    PointOrdre.objects.filter(pk=point.pk).update(commentaire="Le débat porte sur les délais.\nLa CGT s’en inquiète.")
    point.refresh_from_db()
    un_constat(seance, apres=5)
    un_constat(seance, point, apres=15)
    tous = dict.fromkeys(DELIBERATIFS, "pour")
    for n in range(1, reserves + 1):
        reserve = une_proposition(point, numero=n)
        un_scrutin(comite, point, tous, rang=n, objet="proposition", proposition=reserve, apres=15 + n)
    choix = {code: "pour" if rang < pour else "contre" for rang, code in enumerate(DELIBERATIFS)}
    un_scrutin(comite, point, choix, rang=reserves + 1, apres=40)
    if close:
        clore(seance)
    Saisine.objects.filter(pk=saisine.pk).update(etat="inscrite")
    saisine.refresh_from_db()
    return comite, seance, point
