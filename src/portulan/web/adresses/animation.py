"""Addresses: animation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
