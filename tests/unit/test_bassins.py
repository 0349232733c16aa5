"""A region's own list of bassins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portulan.socle.bassins import lire_bassins
from portulan.socle.erreurs import DonneeInvalide, RessourceIndisponible
from portulan.socle.geographie import codes_communes, commune
from portulan.socle.territoire import Territoire

CORSE = sorted(codes_communes(Territoire.lire("region:94")))


@pytest.fixture
def ecrire(tmp_path):
    def _ecrire(texte, encodage="utf-8"):
        chemin = tmp_path / "bassins.csv"
        chemin.write_bytes(texte.encode(encodage) if isinstance(texte, str) else texte)
        return chemin

    return _ecrire


def test_la_liste_l_emporte_et_l_epci_complete(ecrire):
    bassins = lire_bassins(ecrire("code;nom;code_insee\nAJ;Ajaccio;2A004\nBA;Bastia;2B033\n"), "94")
    assert bassins["2A004"] == ("AJ", "Ajaccio")
    assert bassins["2B033"] == ("BA", "Bastia")
    assert set(bassins) == set(CORSE)
    reste = bassins["2A041"]
    assert reste[0] == commune("2A041")["epci"]
    assert reste[1].startswith("C")


def test_une_commune_sans_epci_reste_sans_bassin(ecrire):
    bassins = lire_bassins(ecrire("code;nom;code_insee\nR;Rennes;35238\n"), "53")
    assert commune("22016")["epci"] is None
    assert "22016" not in bassins


@pytest.mark.parametrize(
    ("contenu", "encodage"),
    [
        ("Code,Nom,Code_INSEE\r\nSE,Sète-Étang,34301\r\n", "utf-8-sig"),
        ("code;nom;code_insee\nSE;Sète-Étang;34301\n\n;;\n", "cp1252"),
        ('nom;code_insee;code;note\n"Sète-Étang";34301;SE;"deux\nlignes"\n', "utf-8"),
    ],
)
def test_les_ecritures_des_tableurs(ecrire, contenu, encodage):
    assert lire_bassins(ecrire(contenu, encodage), "76")["34301"] == ("SE", "Sète-Étang")


def test_un_zero_perdu_et_un_ancien_code_se_retrouvent(ecrire):
    bassins = lire_bassins(ecrire("code;nom;code_insee\nA;Foix;9122\nB;Conques;12076\nB;Conques;12114\n"), "76")
    assert bassins["09122"] == ("A", "Foix")
    assert bassins["12218"] == ("B", "Conques")


@pytest.mark.parametrize(
    ("lignes", "ecart"),
    [
        ("A;Un;31555\nB;Deux;31555\n", "ligne 3 : la commune 31555 est déjà"),
        ("A;Un;31555\nA;Un;31555\n", "ligne 3 : la commune 31555 est déjà"),
        ("A;Un;12076\nB;Deux;12114\n", "ligne 3 : la commune 12114 est déjà"),
        ("A;Un;75056\n", "ligne 2 : la commune « 75056 » est inconnue ou d'une autre région"),
        ("A;Un;99999\n", "ligne 2 : la commune « 99999 »"),
        ("A;Un;\n", "ligne 2 : la commune «"),
        ("A;Un;31555\nA;Deux;31149\n", "ligne 3 : le bassin A n'a pas de nom, ou en a deux"),
        ("A;;31555\n", "ligne 2 : le bassin A n'a pas de nom"),
        ("A A;Un;31555\n", "ligne 2 : « A A » n'est pas un code de bassin"),
        ("243100518;Un;31555\n", "est celui d'un EPCI"),
        ("A;Un;31555;reste\n;;31149\n", "ligne 3"),
    ],
)
def test_chaque_ligne_refusee_est_nommee(ecrire, lignes, ecart):
    with pytest.raises(DonneeInvalide) as refus:
        lire_bassins(ecrire("code;nom;code_insee\n" + lignes), "76")
    assert ecart in refus.value.message
    assert refus.value.remede


def test_les_refus_nombreux_sont_comptes(ecrire):
    lignes = "".join(f"A;Un;{99000 + i}\n" for i in range(30))
    with pytest.raises(DonneeInvalide, match="et 20 autres"):
        lire_bassins(ecrire("code;nom;code_insee\n" + lignes), "76")


@pytest.mark.parametrize("contenu", ["", "code;nom\nA;Un\n", b"\x00\x01\x02", "<html></html>"])
def test_un_fichier_qui_n_est_pas_une_liste(ecrire, contenu):
    with pytest.raises(DonneeInvalide, match="colonne absente"):
        lire_bassins(ecrire(contenu), "76")


def test_une_cellule_sans_fin_est_refusee(ecrire):
    with pytest.raises(DonneeInvalide, match="ligne 2"):
        lire_bassins(ecrire('code;nom;code_insee\nA;"' + "x" * 200_000), "76")


def test_une_liste_vide_et_un_fichier_absent(ecrire, tmp_path):
    with pytest.raises(DonneeInvalide, match="est vide"):
        lire_bassins(ecrire("code;nom;code_insee\n"), "76")
    with pytest.raises(RessourceIndisponible, match="ne peut pas être lu"):
        lire_bassins(tmp_path / "absent.csv", "76")


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(CORSE), st.sampled_from("ABC"), min_size=1, max_size=40))
def test_toute_affectation_se_relit(tmp_path_factory, affectation):
    chemin = tmp_path_factory.mktemp("b") / "b.csv"
    chemin.write_text("code,nom,code_insee\n" + "".join(f"{b},Bassin {b},{c}\n" for c, b in affectation.items()))
    lues = lire_bassins(chemin, "94")
    assert {c: lues[c] for c in affectation} == {c: (b, f"Bassin {b}") for c, b in affectation.items()}
