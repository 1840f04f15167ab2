"""The look of the office: layout, components, design tokens and quick exit. It knows no other app."""
