"""Addresses of every page, on an installation that has data and on an empty one."""

PUBLIQUES = (
    "/",
    "/fiches/1/",
    "/fiches/2/?q=information&etat=partiel",
    "/fiches/1/?gravite=alerte&tri=-vigilance",
    "/questions/F1.O3/",
    "/questions/F2.4/",
    "/indicateurs/",
    "/indicateurs/?q=acces&etat=calcule",
    "/indicateurs/IND-F1.O3a-1/",
    "/indicateurs/IND-F1.0-1/",
    "/territoires/",
    "/territoires/?niveau=commune&q=saint",
    "/sources/",
    "/instantanes/",
    "/comparer/",
    "/dossiers/",
    "/recherche/",
    "/recherche/?q=gratuit",
    "/connexion/",
    "/connexion/lien/abc/",
    "/composants/",
    "/accessibilite/",
    "/api/v1/",
    "/mentions-legales/",
    "/donnees-ouvertes/",
)
DE_LA_DEMONSTRATION = (
    "/indicateurs/IND-F1.O3a-1/?niveau=commune&tri=-valeur&page=1",
    "/indicateurs/IND-F1.O3a-2/?niveau=epci&composante=p90",
    "/territoires/commune/2A004/",
    "/territoires/epci/242010056/",
    "/territoires/departement/2A/",
    "/territoires/region/94/",
)
RESERVEES = ("/region/", "/region/importer/", "/travaux/")


def de_l_installation(foyer):
    """Addresses that carry the identifier of a snapshot."""
    from portulan.publication.bibliotheque import Bibliotheque

    rayons = Bibliotheque(foyer)
    courant = rayons.courant("94").identifiant
    ancien = next(m.identifiant for m in rayons.instantanes() if m.identifiant != courant)
    source = rayons.diagnostic(courant).sources[0]
    return (
        f"/instantanes/{courant}/",
        f"/comparer/?a={ancien}&b={courant}",
        f"/dossiers/{courant}/fiche-1/",
        f"/dossiers/{courant}/fiche-2/",
        f"/sources/{source.code}/{source.version}/",
    )
