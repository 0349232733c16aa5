import pytest

from portulan.sources.rattachement import departement, departement_de_uai, rattacher


@pytest.mark.parametrize(
    ("ecrit", "code"),
    [
        ("1", "01"),
        ("01", "01"),
        ("001", "01"),
        ("2A", "2A"),
        ("02a", "2A"),
        ("620", "2A"),
        ("720", "2B"),
        ("974", "974"),
        ("984", "987"),
        ("983", "988"),
        ("20", None),
        ("112", None),
        ("350", None),
        ("T17", None),
        ("", None),
    ],
)
def test_departement_dans_toutes_ses_ecritures(ecrit, code):
    assert departement(ecrit) == code


def test_departement_d_un_uai():
    assert departement_de_uai("0313218E") == "31"
    assert departement_de_uai("7200001X") == "2B"
    assert departement_de_uai("9740001A") == "974"
    assert departement_de_uai("3500005D") is None
    assert departement_de_uai("031") is None


def test_noms_officiels_de_parcoursup():
    """Region names of Parcoursup are not INSEE's; the département decides anyway."""
    for nom, dep, code in [
        ("Ile-de-France", "75", "11"),
        ("Centre", "45", "24"),
        ("Grand-Est", "67", "44"),
        ("Nouvelle Aquitaine", "33", "75"),
        ("Pays-de-la-Loire", "44", "52"),
        ("Réunion", "974", "04"),
        ("Provence Alpes Côte d’Azur", "13", "93"),
        ("PROVENCE-ALPES-COTE D'AZUR", "06", "93"),
    ]:
        lieu = rattacher(dep, "", nom)
        assert (lieu.region, lieu.region_contraire) == (code, None), nom


def test_region_et_departement_de_meme_code():
    """53 is Bretagne as a region and Mayenne (Pays de la Loire) as a département."""
    assert rattacher("53", "0530001A", "Pays-de-la-Loire").region == "52"
    assert rattacher("", "0530001A").region == "52"
    contraire = rattacher("53", "0530001A", "Bretagne")
    assert (contraire.region, contraire.region_contraire) == ("52", "53")


def test_academies_anciennes_et_absentes():
    assert rattacher("14", "0140001A", "", "Caen").academie == rattacher("76", "", "", "Normandie").academie == "70"
    assert rattacher("31", "0310001A").academie == "16"
    assert rattacher("94", "0940001A", "", "Paris").academie == "01"


def test_outre_mer_et_etranger():
    polynesie = rattacher("984", "9840001D", "", "Polynésie Française")
    assert (polynesie.departement, polynesie.region, polynesie.academie) == ("987", "987", "41")
    etranger = rattacher("350", "3500005D", "", "Etranger")
    assert (etranger.departement, etranger.region, etranger.academie) == (None, None, None)
    assert rattacher("", "1770001X", "", "Créteil").region == "11"
