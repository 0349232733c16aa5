from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Assessments against the referential: declared and found levels, evidence, progress, campaigns."""

    name = "portulan.terrain.evaluation"
    label = "evaluation"
    verbose_name = "Évaluation"
