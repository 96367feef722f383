"""A local server that answers like the parts of Google Sheets v4 and Drive v3 that the product uses; never in the wheel."""
