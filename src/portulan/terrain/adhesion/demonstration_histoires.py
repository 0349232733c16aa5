"""The stories of the demonstration: how far each adhesion went, how long ago, and what followed."""

from dataclasses import dataclass

from portulan.terrain.adhesion.enums import Base

CINQ_ANS = 1826

# Steps to the signature, and the days since the step before
CHEMINS = {
    Base.LOI: (("preparer", 0), ("signer_organisation", 24), ("signer_region", 9)),
    Base.PARTENARIAT: (("deposer", 0), ("accepter", 14), ("signer_organisation", 8), ("signer_region", 5)),
    Base.RECONNAISSANCE: (
        ("deposer", 0),
        ("declarer_complete", 3),
        ("transmettre", 4),
        ("clore_avis", 26),
        ("reconnaitre", 15),
        ("signer_organisation", 12),
        ("signer_region", 6),
    ),
}


@dataclass(frozen=True, slots=True)
class Histoire:
    """How far (``jusqu_a``, nothing: a draft), how many days ago, what followed (step, days ago), how it ended.

    ``reconnaissance``: a story that only the recognition has. ``renouvelle``: it renews the one before.
    """

    jusqu_a: str = ""
    il_y_a: int = 4
    suites: tuple[tuple[str, int], ...] = ()
    terme: str = ""
    reconnaissance: bool = False
    renouvelle: bool = False


def _signee(jours: int, **suite: object) -> Histoire:
    return Histoire("signer_region", jours, **suite)  # type: ignore[arg-type]


_EXPIREE = _signee(CINQ_ANS + 410, terme="expirer")
_RENOUVELEE = _signee(CINQ_ANS + 240, terme="remplacer")

SUR_DEMANDE: tuple[tuple[Histoire, ...], ...] = (
    # the recognition's own steps: one late at the opinion, one to decide, one adjourned after an expiry
    (Histoire("transmettre", 41, reconnaissance=True),),
    (Histoire("clore_avis", 6, reconnaissance=True),),
    (_EXPIREE, Histoire("clore_avis", 70, (("ajourner", 40),), reconnaissance=True)),
    (_signee(CINQ_ANS - 65), Histoire("declarer_complete", 2, reconnaissance=True, renouvelle=True)),
    # what both have
    (Histoire("deposer", 26),),
    (Histoire("deposer", 15, (("declarer_incomplete", 9),)),),
    (_RENOUVELEE, _signee(252, renouvelle=True)),
    (_signee(400, suites=(("suspendre", 35),)),),
    (_signee(700, suites=(("notifier_retrait", 12),)),),
    (Histoire("clore_avis", 300, (("refuser", 280),)), Histoire()),
    (_signee(900, suites=(("notifier_retrait", 190), ("retirer", 150))), Histoire("deposer", 3)),
    (
        Histoire("deposer", CINQ_ANS + 90, (("abandonner", CINQ_ANS + 80),)),
        _signee(CINQ_ANS - 52),
        Histoire("accepter", 5, renouvelle=True),
    ),
    # further ones, for the regions that have more organisations
    (_signee(150),),
    (_signee(640),),
    (_signee(1100),),
    (Histoire("transmettre", 12, reconnaissance=True),),
    (_signee(CINQ_ANS - 65), Histoire("deposer", 11, renouvelle=True)),
    (Histoire("clore_avis", 160, (("refuser", 150),), reconnaissance=True),),
    (Histoire("signer_organisation", 8),),
    (_signee(30),),
    (),
)
# About half of the partners have signed; nearly as many never asked
SUR_DEMANDE_POIDS = {
    4: 4.0, 5: 3.0, 7: 1.0, 9: 2.0, 11: 2.0, 12: 24.0, 13: 24.0, 14: 18.0, 16: 2.0, 18: 3.0, 19: 9.0, 20: 20.0,
}  # fmt: skip

DE_DROIT: tuple[tuple[Histoire, ...], ...] = (
    (_signee(420),),
    (Histoire("preparer", 215),),
    (_signee(75),),
    (_signee(900),),
    (Histoire("preparer", 60, (("refuser_signature", 20),)),),
    (_signee(1300),),
    (_RENOUVELEE, _signee(255, renouvelle=True)),
    (Histoire("signer_organisation", 6),),
    (_signee(250),),
    (_signee(CINQ_ANS - 40),),
    (Histoire("preparer", 30),),
    (_signee(610),),
    (),
    (_EXPIREE,),
)
DE_DROIT_POIDS = {
    0: 13.0, 2: 10.0, 3: 12.0, 5: 10.0, 6: 5.0, 8: 10.0, 9: 3.0, 11: 12.0, 1: 4.0, 4: 2.0, 7: 3.0, 10: 4.0, 12: 2.0,
    13: 1.0,
}  # fmt: skip

# France Travail signed for a part of its agencies; the organisation one tries first has its renewal to sign
FRANCE_TRAVAIL = (_signee(250),)
A_RENOUVELER = (_signee(CINQ_ANS - 40), Histoire("preparer", 12, renouvelle=True))

MOTIFS = {
    "declarer_incomplete": "L’analyse des besoins ne dit rien des publics en emploi ; précisez aussi vos horaires.",
    "transmettre": "Dossier complet. Les trois conditions sont décrites ; l’accueil des actifs reste à confirmer.",
    "refuser": "Les services ne s’adressent pas à toute personne ; un partenariat est proposé.",
    "decliner": "La zone couverte est hors de la région ; la demande relève d’une autre Région.",
    "ajourner": "Le conseil personnalisé n’est assuré que sur un site : présentez l’organisation des autres sites.",
    "refuser_signature": "Le conseil d’administration attend la version définitive du cahier des charges.",
    "suspendre": "Deux sites n’ouvrent plus au public depuis trois mois ; la suspension cessera à leur réouverture.",
    "notifier_retrait": "Aucun site n’a été évalué depuis la signature, malgré deux relances.",
    "retirer": "Sans évaluation ni réponse au-delà du délai, l’engagement n’est plus tenu.",
    "avis_favorable": "Le dossier décrit un accueil ouvert à tous et des partenariats réels sur le territoire.",
    "avis_defavorable": "Les services décrits ne concernent qu’un seul public.",
}
