"""Receiving a hand-over, following it, the promises."""

OUVERTES = {"reception", "reception_enquete", "promesses"}
RESERVEES = {"mises", "mise", "accueil_suivi", "dernier_recours"}
ACTES: set[str] = set()
VALEURS: dict[str, object] = {"jeton": "x"}
SUJETS = {"mise": "accueil.MiseEnRelation"}


def pages():
    from portulan.comptes.models import Compte
    from portulan.terrain.accueil import droits

    adresses = [("mission_spro", a) for a in ("/accueil/mises/", "/accueil/suivi/", "/accueil/dernier-recours/")]
    agent = Compte.objects.filter(habilitations__role="agent").first()
    sienne = droits.mises(agent.titulaire()).first() if agent else None
    if sienne is not None:
        adresses.append(("agent", f"/accueil/mises/{sienne.pk}/"))
    return [*adresses, ("agent", "/accueil/mises/"), ("", "/promesses/")]
