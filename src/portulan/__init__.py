"""Portulan: from open data and daily work to a frozen snapshot, a diagnostic, a dossier and an avis."""

__version__ = "0.1.0"
