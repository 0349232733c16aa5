"""From a diagnostic to published files: complete, sealed, the same each time, and honest about what is not known."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from portulan.diagnostic.catalogue import FICHES, INDICATEURS
from portulan.diagnostic.resultats import Declenchement, Diagnostic, Ligne, table_resultats
from portulan.publication.dossier import composer
from portulan.publication.dossier_question import ancre
from portulan.publication.publier import DossiersPublies, publier
from portulan.publication.rendu_json import en_valeurs, rendre_json
from portulan.socle.declaration import Gravite, Origine
from portulan.socle.region import charger_region
from portulan.socle.resultat import ADocumenter, Calcule, EtatQuestion, NonCalculable, Raison
from portulan.socle.territoire import Niveau, Territoire

CORSE = Territoire(Niveau.REGION, "94")
ACCES = "IND-F1.O3a-1"
IDENTIFIANT = "94-2025-12-31-0123456789ab"


class InstantaneVide:
    """A snapshot without rows: names come from the shipped geography."""

    identifiant = IDENTIFIANT
    region = "94"

    def table(self, table):
        return table.schema().empty_table()


def diagnostic(**plus):
    lignes = []
    for indicateur in INDICATEURS:
        if indicateur.code == ACCES:
            lignes += [
                Ligne(ACCES, Territoire(Niveau.DEPARTEMENT, d), "", "", Calcule(v, v * 10, 1000.0, estime=True))
                for d, v in (("2A", 12.5), ("2B", 7.0))
            ]
            lignes.append(Ligne(ACCES, CORSE, "", "", Calcule(9.5, 3300.0, 34700.0, estime=True)))
        elif indicateur.code.endswith("-1"):
            lignes.append(Ligne(indicateur.code, CORSE, "", "", ADocumenter("la pièce", "le rectorat")))
        else:
            lignes.append(Ligne(indicateur.code, CORSE, "", "", NonCalculable(Raison.TABLE_ABSENTE, "table absente")))
    alerte = Declenchement(
        "V-F1.O3a-1", ACCES, Gravite.ALERTE, CORSE, "", "", 9.5, ">", 5, Origine.PRODUIT, "L’accès est loin.",
        questions=("F1.O3",),
    )  # fmt: skip
    etats = {q.code: EtatQuestion.NON_RENSEIGNE for f in FICHES for q in f.questions}
    base = Diagnostic(
        IDENTIFIANT, "94", date(2025, 12, 31), provisoire=False, fictif=True,
        resultats=table_resultats(lignes), declenchements=(alerte,), etats=etats | {"F1.O3": EtatQuestion.PARTIEL},
    )  # fmt: skip
    return replace(base, **plus)


@pytest.fixture
def dossier():
    return composer(diagnostic(), InstantaneVide(), FICHES[0], charger_region("94"))


@pytest.mark.parametrize("fiche", FICHES)
def test_chaque_question_une_fois_dans_l_ordre(fiche):
    document = composer(diagnostic(), InstantaneVide(), fiche, charger_region("94"))
    attendues = [ancre(q.code) for q in fiche.questions]
    assert [s.identifiant for s in document.sections if s.identifiant.startswith("q-")] == attendues


def test_valeur_seuil_et_origine_sont_dits(dossier):
    texte = rendre_json(dossier).decode()
    for dit in ("9,5\u202f%", "12,5", "L’accès est loin.", "valeur par défaut du produit (P)", "estimé"):
        assert dit in texte


def test_question_sans_valeur_reste_breve(dossier):
    rang = next(r for r, s in enumerate(dossier.sections) if s.identifiant == "q-f1-8")
    types = [b["type"] for b in en_valeurs(dossier)["sections"][rang]["blocs"]]
    assert "tableau" not in types
    assert len(types) <= 5


def test_une_valeur_inconnue_n_est_jamais_zero():
    resultats = table_resultats(
        [
            *(Ligne(ACCES, Territoire(Niveau.DEPARTEMENT, "2A"), "", "", NonCalculable(Raison.NON_DIFFUSABLE)),),
            Ligne(ACCES, Territoire(Niveau.DEPARTEMENT, "2B"), "", "", Calcule(3.0)),
            Ligne(ACCES, CORSE, "", "", Calcule(9.5)),
            *(
                Ligne(i.code, CORSE, "", "", NonCalculable(Raison.DONNEE_ABSENTE))
                for i in INDICATEURS
                if i.code != ACCES
            ),
        ]
    )
    document = composer(diagnostic(resultats=resultats), InstantaneVide(), FICHES[0], charger_region("94"))
    assert ["Corse-du-Sud", "secret"] in [
        [c["texte"] for c in ligne[:2]]
        for s in en_valeurs(document)["sections"]
        for b in s["blocs"]
        if b["type"] == "tableau"
        for ligne in b["lignes"]
    ]


def test_les_autres_regions_ne_se_melent_pas_a_la_notre():
    bretagne = Territoire(Niveau.REGION, "53")
    lignes = [
        Ligne(ACCES, region, "", ventilation, Calcule(valeur))
        for region, valeurs in ((bretagne, (77.0, 78.0, 79.0)), (CORSE, (9.0, 8.0, 7.0)))
        for ventilation, valeur in zip(("", "annee=2024", "annee=2025"), valeurs, strict=True)
    ]
    autres = [i.code for i in INDICATEURS if i.code != ACCES]
    lignes += [Ligne(c, CORSE, "", "", NonCalculable(Raison.DONNEE_ABSENTE)) for c in autres]
    lignes.append(Ligne(autres[0], bretagne, "", "", Calcule(76.0)))
    resultats = table_resultats(lignes)
    document = composer(diagnostic(resultats=resultats), InstantaneVide(), FICHES[0], charger_region("94"))
    texte = rendre_json(document).decode()
    assert "Courbe : 2024 : 8,0\u202f% ; 2025 : 7,0\u202f%." in texte
    assert not any(etrangere in texte for etrangere in ("76,0", "77,0", "78,0", "79,0"))


def test_provisoire_et_fictif_en_couverture():
    document = composer(diagnostic(provisoire=True), InstantaneVide(), FICHES[1], charger_region("94"))
    assert [a.titre for a in document.avertissements] == [
        "Provisoire — ne peut être cité",
        "Activité fictive de démonstration",
    ]
    assert [(p.nom, p.qualite) for p in document.partenaires] == [
        ("L’État", "préfecture de Corse"),
        ("La Collectivité", "de Corse"),
    ]


@pytest.mark.parametrize("code", ["76", "11", "94", "06"])
def test_etat_et_region_egaux_en_lignes(code):
    partenaires = composer(diagnostic(), InstantaneVide(), FICHES[0], charger_region(code)).partenaires
    assert len({bool(p.qualite) for p in partenaires}) == 1


def test_chaque_question_a_un_titre_court():
    assert all(0 < len(q.titre) <= 64 for fiche in FICHES for q in fiche.questions)


def test_publication_complete_scellee_et_reproductible(tmp_path):
    region = charger_region("94")
    publies = publier(diagnostic(), InstantaneVide(), racine=tmp_path / "dossiers", region=region)
    relus = DossiersPublies.lire(tmp_path / "dossiers", IDENTIFIANT)
    assert relus == publies
    assert [d.fiche for d in publies] == [1, 2]
    assert {f.nom for f in publies.fichiers} >= {
        f"fiche{n}.{suffixe}" for n in (1, 2) for suffixe in ("pdf", "html", "odt", "json")
    }
    for fichier in publies.fichiers:
        contenu = publies.chemin(fichier.nom).read_bytes()
        assert (len(contenu), hashlib.sha256(contenu).hexdigest()) == (fichier.taille, fichier.sha256)
    assert publies.chemin("../index.json") is None
    index = (publies.dossier / "index.json").read_bytes()
    assert json.loads(index)["instantane"] == IDENTIFIANT
    publier(diagnostic(), InstantaneVide(), racine=tmp_path / "dossiers", region=region)
    assert (publies.dossier / "index.json").read_bytes() == index
    assert [p.name for p in (tmp_path / "dossiers").iterdir()] == [IDENTIFIANT]


def test_publication_interrompue_ne_laisse_rien(tmp_path, monkeypatch):
    def en_panne(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portulan.publication.publier.tables_annexe", en_panne)
    with pytest.raises(OSError, match="No space"):
        publier(diagnostic(), InstantaneVide(), racine=tmp_path / "dossiers", region=charger_region("94"))
    assert list((tmp_path / "dossiers").iterdir()) == []
    assert DossiersPublies.lire(tmp_path / "dossiers", IDENTIFIANT) is None


def test_un_fichier_efface_ou_coupe_est_vu(tmp_path):
    publies = publier(diagnostic(), InstantaneVide(), racine=tmp_path, region=charger_region("94"))
    assert publies.complets
    pdf = publies.chemin("fiche1.pdf")
    contenu = pdf.read_bytes()
    pdf.write_bytes(contenu[:-1])
    assert not publies.complets
    pdf.unlink()
    assert not publies.complets
    pdf.write_bytes(contenu)
    assert publies.complets
