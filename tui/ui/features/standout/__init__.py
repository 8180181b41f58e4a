"""A metric of Live by every dimension at one moment, and the value that stands out."""
