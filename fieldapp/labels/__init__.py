"""Labels: what a machine's QR code says, and how it is drawn."""
