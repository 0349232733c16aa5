"""The API: one description, versioned by its address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from portulan.api import crefop, recherche, registre
from portulan.api.erreurs import installer
from portulan.api.operations import router
from portulan.api.reseau import router as reseau


class Api(NinjaAPI):
    """Writes errors as problem+json, and results also as CSV, in the OpenAPI description."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for statut, reponse in operation["responses"].items():
                    if int(statut) >= 400 and "content" in reponse:  # noqa: PLR2004 (HTTP errors)
                        reponse["content"] = {"application/problem+json": reponse["content"].pop("application/json")}
        for nom, modele in schema["components"]["schemas"].items():
            # docstrings of our classes are written for developers, in English; a level's is printed
            if nom != "Niveau":
                modele.pop("description", None)
        reponses = schema["paths"]["/api/v1/resultats"]["get"]["responses"]
        reponses[200]["content"]["text/csv"] = {"schema": {"type": "string"}}
        reponses[304] = {"description": "Rien n'a changé (If-None-Match)."}
        return schema


api = Api(
    title="Portulan",
    version="1",
    description="Territoires, réseau, instantanés, indicateurs, dossiers, avis. Lecture seule, sans compte.",
    urls_namespace="api-1",
    docs_url=None,
)
installer(api)
api.add_router("", router)
api.add_router("", reseau)
api.add_router("", recherche.router)
api.add_router("", registre.router)
api.add_router("", crefop.router)


@api.get("/", include_in_schema=False)
def documentation(request: HttpRequest) -> HttpResponse:
    """Readable page of the API, drawn from its own description."""
    schema = api.get_openapi_schema()
    operations = [
        {"chemin": chemin, "methode": methode.upper(), **detail}
        for chemin, methodes in schema["paths"].items()
        for methode, detail in methodes.items()
    ]
    return render(request, "api/documentation.html", {"api": schema["info"], "operations": operations})
