"""The API: one NinjaAPI, versioned by its address."""

from ninja import NinjaAPI

api = NinjaAPI(
    title="Portulan",
    version="1",
    description="Territoires, instantanés, indicateurs, résultats et dossiers. Lecture seule, sans compte.",
    urls_namespace="api-1",
    docs_url=None,
)
