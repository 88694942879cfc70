"""Where sites live, one module for each technology (port: SiteHost)."""
