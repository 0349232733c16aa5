"""A published opinion for tests: its frozen act, its reserves, its files on disk, its checkpoint."""

import json
from datetime import timedelta
from hashlib import sha256

from fabriques.comite import petit_comite, une_saisine, une_seance
from portulan.crefop.avis.models import AvisComite, PublicationActe, Reserve, SignatureAvis
from portulan.crefop.registre.operations import inscrire, poser_point_de_controle
from portulan.socle.horloge import aujourdhui, maintenant

DECOMPTE = {"pour": 7, "contre": 1, "abstention": 2, "ne_prend_pas_part": 0, "sans_bulletin": 0}


def contenu_d_acte(numero, sens, **champs):
    """The plain value that an opinion freezes (``portulan-avis/1``)."""
    return {
        "format": "portulan-avis/1",
        "numero": numero,
        "comite": "CREFOP d’essai",
        "region": "94",
        "titre": "Avis sur le cahier des charges du service public régional de l’orientation",
        "fiche": 1,
        "fictif": False,
        "sens": sens,
        "sens_libelle": sens.replace("_", " "),
        "pourquoi": "Majorité des suffrages exprimés.",
        "dispositif": f"Le comité rend un avis {sens.replace('_', ' ')}.",
        "rendu_le": aujourdhui().isoformat(),
        "lieu": "Ajaccio",
        "ouverture": "9 h 30",
        "presidence": ["Madame la présidente du conseil régional"],
        "seance": "P-2026-01",
        "saisine": "S-2026-01",
        "auteur": "Conseil régional",
        "texte_titre": "Cahier des charges du SPRO",
        "texte_version": "version 3",
        "texte_empreinte": "a" * 64,
        "instantane": "94-2026-01-15-000000000000",
        "dossier_version": 1,
        "dossier_empreinte": "b" * 64,
        "visas": ["Vu le code du travail, article R. 6123-3-2 ;"],
        "sieges": [],
        "quorums": [
            {
                "heure": "9 h 30",
                "objet": "ouverture de la séance",
                "base": 10,
                "comptes": 9,
                "requis": 5,
                "atteint": True,
                "phrase": "Quorum atteint : 9 sièges comptés sur 10, 5 requis.",
                "regle": "règlement intérieur, article 4",
            }
        ],
        "rapporteurs": [{"nom": "Camille Recteur", "qualite": "rectorat", "de_l_auteur": False}],
        "considerants": ["Considérant que 87 % des élèves ont accès à un lieu d’information ;"],
        "vigilances": [],
        "figures": [
            {
                "marque": "IND-F1.O3a-1",
                "code": "IND-F1.O3a-1",
                "libelle": "Part des habitants proches d’un lieu",
                "valeur": "87.0",
                "texte": "87 %",
                "date": "2026-01-15",
                "question": "F1.O3",
            }
        ],
        "reserves": [],
        "recommandations": [],
        "votes": [
            {
                "intitule": "Ensemble du texte",
                "objet": "ensemble",
                "mode": "main_levee",
                "repere": "",
                "issue": "adopté",
                "voix": DECOMPTE,
                "sieges": DECOMPTE,
                "colleges": [{"college": "État", "sieges": DECOMPTE, "voix": DECOMPTE}],
                "organisations": [],
                "phrase": "Adopté par 7 voix pour, une contre et deux abstentions.",
                "precisions": [],
                "regle": "suffrages exprimés",
                "bulletins": "c" * 64,
            }
        ],
        "mentions": [{"genre": "explication de vote", "organisation": "CGT", "texte": "Nous regrettons le délai."}],
        "irregularites": [],
        "regles": "Règles d’essai",
        "a_confirmer": [],
        **champs,
    }


def un_avis(comite=None, numero="2026-01", *, sens="favorable_avec_reserves", etat="publie", maison=None, **champs):
    """An opinion of this committee, by default published today with its files and its checkpoint."""
    comite = comite or petit_comite()
    rendu = champs.pop("rendu_le", aujourdhui() - timedelta(days=10))
    saisine = champs.pop("saisine", None) or une_saisine(comite, f"S-{numero}", recue_le=rendu - timedelta(days=30))
    seance = une_seance(comite, etat="close", jour=rendu, saisine=saisine, numero=f"P-{numero}")
    acte = champs.pop("acte", {})
    contenu = json.dumps(contenu_d_acte(numero, sens, rendu_le=rendu.isoformat(), **acte), ensure_ascii=False)
    fige = etat != "projet"
    avis = AvisComite.objects.create(
        saisine=saisine,
        point=seance.points.get(),
        numero=numero,
        sens=sens,
        etat=etat,
        contenu=contenu if fige else "",
        empreinte=sha256(contenu.encode()).hexdigest() if fige else "",
        rendu_le=rendu,
        publie_le=maintenant() if etat == "publie" else None,
        **{"instantane": "94-2026-01-15-000000000000", **champs},
    )
    for code in ("prefet", "president"):
        if fige:
            SignatureAvis.objects.create(
                acte=avis,
                partie=comite.sieges[code].copreside,
                auteur=comite.titulaire(code).auteur,
                nom=str(comite.titulaires[code]),
                qualite=comite.sieges[code].libelle,
                empreinte=avis.empreinte,
                signee_le=maintenant(),
            )
    if etat == "publie":
        publier(avis, maison)
    return avis


def publier(avis, maison=None):
    """Row of the publication, entry of the register, and the files when a home is given."""
    fichiers = []
    for nom, libelle, octets in (
        (f"avis-{avis.numero}.pdf", "PDF accessible et archivable", b"%PDF-1.7 " + avis.numero.encode()),
        (f"avis-{avis.numero}.acte.json", "Acte signé (JSON canonique)", avis.contenu.encode()),
        (f"avis-{avis.numero}.fragment.html", "Corps de la page", b"<p>Avis</p>"),
    ):
        empreinte = sha256(octets).hexdigest()
        fichiers.append({"nom": nom, "libelle": libelle, "taille": len(octets), "empreinte": empreinte})
        if maison is not None:
            dossier = maison.racine / "actes" / avis.numero
            dossier.mkdir(parents=True, exist_ok=True)
            (dossier / nom).write_bytes(octets)
    point = poser_point_de_controle(motif="publication", objet=f"avis:{avis.numero}")
    inscrire(
        type="avis.publier",
        objet=f"avis:{avis.numero}",
        organe=avis.saisine.organe.code,
        charge={"empreinte": avis.empreinte, "fichiers": {f["nom"]: f["empreinte"] for f in fichiers}},
    )
    return PublicationActe.objects.create(
        genre="avis",
        avis=avis,
        dossier=avis.numero,
        fichiers=fichiers,
        empreinte=avis.empreinte,
        point_de_controle=point,
        auteur="systeme",
        publie_le=avis.publie_le,
    )


def une_reserve(avis, numero=1, **champs):
    """A reserve to be lifted by a text; with ``indicateur``, by a figure."""
    valeurs = {
        "genre": "reserve",
        "texte": f"Ouvrir un lieu d’information dans chaque bassin ({numero}).",
        "destinataire": "Conseil régional",
        "echeance": aujourdhui() + timedelta(days=90),
        "essai": "" if champs.get("indicateur") else "une délibération ouvre ces lieux",
        **champs,
    }
    return Reserve.objects.create(avis=avis, numero=numero, **valeurs)


def une_reserve_chiffree(avis, numero=1, **champs):
    """A reserve that the first indicator lifts."""
    lien = {"indicateur": "IND-F1.O3a-1", "comparateur": ">=", "seuil": "90"}
    return une_reserve(avis, numero, **{**lien, **champs})
