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
    effacer_identite,
    franchir,
    mettre_en_relation,
    renvoyer_le_lien,
)
from portulan.terrain.accueil.operations_personne import donner_son_avis, renoncer, tout_effacer
from portulan.terrain.accueil.operations_trace import envoyer_la_trace

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
    "envoyer_la_trace",
    "franchir",
    "mettre_en_relation",
    "rappeler",
    "renoncer",
    "renvoyer_le_lien",
    "repondre_au_premier_niveau",
    "tout_effacer",
)
