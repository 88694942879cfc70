"""Everything that touches the world, one module per technology. Only `wiring` names them."""
