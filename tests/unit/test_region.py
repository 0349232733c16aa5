"""A region's choices: defaults, folders, refusals."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portulan.socle.declaration import Origine
from portulan.socle.erreurs import DonneeInvalide, Introuvable, RessourceIndisponible
from portulan.socle.geographie import code_region, territoires
from portulan.socle.region import CONTRASTE_MINIMAL, charger_region, codes_regions, contraste_sur_blanc
from portulan.socle.territoire import Territoire

SANS_HABITANT = {"984", "989"}


@pytest.fixture
def dossier(tmp_path, monkeypatch):
    """Write a region's own folder and point PORTULAN_TERRITOIRE at it."""

    def ecrire(region='code = "53"\n', **fichiers):
        (tmp_path / "region.toml").write_text(region, encoding="utf-8")
        for nom, contenu in fichiers.items():
            (tmp_path / nom.replace("_", ".")).write_text(contenu, encoding="utf-8")
        return tmp_path

    monkeypatch.setenv("PORTULAN_TERRITOIRE", str(tmp_path))
    return ecrire


@pytest.mark.parametrize("code", codes_regions())
def test_toute_region_se_charge_par_son_code(code, monkeypatch):
    monkeypatch.delenv("PORTULAN_TERRITOIRE", raising=False)
    region = charger_region(code)
    assert region.territoire == Territoire.lire(f"region:{code}")
    assert code_region(region.nom) == code
    assert [p.role for p in region.partenaires] == ["etat", "region"]
    assert region.nom_comite.strip()
    assert re.match(r"(de |du |des |d’)", region.de)
    assert re.match(r"(en |à |dans )", region.en)
    assert contraste_sur_blanc(region.accent) >= CONTRASTE_MINIMAL
    assert region.bassins() is None
    assert region.seuils == {}


def test_aucune_region_habitee_n_est_oubliee():
    livrees = {li["code"] for li in territoires().to_pylist() if li["niveau"] == "region"}
    assert set(codes_regions()) == livrees - SANS_HABITANT


def test_une_region_et_une_ile_ont_leur_dossier():
    assert charger_region("76").nom_comite == "CREFOP Occitanie"
    corse = charger_region("94")
    assert corse.collectivite.nom == "Collectivité de Corse"
    assert corse.etat.nom == "L’État — préfecture de Corse"


@pytest.mark.parametrize("code", ["31", "2A", "FR", "", "984", "region:76"])
def test_un_code_qui_n_est_pas_d_une_region_est_refuse(code):
    with pytest.raises(Introuvable, match="pas de département"):
        charger_region(code)


def test_les_choix_de_la_region_l_emportent(dossier):
    racine = dossier(
        """
code = "53"
nom_comite = "CREFOP Breizh"
accent = "#1F5C3A"
[[partenaires]]
role = "region"
nom = "Région Bretagne"
logo = "logo.svg"
[[partenaires]]
role = "etat"
nom = "Préfecture"
nom_court = "État"
[bassins]
fichier = "bassins.csv"
""",
        seuils_toml='[[seuils]]\ncode = "S1"\nborne = 25\ndate = 2026-03-01\nreference = "Bureau du CREFOP"\n',
        bassins_csv="code;nom;code_insee\nR;Rennes;35238\n",
        logo_svg="<svg/>",
    )
    region = charger_region("53")
    assert (region.nom, region.nom_comite, region.accent) == ("Bretagne", "CREFOP Breizh", "#1f5c3a")
    assert region.etat.nom_court == "État"
    assert region.collectivite.logo == racine / "logo.svg"
    seuil = region.seuils["S1"]
    assert (seuil.borne, seuil.date, seuil.origine) == (25.0, date(2026, 3, 1), Origine.REGION)
    assert region.bassins()["35238"] == ("R", "Rennes")


def test_un_dossier_par_region_dans_le_dossier_designe(tmp_path, monkeypatch):
    (tmp_path / "94").mkdir()
    (tmp_path / "94" / "region.toml").write_text('code = "94"\nnom_comite = "Cumitatu"\n', encoding="utf-8")
    monkeypatch.setenv("PORTULAN_TERRITOIRE", str(tmp_path))
    assert charger_region("94").nom_comite == "Cumitatu"
    assert charger_region("76").nom_comite == "CREFOP Occitanie"


def test_le_dossier_d_une_autre_region_ne_sert_pas(dossier):
    dossier('code = "53"\nnom_comite = "Ailleurs"\n')
    assert charger_region("28").nom_comite == "CREFOP de Normandie"


def test_un_dossier_designe_absent_se_dit(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTULAN_TERRITOIRE", str(tmp_path / "rien"))
    with pytest.raises(RessourceIndisponible, match="PORTULAN_TERRITOIRE"):
        charger_region("76")


PARTENAIRE = '[[partenaires]]\nrole = "etat"\nnom = "Préfecture"\n'


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ('code = "53"\naccents = "#000000"', "« accents » : clé inconnue"),
        ('code = "53"\naccent = "bleu"', "n'est pas une couleur"),
        ('code = "53"\naccent = "#ffcc00"', "contraste de 1,5"),
        ('code = "53"\naccent = 12', "« accent » : valeur « 12 »"),
        ('code = "53"\nnom_comite = "  "', "« nom_comite » : texte vide"),
        ('code = "53"\npartenaires = 3', "« partenaires »"),
        ('code = "53"\npartenaires = [3]', "un bloc est attendu"),
        ('code = "53"\n' + PARTENAIRE, "un seul partenaire"),
        ('code = "53"\n' + PARTENAIRE + PARTENAIRE, "en double"),
        ('code = "53"\n' + PARTENAIRE + 'slogan = "x"', "« partenaires[1].slogan » : clé inconnue"),
        ('code = "53"\n' + PARTENAIRE + 'logo = "absent.svg"', "« partenaires[1].logo »"),
        ('code = "53"\n' + PARTENAIRE + 'logo = "../../etc/passwd"', "« partenaires[1].logo »"),
        ('code = "53"\n' + PARTENAIRE + 'logo = "region.toml"', "d'un autre format"),
        ('code = "53"\n[bassins]\nfichier = "absent.csv"', "« bassins.fichier »"),
        ('code = "53"\n[bassins]\nliste = "b.csv"', "« bassins.liste » : clé inconnue"),
        ('nom_comite = "CREFOP"', "« code » : clé absente"),
        ('code = "53', "n'est pas un fichier TOML valide"),
    ],
)
def test_chaque_refus_nomme_le_fichier_la_cle_et_le_remede(dossier, contenu, message):
    dossier(contenu)
    with pytest.raises(DonneeInvalide, match=re.escape(message)) as refus:
        charger_region("53")
    assert "region.toml" in refus.value.message
    assert refus.value.remede


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ('[[seuil]]\ncode = "S"', "« seuil » : clé inconnue"),
        ('[[seuils]]\ncode = "S"\nborne = "30"', "« seuils[1].borne » : un nombre est attendu"),
        ('[[seuils]]\ncode = "S"\nborne = nan', "un nombre est attendu"),
        ('[[seuils]]\ncode = "S"\nborne = true', "un nombre est attendu"),
        ('[[seuils]]\ncode = "S"\nborne = 3', "« seuils[1].date » : clé absente"),
        ('[[seuils]]\ncode = "S"\nborne = 3\ndate = "hier"', "« seuils[1].date »"),
        ('[[seuils]]\ncode = "S"\nborne = 3\ndate = 2026-01-01', "« seuils[1].reference » : clé absente"),
        ('[[seuils]]\ncode = "S"\nborne = 3\ndate = 2026-01-01\nreference = "r"\n' * 2, "a déjà une borne"),
    ],
)
def test_un_seuil_mal_ecrit_est_refuse(dossier, contenu, message):
    dossier(seuils_toml=contenu)
    with pytest.raises(DonneeInvalide, match=re.escape(message)) as refus:
        charger_region("53")
    assert "seuils.toml" in refus.value.message


def test_l_empreinte_suit_les_choix_et_les_fichiers(dossier):
    racine = dossier(
        'code = "53"\n[bassins]\nfichier = "bassins.csv"\n', bassins_csv="code;nom;code_insee\nR;Rennes;35238\n"
    )
    avant = charger_region("53").empreinte
    assert charger_region("53").empreinte == avant
    (racine / "bassins.csv").write_text("code;nom;code_insee\nR;Rennes;35047\n", encoding="utf-8")
    apres = charger_region("53").empreinte
    assert apres != avant
    dossier(seuils_toml='[[seuils]]\ncode = "S"\nborne = 3\ndate = 2026-01-01\nreference = "r"\n')
    assert charger_region("53").empreinte not in {avant, apres}


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_le_contraste_est_borne(rvb):
    assert 1 <= contraste_sur_blanc("#{:02x}{:02x}{:02x}".format(*rvb)) <= 21.001


@pytest.mark.parametrize(
    ("couleur", "attendu"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_le_contraste_est_celui_des_wcag(couleur, attendu):
    assert contraste_sur_blanc(couleur) == pytest.approx(attendu, abs=0.005)
