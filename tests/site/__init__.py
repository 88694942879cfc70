"""The quality bars of the public site: what real programs say of the sample, as its host would send it."""
