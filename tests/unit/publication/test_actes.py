"""The acts of the committee: the same words in every form, the same bytes, a PDF that conforms, heads and voices."""

import csv
import io
import json
from dataclasses import replace

import pytest
from tests.unit.publication.test_rendus import serre, texte_odt, texte_pdf, textes

from portulan.crefop.avis.valeurs import (
    FORMAT_AVIS,
    FORMAT_PV,
    Acte,
    ActePV,
    Decompte,
    FigureCitee,
    Grille,
    MentionActe,
    Passage,
    Quorum,
    RapporteurActe,
    ReserveActe,
    Sceau,
    SiegePublie,
    Signataire,
    Vote,
    VoteCollege,
    VoteOrganisation,
)
from portulan.publication.acte_avis import composer_avis
from portulan.publication.acte_formats import SCDL, VOIX, popolo, scdl
from portulan.publication.acte_pv import composer_pv
from portulan.publication.atelier import Atelier
from portulan.publication.rendu_html import rendre_fragment, texte_seul
from portulan.publication.rendu_json import rendre_json
from portulan.publication.rendu_odt import rendre_odt
from portulan.publication.rendu_pdf import rendre_pdf
from portulan.socle.region import charger_region

VOTE = Vote(
    intitule="Ensemble du texte",
    objet="ensemble",
    mode="à main levée, saisi par le secrétariat",
    repere="",
    issue="adopte",
    voix=Decompte(12, 3, 1),
    sieges=Decompte(12, 3, 1),
    colleges=(
        VoteCollege("État", Decompte(8, 0, 0), Decompte(8, 0, 0)),
        VoteCollege("Syndicats", Decompte(4, 3, 1), Decompte(4, 3, 1)),
    ),
    organisations=(VoteOrganisation("CFDT", "Syndicats", "pour", 1), VoteOrganisation("CGT", "Syndicats", "contre", 1)),
    phrase="L’ensemble du texte est adopté par 12 voix pour, 3 voix contre et une abstention.",
    precisions=("Un membre n’a pas voté.",),
    regle="Majorité comptée sur les suffrages exprimés : 8 voix sur 15 (règlement intérieur, article 9)",
    bulletins="1" * 64,
)
RESERVE = ReserveActe(
    "R1", "reserve", "Ouvrir un lieu d’accueil par bassin", "Conseil régional", "2026-12-31",
    "La liste des lieux est publiée", "F1.O1", "IND-F1.O1-1", "", ">=", "12",
)  # fmt: skip
QUORUM = Quorum(
    "9\u00a0h\u00a035",
    "ouverture de la séance",
    12,
    10,
    6,
    atteint=True,
    phrase="Le quorum est atteint.",
    regle="essai",
)
AVIS = Acte(
    format=FORMAT_AVIS,
    numero="A-2026-01",
    comite="CREFOP d’essai",
    region="94",
    titre="Avis sur le cahier des charges du service public régional de l’orientation",
    fiche=1,
    fictif=True,
    sens="favorable_avec_reserves",
    sens_libelle="favorable avec réserves",
    pourquoi="L’ensemble est adopté, et une réserve a été adoptée.",
    dispositif="Le comité rend un avis favorable avec réserves sur le cahier des charges.",
    rendu_le="2026-03-10",
    lieu="Ajaccio",
    ouverture="9\u00a0h\u00a030",
    presidence=("Monsieur le préfet, Camille Exemple", "Madame la présidente, Sacha Exemple"),
    seance="P-2026-01",
    saisine="S-2026-01",
    auteur="Conseil régional",
    texte_titre="Cahier des charges",
    texte_version="version 3",
    texte_empreinte="a" * 64,
    instantane="94-2026-01-15-000000000000",
    dossier_version=2,
    dossier_empreinte="b" * 64,
    visas=("Vu le code du travail, notamment ses articles L. 6111-3 et L. 6111-5", "Vu #panic()*gras*$x$<b>"),
    sieges=(SiegePublie("État", "Préfet", "present"), SiegePublie("Syndicats", "CGT", "represente", "à distance")),
    quorums=(QUORUM,),
    rapporteurs=(RapporteurActe("Camille Rapport", "DREETS", de_l_auteur=True),),
    considerants=("Considérant que la région compte {IND-F1.O1-1} lieux, puis {IND-F1.O1-1}.",),
    vigilances=("La part ouverte est de {IND-F1.O2-1}.",),
    figures=(
        FigureCitee("IND-F1.O1-1", "IND-F1.O1-1", "Lieux d’accueil", "1234", "1\u202f234", "2026-01-15", "F1.O1"),
        FigureCitee("IND-F1.O2-1", "IND-F1.O2-1", "Part ouverte", "87.5", "87,5\u202f%", "2026-01-15", "F1.O2"),
    ),
    reserves=(RESERVE,),
    recommandations=(replace(RESERVE, repere="Rec.\u00a01", texte="Publier un bilan", indicateur="", essai=""),),
    votes=(VOTE,),
    mentions=(MentionActe("mention de désaccord", "CGT", "La CGT regrette les délais."),),
    irregularites=(),
    regles="CREFOP, règles en vigueur",
    a_confirmer=("Base de la majorité : les suffrages exprimés (essai)",),
)  # fmt: skip
SCEAU = Sceau(
    "c" * 64,
    (
        Signataire("etat", "Camille Exemple", "préfet", "2026-03-12", "c" * 64),
        Signataire("region", "Sacha Exemple", "présidente", "2026-03-13", "c" * 64),
    ),
    "2026-03-14", 42, "d" * 64, "e" * 64,
)  # fmt: skip
PV = ActePV(
    format=FORMAT_PV, numero="PV-P-2026-01", comite="CREFOP d’essai", region="94", seance="P-2026-01",
    jour="2026-03-10", lieu="Ajaccio", carence=False, fictif=True,
    passages=(
        Passage("ouverture", "Ouverture", constate=True, paragraphes=("La séance est ouverte à 9 h 30.",)),
        Passage(
            "presences", "Présences", constate=True, paragraphes=("Deux sièges.",),
            tableaux=(Grille("Appel", ("Siège", "Présence"), (("Préfet", "présent"), ("CGT", "absent"))),),
        ),
        Passage("point-1", "Point 1 – Avis", constate=False, paragraphes=("Le débat.",)),
        Passage(
            "point-1-constats", "Point 1 – Ce qui est constaté", constate=True, paragraphes=("Adopté.",),
            mentions=("Lire « onze ».",),
        ),
    ),
)  # fmt: skip


def documents():
    region = charger_region("94")
    return {
        "avis": composer_avis(AVIS, region, SCEAU),
        "projet": composer_avis(AVIS, region),
        "pv": composer_pv(PV, region, replace(SCEAU, rectifications=("Lire « M. Durand ».",))),
    }


@pytest.mark.parametrize("nom", ["avis", "projet", "pv"])
def test_meme_texte_dans_les_quatre_formats(nom):
    document, atelier = documents()[nom], Atelier()
    attendus = {serre(t) for t in textes(json.loads(rendre_json(document)))}
    assert len(attendus) > 25
    rendus = {
        "html": texte_seul(rendre_fragment(document, atelier)),
        "pdf": texte_pdf(rendre_pdf(document, atelier)),
        "odt": texte_odt(rendre_odt(document, atelier)),
    }
    for format_, rendu in rendus.items():
        manquants = [t for t in attendus if t not in serre(rendu)]
        assert not manquants, (format_, manquants)


@pytest.mark.parametrize("nom", ["avis", "pv"])
def test_i12_memes_octets_deux_fois(nom):
    for rendre in (rendre_pdf, rendre_odt, lambda d, _: rendre_json(d)):
        assert rendre(documents()[nom], Atelier()) == rendre(documents()[nom], Atelier())


@pytest.mark.parametrize("profil", ["ua1", "2a"])
@pytest.mark.parametrize("nom", ["avis", "pv"])
def test_pdf_conforme(nom, profil, tmp_path):
    import page

    fichier = tmp_path / "acte.pdf"
    fichier.write_bytes(rendre_pdf(documents()[nom], Atelier()))
    rapport = str(page.validate_pdf(str(fichier), profile=profil))
    assert " 0 failed" in rapport, rapport


def test_l_avis_imprime_son_point_de_controle_et_ses_empreintes():
    html = rendre_fragment(documents()["avis"], Atelier())
    for attendu in (SCEAU.entree, SCEAU.racine, SCEAU.empreinte, AVIS.dossier_empreinte, AVIS.instantane, ">42<"):
        assert attendu in html
    assert 'href="#chiffres"' in html
    assert html.count("(au 15 janvier 2026)") == 2  # once for each paragraph
    projet = rendre_fragment(documents()["projet"], Atelier())
    assert "ni figé, ni signé, ni publié" in projet
    assert SCEAU.racine not in projet


def test_popolo_compte_les_tetes_et_dit_les_voix_a_part():
    lu = json.loads(popolo(AVIS))
    assert lu["organization"]["classification"] == "crefop"
    emploi = json.loads(popolo(replace(AVIS, organe="emploi")))
    assert emploi["organization"]["classification"] == "comite-regional-pour-l-emploi"
    (evenement,) = lu["vote_events"]
    assert {c["option"]: c["value"] for c in evenement["counts"]} == {
        "yes": 12, "no": 3, "abstain": 1, "not voting": 0, "absent": 0,
    }  # fmt: skip
    assert [g["group"]["name"] for g in evenement["group_results"]] == ["État", "Syndicats"]
    assert (evenement["result"], "voices" in evenement) == ("pass", False)
    assert [v["option"] for v in evenement["votes"]] == ["yes", "no"]
    pondere = replace(VOTE, voix=Decompte(30, 6, 2), organisations=())
    (evenement,) = json.loads(popolo(replace(AVIS, votes=(pondere,))))["vote_events"]
    assert {c["option"]: c["value"] for c in evenement["counts"]}["yes"] == 12
    assert {c["option"]: c["value"] for c in evenement["voices"]}["yes"] == 30
    assert "votes" not in evenement


def lire_scdl(acte):
    (ligne,) = csv.DictReader(io.StringIO(scdl(acte).decode()))
    return ligne


def test_scdl_les_tetes_dans_ses_colonnes_les_voix_dans_les_notres():
    ligne = lire_scdl(AVIS)
    assert list(ligne) == [*SCDL, *VOIX]
    assert (ligne["DELIB_ID"], ligne["VOTE_EFFECTIF"], ligne["VOTE_REEL"], ligne["VOTE_POUR"]) == (
        "A-2026-01", "16", "16", "12",
    )  # fmt: skip
    ligne = lire_scdl(replace(AVIS, votes=(replace(VOTE, voix=Decompte(30, 6, 2)),)))
    assert (ligne["VOTE_POUR"], ligne["VOIX_POUR"]) == ("12", "30")
    # a secret vote by voices: heads are not known, and stay empty
    secret = replace(VOTE, sieges=None, voix=Decompte(30, 6, 2), colleges=(VoteCollege("État", None, None, "peu"),))
    ligne = lire_scdl(replace(AVIS, votes=(secret,)))
    assert (ligne["VOTE_POUR"], ligne["VOIX_POUR"]) == ("", "30")
    rendre_fragment(composer_avis(replace(AVIS, votes=(secret,)), charger_region("94"), SCEAU), Atelier())
    ligne = lire_scdl(replace(AVIS, votes=(), sens="ajourne"))
    assert (ligne["VOTE_POUR"], ligne["VOIX_POUR"], ligne["SENS"]) == ("", "", "ajourne")
