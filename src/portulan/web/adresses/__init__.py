"""Addresses of the site, one module for each part; ``web.urls`` puts them together."""
