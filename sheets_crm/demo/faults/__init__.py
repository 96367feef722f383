"""What people do to a clean book, one small function per class of fault, and the truth about where it was done."""
