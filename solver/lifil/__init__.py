"""Lithium filament growth in flawed solid-state electrolytes."""
