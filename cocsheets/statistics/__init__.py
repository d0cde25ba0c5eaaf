"""Figures about records; the only package that imports pandas."""
