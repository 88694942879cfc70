"""The kinds of pages of the site, one module each: which there are, what each depends on, what it says."""
