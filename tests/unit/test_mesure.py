"""How a value is written with its unit."""

import pytest

from portulan.socle.mesure import Unite, valeur_fr


@pytest.mark.parametrize(
    ("valeur", "ecrit"),
    [(-1, "−1 jour"), (0, "0 jour"), (1, "1 jour"), (1.4, "1 jour"), (1.5, "2 jours"), (55, "55 jours")],
)
def test_un_jour_est_au_singulier(valeur, ecrit):
    assert valeur_fr(valeur, Unite.JOURS).replace("\u00a0", " ") == ecrit
