"""Journeys as data: loading, checking, walking. Plain Python; `load` alone reads files."""
