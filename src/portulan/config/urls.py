"""The two doors served over HTTP: the site and the API."""

from django.urls import include, path

from portulan.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("portulan.web.urls")),
]

handler400 = "portulan.web.erreurs.requete_invalide"
handler403 = "portulan.web.erreurs.interdit"
handler404 = "portulan.web.erreurs.introuvable"
handler500 = "portulan.web.erreurs.panne"
