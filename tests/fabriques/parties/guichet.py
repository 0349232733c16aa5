"""The front desk: an agent of an operator, its requests."""

OUVERTES: set[str] = set()
RESERVEES = {"guichet", "guichet_nouvelle", "guichet_demande", "guichet_trace", "guichet_orienter", "guichet_effacer"}
ACTES = {"guichet_repondre", "guichet_aiguiller", "guichet_rappelee"}
VALEURS: dict[str, object] = {"besoin": 1}
SUJETS = {"guichet": "accueil.DemandeAccueil"}
AUTRES = {"besoin": "accueil.Besoin"}


def pages():
    from portulan.comptes.models import Compte
    from portulan.terrain.accueil import droits
    from portulan.terrain.accueil.models import Besoin, Identite
    from portulan.terrain.reseau.models import Structure

    agent = Compte.objects.filter(habilitations__role="agent").first()
    adresses = ["/guichet/", "/guichet/nouvelle/"]
    vues = droits.demandes(agent.titulaire(), "saisir") if agent else ()
    notee = vues.order_by("-pk").first() if agent else None
    if notee is not None:
        besoin = Besoin.objects.filter(demande=notee).first()
        structure = Structure.objects.order_by("pk").first()
        adresses += [
            f"/guichet/{notee.pk}/",
            f"/guichet/{notee.pk}/trace/",
            f"/guichet/{notee.pk}/orienter/{besoin.pk}/{structure.pk}/",
        ]
    pages = [("agent", adresse) for adresse in adresses]
    connue = Identite.objects.filter(demande__in=vues).first() if agent else None
    return [*pages, *([("agent", f"/guichet/{connue.demande_id}/")] if connue else [])]
