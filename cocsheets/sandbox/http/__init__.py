"""HTTP: sockets, paths, who may ask, and the control plane. Knows no rules of either service."""
