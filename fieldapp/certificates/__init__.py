"""The certificate of erasure as a PDF: the same bytes for the same certificate, whenever and wherever it is printed."""
