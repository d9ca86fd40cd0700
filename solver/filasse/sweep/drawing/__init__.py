"""Pictures and interactive charts of a sweep."""
