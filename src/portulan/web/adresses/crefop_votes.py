"""Addresses of the committee: votes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
