"""Addresses of the committee: avis."""

from django.urls import URLPattern, path

from portulan.web.vues import (
    crefop_avis_publication,
    crefop_avis_pv,
    crefop_avis_pv_suite,
    crefop_avis_redaction,
    crefop_avis_signature,
)

urlpatterns: list[URLPattern] = [
    path("avis/en-cours/", crefop_avis_redaction.en_cours, name="avis_en_cours"),
    path("avis/reputer/<int:saisine>/", crefop_avis_redaction.reputer, name="avis_reputer"),
    path("avis/ouvrir/<int:point>/", crefop_avis_redaction.ouvrir, name="avis_ouvrir"),
    path("avis/<str:avis>/redaction/", crefop_avis_redaction.rediger, name="avis_redaction"),
    path("avis/<str:avis>/apercu/", crefop_avis_redaction.apercu, name="avis_apercu"),
    path("avis/<str:avis>/figer/", crefop_avis_redaction.figer, name="avis_figer"),
    path("avis/<str:avis>/signature/", crefop_avis_signature.signer_avis, name="avis_signature"),
    path("avis/<str:avis>/publication/", crefop_avis_publication.publier, name="avis_publication"),
    path("proces-verbaux/", crefop_avis_pv.proces_verbaux, name="pvs"),
    path("proces-verbaux/etablir/<int:seance>/", crefop_avis_pv.etablir, name="pv_etablir"),
    path("proces-verbaux/<str:pv>/", crefop_avis_pv.proces_verbal, name="pv"),
    path("proces-verbaux/<str:pv>/versions/", crefop_avis_pv.versions, name="pv_versions"),
    path("proces-verbaux/<str:pv>/soumettre/", crefop_avis_pv.soumettre, name="pv_soumettre"),
    path("proces-verbaux/<str:pv>/corriger/", crefop_avis_pv_suite.corriger, name="pv_corriger"),
    path(
        "proces-verbaux/<str:pv>/corrections/<int:correction>/",
        crefop_avis_pv_suite.decider,
        name="pv_correction_decider",
    ),
    path("proces-verbaux/<str:pv>/approuver/", crefop_avis_pv_suite.approuver, name="pv_approuver"),
    path("proces-verbaux/<str:pv>/signature/", crefop_avis_signature.signer_pv, name="pv_signature"),
    path("proces-verbaux/<str:pv>/rectifier/", crefop_avis_pv_suite.rectifier, name="pv_rectifier"),
    path("proces-verbaux/<str:pv>/documents/", crefop_avis_pv_suite.diffuser, name="pv_diffuser"),
    path("proces-verbaux/<str:pv>/fichiers/<str:fichier>", crefop_avis_pv_suite.fichier, name="pv_fichier"),
]
