"""The digests that say whether a step is up to date."""

from portulan.publication.empreintes import empreinte_du_dossier


def test_un_dossier_dont_des_liens_ne_menent_nulle_part(tmp_path):
    avant = empreinte_du_dossier(tmp_path)
    (tmp_path / "perdu.csv").symlink_to(tmp_path / "absent.csv")
    (tmp_path / "boucle.csv").symlink_to(tmp_path / "boucle.csv")
    assert empreinte_du_dossier(tmp_path) != avant
