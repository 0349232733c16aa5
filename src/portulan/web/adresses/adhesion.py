"""Addresses: adhesion."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    adhesion_dossier,
    adhesion_liste,
    adhesion_procedure,
    adhesion_registre,
    adhesion_signature,
    adhesion_suivi,
)

urlpatterns: list[URLPattern] = [
    path("adhesions/", adhesion_liste.adhesions, name="adhesions"),
    path("adhesions/ouvrir/", adhesion_liste.ouvrir, name="adhesion_ouvrir"),
    path("adhesions/procedure/", adhesion_procedure.procedure, name="adhesion_procedure"),
    path("adhesions/<int:numero>/", adhesion_suivi.adhesion, name="adhesion"),
    path("adhesions/<int:numero>/dossier/<str:rubrique>/", adhesion_dossier.dossier, name="adhesion_dossier"),
    path("adhesions/<int:numero>/pieces/<int:piece_id>/", adhesion_dossier.piece, name="adhesion_piece"),
    path(
        "adhesions/<int:numero>/pieces/<int:piece_id>/retirer/", adhesion_dossier.retirer, name="adhesion_piece_retirer"
    ),
    path("adhesions/<int:numero>/supprimer/", adhesion_dossier.supprimer, name="adhesion_supprimer"),
    path("adhesions/<int:numero>/etapes/<str:etape>/", adhesion_suivi.etape, name="adhesion_etape"),
    path("adhesions/<int:numero>/avis/", adhesion_suivi.avis, name="adhesion_avis"),
    path("adhesions/<int:numero>/reponse/", adhesion_suivi.reponse, name="adhesion_reponse"),
    path("adhesions/<int:numero>/signer/", adhesion_signature.signer, name="adhesion_signer"),
    path("adhesions/<int:numero>/sites/", adhesion_suivi.ajouter_site, name="adhesion_ajouter_site"),
    path("adhesions/<int:numero>/sites/<int:site_id>/<str:acte>/", adhesion_suivi.site, name="adhesion_site"),
    path("registre/", adhesion_registre.registre, name="registre"),
    path("registre/taxe-apprentissage/", adhesion_registre.taxe, name="registre_taxe"),
    path("registre/<str:code>/", adhesion_registre.organisation, name="registre_organisation"),
    path("registre/<str:code>/attestation/", adhesion_registre.attestation, name="registre_attestation"),
]
