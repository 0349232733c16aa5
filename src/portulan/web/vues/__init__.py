"""Views, one module per audience page. Each reads through ``acces`` and answers with a template."""
