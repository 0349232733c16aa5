"""Receiving a hand-over, following it, the promises; the person's own page."""

from urllib.parse import urlsplit

OUVERTES = {"reception", "reception_enquete", "ma_demande", "promesses"}
RESERVEES = {"mises", "mise", "accueil_suivi", "dernier_recours"}
ACTES: set[str] = set()
VALEURS: dict[str, object] = {"jeton": "x"}
SUJETS = {"mise": "accueil.MiseEnRelation"}


def pages():
    from portulan.comptes.models import Compte
    from portulan.terrain.accueil import droits, liens
    from portulan.terrain.accueil.models import Identite

    adresses = [("mission_spro", a) for a in ("/accueil/mises/", "/accueil/suivi/", "/accueil/dernier-recours/")]
    agent = Compte.objects.filter(habilitations__role="agent").first()
    identite = Identite.objects.order_by("pk").first()
    if identite is not None:
        adresses.append(("", urlsplit(liens.de_la_personne(identite)).path))
    sienne = droits.mises(agent.titulaire()).first() if agent else None
    if sienne is not None:
        adresses.append(("agent", f"/accueil/mises/{sienne.pk}/"))
    return [*adresses, ("agent", "/accueil/mises/"), ("", "/promesses/")]
