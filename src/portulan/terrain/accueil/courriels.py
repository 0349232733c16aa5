"""Mails of the reception: to the structure asked, to who sent the request, to the person in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from portulan.comptes.courriels import adresse_complete, declarer, envoyer
from portulan.socle import geographie
from portulan.terrain.accueil import liens, mots
from portulan.terrain.accueil.enums import Etape, Issue, MotifAnnulation, MotifRefus
from portulan.terrain.accueil.models import Besoin, DemandeAccueil, Identite, MiseEnRelation
from portulan.terrain.accueil.transitions import Transition
from portulan.terrain.reseau.models import Structure

_LIEN = "https://portulan.region.example/mise-en-relation/…"
_STRUCTURE: Mapping[str, Any] = {
    "structure": "Mission locale du Val",
    "numero": "M-000042",
    "besoin": "Changer de métier",
    "commune": "Rennes",
    "echeance": date(2026, 11, 30),
    "lien": _LIEN,
    "dernier_recours": False,
    "prise": False,
}
_PERSONNE: Mapping[str, Any] = {
    "numero": "D-000042",
    "besoin": "Changer de métier",
    "structure": "Mission locale du Val",
    "telephone": "02 00 00 00 00",
    "dit": "La structure ne peut pas vous recevoir.",
    "suite": "Votre demande est maintenant transmise à : CIO du Val (02 00 00 00 01).",
    "echeance": date(2026, 11, 30),
    "suivre": "https://portulan.region.example/ma-demande/…",
}
declarer("accueil_recue", quand="Une demande est transmise à une structure.", exemple=_STRUCTURE)
declarer(
    "accueil_relance",
    quand="Une structure n’a pas répondu, ou n’a pas dit la suite donnée (3e, 9e et 21e jours ouvrés).",
    exemple=_STRUCTURE,
)
declarer("accueil_annulee", quand="Une demande transmise à une structure n’a plus d’objet.", exemple=_STRUCTURE)
declarer(
    "accueil_rappel",
    quand="Une personne demande, sur le site public, qu’une structure la rappelle.",
    exemple={**_STRUCTURE, "numero": "D-000042", "lien": "https://portulan.region.example/…"},
)
declarer(
    "accueil_personne_rappel",
    quand="Une personne a demandé, sur le site public, à être rappelée : à elle, si elle a donné un courriel.",
    exemple=_PERSONNE,
)
declarer("accueil_lien", quand="Une structure redemande le lien d’une demande reçue.", exemple=_STRUCTURE)
declarer("accueil_personne_envoi", quand="La demande d’une personne vient d’être transmise.", exemple=_PERSONNE)
declarer("accueil_personne_etape", quand="Une étape de la demande d’une personne est franchie.", exemple=_PERSONNE)
declarer("accueil_personne_echec", quand="Personne n’a répondu à la demande dans le délai.", exemple=_PERSONNE)
declarer(
    "accueil_enquete",
    quand="Une demande est close et la personne a accepté d’être interrogée.",
    exemple={**_PERSONNE, "lien": "https://portulan.region.example/votre-avis/…"},
)
declarer(
    "accueil_trace",
    quand="Au guichet, la personne demande que la trace écrite lui soit envoyée.",
    exemple={
        "numero": "D-000042",
        "porte": "Mission locale du Val (02 00 00 00 02)",
        "recue": date(2026, 11, 16),
        "besoins": [
            {
                "dit": "Changer de métier",
                "envois": [
                    "Votre demande est transmise à CIO du Val ; une réponse vous est promise pour le 20 novembre."
                ],
                "lieux": [
                    {
                        "nom": "CIO du Val",
                        "adresse": "12 rue de la Gare, 35000 Rennes (10 min en voiture)",
                        "joindre": "Tél. 02 00 00 00 01",
                        "horaires": "du lundi au vendredi 9 h à 17 h",
                        "raisons": "Ce service répond à votre besoin.",
                    }
                ],
            }
        ],
    },
)
declarer(
    "accueil_emettrice_etape",
    quand="Une étape d’une demande transmise est franchie : à la structure qui l’a transmise.",
    exemple={
        **_PERSONNE,
        "numero": "M-000042",
        "fait": "Demande refusée",
        "raison": "plus de place dans le délai",
        "conseil": "CIO du Val",
        "telephoner": True,
        "lien": "https://portulan.region.example/accueil/mises/42/",
    },
)


@dataclass(frozen=True, slots=True)
class Suite:
    """What follows a step: the next hand-over, or who answers for the person now; neither: nobody does."""

    nouvelle: MiseEnRelation | None = None
    responsable: Structure | None = None
    cherchee: bool = False

    def dire(self) -> str:
        """In plain words, for the person; nothing when the step ends by itself."""
        if not self.cherchee:
            return ""
        if self.nouvelle is not None:
            return f"Votre demande est maintenant transmise à : {joindre(self.nouvelle.structure)}."
        if self.responsable is not None:
            return f"Votre demande revient à : {joindre(self.responsable)}, qui en répond."
        return "Aucune structure n’a encore repris votre demande : la Région en est prévenue."


def joindre(structure: Structure) -> str:
    """Name and telephone of a structure, which does not break across lines."""
    telephone = structure.telephone.replace(" ", "\u00a0")
    return f"{structure.nom} ({telephone})" if telephone else structure.nom


def identite_de(demande: DemandeAccueil) -> Identite | None:
    """What is still known of the person; None: anonymous, or erased."""
    return Identite.objects.filter(demande=demande).first()


def contact(mise: MiseEnRelation) -> str:
    """Known address of a receiver: of its service, of the place, else of its organisation; empty: by phone only."""
    propre = mise.service.courriel if mise.service else ""
    return propre or adresse_de(mise.structure)


def adresse_de(structure: Structure) -> str:
    """Known address of a structure, else that of its organisation."""
    return structure.courriel or (structure.organisation.courriel if structure.organisation else "")


def ecrire_a_la_structure(gabarit: str, mise: MiseEnRelation, *, lien: str) -> bool:
    """Write to the receiver; False when it has no known address."""
    destinataire = contact(mise)
    if not destinataire:
        return False
    demande = mise.besoin.demande
    terme = mise.promesses.filter(etape=Etape.REPONSE).first()
    envoyer(
        gabarit,
        destinataire,
        {
            "structure": mise.structure.nom,
            "numero": mise.numero,
            "besoin": mots.dire("thematiques", mise.besoin.thematique),
            "commune": (geographie.commune(demande.code_insee) or {}).get("nom", ""),
            "echeance": terme.echeance if terme else None,
            "lien": lien,
            "dernier_recours": mise.choix == "dernier_recours",
            "prise": mise.repondue_le is not None,
        },
    )
    return True


def demander_le_rappel(demande: DemandeAccueil, structure: Structure, besoin: Besoin) -> None:
    """Tell a structure that somebody waits for its call (who, is read with an account), and tell the person."""
    _ecrire_a_la_personne("accueil_personne_rappel", besoin, structure)
    destinataire = adresse_de(structure)
    if destinataire:
        envoyer(
            "accueil_rappel",
            destinataire,
            {
                "numero": demande.numero,
                "structure": structure.nom,
                "besoin": mots.dire("thematiques", besoin.thematique),
                "lien": adresse_complete(reverse("web:guichet_demande", args=[demande.pk])),
            },
        )


def dire_l_envoi(mise: MiseEnRelation) -> None:
    """Tell the person where her request went."""
    terme = mise.promesses.filter(etape=Etape.REPONSE).first()
    _ecrire_a_la_personne("accueil_personne_envoi", mise.besoin, mise.structure, echeance=terme and terme.echeance)


def dire_l_etape(mise: MiseEnRelation, transition: Transition, suite: Suite) -> None:
    """Tell the person (plain words, never the reason) and who sent her (with the reason)."""
    if transition.dit:
        _ecrire_a_la_personne(
            "accueil_personne_etape", mise.besoin, mise.structure, dit=transition.dit, suite=suite.dire()
        )
    _dire_a_l_emettrice(mise, transition, suite)


def dire_l_echec(besoin: Besoin, suite: Suite) -> None:
    """Tell the person that nobody answered in time, and who answers for her now."""
    _ecrire_a_la_personne("accueil_personne_echec", besoin, None, suite=suite.dire())


def demander_son_avis(mise: MiseEnRelation, lien: str) -> None:
    """Ask the person what she thinks of it."""
    _ecrire_a_la_personne("accueil_enquete", mise.besoin, mise.structure, lien=lien)


def _ecrire_a_la_personne(gabarit: str, besoin: Besoin, structure: Structure | None, **contexte: Any) -> None:
    identite = identite_de(besoin.demande)
    if identite is None or not identite.courriel:
        return
    envoyer(
        gabarit,
        identite.courriel,
        {
            "numero": besoin.demande.numero,
            "besoin": mots.dire("thematiques", besoin.thematique),
            "structure": structure.nom if structure else "",
            "telephone": structure.telephone if structure else "",
            "suivre": liens.de_la_personne(identite),
            **contexte,
        },
    )


def envoyer_trace(demande: DemandeAccueil, adresse: str, besoins: Sequence[Mapping[str, Any]]) -> None:
    """Send the written trace: the same words as on paper, without who the person is."""
    envoyer(
        "accueil_trace",
        adresse,
        {
            "numero": demande.numero,
            "porte": joindre(demande.structure) if demande.structure else "",
            "recue": demande.recue_le,
            "besoins": besoins,
        },
    )


def _dire_a_l_emettrice(mise: MiseEnRelation, transition: Transition, suite: Suite) -> None:
    emettrice = mise.emettrice or mise.besoin.responsable
    if emettrice is None or emettrice.pk == mise.structure_id or not (destinataire := adresse_de(emettrice)):
        return
    identite = identite_de(mise.besoin.demande)
    raisons = {**dict(MotifRefus.choices), **dict(MotifAnnulation.choices)}
    envoyer(
        "accueil_emettrice_etape",
        destinataire,
        {
            "numero": mise.numero,
            "besoin": mots.dire("thematiques", mise.besoin.thematique),
            "structure": mise.structure.nom,
            "fait": transition.fait,
            "raison": raisons.get(mise.motif, "") or (Issue(mise.issue).label if mise.issue else ""),
            "conseil": mise.vers.nom if mise.vers else "",
            "suite": suite.dire(),
            "telephoner": bool(transition.dit and identite is not None and not identite.courriel),
            "lien": adresse_complete(reverse("web:mise", args=[mise.pk])),
        },
    )
