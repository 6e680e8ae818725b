"""All that torch trains of the guide."""
