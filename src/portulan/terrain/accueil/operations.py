"""Every write of the reception, where the pages look for them."""

from portulan.terrain.accueil.operations_demande import (
    DonneesIdentite,
    aiguiller,
    confier_identite,
    enregistrer_demande,
    rappeler,
    repondre_au_premier_niveau,
)
from portulan.terrain.accueil.operations_mise import (
    avancer,
    avancer_par_lien,
    designer,
    donner_son_avis,
    effacer_identite,
    franchir,
    mettre_en_relation,
    renvoyer_le_lien,
)

__all__ = (
    "DonneesIdentite",
    "aiguiller",
    "avancer",
    "avancer_par_lien",
    "confier_identite",
    "designer",
    "donner_son_avis",
    "effacer_identite",
    "enregistrer_demande",
    "franchir",
    "mettre_en_relation",
    "rappeler",
    "renvoyer_le_lien",
    "repondre_au_premier_niveau",
)
