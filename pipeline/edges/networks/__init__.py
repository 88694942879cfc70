"""Where posts go, one module for each network (port: Network)."""
