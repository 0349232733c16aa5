from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Assessments against the referential: declared and found levels, evidence, progress, campaigns."""

    name = "portulan.terrain.evaluation"
    label = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        """Declare the mails of this application."""
        from portulan.terrain.evaluation import courriels  # noqa: F401 (the models are loaded now)
